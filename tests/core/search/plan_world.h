#pragma once

#include "core/search/adapt/policies.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace support {

/// Plans by their iteration times in two states, before and during one drop; work is integrated over time. Seconds.
class OneDropWorld : public core::PlanWorld
{
public:
    struct Times
    {
        double before = 1, during = 1;
    };
    std::vector<Times> times {};
    Times moving {}; ///< of the state, between any two
    int lost = -1;   ///< a plan one of whose devices is down during the drop
    double dropAt = 0, dropEnd = 0, end = 0;

    static core::Nanoseconds at(double seconds) { return core::Nanoseconds(std::llround(seconds * 1e9)); }

    int plans() const override { return static_cast<int>(times.size()); }
    core::Nanoseconds horizon() const override { return at(end); }
    core::PlanOutage outage(int plan, core::Nanoseconds start) const override
    {
        return plan == lost && start < at(dropEnd) ? core::PlanOutage {std::max(start, at(dropAt)), at(dropEnd)} : core::PlanOutage {};
    }
    core::Nanoseconds endOf(int plan, core::Nanoseconds start) override { return finished(times[static_cast<std::size_t>(plan)], start); }
    core::Nanoseconds frozenTime(int plan, core::Nanoseconds instant) override
    {
        const Times& own = times[static_cast<std::size_t>(plan)];
        if (plan == lost && isDropped(instant))
            return core::Nanoseconds::never();
        return at(isDropped(instant) ? own.during : own.before);
    }
    core::Nanoseconds nextChange(core::Nanoseconds time) const override
    {
        return dropEnd <= dropAt ? core::Nanoseconds::never() : time < at(dropAt) ? at(dropAt) : time < at(dropEnd) ? at(dropEnd) : core::Nanoseconds::never();
    }
    core::Migration migration(int, int, core::Nanoseconds start) override { return {core::Bytes(1), finished(moving, start)}; }
    core::Nanoseconds leastMigration(int, int) override { return at(std::min(moving.before, moving.during)); }
    std::string wordsOf(core::Nanoseconds instant) const override { return isDropped(instant) ? "dropped" : "nominal"; }
    bool goesOn() override { return true; }

private:
    bool isDropped(core::Nanoseconds instant) const { return instant >= at(dropAt) && instant < at(dropEnd); }

    core::Nanoseconds finished(const Times& own, core::Nanoseconds start) const
    {
        double now = core::seconds(start).value, left = 1;
        for (const double until : {dropAt, dropEnd})
            if (now < until) {
                const double pace = isDropped(at(now)) ? own.during : own.before;
                if (now + left * pace <= until)
                    return at(now + left * pace);
                left -= (until - now) / pace;
                now = until;
            }
        return at(now + left * own.before);
    }
};

} // namespace support
