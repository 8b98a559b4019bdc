#pragma once

#include "core/base/result.h"
#include "core/documents/catalogue.h"
#include "core/documents/expansion.h"
#include "core/documents/project.h"
#include "core/simulate/placement.h"

#include <cstddef>
#include <string>

namespace core {

/// A plan with all that it refers to looked up.
struct ResolvedPlan
{
    std::size_t index = 0; ///< into Project::plans
    ExpandedCluster cluster;
    ModelShape model;
    Placement placement;
};

/// The plan with this name, or the first when it is empty. Errors: no such plan, a project without cluster, model or
/// training, and those of `expand`, `resolveModel` and `placed`, these with the plan's JSON pointer.
Result<ResolvedPlan> resolved(const Project& project, const Catalogue& catalogue, const std::string& plan);

} // namespace core
