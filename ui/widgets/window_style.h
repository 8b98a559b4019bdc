#pragma once

#include <QString>

namespace ui {

/// What Fusion draws heavier than this window wants: flat panes, quiet headers and tabs, in the colours in use.
QString windowStyle();

} // namespace ui
