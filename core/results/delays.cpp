#include "core/results/delays.h"

#include "core/network/transfers.h"
#include "core/results/chain.h"
#include "core/results/contention.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <tuple>
#include <utility>

namespace core {
namespace delays {

Activity nominal(Activity activity)
{
    activity.changing = nullptr;
    return activity;
}

/// When communication started at `start` would be done on an empty network; without profiles: that never changes.
Nanoseconds aloneEnd(const Played& played, const std::vector<int>& activities, const std::shared_ptr<const Profiles>& profiles, bool changing, Nanoseconds start)
{
    Transfers transfers(played.waterways.nominal, profiles);
    for (const int index : activities) {
        const Activity& activity = played.workload.activities[static_cast<std::size_t>(index)];
        transfers.start(changing ? activity : nominal(activity), start);
    }
    Nanoseconds now = start;
    while (!transfers.idle() && transfers.next() < Nanoseconds::never())
        transfers.advance(now = transfers.next());
    return transfers.idle() ? now : Nanoseconds::never();
}

/// x of an activity that is alone, at one instant and until `next`.
double rateAt(const Activity& activity, const Waterways& waterways, const Profiles* profiles, Nanoseconds at, Nanoseconds& next)
{
    double rate = std::numeric_limits<double>::infinity();
    for (const Charge& charge : activity.charges) {
        double bandwidth = waterways.nominal(charge.capacity).value;
        if (profiles)
            if (const auto profile = profiles->find(charge.capacity); profile != profiles->end()) {
                bandwidth = profile->second.at(at, BytesPerSecond(bandwidth)).value;
                next = std::min(next, profile->second.nextChange(at));
            }
        rate = std::min(rate, bandwidth / charge.weight);
    }
    return rate;
}

/// Bytes that an activity on its own does not move between two instants because of one line that makes its latency
/// `latency` and gives its capacities these profiles.
double bytesLost(const Activity& activity, Seconds latency, const Waterways& waterways, const Profiles* profiles, Nanoseconds from,
    Nanoseconds to)
{
    Nanoseconds never = Nanoseconds::never();
    const double full = rateAt(activity, waterways, nullptr, from, never);
    if (!std::isfinite(full))
        return std::max(0.0, (latency - activity.latency).value);
    double lost = std::max(0.0, (latency - activity.latency).value) * full;
    for (Nanoseconds at = from; at < to;) {
        Nanoseconds next = to;
        const double rate = rateAt(activity, waterways, profiles, at, next);
        lost += std::max(0.0, full - rate) * seconds(next - at).value;
        at = next;
    }
    return lost;
}

/// Speeds beyond nominal counted as nominal.
Speeds slowed(Speeds speeds)
{
    for (SpeedStep& step : speeds)
        step.factor = std::min(1.0, step.factor);
    return speeds;
}

class Finder
{
public:
    Finder(const Played& played, const Progress& progress)
        : m_played(played), m_progress(progress), m_nominal(played.timeline.traffic.size())
    {
    }

    Result<Delays> find()
    {
        if (!gather() || !delayPassages())
            return Error{"cancelled", {}, {}, {}};
        delayComputing();
        std::sort(m_delays.begin(), m_delays.end(), [](const Delay& a, const Delay& b) { return a.span < b.span; });
        blameLines();
        auto flows = blameFlows();
        if (!flows)
            return flows.error();
        return Delays{std::move(m_delays), std::move(*flows)};
    }

private:
    bool goOn(double share)
    {
        return !m_progress || (++m_heard & 0x3f) != 0 || m_progress(share);
    }
    const Span& span(std::uint32_t index) const { return m_played.timeline.spans[index]; }

    /// Spans on the network by start; those of one collective on several lanes one after the other.
    bool gather()
    {
        for (std::uint32_t i = 0; i < m_played.timeline.spans.size(); ++i)
            if (m_played.timeline.sharesNetwork(span(i)))
                m_order.push_back(i);
        std::sort(m_order.begin(), m_order.end(), [this](std::uint32_t a, std::uint32_t b) {
            return std::tuple(span(a).start, span(a).traffic, a) < std::tuple(span(b).start, span(b).traffic, b);
        });
        return goOn(0);
    }

    bool delayPassages()
    {
        for (std::size_t i = 0; i < m_order.size();) {
            if (!goOn(0.5 * static_cast<double>(i) / static_cast<double>(m_order.size())))
                return false;
            const std::uint32_t first = m_order[i];
            const Delay delay = delayOf(first);
            m_passages.push_back({span(first).traffic, span(first).start, span(first).end, 0, delay.contention.count > 0, 0});
            m_passageFlows.push_back({span(first).lane, span(first).kind});
            for (; i < m_order.size() && span(m_order[i]).start == span(first).start && span(m_order[i]).traffic == span(first).traffic; ++i)
                if (delay.event.count > 0 || delay.contention.count > 0) {
                    m_delays.push_back(delay);
                    m_delays.back().span = m_order[i];
                    m_passageOf.emplace_back(m_order[i], m_passages.size() - 1);
                }
        }
        return true;
    }

    Delay delayOf(std::uint32_t index)
    {
        const std::vector<int>& traffic = m_played.timeline.traffic[span(index).traffic].activities;
        const Nanoseconds actual = span(index).end - span(index).start;
        auto& nominal = m_nominal[span(index).traffic];
        if (!nominal)
            nominal = aloneEnd(m_played, traffic, nullptr, false, Nanoseconds(0));
        Nanoseconds alone = *nominal;
        const Nanoseconds start = m_played.timeline.start + span(index).start;
        if (actual != *nominal && changes(traffic))
            alone = aloneEnd(m_played, traffic, m_played.waterways.profiles, true, start) - start;
        alone = std::min(alone, actual);
        Delay delay;
        delay.span = index;
        delay.event = alone - std::min(alone, *nominal);
        delay.contention = actual - alone;
        return delay;
    }

    bool changes(const std::vector<int>& traffic) const
    {
        return std::any_of(traffic.begin(), traffic.end(), [this](int activity) {
            const Activity& own = m_played.workload.activities[static_cast<std::size_t>(activity)];
            return own.changing || std::any_of(own.charges.begin(), own.charges.end(), [this](const Charge& charge) {
                return m_played.waterways.changes(charge.capacity);
            });
        });
    }

    void delayComputing()
    {
        for (const Lane& lane : m_played.timeline.lanes) {
            const Speeds& speeds = speedsOf(lane);
            if (lane.kind != LaneKind::Compute || speeds.empty())
                continue;
            for (std::uint32_t i = lane.firstSpan; i < lane.firstSpan + lane.spanCount; ++i) {
                const Nanoseconds start = m_played.timeline.start + span(i).start, end = m_played.timeline.start + span(i).end;
                const Nanoseconds work(std::llround(workDone(speeds, start, end)));
                if (work < end - start)
                    m_delays.push_back({i, end - start - work, Nanoseconds(0), {}, {}});
            }
        }
    }

    const Speeds& speedsOf(const Lane& lane) const
    {
        return m_played.workload.pipelines[static_cast<std::size_t>(lane.pipeline)].stages[static_cast<std::size_t>(lane.stage)].speeds;
    }

    void blameLines()
    {
        const bool any = std::any_of(m_delays.begin(), m_delays.end(), [](const Delay& delay) { return delay.event.count > 0; });
        const std::vector<LoneLine> lines = any && m_played.lines ? m_played.lines() : std::vector<LoneLine>();
        for (Delay& delay : m_delays) {
            if (delay.event.count == 0)
                continue;
            for (const LoneLine& line : lines)
                if (const double weight = lines.size() == 1 ? 1 : weightOf(line, delay); weight > 0)
                    delay.lines.push_back({line.line, weight});
            if (delay.lines.empty())
                delay.lines.push_back({lines.empty() ? namedBy(delay) : lines.front().line, 1});
        }
    }

    double weightOf(const LoneLine& line, const Delay& delay) const
    {
        const Span& delayed = span(delay.span);
        const Nanoseconds start = m_played.timeline.start + delayed.start, end = m_played.timeline.start + delayed.end;
        if (end <= line.from || start >= line.to)
            return 0;
        if (delayed.traffic == noTraffic)
            return line.speeds.empty() ? 0 : static_cast<double>((end - start).count) - workDone(slowed(line.speeds[delayed.lane]), start, end);
        double lost = 0;
        for (const int activity : m_played.timeline.traffic[delayed.traffic].activities) {
            const auto index = static_cast<std::size_t>(activity);
            const Activity& own = m_played.workload.activities[index];
            const Seconds latency = line.activities.empty() ? own.latency : latencyAt(line.activities[index], start);
            lost += bytesLost(own, latency, m_played.waterways, line.profiles.get(), start, end - delay.contention);
        }
        return lost;
    }

    /// The line that the first changed capacity's profile names while the span runs; -1: none.
    int namedBy(const Delay& delay) const
    {
        const Span& delayed = span(delay.span);
        if (delayed.traffic == noTraffic)
            return -1;
        for (const int activity : m_played.timeline.traffic[delayed.traffic].activities)
            for (const Charge& charge : m_played.workload.activities[static_cast<std::size_t>(activity)].charges)
                if (m_played.waterways.changes(charge.capacity))
                    if (const int line = m_played.waterways.profiles->at(charge.capacity).eventAt(m_played.timeline.start + delayed.end); line >= 0)
                        return line;
        return -1;
    }

    /// Numbers the flows that delayed others, and blames them. A delay without one is the rounding of others' ends.
    Result<std::vector<Flow>> blameFlows()
    {
        std::vector<Flow> flows = m_passageFlows;
        std::sort(flows.begin(), flows.end());
        flows.erase(std::unique(flows.begin(), flows.end()), flows.end());
        for (std::size_t i = 0; i < m_passages.size(); ++i)
            m_passages[i].of = i, m_passages[i].flow = static_cast<int>(std::lower_bound(flows.begin(), flows.end(), m_passageFlows[i]) - flows.begin());
        if (std::none_of(m_passages.begin(), m_passages.end(), [](const Passage& passage) { return passage.delayed; }))
            return std::vector<Flow>();
        const auto progress = [this](double share) { return !m_progress || m_progress(0.5 + 0.5 * share); };
        const auto blames = isSteady(m_played.timeline) ? steadyContenders(progress) : contendersOf(m_played, m_passages, progress);
        if (!blames)
            return blames.error();
        std::sort(m_passageOf.begin(), m_passageOf.end());
        for (Delay& delay : m_delays)
            if (delay.contention.count > 0) {
                const auto at = std::lower_bound(m_passageOf.begin(), m_passageOf.end(), std::pair(delay.span, std::size_t{0}));
                delay.flows = (*blames)[at->second];
                if (delay.flows.empty())
                    delay.contention = Nanoseconds(0);
            }
        return flows;
    }

    Result<std::vector<Blames>> steadyContenders(const Progress& progress) const
    {
        const Timeline& timeline = m_played.timeline;
        return contendersOf({timeline, m_played.workload, heldAt(m_played.waterways, timeline.start)},
            amongNeighbours(timeline, m_passages).passages, progress);
    }

    const Played& m_played;
    const Progress& m_progress;
    unsigned m_heard = 0;
    std::vector<std::optional<Nanoseconds>> m_nominal; ///< time alone at nominal speed, by traffic
    std::vector<std::uint32_t> m_order;
    std::vector<Passage> m_passages;
    std::vector<Flow> m_passageFlows;                               ///< parallel
    std::vector<std::pair<std::uint32_t, std::size_t>> m_passageOf; ///< span and passage, of delayed spans
    std::vector<Delay> m_delays;
};

} // namespace delays

const Delay* Delays::of(std::uint32_t span) const
{
    const auto at = std::lower_bound(delays.begin(), delays.end(), span, [](const Delay& delay, std::uint32_t wanted) { return delay.span < wanted; });
    return at != delays.end() && at->span == span ? &*at : nullptr;
}

Result<Delays> delaysOf(const Played& played, const Progress& progress)
{
    return delays::Finder(played, progress).find();
}

} // namespace core
