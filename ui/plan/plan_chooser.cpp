#include "ui/plan/plan_chooser.h"

#include "ui/plan/plan_rows.h"
#include "ui/widgets/format.h"

#include <QSignalBlocker>

namespace ui {

PlanChooser::PlanChooser(Session& session, QWidget* parent) : QComboBox(parent), m_session(session)
{
    setSizeAdjustPolicy(QComboBox::AdjustToContents);
    setMinimumContentsLength(12);
    setAccessibleName(tr("Plan"));
    setPlaceholderText(tr("no plan yet"));
    connect(&session, &Session::projectChanged, this, &PlanChooser::rebuild);
    connect(&session, &Session::planChanged, this, &PlanChooser::rebuild);
    connect(this, &QComboBox::activated, this,
        [this](int row) { m_session.setPlan(itemText(row).toStdString()); });
    rebuild();
}

void PlanChooser::rebuild()
{
    const QSignalBlocker blocker(this);
    clear();
    for (const core::Plan& plan : m_session.project().plans) {
        addItem(text(plan.name));
        setItemData(count() - 1, summaryOf(plan), Qt::ToolTipRole);
    }
    setCurrentIndex(findText(text(m_session.plan()), Qt::MatchExactly));
    setEnabled(count() > 0);
    setToolTip(currentData(Qt::ToolTipRole).toString());
}

} // namespace ui
