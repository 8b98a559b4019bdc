#pragma once

#include "core/documents/check.h"

namespace core {

/// Everything wrong with a project: what `check` finds, and the search settings that the planner would refuse.
std::vector<Issue> checkAll(const Project& project, const Catalogue& catalogue);
/// The same, heard. Error: "cancelled".
Result<std::vector<Issue>> checkAll(const Project& project, const Catalogue& catalogue, const Progress& progress);

} // namespace core
