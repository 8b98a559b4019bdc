#include "core/results/contention.h"

#include "core/network/transfers.h"

#include <algorithm>
#include <map>
#include <set>

namespace core {
namespace contention {

class Replay
{
public:
    Replay(const Played& played, const std::vector<Passage>& passages)
        : m_played(played), m_passages(passages), m_transfers(played.waterways.nominal, played.waterways.profiles)
        , m_weights(passages.size())
    {
    }

    Result<std::vector<Blames>> play(const Progress& progress)
    {
        for (std::size_t started = 0, steps = 0; started < m_passages.size() || !m_transfers.idle(); ++steps) {
            if (progress && (steps & 0xff) == 0
                && !progress(static_cast<double>(started) / static_cast<double>(m_passages.size())))
                return Error{"cancelled", {}, {}, {}};
            const Nanoseconds nextStart = started < m_passages.size() ? startOf(started) : Nanoseconds::never();
            const Nanoseconds now = std::min(nextStart, m_transfers.next());
            if (now == Nanoseconds::never())
                break;
            weigh(now);
            m_transfers.advance(now);
            for (const int id : m_transfers.finished())
                leave(id);
            for (; started < m_passages.size() && startOf(started) == now; ++started)
                enter(started, now);
        }
        return blames();
    }

private:
    struct Member
    {
        std::size_t passage = 0;
        int id = 0;
        double weight = 1; ///< of its charge
    };

    Nanoseconds startOf(std::size_t passage) const { return m_played.timeline.start + m_passages[passage].start; }
    const std::vector<Charge>& chargesOf(int id) const
    {
        return m_played.workload.activities[static_cast<std::size_t>(m_activityOf[static_cast<std::size_t>(id)])].charges;
    }

    void enter(std::size_t passage, Nanoseconds now)
    {
        for (const int activity : m_played.timeline.traffic[m_passages[passage].traffic]) {
            const int id = m_transfers.start(m_played.workload.activities[static_cast<std::size_t>(activity)], now);
            m_activityOf.push_back(activity);
            for (const Charge& charge : chargesOf(id)) {
                std::vector<Member>& members = m_members[charge.capacity];
                members.push_back({passage, id, charge.weight});
                if (members.front().passage != passage)
                    m_met.insert(charge.capacity);
            }
        }
    }

    void leave(int id)
    {
        for (const Charge& charge : chargesOf(id)) {
            std::vector<Member>& members = m_members[charge.capacity];
            members.erase(std::find_if(members.begin(), members.end(), [id](const Member& member) { return member.id == id; }));
            if (std::all_of(members.begin(), members.end(), [&](const Member& m) { return m.passage == members.front().passage; }))
                m_met.erase(charge.capacity);
        }
    }

    /// What passes until `now` where several passages meet.
    void weigh(Nanoseconds now)
    {
        const double time = seconds(now - m_weighed).value;
        m_weighed = now;
        if (time <= 0)
            return;
        for (const int capacity : m_met) {
            const std::vector<Member>& members = m_members.at(capacity);
            std::map<std::size_t, double> bytes; // by passage
            for (const Member& member : members)
                if (const double rate = m_transfers.rate(member.id).value; rate > 0)
                    bytes[member.passage] += member.weight * rate * time;
            for (const Member& member : members)
                if (m_passages[member.passage].delayed && m_transfers.bottleneck(member.id) == capacity)
                    for (const auto& [other, amount] : bytes)
                        if (other != member.passage)
                            m_weights[m_passages[member.passage].of][m_passages[other].flow] += amount;
        }
    }

    std::vector<Blames> blames() const
    {
        std::vector<Blames> all;
        for (const auto& weights : m_weights) {
            all.emplace_back();
            for (const auto& [flow, weight] : weights)
                all.back().push_back({flow, weight});
        }
        return all;
    }

    const Played& m_played;
    const std::vector<Passage>& m_passages;
    Transfers m_transfers;
    std::vector<int> m_activityOf;               ///< by transfer
    std::map<int, std::vector<Member>> m_members; ///< by capacity
    std::set<int> m_met;                          ///< capacities with several passages
    std::vector<std::map<int, double>> m_weights; ///< by Passage::of and flow
    Nanoseconds m_weighed;
};

} // namespace contention

Result<std::vector<Blames>> contendersOf(const Played& played, const std::vector<Passage>& passages, const Progress& progress)
{
    return contention::Replay(played, passages).play(progress);
}

} // namespace core
