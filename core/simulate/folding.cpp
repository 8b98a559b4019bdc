#include "core/simulate/folding.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

namespace core {
namespace folding {

/// Segments that follow one another and so never share a capacity among themselves.
using Stream = std::vector<Segment*>;

bool ofOnePipeline(const Reduction& reduction)
{
    return std::all_of(reduction.members.begin(), reduction.members.end(),
        [&](const StageRef& member) { return member.pipeline == reduction.members.front().pipeline; });
}

void addCollectives(std::vector<Segment>& segments, Stream& stream)
{
    for (Segment& segment : segments)
        if (!isCompute(segment.kind))
            stream.push_back(&segment);
}

/// The streams of one pipeline's passes, in an order that is the same for like pipelines.
std::vector<Stream> streamsOf(PipelineWork& pipeline)
{
    std::vector<Stream> streams;
    for (StageWork& stage : pipeline.stages) {
        Stream tensor, forward, backward;
        for (ChunkWork& chunk : stage.chunks) {
            addCollectives(chunk.forward, tensor);
            addCollectives(chunk.backward, tensor);
            forward.push_back(&chunk.sendForward);
            backward.push_back(&chunk.sendBackward);
        }
        streams.push_back(std::move(tensor));
        streams.push_back(std::move(forward));
        streams.push_back(std::move(backward));
    }
    return streams;
}

std::vector<Stream> streamsOf(Workload& workload)
{
    std::vector<Stream> streams;
    for (PipelineWork& pipeline : workload.pipelines)
        for (Stream& stream : streamsOf(pipeline))
            streams.push_back(std::move(stream));
    for (Reduction& reduction : workload.reductions)
        streams.push_back({&reduction.segment});
    for (Reduction& gather : workload.gathers)
        streams.push_back({&gather.segment});
    return streams;
}

/// Which stream uses each capacity; -1 where several do.
std::map<int, int> ownersOf(const Workload& workload, const std::vector<Stream>& streams)
{
    std::map<int, int> owners;
    for (std::size_t s = 0; s < streams.size(); ++s)
        for (const Segment* segment : streams[s])
            for (const int activity : segment->activities)
                for (const Charge& charge : workload.activities[static_cast<std::size_t>(activity)].charges) {
                    const auto [owner, fresh] = owners.emplace(charge.capacity, static_cast<int>(s));
                    if (!fresh && owner->second != static_cast<int>(s))
                        owner->second = -1;
                }
    return owners;
}

/// Capacities of one pipeline mapped to those of another.
using Mapping = std::map<int, int>;

/// Whether two pipelines do the same over like capacities; fills in `mapping`.
class Comparison
{
public:
    Comparison(Workload& workload, const Waterways& waterways) : m_workload(workload), m_waterways(waterways) { }

    std::optional<Mapping> compare(int a, int b)
    {
        m_mapping.clear();
        PipelineWork& first = m_workload.pipelines[static_cast<std::size_t>(a)];
        PipelineWork& second = m_workload.pipelines[static_cast<std::size_t>(b)];
        if (first.microBatches != second.microBatches || first.stages.size() != second.stages.size())
            return std::nullopt;
        for (std::size_t s = 0; s < first.stages.size(); ++s)
            if (!alike(first.stages[s], second.stages[s]))
                return std::nullopt;
        const auto ownA = ownReductions(a), ownB = ownReductions(b);
        if (ownA.size() != ownB.size())
            return std::nullopt;
        for (std::size_t i = 0; i < ownA.size(); ++i)
            if (!alike(ownA[i]->segment, ownB[i]->segment) || stagesOf(*ownA[i]) != stagesOf(*ownB[i]))
                return std::nullopt;
        if (!chargedAlike(m_workload.reductions, a, b) || !chargedAlike(m_workload.gathers, a, b))
            return std::nullopt;
        return m_mapping;
    }

private:
    static std::vector<int> stagesOf(const Reduction& reduction)
    {
        std::vector<int> stages;
        for (const StageRef& member : reduction.members)
            stages.push_back(member.stage);
        return stages;
    }

    std::vector<const Reduction*> ownReductions(int pipeline) const
    {
        std::vector<const Reduction*> own;
        for (const auto* all : {&m_workload.reductions, &m_workload.gathers})
            for (const Reduction& reduction : *all)
                if (ofOnePipeline(reduction) && reduction.members.front().pipeline == pipeline)
                    own.push_back(&reduction);
        return own;
    }

    bool alike(const StageWork& a, const StageWork& b)
    {
        return a.order == b.order && a.memory == b.memory && a.speeds == b.speeds && alike(a.optimizer, b.optimizer)
            && a.chunks.size() == b.chunks.size()
            && std::equal(a.chunks.begin(), a.chunks.end(), b.chunks.begin(), [this](const ChunkWork& c, const ChunkWork& d) {
                   return c.position == d.position && c.activations == d.activations && alike(c.forward, d.forward)
                       && alike(c.backward, d.backward) && alike(c.backwardWeight, d.backwardWeight)
                       && c.weightOperands == d.weightOperands && alike(c.sendForward, d.sendForward)
                       && alike(c.sendBackward, d.sendBackward);
               });
    }

    bool alike(const std::vector<Segment>& a, const std::vector<Segment>& b)
    {
        return a.size() == b.size()
            && std::equal(a.begin(), a.end(), b.begin(), [this](const Segment& c, const Segment& d) { return alike(c, d); });
    }

    bool alike(const Segment& a, const Segment& b)
    {
        if (a.kind != b.kind || a.algorithm != b.algorithm || a.units != b.units || a.duration != b.duration
            || a.bytes != b.bytes || a.activities.size() != b.activities.size())
            return false;
        for (std::size_t i = 0; i < a.activities.size(); ++i)
            if (!mapped(m_workload.activities[static_cast<std::size_t>(a.activities[i])],
                    m_workload.activities[static_cast<std::size_t>(b.activities[i])]))
                return false;
        return true;
    }

    bool mapped(const Activity& a, const Activity& b)
    {
        if (a.amount != b.amount || a.latency != b.latency || a.charges.size() != b.charges.size() || a.changing || b.changing)
            return false;
        for (std::size_t i = 0; i < a.charges.size(); ++i) {
            const int from = a.charges[i].capacity, to = b.charges[i].capacity;
            const auto [known, fresh] = m_mapping.emplace(from, to);
            if (a.charges[i].weight != b.charges[i].weight || known->second != to || m_waterways.changes(from)
                || m_waterways.changes(to) || (fresh && m_waterways.nominal(from) != m_waterways.nominal(to)))
                return false;
        }
        return true;
    }

    /// Whether every reduction over several pipelines treats both as members alike and charges their capacities alike.
    bool chargedAlike(const std::vector<Reduction>& reductions, int a, int b) const
    {
        for (const Reduction& reduction : reductions) {
            if (ofOnePipeline(reduction))
                continue;
            std::vector<int> stagesA, stagesB;
            for (const StageRef& member : reduction.members) {
                if (member.pipeline == a)
                    stagesA.push_back(member.stage);
                if (member.pipeline == b)
                    stagesB.push_back(member.stage);
            }
            if (stagesA != stagesB)
                return false;
            for (const int activity : reduction.segment.activities)
                if (!chargedAlike(m_workload.activities[static_cast<std::size_t>(activity)]))
                    return false;
        }
        return true;
    }

    bool chargedAlike(const Activity& activity) const
    {
        const auto weightAt = [&](int capacity) {
            const auto at = std::lower_bound(activity.charges.begin(), activity.charges.end(), capacity,
                [](const Charge& charge, int wanted) { return charge.capacity < wanted; });
            return at != activity.charges.end() && at->capacity == capacity ? at->weight : 0.0;
        };
        return std::all_of(m_mapping.begin(), m_mapping.end(),
            [&](const auto& pair) { return weightAt(pair.first) == weightAt(pair.second); });
    }

    Workload& m_workload;
    const Waterways& m_waterways;
    Mapping m_mapping;
};

/// Pipelines with a capacity that another one's passes use too: those are not swapped.
std::vector<bool> sharing(Workload& workload)
{
    std::map<int, int> users;
    std::vector<bool> shares(workload.pipelines.size(), false);
    const auto use = [&](const Segment& segment, int pipeline) {
        for (const int activity : segment.activities)
            for (const Charge& charge : workload.activities[static_cast<std::size_t>(activity)].charges) {
                const auto [user, fresh] = users.emplace(charge.capacity, pipeline);
                if (!fresh && user->second != pipeline)
                    shares[static_cast<std::size_t>(pipeline)] = shares[static_cast<std::size_t>(user->second)] = true;
            }
    };
    for (std::size_t p = 0; p < workload.pipelines.size(); ++p)
        for (const Stream& stream : streamsOf(workload.pipelines[p]))
            for (const Segment* segment : stream)
                use(*segment, static_cast<int>(p));
    for (const auto* all : {&workload.reductions, &workload.gathers})
        for (const Reduction& reduction : *all)
            if (ofOnePipeline(reduction))
                use(reduction.segment, reduction.members.front().pipeline);
    return shares;
}

/// Reductions of the kept pipelines, their members renumbered; `entryOf[p]` is where p went, `first[e]` who it was.
std::vector<Reduction> renumbered(std::vector<Reduction> reductions, const std::vector<int>& entryOf, const std::vector<int>& first)
{
    std::vector<Reduction> kept;
    for (Reduction& reduction : reductions) {
        const int leader = reduction.members.front().pipeline;
        if (ofOnePipeline(reduction) && first[static_cast<std::size_t>(entryOf[static_cast<std::size_t>(leader)])] != leader)
            continue;
        for (StageRef& member : reduction.members)
            member.pipeline = entryOf[static_cast<std::size_t>(member.pipeline)];
        std::sort(reduction.members.begin(), reduction.members.end());
        reduction.members.erase(std::unique(reduction.members.begin(), reduction.members.end()), reduction.members.end());
        kept.push_back(std::move(reduction));
    }
    return kept;
}

} // namespace folding

Workload settledAlone(Workload workload, const Waterways& waterways)
{
    const std::vector<folding::Stream> streams = folding::streamsOf(workload);
    const std::map<int, int> owners = folding::ownersOf(workload, streams);
    for (std::size_t s = 0; s < streams.size(); ++s)
        for (Segment* segment : streams[s]) {
            std::set<int> seen;
            bool alone = true;
            for (const int activity : segment->activities) {
                alone = alone && !workload.activities[static_cast<std::size_t>(activity)].changing;
                for (const Charge& charge : workload.activities[static_cast<std::size_t>(activity)].charges)
                    alone = alone && owners.at(charge.capacity) == static_cast<int>(s) && !waterways.changes(charge.capacity)
                        && seen.insert(charge.capacity).second;
            }
            if (alone)
                segment->activities.clear();
        }
    return workload;
}

Workload folded(Workload workload, const Waterways& waterways)
{
    const std::vector<bool> shares = folding::sharing(workload);
    std::vector<int> entryOf, first;
    std::vector<std::size_t> kept;
    for (std::size_t p = 0; p < workload.pipelines.size(); ++p) {
        std::size_t entry = 0;
        const auto same = [&](std::size_t other) {
            return !shares[p] && !shares[other]
                && folding::Comparison(workload, waterways).compare(static_cast<int>(other), static_cast<int>(p)).has_value();
        };
        while (entry < kept.size() && !same(kept[entry]))
            ++entry;
        entryOf.push_back(static_cast<int>(entry));
        if (entry == kept.size()) {
            kept.push_back(p);
            first.push_back(static_cast<int>(p));
            continue;
        }
        workload.replicas[kept[entry]] += workload.replicas[p];
        for (std::size_t s = 0; s < workload.devices[p].size(); ++s) {
            auto& ranks = workload.devices[kept[entry]][s].ranks;
            ranks.insert(ranks.end(), workload.devices[p][s].ranks.begin(), workload.devices[p][s].ranks.end());
        }
    }
    Workload result;
    for (const std::size_t p : kept) {
        result.pipelines.push_back(std::move(workload.pipelines[p]));
        result.devices.push_back(std::move(workload.devices[p]));
        result.replicas.push_back(workload.replicas[p]);
    }
    result.activities = std::move(workload.activities);
    result.reductions = folding::renumbered(std::move(workload.reductions), entryOf, first);
    result.gathers = folding::renumbered(std::move(workload.gathers), entryOf, first);
    return result;
}

} // namespace core
