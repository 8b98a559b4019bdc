#pragma once

#include "core/documents/project.h"
#include "core/search/search.h"

#include <string>
#include <string_view>

namespace core {

/// A checkpoint is a text file: a head that names the search, then one line for each candidate as it has been
/// simulated. Branching is cheap and the same every time; so a search that is started again with what was simulated comes to the
/// same answer. A last line that was not written whole is left out.

/// The first line, of a search over this project for this objective.
std::string checkpointHead(const Project& project, const Objective& objective);

std::string checkpointLine(const CanonicalPlace& place, const Evaluation& evaluation);

/// Error: the text is of another project, objective or format.
Result<KnownEvaluations> readCheckpoint(std::string_view text, const Project& project, const Objective& objective);

} // namespace core
