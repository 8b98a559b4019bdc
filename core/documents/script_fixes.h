#pragma once

#include "core/documents/check.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace core {

/// What is wrong with a line of the script, and where in it.
struct ScriptIssue
{
    int line = 0;   ///< index into Scenario::events
    int column = 1; ///< of the word concerned, in characters from 1
    Severity severity = Severity::Error;
    std::string message; ///< without the place
    std::string expected;
    std::string fix;
    bool operator==(const ScriptIssue&) const = default;
};

/// Those of a project's issues that point to lines, in their order.
std::vector<ScriptIssue> scriptIssues(const std::vector<Issue>& issues);

/// The line with the fix written where the issue points; none where the fix is not one thing to write, or the line would
/// be no better for it.
std::optional<std::string> mended(std::string_view line, const ScriptIssue& issue);

} // namespace core
