#pragma once

#include "core/base/result.h"
#include "core/base/units.h"
#include "core/documents/catalogue.h"
#include "core/documents/project.h"

#include <vector>

namespace core {

/// Where an iteration's time goes, of the average device. The parts sum to the iteration.
struct TimeParts
{
    Seconds gemm, attention, elementWise; ///< at the rates of their kernels; whole units that were measured count as `gemm`
    Seconds launch;                       ///< between kernels, and the host's time where it is the slower
    Seconds optimizer;
    Seconds inside;                       ///< collectives inside layers (tensor, context, expert), not hidden by computing
    Seconds gradients;                    ///< gradient reductions and parameter gathers, not hidden
    Seconds waiting;                      ///< all else that is idle: bubbles and transfers between stages

    Seconds total() const { return gemm + attention + elementWise + launch + optimizer + inside + gradients + waiting; }
};

struct Prediction
{
    Seconds iteration;
    std::vector<Bytes> memory; ///< peak of every device that the plan uses, by rank
    Bytes peakMemory;
    Bytes framework;           ///< of the fullest device: counted in its peak, but no tensor
    bool fits = true;
    TimeParts parts;           ///< only where asked for
};

/// The first plan of a project, simulated. Errors: what `check` finds, and those of `simulate`.
Result<Prediction> predicted(const Project& project, const Catalogue& catalogue, bool withParts = false);

/// Its iteration time alone, which takes less: of a project that `check` finds nothing wrong with.
Result<Seconds> predictedTime(const Project& project, const Catalogue& catalogue);

} // namespace core
