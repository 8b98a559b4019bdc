#pragma once

#include <QList>
#include <QObject>

class QAction;
class QDockWidget;
class QMainWindow;
class QMenu;
class QTabBar;
class QWidget;

namespace app {

/// Panes and the canvas by keys: F6 and Shift+F6 walk those in sight, and a menu has an action `go:<object name>` for each.
/// A click on the tab of a pane that itself takes the focus by clicks, as a drawing with keys of its own does, is one into it.
class PaneKeys : public QObject
{
    Q_OBJECT
public:
    PaneKeys(QMainWindow& window, QWidget& canvas, QMenu& menu);

    void go(QWidget& pane); ///< brings it up and gives it the focus

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void walk(int step);
    void watch(QTabBar* bar);
    QList<QWidget*> inSight() const; ///< from left to right, then from the top

    QMainWindow& m_window;
    QWidget& m_canvas;
    QList<QDockWidget*> m_panes;
};

} // namespace app
