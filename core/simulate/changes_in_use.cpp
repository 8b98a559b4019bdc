#include "core/simulate/changes_in_use.h"

#include <algorithm>
#include <set>

namespace core {

ChangesInUse::ChangesInUse(const Workload& workload, const Waterways& waterways)
{
    std::set<int> capacities;
    for (const Activity& activity : workload.activities) {
        if (activity.changing)
            m_activities.push_back(&activity);
        for (const Charge& charge : activity.charges)
            if (waterways.changes(charge.capacity))
                capacities.insert(charge.capacity);
    }
    for (const int capacity : capacities)
        m_bandwidths.push_back({&waterways.profiles->at(capacity), waterways.nominal(capacity)});
    for (const PipelineWork& pipeline : workload.pipelines)
        for (const StageWork& stage : pipeline.stages)
            if (!stage.speeds.empty())
                m_speeds.push_back(&stage.speeds);
}

Nanoseconds ChangesInUse::next(Nanoseconds time) const
{
    Nanoseconds next = Nanoseconds::never();
    for (const Bandwidths& one : m_bandwidths)
        next = std::min(next, one.profile->nextChange(time));
    for (const Activity* activity : m_activities)
        next = std::min(next, activity->changing->nextChange(time));
    for (const Speeds* speeds : m_speeds) {
        const auto after = std::upper_bound(speeds->begin(), speeds->end(), time,
            [](Nanoseconds t, const SpeedStep& step) { return t < step.from; });
        if (after != speeds->end())
            next = std::min(next, after->from);
    }
    return next;
}

std::vector<double> ChangesInUse::at(Nanoseconds time) const
{
    std::vector<double> values;
    for (const Bandwidths& one : m_bandwidths)
        values.push_back(one.profile->at(time, one.nominal).value);
    for (const Activity* activity : m_activities)
        values.push_back(activity->changing->at(time).value);
    for (const Speeds* speeds : m_speeds) {
        const auto after = std::upper_bound(speeds->begin(), speeds->end(), time,
            [](Nanoseconds t, const SpeedStep& step) { return t < step.from; });
        values.push_back(after == speeds->begin() ? 1 : std::prev(after)->factor);
    }
    return values;
}

} // namespace core
