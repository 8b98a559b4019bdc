#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <string>

namespace core {

/// A file's whole content. A folder, a missing file, no permission and over 256 MiB are errors naming the path;
/// `what` says what was expected there, "a project file (.loom)".
Result<std::string> readTextFile(const std::filesystem::path& path, const std::string& what);

} // namespace core
