#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/documents/catalogue.h"
#include "core/documents/project.h"

#include <string>
#include <vector>

namespace core {

enum class Severity { Error, Warning };

/// One thing that is wrong with a project, for a person to find and mend.
struct Issue
{
    std::string pointer; ///< JSON pointer into the project file, "/cluster/nodes/0/device"
    Severity severity = Severity::Error;
    std::string message;
    std::string expected;
    std::string fix; ///< what to write instead, or empty
    bool operator==(const Issue&) const = default;
};

/// Everything wrong with form and references, in document order. Errors bar simulation and search. Missing cluster,
/// model or training are errors here, not when loading.
std::vector<Issue> check(const Project& project, const Catalogue& catalogue);
/// The same, heard. Error: "cancelled".
Result<std::vector<Issue>> check(const Project& project, const Catalogue& catalogue, const Progress& progress);

bool hasErrors(const std::vector<Issue>& issues);

} // namespace core
