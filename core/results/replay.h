#pragma once

#include "core/network/transfers.h"
#include "core/results/contention.h"

#include <algorithm>

namespace core {

/// Plays passages, in order of start, on the network of a run; `watch` sees `passed(now)` before anything changes at an
/// instant, then `left(transfer)`, `entered(transfer, passage, activity)`, and `settled(now)` after.
/// Error: "cancelled".
template <typename Watch>
Result<void> replay(const Played& played, const std::vector<Passage>& passages, Transfers& transfers, const Progress& progress, Watch&& watch)
{
    const auto startOf = [&](std::size_t passage) { return played.timeline.start + passages[passage].start; };
    for (std::size_t started = 0, steps = 0; started < passages.size() || !transfers.idle(); ++steps) {
        if (progress && (steps & 0xff) == 0 && !progress(static_cast<double>(started) / static_cast<double>(passages.size())))
            return Error {"cancelled", {}, {}, {}};
        const Nanoseconds nextStart = started < passages.size() ? startOf(started) : Nanoseconds::never();
        const Nanoseconds now = std::min(nextStart, transfers.next());
        if (now == Nanoseconds::never())
            break;
        watch.passed(now);
        transfers.advance(now);
        for (const int id : transfers.finished())
            watch.left(id);
        for (; started < passages.size() && startOf(started) == now; ++started)
            for (const int activity : played.timeline.traffic[passages[started].traffic].activities)
                watch.entered(transfers.start(played.workload.activities[static_cast<std::size_t>(activity)], now), started, activity);
        watch.settled(now);
    }
    return {};
}

} // namespace core
