#include "core/simulate/folding.h"

#include "core/simulate/traffic_streams.h"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <utility>

namespace core {
namespace folding {

/// Capacities of one pipeline mapped to those of another.
using Mapping = std::map<int, int>;

/// By capacity, what joints of several pipelines charge it: activities and weights.
using JointCharges = std::unordered_map<int, std::vector<std::pair<int, double>>>;

JointCharges jointChargesOf(const Workload& workload, const Steps& step)
{
    JointCharges charges;
    for (const Joint& joint : workload.joints)
        if (!joint.segment.alone && !isOfOnePipeline(joint.members))
            for (const int activity : joint.segment.activities)
                for (const Charge& charge : workload.activities[static_cast<std::size_t>(activity)].charges) {
                    step();
                    charges[charge.capacity].emplace_back(activity, charge.weight);
                }
    return charges;
}

/// Whether two pipelines do the same over like capacities; fills in `mapping`.
class Comparison
{
public:
    Comparison(Workload& workload, const Waterways& waterways, const std::vector<Stream>& streams, const Users& users, const Steps& step)
        : m_workload(workload), m_waterways(waterways), m_streams(streams), m_users(users), m_step(step)
        , m_jointCharges(jointChargesOf(workload, step))
    {
    }

    bool areAlike(int a, int b)
    {
        m_mapping.clear();
        m_back.clear();
        m_joints.clear();
        m_pairs.clear();
        const PipelineWork& first = m_workload.pipelines[static_cast<std::size_t>(a)];
        const PipelineWork& second = m_workload.pipelines[static_cast<std::size_t>(b)];
        return first.microBatches == second.microBatches && first.stages.size() == second.stages.size()
            && std::equal(first.stages.begin(), first.stages.end(), second.stages.begin(),
                [this](const StageWork& c, const StageWork& d) { return alike(c, d); })
            && std::all_of(m_workload.joints.begin(), m_workload.joints.end(), [&](const Joint& joint) { return joinsAlike(joint, a, b); })
            && (areChargedAlike()
                || std::all_of(m_workload.joints.begin(), m_workload.joints.end(), [&](Joint& joint) { return meetsAlike(joint); }));
    }

    /// Activities of the first and of the second that do the same.
    const std::map<int, int>& pairs() const { return m_pairs; }

private:
    /// The same joint, or two that join like stages of one pipeline each.
    bool jointsAlike(int a, int b)
    {
        if (a == b || a < 0 || b < 0)
            return a == b;
        const auto [known, fresh] = m_joints.emplace(a, b);
        if (!fresh)
            return known->second == b;
        const Joint& first = m_workload.joints[static_cast<std::size_t>(a)];
        const Joint& second = m_workload.joints[static_cast<std::size_t>(b)];
        return first.beside == second.beside && first.members.size() == second.members.size() && isOfOnePipeline(first.members)
            && isOfOnePipeline(second.members)
            && std::equal(first.members.begin(), first.members.end(), second.members.begin(),
                [](StageRef c, StageRef d) { return c.stage == d.stage; })
            && alike(first.segment, second.segment);
    }

    bool jointsAlike(const std::vector<int>& a, const std::vector<int>& b)
    {
        return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [this](int c, int d) { return jointsAlike(c, d); });
    }

    bool alike(const StageWork& a, const StageWork& b)
    {
        return a.order == b.order && a.memory == b.memory && a.speeds == b.speeds && alike(a.optimizer, b.optimizer)
            && jointsAlike(a.jointsFirst, b.jointsFirst) && jointsAlike(a.jointsThrough, b.jointsThrough)
            && jointsAlike(a.jointsUpdated, b.jointsUpdated) && a.chunks.size() == b.chunks.size()
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
        m_step();
        if (a.kind != b.kind || a.algorithm != b.algorithm || a.units != b.units || a.duration != b.duration
            || a.bytes != b.bytes || a.role != b.role || a.occasion != b.occasion || !jointsAlike(a.joint, b.joint)
            || a.activities.size() != b.activities.size() || a.alone != b.alone)
            return false;
        for (std::size_t i = 0; i < a.activities.size(); ++i) {
            if (!a.alone
                && !mapped(m_workload.activities[static_cast<std::size_t>(a.activities[i])],
                    m_workload.activities[static_cast<std::size_t>(b.activities[i])]))
                return false;
            m_pairs.emplace(a.activities[i], b.activities[i]);
        }
        return true;
    }

    bool mapped(const Activity& a, const Activity& b)
    {
        if (a.amount != b.amount || a.latency != b.latency || a.charges.size() != b.charges.size() || a.changing || b.changing)
            return false;
        for (std::size_t i = 0; i < a.charges.size(); ++i) {
            const int from = a.charges[i].capacity, to = b.charges[i].capacity;
            const auto [known, fresh] = m_mapping.emplace(from, to);
            const bool isOneToOne = known->second == to && m_back.emplace(to, from).first->second == from;
            if (a.charges[i].weight != b.charges[i].weight || !isOneToOne || m_waterways.changes(from)
                || m_waterways.changes(to) || (fresh && m_waterways.nominal(from) != m_waterways.nominal(to)))
                return false;
        }
        return true;
    }

    /// Whether a joint of several pipelines has both for members alike.
    static bool joinsAlike(const Joint& joint, int a, int b)
    {
        if (isOfOnePipeline(joint.members))
            return true;
        std::vector<int> stagesA, stagesB;
        for (const StageRef& member : joint.members) {
            if (member.pipeline == a)
                stagesA.push_back(member.stage);
            if (member.pipeline == b)
                stagesB.push_back(member.stage);
        }
        return stagesA == stagesB;
    }

    /// Whether every joint charges what the passes of the one use as it does that of the other, so that they meet alike.
    bool areChargedAlike() const
    {
        static const std::vector<std::pair<int, double>> none;
        const auto chargesOf = [this](int capacity) -> const std::vector<std::pair<int, double>>& {
            const auto at = m_jointCharges.find(capacity);
            return at == m_jointCharges.end() ? none : at->second;
        };
        return std::all_of(m_mapping.begin(), m_mapping.end(), [&](const auto& pair) { return chargesOf(pair.first) == chargesOf(pair.second); });
    }

    /// Whether one joint does, or nothing of a single pipeline runs beside it.
    bool meetsAlike(Joint& joint) const
    {
        const std::vector<int>& activities = joint.segment.activities;
        return joint.segment.alone || isOfOnePipeline(joint.members)
            || std::all_of(activities.begin(), activities.end(),
                [this](int activity) { return chargedAlike(m_workload.activities[static_cast<std::size_t>(activity)]); })
            || isApart(joint);
    }

    /// Whether no capacity of the mapping carries a joint's traffic together with that of a single pipeline.
    bool isApart(Joint& joint) const
    {
        const Stream own = streamOf(joint);
        const auto isQuiet = [&](int capacity) {
            m_step();
            const std::vector<int>& users = m_users.at(capacity);
            return std::all_of(users.begin(), users.end(), [&](int user) {
                const Stream& other = m_streams[static_cast<std::size_t>(user)];
                return !isOfOnePipeline(other.members) || exclude(own, other);
            });
        };
        for (const int activity : joint.segment.activities)
            for (const Charge& charge : m_workload.activities[static_cast<std::size_t>(activity)].charges)
                if (!isQuiet(charge.capacity))
                    return false;
        return true;
    }

    bool chargedAlike(const Activity& activity) const
    {
        m_step();
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
    const std::vector<Stream>& m_streams;
    const Users& m_users;
    const Steps& m_step;
    JointCharges m_jointCharges;
    Mapping m_mapping;
    Mapping m_back; ///< its inverse
    std::map<int, int> m_joints; ///< taken for alike
    std::map<int, int> m_pairs;
};

/// Pipelines with a capacity that another one's passes use too: those are not swapped.
std::vector<bool> sharing(const Workload& workload, const std::vector<Stream>& streams, const Users& users)
{
    std::vector<bool> shares(workload.pipelines.size(), false);
    for (const auto& [capacity, all] : users) {
        int first = -1;
        for (const int user : all) {
            const Stream& stream = streams[static_cast<std::size_t>(user)];
            const int pipeline = stream.members.front().pipeline;
            if (!isOfOnePipeline(stream.members))
                continue;
            if (first >= 0 && first != pipeline)
                shares[static_cast<std::size_t>(pipeline)] = shares[static_cast<std::size_t>(first)] = true;
            first = pipeline;
        }
    }
    return shares;
}

/// Where each pipeline goes; `first[e]` is the one that stays for entry e.
struct Entries
{
    std::vector<int> ofPipeline;
    std::vector<int> first;
    std::vector<std::map<int, int>> pairs; ///< of each pipeline that goes: activities that do the same, of the one that stays and its own
};

/// Activities of a pipeline that goes are copies of those of one that stays.
void addCopies(Workload& workload, const std::map<int, int>& pairs)
{
    workload.copies.resize(workload.activities.size());
    for (const auto& [stays, goes] : pairs) {
        std::vector<int>& copies = workload.copies[static_cast<std::size_t>(stays)];
        const std::vector<int>& more = workload.copies[static_cast<std::size_t>(goes)];
        copies.push_back(goes);
        copies.insert(copies.end(), more.begin(), more.end());
    }
}

/// Throws `Stopped`.
Entries entriesOf(Workload& workload, const Waterways& waterways, const Steps& step)
{
    const std::vector<Stream> streams = streamsOf(workload);
    const Users users = usersOf(workload, streams, step);
    const std::vector<bool> shares = sharing(workload, streams, users);
    Comparison comparison(workload, waterways, streams, users, step);
    Entries entries;
    for (int p = 0; p < static_cast<int>(workload.pipelines.size()); ++p) {
        const auto same = [&](int other) {
            return !shares[static_cast<std::size_t>(p)] && !shares[static_cast<std::size_t>(other)] && comparison.areAlike(other, p);
        };
        const auto found = std::find_if(entries.first.begin(), entries.first.end(), same);
        entries.ofPipeline.push_back(static_cast<int>(found - entries.first.begin()));
        if (found == entries.first.end())
            entries.first.push_back(p);
        else
            entries.pairs.push_back(comparison.pairs());
    }
    return entries;
}

/// Joints of the kept pipelines, their members renumbered; `newIndex[j]` is where j went, -1: nowhere.
std::vector<Joint> renumbered(std::vector<Joint> joints, const Entries& entries, std::vector<int>& newIndex)
{
    std::vector<Joint> kept;
    for (Joint& joint : joints) {
        const int leader = joint.members.front().pipeline;
        const int entry = entries.ofPipeline[static_cast<std::size_t>(leader)];
        newIndex.push_back(-1);
        if (isOfOnePipeline(joint.members) && entries.first[static_cast<std::size_t>(entry)] != leader)
            continue;
        for (StageRef& member : joint.members)
            member.pipeline = entries.ofPipeline[static_cast<std::size_t>(member.pipeline)];
        std::sort(joint.members.begin(), joint.members.end());
        joint.members.erase(std::unique(joint.members.begin(), joint.members.end()), joint.members.end());
        newIndex.back() = static_cast<int>(kept.size());
        kept.push_back(std::move(joint));
    }
    return kept;
}

void renumber(std::vector<Segment>& segments, const std::vector<int>& newIndex)
{
    for (Segment& segment : segments)
        if (segment.joint >= 0)
            segment.joint = newIndex[static_cast<std::size_t>(segment.joint)];
}

void renumber(PipelineWork& pipeline, const std::vector<int>& newIndex)
{
    for (StageWork& stage : pipeline.stages) {
        for (auto* joints : {&stage.jointsFirst, &stage.jointsThrough, &stage.jointsUpdated})
            for (int& joint : *joints)
                joint = newIndex[static_cast<std::size_t>(joint)];
        for (ChunkWork& chunk : stage.chunks) {
            renumber(chunk.forward, newIndex);
            renumber(chunk.backward, newIndex);
            renumber(chunk.backwardWeight, newIndex);
        }
    }
}

/// Every pipeline added to its entry.
Workload gathered(Workload workload, const Entries& entries)
{
    for (const std::map<int, int>& pairs : entries.pairs)
        addCopies(workload, pairs);
    Workload result;
    for (const int p : entries.first) {
        result.pipelines.push_back(std::move(workload.pipelines[static_cast<std::size_t>(p)]));
        result.devices.push_back(workload.devices[static_cast<std::size_t>(p)]);
        result.replicas.push_back(workload.replicas[static_cast<std::size_t>(p)]);
    }
    for (std::size_t p = 0; p < workload.devices.size(); ++p) {
        const auto entry = static_cast<std::size_t>(entries.ofPipeline[p]);
        if (entries.first[entry] == static_cast<int>(p))
            continue;
        result.replicas[entry] += workload.replicas[p];
        for (std::size_t s = 0; s < workload.devices[p].size(); ++s) {
            auto& ranks = result.devices[entry][s].ranks;
            ranks.insert(ranks.end(), workload.devices[p][s].ranks.begin(), workload.devices[p][s].ranks.end());
        }
    }
    std::vector<int> newIndex;
    result.barrier = workload.barrier;
    result.blockingSends = workload.blockingSends;
    result.activities = std::move(workload.activities);
    result.copies = std::move(workload.copies);
    result.joints = renumbered(std::move(workload.joints), entries, newIndex);
    for (PipelineWork& pipeline : result.pipelines)
        renumber(pipeline, newIndex);
    return result;
}

/// By capacity, whether at most one segment charges it at any time, and it never changes.
std::map<int, bool> quietOnes(const Workload& workload, const Waterways& waterways, const std::vector<Stream>& streams, const Steps& step)
{
    std::map<int, bool> isQuiet;
    for (const auto& [capacity, users] : usersOf(workload, streams, step)) {
        bool quiet = !waterways.changes(capacity);
        for (auto a = users.begin(); quiet && a != users.end(); ++a)
            quiet = std::all_of(a + 1, users.end(), [&](int b) {
                step();
                return exclude(streams[static_cast<std::size_t>(*a)], streams[static_cast<std::size_t>(b)]);
            });
        isQuiet[capacity] = quiet;
    }
    return isQuiet;
}

/// Throws `Stopped`, with what is settled until then.
void settle(Workload& workload, const Waterways& waterways, const Steps& step)
{
    const std::vector<Stream> streams = streamsOf(workload);
    const std::map<int, bool> isQuiet = quietOnes(workload, waterways, streams, step);
    for (const Stream& stream : streams)
        for (Segment* segment : stream.segments) {
            bool alone = true;
            for (const int activity : segment->activities) {
                step();
                alone = alone && !workload.activities[static_cast<std::size_t>(activity)].changing;
                for (const Charge& charge : workload.activities[static_cast<std::size_t>(activity)].charges)
                    alone = alone && isQuiet.at(charge.capacity);
            }
            segment->alone = alone && !segment->activities.empty();
        }
}

} // namespace folding

Workload settledAlone(Workload workload, const Waterways& waterways, const Progress& progress)
{
    try {
        folding::settle(workload, waterways, Steps(progress));
    } catch (const Stopped&) {
        return workload;
    }
    return workload;
}

Workload folded(Workload workload, const Waterways& waterways, const Progress& progress)
{
    const Steps step(progress);
    try {
        for (;;) { // joined pipelines may leave groups that are alike in their turn
            const folding::Entries entries = folding::entriesOf(workload, waterways, step);
            if (entries.first.size() == workload.pipelines.size())
                return workload;
            workload = folding::gathered(std::move(workload), entries);
        }
    } catch (const Stopped&) {
        return workload;
    }
}

} // namespace core
