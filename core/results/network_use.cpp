#include "core/results/network_use.h"

#include "core/results/chain.h"
#include "core/results/replay.h"
#include "core/simulate/changes_in_use.h"

#include <algorithm>
#include <tuple>
#include <unordered_map>

namespace core {
namespace network_use {

/// A wanted capacity that a transfer crosses; copies of it included.
struct Share
{
    std::size_t use = 0;
    double weight = 1;
};
using Shares = std::vector<Share>;

/// The wanted capacities that a run uses, numbered as they are met.
class Wanted
{
public:
    Wanted(const Played& played, const CapacityFilter& filter) : m_played(played), m_filter(filter) { }

    const Shares& of(int activity)
    {
        const auto [shares, isNew] = m_shares.try_emplace(activity);
        if (!isNew)
            return shares->second;
        add(shares->second, activity);
        if (const auto index = static_cast<std::size_t>(activity); index < m_played.workload.copies.size())
            for (const int copy : m_played.workload.copies[index])
                add(shares->second, copy);
        return shares->second;
    }

    const std::vector<int>& capacities() const { return m_capacities; }

private:
    void add(Shares& shares, int activity)
    {
        for (const Charge& charge : m_played.workload.activities[static_cast<std::size_t>(activity)].charges) {
            const auto [use, isNew] = m_useOf.try_emplace(charge.capacity, -1);
            if (isNew && m_filter(charge.capacity)) {
                use->second = static_cast<int>(m_capacities.size());
                m_capacities.push_back(charge.capacity);
            }
            if (use->second >= 0)
                shares.push_back({static_cast<std::size_t>(use->second), charge.weight});
        }
    }

    const Played& m_played;
    const CapacityFilter& m_filter;
    std::unordered_map<int, Shares> m_shares; ///< by activity
    std::unordered_map<int, int> m_useOf;     ///< by capacity; -1: not wanted
    std::vector<int> m_capacities;            ///< by use
};

/// What the timeline puts on the network, by start; a collective of several lanes once. Left out: what is alone where
/// nothing is wanted.
std::vector<Passage> passagesOf(const Timeline& timeline, Wanted& wanted)
{
    std::vector<Passage> passages;
    for (const Span& span : timeline.spans) {
        if (span.traffic == noTraffic)
            continue;
        const Traffic& traffic = timeline.traffic[span.traffic];
        const bool isSeen = std::any_of(traffic.activities.begin(), traffic.activities.end(), [&](int activity) { return !wanted.of(activity).empty(); });
        if (isSeen || !traffic.alone)
            passages.push_back({span.traffic, span.start, span.end, 0, false, 0});
    }
    const auto place = [](const Passage& passage) { return std::tuple(passage.start, passage.traffic); };
    std::sort(passages.begin(), passages.end(), [&](const Passage& a, const Passage& b) { return place(a) < place(b); });
    passages.erase(std::unique(passages.begin(), passages.end(), [&](const Passage& a, const Passage& b) { return place(a) == place(b); }), passages.end());
    return passages;
}

/// What a capacity could carry from the start of the timeline on, until `length`.
std::vector<RateStep> limitOf(const Played& played, int capacity, Nanoseconds length)
{
    const BytesPerSecond nominal = played.waterways.nominal(capacity);
    if (!played.waterways.changes(capacity))
        return {{Nanoseconds(0), nominal}};
    const Profile& profile = played.waterways.profiles->at(capacity);
    std::vector<RateStep> steps;
    for (Nanoseconds at = played.timeline.start; at < played.timeline.start + length; at = profile.nextChange(at))
        if (const BytesPerSecond rate = profile.at(at, nominal); steps.empty() || steps.back().rate != rate)
            steps.push_back({at - played.timeline.start, rate});
    return steps;
}

double bytesUntil(const std::vector<RateStep>& steps, Nanoseconds end)
{
    double bytes = 0;
    for (std::size_t i = 0; i < steps.size() && steps[i].at < end; ++i)
        bytes += steps[i].rate.value * seconds((i + 1 < steps.size() ? std::min(end, steps[i + 1].at) : end) - steps[i].at).value;
    return bytes;
}

/// By use.
std::vector<CapacityLoad> loadsOf(const Played& played, const std::vector<Passage>& passages, Wanted& wanted)
{
    std::vector<CapacityLoad> loads;
    for (const Passage& passage : passages)
        for (const int activity : played.timeline.traffic[passage.traffic].activities)
            for (const Share& share : wanted.of(activity)) {
                loads.resize(std::max(loads.size(), share.use + 1));
                loads[share.use].bytes += played.workload.activities[static_cast<std::size_t>(activity)].amount * share.weight;
            }
    for (std::size_t use = 0; use < loads.size(); ++use) {
        loads[use].capacity = wanted.capacities()[use];
        const double most = bytesUntil(limitOf(played, loads[use].capacity, played.timeline.period), played.timeline.period);
        loads[use].mean = most > 0 ? loads[use].bytes.value / most : 0;
    }
    return loads;
}

/// Follows the rates of all transfers.
class Recorder
{
public:
    /// Times from `origin` on, for `length`, are told.
    Recorder(const Played& played, Wanted& wanted, Transfers& transfers, Nanoseconds origin)
        : m_played(played), m_wanted(wanted), m_transfers(transfers), m_origin(origin)
    {
    }

    void passed(Nanoseconds) { }

    void entered(int id, std::size_t, int activity)
    {
        m_placeOf.resize(static_cast<std::size_t>(id) + 1, 0);
        if (m_wanted.of(activity).empty())
            return;
        m_placeOf[static_cast<std::size_t>(id)] = m_running.size() + 1;
        m_running.push_back({id, activity, 0});
    }

    void left(int id)
    {
        const std::size_t place = m_placeOf[static_cast<std::size_t>(id)];
        if (place == 0)
            return;
        setRate(m_running[place - 1], 0);
        m_placeOf[static_cast<std::size_t>(m_running.back().id)] = place;
        m_running[place - 1] = m_running.back();
        m_running.pop_back();
    }

    void settled(Nanoseconds now)
    {
        for (Running& running : m_running)
            if (const double rate = m_transfers.rate(running.id).value; rate != running.rate)
                setRate(running, rate);
        for (const std::size_t use : m_changed)
            tell(use, std::max(Nanoseconds(0), now - m_origin));
        m_changed.clear();
    }

    std::vector<std::vector<RateStep>> take() { return std::move(m_steps); }

private:
    struct Running
    {
        int id;
        int activity;
        double rate;
    };
    struct Use
    {
        double rate = 0;
        int transfers = 0; ///< that move
    };

    void setRate(Running& running, double rate)
    {
        for (const Share& share : m_wanted.of(running.activity)) {
            m_uses.resize(std::max(m_uses.size(), share.use + 1));
            Use& use = m_uses[share.use];
            use.transfers += (rate > 0 ? 1 : 0) - (running.rate > 0 ? 1 : 0);
            use.rate = use.transfers > 0 ? use.rate + (rate - running.rate) * share.weight : 0;
            m_changed.push_back(share.use);
        }
        running.rate = rate;
    }

    void tell(std::size_t use, Nanoseconds at)
    {
        if (at >= m_played.timeline.length())
            return;
        m_steps.resize(std::max(m_steps.size(), use + 1), {{Nanoseconds(0), BytesPerSecond(0)}});
        std::vector<RateStep>& steps = m_steps[use];
        if (steps.back().at == at)
            steps.pop_back();
        if (const BytesPerSecond rate(std::max(0.0, m_uses[use].rate)); steps.empty() || steps.back().rate != rate)
            steps.push_back({at, rate});
    }

    const Played& m_played;
    Wanted& m_wanted;
    Transfers& m_transfers;
    Nanoseconds m_origin;
    std::vector<std::size_t> m_placeOf; ///< by transfer: in m_running, + 1; 0: not followed
    std::vector<Running> m_running;
    std::vector<Use> m_uses;
    std::vector<std::size_t> m_changed; ///< uses, some several times
    std::vector<std::vector<RateStep>> m_steps; ///< by use
};

/// Rates by use; of a steady state those of the iteration in the middle of others like it.
Result<std::vector<std::vector<RateStep>>> ratesOf(const Played& played, const std::vector<Passage>& passages, Wanted& wanted, const Progress& progress)
{
    const Timeline& timeline = played.timeline;
    const bool repeats = isSteady(timeline)
        && ChangesInUse(played.workload, played.waterways).next(timeline.start) >= timeline.start + timeline.length();
    const Neighbours all = repeats ? amongNeighbours(timeline, passages) : Neighbours {passages, Nanoseconds(0)};
    const Waterways waterways = repeats ? heldAt(played.waterways, timeline.start) : played.waterways;
    Transfers transfers(waterways.nominal, waterways.profiles);
    Recorder recorder(played, wanted, transfers, timeline.start + all.middle);
    if (auto done = replay(played, all.passages, transfers, progress, recorder); !done)
        return done.error();
    return recorder.take();
}

} // namespace network_use

CapacityFilter linksOf(const Network& network)
{
    return [&network](int capacity) { return network.capacity(capacity).kind == CapacityKind::Link; };
}

std::vector<CapacityLoad> networkLoad(const Played& played, const CapacityFilter& filter)
{
    network_use::Wanted wanted(played, filter);
    std::vector<CapacityLoad> loads = network_use::loadsOf(played, network_use::passagesOf(played.timeline, wanted), wanted);
    std::sort(loads.begin(), loads.end(), [](const CapacityLoad& a, const CapacityLoad& b) { return a.capacity < b.capacity; });
    return loads;
}

Result<std::vector<CapacityUse>> networkUse(const Played& played, const CapacityFilter& filter, const Progress& progress)
{
    network_use::Wanted wanted(played, filter);
    const std::vector<Passage> passages = network_use::passagesOf(played.timeline, wanted);
    auto rates = network_use::ratesOf(played, passages, wanted, progress);
    if (!rates)
        return rates.error();
    const std::vector<CapacityLoad> loads = network_use::loadsOf(played, passages, wanted);
    rates->resize(loads.size(), {{Nanoseconds(0), BytesPerSecond(0)}});
    std::vector<CapacityUse> uses;
    for (std::size_t use = 0; use < loads.size(); ++use)
        uses.push_back({loads[use], std::move((*rates)[use]), network_use::limitOf(played, loads[use].capacity, played.timeline.length())});
    std::sort(uses.begin(), uses.end(), [](const CapacityUse& a, const CapacityUse& b) { return a.load.capacity < b.load.capacity; });
    return uses;
}

} // namespace core
