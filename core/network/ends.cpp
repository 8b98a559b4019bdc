#include "core/network/transfers.h"

#include <algorithm>
#include <numeric>
#include <string>

namespace core {
namespace ends_file {

constexpr Nanoseconds never = Nanoseconds::never();

std::size_t index(int i) { return static_cast<std::size_t>(i); }

/// The line of the scenario that makes a capacity what it is; -1: none.
int lineAt(const Profiles* profiles, int capacity, Nanoseconds time)
{
    if (!profiles)
        return -1;
    const auto profile = profiles->find(capacity);
    return profile == profiles->end() ? -1 : profile->second.eventAt(time);
}

Error neverEnds(const Network& network, Transfers& transfers, const Profiles* profiles, Nanoseconds horizon,
    std::span<const TimedActivity> activities, const std::vector<int>& order)
{
    const auto nameOf = [&](int id) {
        const auto number = index(order[index(id)]);
        const std::string& name = activities[number].name;
        return "transfer " + (name.empty() ? std::to_string(number + 1) : name);
    };
    const auto stall = transfers.stall();
    if (!stall || transfers.rate(stall->id).value > 0) {
        const int id = stall ? stall->id : transfers.firstUnfinished();
        const bool ever = horizon < never;
        return Error{nameOf(id) + (ever ? " does not finish before the horizon" : " takes longer than the 290 years that can be played"), {},
            ever ? "a longer horizon" : "fewer bytes, more bandwidth or less latency", {}};
    }
    Error error {nameOf(stall->id) + " can never finish: no bandwidth on " + network.capacity(stall->capacity).name, {},
        "a bandwidth above 0 before the horizon", {}};
    if (const int line = lineAt(profiles, stall->capacity, horizon); line >= 0) {
        error.message += " since the event of line " + std::to_string(line + 1);
        error.where = "/scenario/events/" + std::to_string(line);
        error.fix = "end the event with \"for\" and a time";
    }
    return error;
}

std::size_t capacitiesIn(std::span<const TimedActivity> activities)
{
    std::vector<int> capacities;
    for (const TimedActivity& timed : activities)
        for (const Charge& charge : timed.activity.charges)
            capacities.push_back(charge.capacity);
    std::sort(capacities.begin(), capacities.end());
    return index(static_cast<int>(std::unique(capacities.begin(), capacities.end()) - capacities.begin()));
}

} // namespace ends_file

using namespace ends_file;

Result<std::vector<Nanoseconds>> endsOf(const Network& network, std::span<const TimedActivity> activities,
    std::shared_ptr<const Profiles> profiles, Nanoseconds horizon, const Progress& progress)
{
    std::vector<int> order(activities.size());
    std::iota(order.begin(), order.end(), 0);
    const auto startOf = [&](int i) { return activities[index(i)].start; };
    std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return startOf(a) < startOf(b); });
    std::vector<Nanoseconds> ends(activities.size(), never);
    Transfers transfers(network, profiles);
    transfers.reserve(capacitiesIn(activities));
    std::size_t ended = 0;
    for (std::size_t started = 0; started < order.size() || !transfers.idle();) {
        if (progress && !progress(static_cast<double>(ended) / static_cast<double>(order.size())))
            return Error {"cancelled", {}, {}, {}};
        const Nanoseconds nextStart = started < order.size() ? startOf(order[started]) : never;
        const Nanoseconds now = std::min(nextStart, transfers.next());
        if (now == never || now > horizon)
            return neverEnds(network, transfers, profiles.get(), std::min(now, horizon), activities, order);
        transfers.advance(now);
        for (const int id : transfers.finished())
            ends[index(order[index(id)])] = now;
        ended += transfers.finished().size();
        for (; started < order.size() && startOf(order[started]) == now; ++started)
            transfers.start(activities[index(order[started])].activity, now);
    }
    return ends;
}

} // namespace core
