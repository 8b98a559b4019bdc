#include "ui/cluster/inspector.h"

#include "ui/widgets/labels.h"

#include <QGridLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace ui {

Inspector::Inspector(Session& session, QWidget* parent) : QScrollArea(parent), m_session(session)
{
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAccessibleName(tr("Inspector"));
    connect(&session, &Session::projectChanged, this, &Inspector::rebuild);
    connect(&session, &Session::resultsChanged, this, &Inspector::rebuild);
    connect(&session.selection(), &Selection::changed, this, &Inspector::rebuild);
    rebuild();
}

void Inspector::rebuild()
{
    Facts facts = factsOf(m_session, m_session.selection().current());
    if (widget() && facts == m_facts)
        return;
    m_facts = std::move(facts);
    auto* page = new QWidget;
    page->setObjectName(QStringLiteral("inspectorPage"));
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(16, 12, 16, 16);
    layout->setSpacing(4);
    layout->addWidget(titleLabel(m_facts.title));
    layout->addWidget(mutedLabel(m_facts.subtitle));
    for (const FactGroup& group : m_facts.groups)
        addGroup(*layout, group);
    layout->addStretch();
    setWidget(page);
}

void Inspector::addGroup(QVBoxLayout& layout, const FactGroup& group)
{
    layout.addSpacing(12);
    layout.addWidget(sectionLabel(group.title));
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(4);
    grid->setColumnStretch(1, 1);
    grid->setColumnMinimumWidth(0, fontMetrics().averageCharWidth() * 20); // groups line up
    for (const Fact& fact : group.facts) {
        const int row = grid->rowCount();
        QLabel* name = mutedLabel(fact.name);
        QLabel* value = valueLabel(fact.value);
        name->setBuddy(value);
        value->setAccessibleName(fact.name + QStringLiteral(": ") + fact.value);
        grid->addWidget(name, row, 0, Qt::AlignTop);
        grid->addWidget(value, row, 1, Qt::AlignTop);
    }
    layout.addLayout(grid);
}

} // namespace ui
