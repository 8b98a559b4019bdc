#include "core/simulate/folding.h"
#include "core/simulate/traffic_streams.h"

#include <algorithm>
#include <map>

namespace core {
namespace folding {

/// By capacity, whether at most one segment charges it at any time, and it never changes.
std::map<int, bool> quietOnes(const Workload& workload, const Waterways& waterways, const std::vector<Stream>& streams, const Steps& step)
{
    std::map<int, bool> isQuiet;
    for (const auto& [capacity, users] : usersOf(workload, streams, step)) {
        bool quiet = !waterways.changes(capacity);
        for (auto a = users.begin(); quiet && a != users.end(); ++a)
            quiet = std::all_of(a + 1, users.end(), [&](int b) {
                step();
                return exclude(streams[static_cast<std::size_t>(*a)], streams[static_cast<std::size_t>(b)]);
            });
        isQuiet[capacity] = quiet;
    }
    return isQuiet;
}

/// Throws `Stopped`, with what is settled until then.
void settle(Workload& workload, const Waterways& waterways, const Steps& step)
{
    const std::vector<Stream> streams = streamsOf(workload);
    const std::map<int, bool> isQuiet = quietOnes(workload, waterways, streams, step);
    for (const Stream& stream : streams)
        for (Segment* segment : stream.segments) {
            bool alone = true;
            for (const int activity : segment->activities) {
                step();
                alone = alone && !workload.activities[static_cast<std::size_t>(activity)].changing;
                for (const Charge& charge : workload.activities[static_cast<std::size_t>(activity)].charges)
                    alone = alone && isQuiet.at(charge.capacity);
            }
            segment->alone = alone && !segment->activities.empty();
        }
}

} // namespace folding

Workload settledAlone(Workload workload, const Waterways& waterways, const Progress& progress)
{
    try {
        folding::settle(workload, waterways, Steps(progress));
    } catch (const Stopped&) {
        return workload;
    }
    return workload;
}

} // namespace core
