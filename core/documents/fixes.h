#pragma once

#include "core/documents/check.h"

#include <string>
#include <vector>

namespace core {

/// A way to mend an issue: what it does, and the project afterwards.
struct Fix
{
    std::string label; ///< "write \"A100-80G-SXM\"", "switch line 3 off"
    Project project;
};

/// Ways to mend one issue of `check`, the best first. Each has been tried: afterwards `check` no longer finds the issue, and no
/// more errors than before. What `Issue::fix` says is done where it is a value, a key with its value, a key to be removed, or a
/// link to be drawn; where it names nothing that can be written, a plan loses the devices that do not exist, a line of the
/// scenario is switched off, and in the last resort a plan that cannot be is taken away.
std::vector<Fix> fixesOf(const Project& project, const Catalogue& catalogue, const Issue& issue);

} // namespace core
