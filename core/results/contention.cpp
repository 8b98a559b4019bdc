#include "core/results/contention.h"

#include "core/network/transfers.h"
#include "core/results/replay.h"

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
        if (auto played = replay(m_played, m_passages, m_transfers, progress, *this); !played)
            return played.error();
        return blames();
    }

    void passed(Nanoseconds now) { weigh(now); }
    void settled(Nanoseconds) { }

    void entered(int id, std::size_t passage, int activity)
    {
        m_activityOf.push_back(activity);
        for (const Charge& charge : chargesOf(id)) {
            std::vector<Member>& members = m_members[charge.capacity];
            members.push_back({passage, id, charge.weight});
            if (members.front().passage != passage)
                m_met.insert(charge.capacity);
        }
    }

    void left(int id)
    {
        for (const Charge& charge : chargesOf(id)) {
            std::vector<Member>& members = m_members[charge.capacity];
            members.erase(std::find_if(members.begin(), members.end(), [id](const Member& member) { return member.id == id; }));
            if (std::all_of(members.begin(), members.end(), [&](const Member& m) { return m.passage == members.front().passage; }))
                m_met.erase(charge.capacity);
        }
    }

private:
    struct Member
    {
        std::size_t passage = 0;
        int id = 0;
        double weight = 1; ///< of its charge
    };

    const std::vector<Charge>& chargesOf(int id) const
    {
        return m_played.workload.activities[static_cast<std::size_t>(m_activityOf[static_cast<std::size_t>(id)])].charges;
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

Neighbours amongNeighbours(const Timeline& timeline, const std::vector<Passage>& passages)
{
    const std::int64_t reach = timeline.length().count / timeline.period.count + 1;
    Neighbours all {{}, timeline.period * reach};
    for (std::int64_t k = 0; k <= 2 * reach; ++k)
        for (Passage passage : passages) {
            passage.start += timeline.period * k;
            passage.end += timeline.period * k;
            passage.delayed = passage.delayed && k == reach;
            all.passages.push_back(passage);
        }
    std::stable_sort(all.passages.begin(), all.passages.end(), [](const Passage& a, const Passage& b) { return a.start < b.start; });
    return all;
}

Waterways heldAt(const Waterways& waterways, Nanoseconds time)
{
    Waterways held;
    held.nominal = [&waterways, time](int capacity) {
        const BytesPerSecond nominal = waterways.nominal(capacity);
        return waterways.changes(capacity) ? waterways.profiles->at(capacity).at(time, nominal) : nominal;
    };
    return held;
}

Result<std::vector<Blames>> contendersOf(const Played& played, const std::vector<Passage>& passages, const Progress& progress)
{
    return contention::Replay(played, passages).play(progress);
}

} // namespace core
