#pragma once

#include "tests/oracles/network_case.h"

#include <vector>

namespace oracles {

struct SimgridRun
{
    std::vector<double> ends; ///< seconds, by flow; empty when SimGrid failed
    double seconds = 0;       ///< that playing took, without reading and building the platform
    double megabytes = 0;     ///< peak of memory while playing, beyond what the platform needed
    double megabytesInAll = 0; ///< peak of memory, beyond what SimGrid needs before it reads the case
};

/// Played by SimGrid in a process of its own. All weights must be 1 and a step never 0: SimGrid ignores it.
SimgridRun playedBySimgrid(const NetworkCase& network);

} // namespace oracles
