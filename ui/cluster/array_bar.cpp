#include "ui/cluster/array_bar.h"

#include "core/documents/edits.h"
#include "core/documents/expansion.h"
#include "ui/widgets/format.h"

#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace ui {
namespace array_bar {

constexpr int mostListed = 512; ///< of more, a name is written

} // namespace array_bar

ArrayBar::ArrayBar(Session& session, QWidget* parent)
    : QWidget(parent), m_session(session), m_member(new QComboBox), m_all(new QPushButton), m_join(new QPushButton)
{
    m_member->setObjectName(QStringLiteral("arrayMember"));
    m_member->setAccessibleName(tr("Edit one member of the array"));
    m_member->setEditable(true);
    m_member->setInsertPolicy(QComboBox::NoInsert);
    m_all->setObjectName(QStringLiteral("arrayAll"));
    m_join->setObjectName(QStringLiteral("arrayJoin"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 8, 0, 8);
    layout->setSpacing(4);
    for (QWidget* widget : {static_cast<QWidget*>(m_member), static_cast<QWidget*>(m_all), static_cast<QWidget*>(m_join)})
        layout->addWidget(widget);
    connect(m_member, &QComboBox::textActivated, this, [this](const QString& name) {
        if (const Element member = NodeMember {name.trimmed().toStdString()}; exists(m_session.project(), member))
            m_session.selection().select(member);
    });
    connect(m_member->lineEdit(), &QLineEdit::returnPressed, this, [this] { emit m_member->textActivated(m_member->currentText()); });
    connect(m_all, &QPushButton::clicked, this, [this] {
        const Element current = m_session.selection().current();
        if (const auto* member = std::get_if<NodeMember>(&current))
            if (const auto array = core::arrayWith(*m_session.project().cluster, member->name))
                m_session.selection().select(*array);
    });
    connect(m_join, &QPushButton::clicked, this, [this] {
        const auto joined = core::joined(m_session.project(), m_row);
        if (!joined)
            return;
        m_session.edit(tr("Join nodes"), [&](core::Project& project) { project = *joined; });
    });
    refresh();
}

void ArrayBar::refresh()
{
    const Element current = m_session.selection().elements().size() == 1 ? m_session.selection().current() : Element();
    m_row.clear();
    for (QWidget* widget : {static_cast<QWidget*>(m_member), static_cast<QWidget*>(m_all), static_cast<QWidget*>(m_join)})
        widget->hide();
    bool any = false;
    if (const auto* member = std::get_if<NodeMember>(&current); member && exists(m_session.project(), current)) {
        m_all->setText(tr("Edit all of %1").arg(text(core::arrayWith(*m_session.project().cluster, member->name)->text)));
        m_all->show();
        any = true;
    } else if (const auto* node = std::get_if<core::NodeId>(&current); node && exists(m_session.project(), current)) {
        showMembers(*node);
        showJoining(*node);
        any = m_member->isVisibleTo(this) || m_join->isVisibleTo(this);
    }
    setVisible(any);
}

void ArrayBar::showMembers(const core::NodeId& array)
{
    const auto pattern = core::parseNamePattern(array.text);
    if (!pattern || !pattern->isRange)
        return;
    m_member->clear();
    for (int number = pattern->first; number <= pattern->last && number - pattern->first < array_bar::mostListed; ++number)
        m_member->addItem(text(pattern->member(number)));
    m_member->setCurrentIndex(-1);
    m_member->lineEdit()->clear();
    m_member->lineEdit()->setPlaceholderText(tr("Edit one member alone…"));
    m_member->show();
}

void ArrayBar::showJoining(const core::NodeId& node)
{
    m_row = core::joinableWith(m_session.project(), node);
    if (m_row.empty())
        return;
    QStringList names;
    for (const core::NodeId& one : m_row)
        names << text(one.text);
    const QString shown = names.size() > 4 ? tr("%1 … %2").arg(names.front(), names.back()) : names.join(QStringLiteral(", "));
    m_join->setToolTip(shown);
    m_join->setText(tr("Join %1").arg(shown));
    m_join->show();
}

} // namespace ui
