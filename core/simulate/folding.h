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

/// Pipelines that do the same work over like capacities of their own become one entry. Swapping two of them must leave
/// the whole system as it is: each capacity that the one's passes use maps to one of the other's with equal bandwidth
/// for ever, no latency changes, no third pipeline uses either, and every reduction over both charges both alike. So it never changes a result,
/// nor does stopping.
Workload folded(Workload workload, const Waterways& waterways, const Progress& progress = {});

} // namespace core
