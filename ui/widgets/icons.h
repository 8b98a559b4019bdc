#pragma once

#include <QIcon>

namespace ui {

/// An icon of `icons.cmake` by its freedesktop name, in the theme of the present scheme. Follows when it changes.
QIcon icon(const char* name);

/// Finds the icons compiled in; `dark` chooses the theme. Called by `Theme`.
void useIconTheme(bool dark);

} // namespace ui
