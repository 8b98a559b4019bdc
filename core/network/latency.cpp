#include "core/network/latency.h"

#include <algorithm>
#include <map>

namespace core {

Latencies latenciesOf(const ScenarioChanges& changes)
{
    std::map<int, std::shared_ptr<const ChangeProfile>> shared;
    Latencies latencies;
    for (const Change& change : changes.changes) {
        if (change.subject.property != Property::Latency)
            continue;
        auto& profile = shared[change.profile];
        if (!profile)
            profile = std::make_shared<const ChangeProfile>(changes.profiles[static_cast<std::size_t>(change.profile)]);
        latencies.emplace(2 * change.subject.index + change.subject.direction, profile);
    }
    return latencies;
}

Seconds ChangingLatency::at(Nanoseconds time) const
{
    Seconds latency;
    for (const Phase& phase : m_phases) {
        Seconds longest;
        for (const Edge& edge : phase.edges) {
            Seconds sum;
            for (const Part& part : edge) {
                const ChangeStep* step = part.changes ? part.changes->at(time) : nullptr;
                sum += step ? Seconds(step->value.of(part.nominal.value)) : part.nominal;
            }
            longest = std::max(longest, sum);
        }
        latency += longest * phase.steps;
    }
    return latency;
}

ChangingLatency ChangingLatency::repeated(int times) const
{
    std::vector<Phase> phases = m_phases;
    for (Phase& phase : phases)
        phase.steps *= times;
    return ChangingLatency(std::move(phases));
}

Nanoseconds ChangingLatency::nextChange(Nanoseconds time) const
{
    Nanoseconds next = Nanoseconds::never();
    for (const Phase& phase : m_phases)
        for (const Edge& edge : phase.edges)
            for (const Part& part : edge)
                if (part.changes) {
                    const auto& steps = part.changes->steps;
                    const auto after = std::upper_bound(steps.begin(), steps.end(), time,
                        [](Nanoseconds t, const ChangeStep& step) { return t < step.at; });
                    next = after == steps.end() ? next : std::min(next, after->at);
                }
    return next;
}

} // namespace core
