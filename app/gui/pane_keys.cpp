#include "app/gui/pane_keys.h"

#include <QAction>
#include <QApplication>
#include <QChildEvent>
#include <QDockWidget>
#include <QMainWindow>
#include <QMenu>
#include <QTabBar>

#include <algorithm>

namespace app {
namespace pane_keys {

/// The first thing inside that takes the focus by Tab.
QWidget* entrance(QWidget& pane)
{
    if (pane.focusPolicy() & Qt::TabFocus)
        return &pane;
    for (QWidget* next = pane.nextInFocusChain(); next && next != &pane; next = next->nextInFocusChain())
        if (pane.isAncestorOf(next) && next->focusPolicy() & Qt::TabFocus && next->isVisibleTo(&pane) && next->isEnabled())
            return next;
    return nullptr;
}

} // namespace pane_keys

PaneKeys::PaneKeys(QMainWindow& window, QWidget& canvas, QMenu& menu)
    : QObject(&window), m_window(window), m_canvas(canvas), m_panes(window.findChildren<QDockWidget*>(Qt::FindDirectChildrenOnly))
{
    const auto add = [&](const QString& words, const QString& name, const QKeySequence& keys, const auto& run) {
        QAction* action = menu.addAction(words);
        action->setObjectName(name);
        action->setShortcut(keys);
        connect(action, &QAction::triggered, this, run);
    };
    add(tr("&Next pane"), QStringLiteral("actionNextPane"), QKeySequence(tr("F6")), [this] { walk(1); });
    add(tr("Pre&vious pane"), QStringLiteral("actionPreviousPane"), QKeySequence(tr("Shift+F6")), [this] { walk(-1); });
    menu.addSeparator();
    add(tr("Canvas"), QStringLiteral("go:canvas"), {}, [this] { go(m_canvas); });
    for (QDockWidget* pane : m_panes)
        add(pane->toggleViewAction()->text(), QStringLiteral("go:") + pane->objectName(), {}, [this, pane] { go(*pane); });
    for (QTabBar* bar : window.findChildren<QTabBar*>(Qt::FindDirectChildrenOnly))
        watch(bar);
    window.installEventFilter(this);
}

/// The window makes its tab bars when panes come to share a place.
bool PaneKeys::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::ChildPolished)
        if (auto* bar = qobject_cast<QTabBar*>(static_cast<QChildEvent*>(event)->child()))
            watch(bar);
    return QObject::eventFilter(watched, event);
}

/// When the click has brought the pane up.
void PaneKeys::watch(QTabBar* bar)
{
    const auto enter = [this, bar](int tab) {
        for (QDockWidget* pane : m_panes)
            if (pane->windowTitle() == bar->tabText(tab) && pane->widget()->focusPolicy() & Qt::ClickFocus)
                pane->widget()->setFocus(Qt::MouseFocusReason);
    };
    disconnect(bar, &QTabBar::tabBarClicked, this, nullptr);
    connect(bar, &QTabBar::tabBarClicked, this, enter, Qt::QueuedConnection);
}

void PaneKeys::go(QWidget& pane)
{
    if (auto* dock = qobject_cast<QDockWidget*>(&pane)) {
        dock->show();
        dock->raise();
    }
    if (QWidget* entrance = pane_keys::entrance(pane))
        entrance->setFocus(Qt::TabFocusReason);
}

QList<QWidget*> PaneKeys::inSight() const
{
    QList<QWidget*> found {&m_canvas};
    for (QDockWidget* pane : m_panes)
        if (pane->isVisible() && !pane->visibleRegion().isEmpty())
            found.append(pane);
    const auto corner = [this](QWidget* pane) { return pane->mapTo(&m_window, QPoint()); };
    std::stable_sort(found.begin(), found.end(), [&](QWidget* a, QWidget* b) {
        const QPoint first = corner(a), second = corner(b);
        return first.x() != second.x() ? first.x() < second.x() : first.y() < second.y();
    });
    return found;
}

void PaneKeys::walk(int step)
{
    const QList<QWidget*> panes = inSight();
    QWidget* focus = QApplication::focusWidget();
    const auto here = std::find_if(panes.begin(), panes.end(), [&](QWidget* pane) { return focus && (pane == focus || pane->isAncestorOf(focus)); });
    const auto count = panes.size();
    const auto at = here == panes.end() ? (step > 0 ? count - 1 : 0) : std::distance(panes.begin(), here);
    for (qsizetype i = 1; i <= count; ++i) {
        QWidget& pane = *panes[((at + step * i) % count + count) % count];
        if (!pane_keys::entrance(pane))
            continue;
        return go(pane);
    }
}

} // namespace app
