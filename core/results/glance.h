#pragma once

#include "core/base/result.h"
#include "core/base/units.h"
#include "core/documents/catalogue.h"
#include "core/documents/project.h"

namespace core {

/// What is sure of a plan before it is simulated.
struct Glance
{
    bool fits = true; ///< false: some stage surely needs more memory than its devices have
    Seconds least;    ///< no iteration takes less: the kernels of the busiest stage, one after another
};

/// Of the first plan of a project, without its network: some thousand times faster than `predicted`. Errors: those of
/// `resolved`.
Result<Glance> glance(const Project& project, const Catalogue& catalogue);

} // namespace core
