#include "core/simulate/host_pace.h"

#include <cmath>

namespace core {

void paceByHost(std::vector<Segment>& pass, Nanoseconds host)
{
    Nanoseconds all;
    Nanoseconds computing;
    for (const Segment& segment : pass) {
        all += segment.duration;
        if (isCompute(segment.kind))
            computing += segment.duration;
    }
    if (all >= host || computing.count == 0)
        return;
    const double factor = 1 + static_cast<double>((host - all).count) / static_cast<double>(computing.count);
    double exact = 0;
    std::int64_t given = 0;
    for (Segment& segment : pass) {
        if (!isCompute(segment.kind))
            continue;
        exact += static_cast<double>(segment.duration.count) * factor;
        segment.duration = Nanoseconds(std::llround(exact) - given);
        given += segment.duration.count;
    }
}

} // namespace core
