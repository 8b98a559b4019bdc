#pragma once

#include "core/base/progress.h"
#include "core/network/transfers.h"
#include "core/simulate/workload.h"

#include <functional>
#include <memory>
#include <string>

namespace core {

/// Where a workload's activities flow: bandwidths, and how they change from the start of the scenario.
struct Waterways
{
    std::function<BytesPerSecond(int capacity)> nominal;
    std::shared_ptr<const Profiles> profiles {}; ///< none: nothing changes
    std::function<std::string(int capacity)> name {}; ///< for messages

    bool changes(int capacity) const { return profiles && profiles->count(capacity) > 0; }
};

/// Marks communication whose capacities no other can be using, and which never change, nor its latency, as taking its time
/// `alone`. Never changes a result, nor does stopping: what it has not come to stays as it is.
Workload settledAlone(Workload workload, const Waterways& waterways, const Progress& progress = {});

/// Where pipelines that are folded may meet.
enum class MeetingPlaces {
    None,  ///< nowhere: what stays charges what it did
    Shared ///< on capacities that all of them charge alike: what stays is played with the charges of all
};

/// Pipelines that do the same work over like capacities become one entry. Swapping two of them must leave
/// the whole system as it is: each capacity that the one's passes use alone maps to one of the other's with equal bandwidth
/// for ever, no latency changes, and every reduction over both charges both alike. Then all of them always do the same (max-min
/// shares are unique), so that one is enough. It never changes a result but where charges are added up, and there by no more than
/// the rounding of their sum; nor does stopping.
Workload folded(Workload workload, const Waterways& waterways, const Progress& progress = {}, MeetingPlaces meeting = MeetingPlaces::None);

} // namespace core
