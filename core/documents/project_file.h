#pragma once

#include "core/base/result.h"
#include "core/documents/project.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace core {

/// Text of a `.loom` file to a project. Refuses what is not well-formed: invalid UTF-8, truncated or deep (over 100)
/// JSON, duplicate keys, wrong types, quantities without unit, values against the schema. All errors found are
/// returned, each with its JSON pointer (or line and column while it is not yet JSON); the list is never empty.
struct LoadResult
{
    std::optional<Project> project; ///< absent when `errors` is not empty
    std::vector<Error> errors;
};
LoadResult parseProject(std::string_view text);

/// Reads the file first: a folder, a missing file, no permission and over 256 MiB are errors naming the path.
LoadResult loadProject(const std::filesystem::path& path);

/// The very bytes that were read while unedited (`original`); else canonical: one element a line, known keys in schema
/// order, then unknown ones.
std::string saveProject(const Project& project);

/// The canonical text, whatever `original` holds.
std::string canonicalText(const Project& project);

/// The JSON of one plan, as in a project file.
std::string planText(const Plan& plan);

} // namespace core
