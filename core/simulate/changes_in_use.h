#pragma once

#include "core/simulate/folding.h"
#include "core/simulate/workload.h"

#include <vector>

namespace core {

/// When a scenario changes something that a workload uses: bandwidths, latencies, speeds of its devices.
class ChangesInUse
{
public:
    ChangesInUse(const Workload& workload, const Waterways& waterways);

    /// The first instant after `time` at which something may change; never() if nothing will.
    Nanoseconds next(Nanoseconds time) const;

    /// All values at `time`: where two are equal, and what changes later too, a workload plays alike.
    std::vector<double> at(Nanoseconds time) const;

private:
    struct Bandwidths
    {
        const Profile* profile;
        BytesPerSecond nominal;
    };
    std::vector<Bandwidths> m_bandwidths;
    std::vector<const Activity*> m_activities; ///< whose latency changes
    std::vector<const Speeds*> m_speeds;
};

} // namespace core
