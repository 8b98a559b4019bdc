#pragma once

#include "core/base/result.h"

#include <QString>

#include <string>

namespace ui {

/// The name by which a project's script finds a bandwidth trace: relative to the project's folder, into which a file from
/// elsewhere is copied (under another name where that one is taken by another file). Errors: not a trace, no project file
/// yet, no permission.
core::Result<std::string> importTrace(const QString& file, const QString& projectFile);

} // namespace ui
