#include "core/simulate/horizon.h"

#include "core/simulate/changes_in_use.h"
#include "core/simulate/iteration_clock.h"
#include "core/simulate/player.h"

#include <algorithm>
#include <limits>

namespace core {
namespace horizon {

using run_iteration::Player;

bool isWanted(const HorizonOptions& wanted, std::size_t done, Nanoseconds start)
{
    return (wanted.iterations == 0 || done < static_cast<std::size_t>(wanted.iterations)) && start < wanted.until;
}

/// What is lost when a run ends at `now`: `Loss` and `Outage` tell it alike.
template <typename Told>
void tellLost(Told& told, const Horizon& run, const HorizonOptions& wanted, Nanoseconds start)
{
    const int done = static_cast<int>(run.iterations.size());
    told.lostIterations = wanted.checkpointEvery > 0 ? done % wanted.checkpointEvery : done;
    const int kept = done - told.lostIterations;
    told.lost = told.at - (kept > 0 ? run.iterations[static_cast<std::size_t>(kept - 1)].end : start);
}

bool isDown(const SpeedStep& step) { return step.factor <= 0; }

} // namespace horizon

Outage nextOutage(const Workload& workload, Nanoseconds start)
{
    Outage outage {{}, Nanoseconds::never(), Nanoseconds::never(), 0, {}};
    std::vector<std::pair<Nanoseconds, Nanoseconds>> times; // of all stages
    for (std::size_t p = 0; p < workload.pipelines.size(); ++p)
        for (std::size_t s = 0; s < workload.pipelines[p].stages.size(); ++s) {
            const Speeds& speeds = workload.pipelines[p].stages[s].speeds;
            for (std::size_t i = 0; i < speeds.size(); ++i) {
                const Nanoseconds end = i + 1 < speeds.size() ? speeds[i + 1].from : Nanoseconds::never();
                if (!horizon::isDown(speeds[i]) || end <= start)
                    continue;
                times.emplace_back(std::max(start, speeds[i].from), end);
                if (times.back().first < outage.at) {
                    outage.at = times.back().first;
                    outage.devices = workload.devices[p][s].title;
                }
            }
        }
    std::sort(times.begin(), times.end());
    if (!times.empty())
        outage.back = outage.at;
    for (const auto& [from, end] : times)
        if (from <= outage.back)
            outage.back = std::max(outage.back, end);
    return outage;
}

namespace horizon {

/// Whether to go on, for whoever listens: asked within iterations, too.
class Listener
{
public:
    Listener(const RunOptions& options, const HorizonOptions& wanted) : m_options(options), m_wanted(wanted) { }

    bool goesOn(std::size_t done, Nanoseconds now)
    {
        const double share = m_wanted.iterations > 0
            ? static_cast<double>(done) / m_wanted.iterations
            : static_cast<double>((now - m_options.start).count) / static_cast<double>(std::max<std::int64_t>(1, (m_wanted.until - m_options.start).count));
        m_share = std::clamp(share, 0.0, 1.0);
        return !m_options.progress || m_options.progress(m_share);
    }
    RunOptions ofOne() const
    {
        RunOptions one = m_options;
        if (m_options.progress)
            one.progress = [this](double) { return m_options.progress(m_share); };
        return one;
    }

private:
    const RunOptions& m_options;
    const HorizonOptions& m_wanted;
    double m_share = 0;
};

/// One iteration at a time, each from a network at rest.
Result<Horizon> withBarrier(const Workload& workload, const RunOptions& options, const HorizonOptions& wanted)
{
    Listener listener(options, wanted);
    RunOptions one = listener.ofOne();
    IterationClock clock(workload, one, wanted.reuses);
    Horizon run;
    while (isWanted(wanted, run.iterations.size(), one.start)) {
        if (!listener.goesOn(run.iterations.size(), one.start))
            return Error {"cancelled", {}, {}, {}};
        const auto duration = clock.durationFrom(one.start);
        run.computed = clock.played();
        if (!duration && !isStandstill(duration.error()))
            return duration.error();
        if (!duration) {
            run.loss = Loss {duration.error(), clock.stoppedAt(), 0, {}};
            return run;
        }
        run.iterations.push_back({one.start, one.start + *duration});
        one.start += *duration;
        if (duration->count == 0)
            return Error {"an iteration takes no time", "/plans", "a plan with work", ""};
    }
    return run;
}

Nanoseconds firstOf(const std::vector<Nanoseconds>& starts) { return *std::min_element(starts.begin(), starts.end()); }

/// How many iterations after `begun` are known from the last ones: none is touched by a change or the end.
int repeats(const Player& player, const ChangesInUse& changes, const HorizonOptions& wanted, int begun)
{
    if (!wanted.reuses || begun < 3)
        return 0;
    const Nanoseconds period = player.distance(begun - 1);
    if (period.count == 0 || !player.isSteady(begun - 1))
        return 0;
    if (changes.next(firstOf(player.startsOf(begun - 3))) <= player.now())
        return 0; // what has changed on the way may not have reached the starts yet
    std::int64_t most = wanted.iterations > 0 ? wanted.iterations - begun - 2 : std::numeric_limits<int>::max() / 4;
    const Nanoseconds limit = std::min(changes.next(player.now()), wanted.until);
    if (limit != Nanoseconds::never())
        most = std::min(most, (limit - player.now()).count / period.count - 2);
    return static_cast<int>(std::max<std::int64_t>(0, most));
}

/// All iterations as one run.
Result<Horizon> withoutBarrier(const Workload& workload, const RunOptions& options, const HorizonOptions& wanted)
{
    const ChangesInUse changes(workload, options.waterways);
    Listener listener(options, wanted);
    const RunOptions one = listener.ofOne();
    Player player(workload, one, wanted.iterations > 0 ? wanted.iterations : std::numeric_limits<int>::max(), false);
    Horizon run;
    int noted = 0;
    const auto note = [&](int end) {
        for (; noted < end; ++noted)
            run.iterations.push_back({firstOf(player.startsOf(noted)), player.endOf(noted)});
    };
    for (int begun = 0;; ++begun) {
        if (!listener.goesOn(run.iterations.size(), player.now()))
            return Error {"cancelled", {}, {}, {}};
        if (auto played = player.playUntilBegun(begun); !played) {
            if (!isStandstill(played.error()))
                return played.error();
            run.loss = Loss {played.error(), player.now(), 0, {}};
            return run;
        }
        ++run.computed;
        if (player.isOver()) {
            note(wanted.iterations);
            --run.computed;
            return run;
        }
        if (const int more = repeats(player, changes, wanted, begun); more > 0) {
            player.skip(player.distance(begun - 1), more);
            begun += more;
        }
        note(begun);
        if (firstOf(player.startsOf(begun)) >= wanted.until) {
            --run.computed;
            return run;
        }
    }
}

} // namespace horizon

Result<Horizon> playHorizon(const Workload& workload, const RunOptions& options, const HorizonOptions& wanted)
{
    Horizon run;
    for (RunOptions part = options;;) {
        Outage outage = nextOutage(workload, part.start);
        const bool ends = outage.back < Nanoseconds::never();
        HorizonOptions left = wanted;
        if (wanted.iterations > 0)
            left.iterations -= static_cast<int>(run.iterations.size());
        if (ends)
            left.until = std::min(wanted.until, outage.at);
        auto played = workload.barrier ? horizon::withBarrier(workload, part, left) : horizon::withoutBarrier(workload, part, left);
        if (!played)
            return played.error();
        run.computed += played->computed;
        for (const IterationTime& iteration : played->iterations)
            if (!ends || iteration.end <= outage.at)
                run.iterations.push_back(iteration);
        if (played->loss && (!ends || played->loss->at < outage.at)) {
            run.loss = std::move(played->loss);
            horizon::tellLost(*run.loss, run, wanted, options.start);
            return run;
        }
        if (!ends || outage.at >= wanted.until || (wanted.iterations > 0 && run.iterations.size() == static_cast<std::size_t>(wanted.iterations)))
            return run;
        horizon::tellLost(outage, run, wanted, options.start);
        run.iterations.resize(run.iterations.size() - static_cast<std::size_t>(outage.lostIterations));
        part.start = outage.back;
        run.outages.push_back(std::move(outage));
    }
}

} // namespace core
