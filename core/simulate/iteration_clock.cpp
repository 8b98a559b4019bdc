#include "core/simulate/iteration_clock.h"

#include "core/simulate/player.h"

#include <algorithm>

namespace core {
namespace iteration_clock {

/// A run without a barrier looks at up to ten iterations before it settles.
constexpr std::int64_t periodsToRest = 11;

/// What holds at `instant`, for ever.
struct Frozen
{
    Workload workload;
    RunOptions options;
};

std::shared_ptr<const Profiles> frozen(const Profiles& profiles, const Waterways& waterways, Nanoseconds instant)
{
    auto still = std::make_shared<Profiles>();
    for (const auto& [capacity, profile] : profiles) {
        ProfileStep step;
        step.absolute = profile.at(instant, waterways.nominal(capacity));
        step.event = profile.eventAt(instant);
        if (auto constant = Profile::fromSteps({step}))
            still->emplace(capacity, std::move(*constant));
    }
    return still;
}

double speedAt(const Speeds& speeds, Nanoseconds instant)
{
    const auto after = std::upper_bound(speeds.begin(), speeds.end(), instant, [](Nanoseconds t, const SpeedStep& step) { return t < step.from; });
    return after == speeds.begin() ? 1 : std::prev(after)->factor;
}

Frozen frozen(const Workload& workload, const RunOptions& options, Nanoseconds instant)
{
    Frozen still {workload, options};
    still.options.start = {};
    if (options.waterways.profiles)
        still.options.waterways.profiles = frozen(*options.waterways.profiles, options.waterways, instant);
    for (Activity& activity : still.workload.activities)
        if (activity.changing) {
            activity.latency = activity.changing->at(instant);
            activity.changing = nullptr;
        }
    for (PipelineWork& pipeline : still.workload.pipelines)
        for (StageWork& stage : pipeline.stages)
            if (!stage.speeds.empty())
                stage.speeds = {{Nanoseconds(0), speedAt(stage.speeds, instant)}};
    return still;
}

} // namespace iteration_clock

bool isStandstill(const Error& error) { return error.where.rfind("/schedule", 0) != 0 && error.message != "cancelled"; }

IterationClock::IterationClock(const Workload& workload, const RunOptions& options, bool reuses)
    : m_workload(workload), m_options(options), m_reuses(reuses), m_changes(workload, options.waterways)
{
    m_steps.push_back({Nanoseconds(0), stateAt(Nanoseconds(0))});
}

int IterationClock::stateAt(Nanoseconds time)
{
    return m_states.emplace(m_changes.at(time), static_cast<int>(m_states.size())).first->second;
}

void IterationClock::reach(Nanoseconds time)
{
    while (!m_isWhole && m_steps.back().at <= time) {
        const Nanoseconds next = m_changes.next(m_steps.back().at);
        m_isWhole = next == Nanoseconds::never();
        if (!m_isWhole)
            m_steps.push_back({next, stateAt(next)});
    }
}

std::size_t IterationClock::stepAt(Nanoseconds time)
{
    reach(time);
    const auto after = std::upper_bound(m_steps.begin(), m_steps.end(), time, [](Nanoseconds t, const Step& step) { return t < step.at; });
    return static_cast<std::size_t>(after - m_steps.begin()) - 1;
}

/// Whether the `length` after `a` and after `b` see the same.
bool IterationClock::areAlike(Nanoseconds a, Nanoseconds b, Nanoseconds length)
{
    reach(std::max(a, b) + length);
    std::size_t i = stepAt(a), j = stepAt(b);
    while (m_steps[i].state == m_steps[j].state) {
        const Nanoseconds nextA = (++i < m_steps.size() ? m_steps[i].at : Nanoseconds::never());
        const Nanoseconds nextB = (++j < m_steps.size() ? m_steps[j].at : Nanoseconds::never());
        const bool endA = nextA == Nanoseconds::never() || nextA - a >= length;
        const bool endB = nextB == Nanoseconds::never() || nextB - b >= length;
        if (endA || endB)
            return endA && endB;
        if (nextA - a != nextB - b)
            return false;
    }
    return false;
}

Result<IterationClock::Known> IterationClock::play(Nanoseconds start)
{
    RunOptions one = m_options;
    one.start = start;
    if (!m_workload.barrier) {
        const auto period = periodOf(m_workload, one);
        m_stoppedAt = start;
        if (!period)
            return period.error();
        return Known {start, *period, *period * iteration_clock::periodsToRest};
    }
    run_iteration::Player player(m_workload, one, 1, false);
    const auto played = player.playUntilBegun(1);
    m_stoppedAt = player.now();
    if (!played)
        return played.error();
    return Known {start, player.now() - start, player.now() - start};
}

Result<Nanoseconds> IterationClock::durationFrom(Nanoseconds start)
{
    for (const Known& known : m_known)
        if (m_reuses && areAlike(known.start, start, known.seen))
            return known.duration;
    const auto known = play(start);
    if (!known)
        return known.error();
    m_known.push_back(*known);
    return known->duration;
}

Result<Nanoseconds> IterationClock::frozenDuration(Nanoseconds instant)
{
    const int state = m_steps[stepAt(instant)].state;
    if (const auto known = m_frozen.find(state); known != m_frozen.end())
        return known->second;
    const iteration_clock::Frozen still = iteration_clock::frozen(m_workload, m_options, instant);
    const auto duration = IterationClock(still.workload, still.options).durationFrom(Nanoseconds(0));
    if (!duration && !isStandstill(duration.error()))
        return duration.error();
    return m_frozen[state] = duration ? *duration : Nanoseconds::never();
}

} // namespace core
