#include "ui/widgets/window_style.h"

#include "ui/widgets/colours.h"

namespace ui {

QString windowStyle()
{
    using core::ColourRole;
    const auto name = [](ColourRole role) { return colour(role).name(); };
    QString sheet = QStringLiteral(R"(
QMainWindow::separator { background: @border; width: 1px; height: 1px; }
QDockWidget { titlebar-close-icon: url(@icons/list-remove.svg); titlebar-normal-icon: url(@icons/window-duplicate.svg); font-weight: 600; }
QDockWidget::title { background: @window; padding: 7px 12px; border-bottom: 1px solid @border; text-align: left; }
QDockWidget::close-button, QDockWidget::float-button { border: none; background: transparent; subcontrol-position: center right; }
QDockWidget::close-button { right: 10px; }
QDockWidget::float-button { right: 32px; }
QDockWidget::close-button:hover, QDockWidget::float-button:hover { background: @selection; border-radius: 4px; }
QToolBar { background: @window; border: none; spacing: 4px; padding: 4px 8px; }
QToolBar#toolBar { border-bottom: 1px solid @border; }
QToolBar#metricsBar { padding: 0; }
QFrame#metricsStrip { background: @window; border: none; border-top: 1px solid @border; }
QToolBar QToolButton#feasibility { padding: 4px 8px; }
QToolBar QToolButton { padding: 4px 6px; border: 1px solid transparent; border-radius: 5px; }
QToolBar QToolButton:hover { background: @raised; border-color: @border; }
QToolBar QToolButton:pressed, QToolBar QToolButton:checked { background: @selection; }
QToolBar::separator { background: @border; width: 1px; margin: 6px 4px; }
QMenuBar { background: @window; }
QHeaderView { background: @panel; }
QHeaderView::section { background: @panel; color: @muted; border: none; border-bottom: 1px solid @border; padding: 5px 8px; }
QTableCornerButton::section { background: @panel; border: none; border-bottom: 1px solid @border; }
QCheckBox::indicator, QTableView::indicator, QListView::indicator { width: 12px; height: 12px; border: 1px solid @muted; border-radius: 3px; background: @panel; }
QCheckBox::indicator:checked, QTableView::indicator:checked, QListView::indicator:checked { image: url(@icons/checkmark.svg); }
QTabBar::tab { background: transparent; color: @muted; padding: 7px 16px; border: none; border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: @text; border-bottom: 2px solid @accent; }
QTabBar::tab:hover { color: @text; }
QTreeView, QTableView, QListView { selection-background-color: @selection; selection-color: @text; }
QTreeView { show-decoration-selected: 1; }
QTreeView::item { padding: 3px 0; }
QTableView::item { padding: 0 5px; border: none; }
QLineEdit { background: @panel; border: 1px solid @border; border-radius: 5px; padding: 4px 7px; }
QLineEdit:focus { border-color: @accent; }
QScrollBar { background: transparent; border: none; margin: 0; }
QScrollBar:vertical { width: 12px; }
QScrollBar:horizontal { height: 12px; }
QScrollBar::handle { background: @border; border-radius: 3px; margin: 3px; }
QScrollBar::handle:vertical { min-height: 24px; }
QScrollBar::handle:horizontal { min-width: 24px; }
QScrollBar::handle:hover { background: @muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QProgressBar { background: @grid; border: none; border-radius: 4px; }
QProgressBar::chunk { background: @accent; border-radius: 4px; }
)");
    const std::pair<const char*, ColourRole> names[] = {{"@border", ColourRole::Border}, {"@window", ColourRole::Window},
        {"@raised", ColourRole::Raised}, {"@selection", ColourRole::Selection}, {"@panel", ColourRole::Panel},
        {"@muted", ColourRole::MutedText}, {"@grid", ColourRole::Grid}, {"@text", ColourRole::Text}, {"@accent", ColourRole::Accent}};
    const bool dark = Colours::instance().scheme() == core::Scheme::Dark;
    sheet.replace(QStringLiteral("@icons"), dark ? QStringLiteral(":/icons/breeze-dark/actions/16") : QStringLiteral(":/icons/breeze/actions/16"));
    for (const auto& [key, role] : names)
        sheet.replace(QLatin1String(key), name(role));
    return sheet;
}

} // namespace ui
