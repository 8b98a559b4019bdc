#include "ui/widgets/window_style.h"

#include "ui/widgets/colours.h"

namespace ui {

QString windowStyle()
{
    using core::ColourRole;
    const auto name = [](ColourRole role) { return colour(role).name(); };
    QString sheet = QStringLiteral(R"(
QMainWindow::separator { background: @border; width: 1px; height: 1px; }
QDockWidget { titlebar-close-icon: url(none.svg); titlebar-normal-icon: url(none.svg); font-weight: 600; }
QDockWidget::title { background: @window; padding: 7px 16px; border-bottom: 1px solid @border; text-align: left; }
QToolBar { background: @window; border: none; spacing: 4px; padding: 4px 8px; }
QToolBar#toolBar { border-bottom: 1px solid @border; }
QToolBar#metricsBar { padding: 0; border-top: 1px solid @border; }
QToolBar QToolButton { padding: 4px 6px; border: 1px solid transparent; border-radius: 5px; }
QToolBar QToolButton:hover { background: @raised; border-color: @border; }
QToolBar QToolButton:pressed, QToolBar QToolButton:checked { background: @selection; }
QToolBar::separator { background: @border; width: 1px; margin: 6px 4px; }
QMenuBar { background: @window; }
QHeaderView { background: @panel; }
QHeaderView::section { background: @panel; color: @muted; border: none; border-bottom: 1px solid @border; padding: 5px 8px; }
QTabBar::tab { background: transparent; color: @muted; padding: 7px 16px; border: none; border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: @text; border-bottom: 2px solid @accent; }
QTabBar::tab:hover { color: @text; }
)");
    const std::pair<const char*, ColourRole> names[] = {{"@border", ColourRole::Border}, {"@window", ColourRole::Window},
        {"@raised", ColourRole::Raised}, {"@selection", ColourRole::Selection}, {"@panel", ColourRole::Panel},
        {"@muted", ColourRole::MutedText}, {"@text", ColourRole::Text}, {"@accent", ColourRole::Accent}};
    for (const auto& [key, role] : names)
        sheet.replace(QLatin1String(key), name(role));
    return sheet;
}

} // namespace ui
