#include "ui/widgets/pane_action.h"

#include "ui/widgets/icons.h"

#include <QWidget>

namespace ui {

QAction* addPaneAction(QWidget& pane, QObject& owner, const char* name, const QString& words, const char* iconName, const QKeySequence& keys,
    const std::function<void()>& run)
{
    auto* action = new QAction(icon(iconName), words, &owner);
    action->setObjectName(QLatin1String(name));
    action->setShortcut(keys);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    QObject::connect(action, &QAction::triggered, &owner, run);
    pane.addAction(action);
    return action;
}

} // namespace ui
