#pragma once

#include "core/results/delays.h"

namespace core {

/// Times that no order of the same passes and transfers on the same devices beats, at nominal speed (or at the best
/// speed that the scenario ever gives, where that is more).
struct LowerBounds
{
    Nanoseconds compute; ///< the most that one device must compute
    Nanoseconds link;    ///< the most that one direction of a link, NIC or port must carry, at its full bandwidth
};

LowerBounds lowerBounds(const Played& played);

} // namespace core
