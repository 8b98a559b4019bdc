#include "ui/cluster/inspector.h"

#include "ui/cluster/edit_fields.h"
#include "ui/widgets/labels.h"

#include <QGridLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace ui {
namespace inspector {

bool isOneGroup(const std::vector<Element>& elements) { return elements.size() == 1 && std::holds_alternative<core::GroupId>(elements.front()); }

QList<QWidget*> fieldsIn(const QWidget& form)
{
    QList<QWidget*> fields = form.findChildren<QWidget*>();
    fields.removeIf([&](const QWidget* field) { // lists that combo boxes drop down are windows of their own
        return !(field->focusPolicy() & Qt::TabFocus) || field->focusProxy() || field->window() != form.window();
    });
    return fields;
}

/// One after another from where the inspector is in the chain of Tab: new fields are behind all else in the window.
void chain(Inspector& inspector, const QList<QWidget*>& fields)
{
    inspector.setFocusProxy(nullptr);
    QWidget* last = &inspector;
    for (QWidget* field : fields) {
        QWidget::setTabOrder(last, field);
        last = field;
    }
}

} // namespace inspector

Inspector::Inspector(Session& session, QWidget* parent) : QScrollArea(parent), m_session(session)
{
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAccessibleName(tr("Inspector"));
    connect(&session, &Session::projectChanged, this, &Inspector::rebuild);
    connect(&session, &Session::resultsChanged, this, &Inspector::rebuild);
    connect(&session.selection(), &Selection::changed, this, &Inspector::rebuild);
    for (const auto signal : {&Playhead::moved, &Playhead::stateChanged})
        connect(&session.playhead(), signal, this, [this] {
            if (!m_session.playhead().isPlaying() && (edited().size() > 1 || inspector::isOneGroup(edited())))
                showFacts(); // of the network at that instant
        });
    rebuild();
}

std::vector<Element> Inspector::edited() const
{
    std::vector<Element> elements = m_session.selection().elements();
    std::erase_if(elements, [this](const Element& element) { return !exists(m_session.project(), element) && !std::holds_alternative<SpanIndex>(element); });
    return elements;
}

/// The form stays as long as it is about the same elements: someone may be writing in it.
void Inspector::rebuild()
{
    const std::vector<Element> elements = edited();
    if (!m_form || m_form->elements() != elements) {
        auto* page = new QWidget;
        page->setObjectName(QStringLiteral("inspectorPage"));
        auto* layout = new QVBoxLayout(page);
        layout->setContentsMargins(16, 12, 16, 16);
        layout->setSpacing(0);
        m_shownFacts = nullptr;
        m_arrays = new ArrayBar(m_session);
        layout->addWidget(m_arrays);
        m_form = new EditForm(m_session, elements, fieldsOf(elements, m_session.project(), m_session.catalogue()));
        layout->addWidget(m_form);
        layout->addStretch();
        if (QWidget* before = takeWidget()) { // one of its fields may be what brought this about
            before->hide();
            before->deleteLater();
        }
        setWidget(page);
        inspector::chain(*this, inspector::fieldsIn(*m_form));
    }
    m_form->setVisible(!m_form->isEmpty() && !m_session.isEmpty());
    m_form->refresh();
    m_arrays->refresh();
    const QList<QWidget*> fields = inspector::fieldsIn(*m_form);
    setFocusProxy(m_form->isHidden() || fields.isEmpty() ? nullptr : fields.front()); // who comes to the inspector comes to a field
    showFacts();
}

void Inspector::showFacts()
{
    Facts facts = factsOf(m_session, m_session.selection().current());
    Facts probed = probeFacts(m_session, edited(), m_session.playhead().time());
    if (inspector::isOneGroup(edited()))
        facts.groups.insert(facts.groups.end(), probed.groups.begin(), probed.groups.end());
    else if (!probed.groups.empty())
        facts = std::move(probed);
    else if (edited().size() > 1)
        facts.subtitle = tr("and %1 more").arg(edited().size() - 1);
    if (m_shownFacts && facts == m_facts)
        return;
    m_facts = std::move(facts);
    auto* layout = qobject_cast<QVBoxLayout*>(widget()->layout());
    delete m_shownFacts;
    m_shownFacts = new QWidget;
    auto* column = new QVBoxLayout(m_shownFacts);
    column->setContentsMargins({});
    column->setSpacing(4);
    for (const FactGroup& group : m_facts.groups)
        addGroup(*column, group);
    layout->insertWidget(layout->indexOf(m_form) + 1, m_shownFacts);
    delete widget()->findChild<QWidget*>(QStringLiteral("inspectorHead"));
    auto* head = new QWidget;
    head->setObjectName(QStringLiteral("inspectorHead"));
    auto* headColumn = new QVBoxLayout(head);
    headColumn->setContentsMargins({});
    headColumn->setSpacing(4);
    headColumn->addWidget(titleLabel(m_facts.title));
    headColumn->addWidget(mutedLabel(m_facts.subtitle));
    layout->insertWidget(0, head);
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
