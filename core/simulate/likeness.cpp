#include "core/simulate/likeness.h"

#include <algorithm>

namespace core::folding {
namespace likeness {

std::unordered_map<int, std::vector<std::pair<int, double>>> jointChargesOf(const Workload& workload, const Steps& step)
{
    std::unordered_map<int, std::vector<std::pair<int, double>>> charges;
    for (const Joint& joint : workload.joints)
        if (!joint.segment.alone && !isOfOnePipeline(joint.members))
            for (const int activity : joint.segment.activities)
                for (const Charge& charge : workload.activities[static_cast<std::size_t>(activity)].charges) {
                    step();
                    charges[charge.capacity].emplace_back(activity, charge.weight);
                }
    return charges;
}

std::unordered_map<int, int> ownersOf(const std::vector<Stream>& streams, const Users& users)
{
    std::unordered_map<int, int> owners;
    for (const auto& [capacity, all] : users)
        for (const int user : all) {
            const std::vector<StageRef>& members = streams[static_cast<std::size_t>(user)].members;
            if (!isOfOnePipeline(members))
                continue;
            const int pipeline = members.front().pipeline;
            if (int& owner = owners.emplace(capacity, pipeline).first->second; owner != pipeline)
                owner = -1;
        }
    return owners;
}

} // namespace likeness

Likeness::Likeness(Workload& workload, const Waterways& waterways, MeetingPlaces meeting, const Steps& step)
    : m_workload(workload), m_waterways(waterways), m_meeting(meeting), m_step(step), m_streams(streamsOf(workload))
    , m_users(usersOf(workload, m_streams, step)), m_ownerOf(likeness::ownersOf(m_streams, m_users))
    , m_jointCharges(likeness::jointChargesOf(workload, step))
{
}

bool Likeness::areAlike(int a, int b)
{
    m_first = a;
    m_second = b;
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

/// The same joint, or two that join like stages of one pipeline each.
bool Likeness::jointsAlike(int a, int b)
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

bool Likeness::jointsAlike(const std::vector<int>& a, const std::vector<int>& b)
{
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [this](int c, int d) { return jointsAlike(c, d); });
}

bool Likeness::alike(const StageWork& a, const StageWork& b)
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

bool Likeness::alike(const std::vector<Segment>& a, const std::vector<Segment>& b)
{
    return a.size() == b.size()
        && std::equal(a.begin(), a.end(), b.begin(), [this](const Segment& c, const Segment& d) { return alike(c, d); });
}

bool Likeness::alike(const Segment& a, const Segment& b)
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

bool Likeness::mapsTo(const Charge& from, const Charge& to)
{
    const auto [known, fresh] = m_mapping.emplace(from.capacity, to.capacity);
    return from.weight == to.weight && known->second == to.capacity && m_back.emplace(to.capacity, from.capacity).first->second == from.capacity
        && (!fresh || (m_ownerOf.at(from.capacity) == m_first && m_ownerOf.at(to.capacity) == m_second && !m_waterways.changes(from.capacity)
            && !m_waterways.changes(to.capacity) && m_waterways.nominal(from.capacity) == m_waterways.nominal(to.capacity)));
}

/// What both charge stays in its place.
bool Likeness::mapped(const Activity& a, const Activity& b)
{
    if (a.amount != b.amount || a.latency != b.latency || a.charges.size() != b.charges.size() || a.changing || b.changing)
        return false;
    auto own = a.charges.begin(), other = b.charges.begin();
    const auto skipShared = [this](auto& at, auto end, const std::vector<Charge>& others) {
        for (; at != end && isShared(at->capacity); ++at)
            if (m_meeting == MeetingPlaces::None || !std::binary_search(others.begin(), others.end(), *at, isBefore))
                return false;
        return true;
    };
    for (;;) {
        if (!skipShared(own, a.charges.end(), b.charges) || !skipShared(other, b.charges.end(), a.charges))
            return false;
        if (own == a.charges.end() || other == b.charges.end())
            return own == a.charges.end() && other == b.charges.end();
        if (!mapsTo(*own++, *other++))
            return false;
    }
}

/// Whether a joint of several pipelines has both for members alike.
bool Likeness::joinsAlike(const Joint& joint, int a, int b)
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
bool Likeness::areChargedAlike() const
{
    static const std::vector<std::pair<int, double>> none;
    const auto chargesOf = [this](int capacity) -> const std::vector<std::pair<int, double>>& {
        const auto at = m_jointCharges.find(capacity);
        return at == m_jointCharges.end() ? none : at->second;
    };
    return std::all_of(m_mapping.begin(), m_mapping.end(), [&](const auto& pair) { return chargesOf(pair.first) == chargesOf(pair.second); });
}

/// Whether one joint does, or nothing of a single pipeline runs beside it.
bool Likeness::meetsAlike(Joint& joint) const
{
    const std::vector<int>& activities = joint.segment.activities;
    return joint.segment.alone || isOfOnePipeline(joint.members)
        || std::all_of(activities.begin(), activities.end(),
            [this](int activity) { return chargedAlike(m_workload.activities[static_cast<std::size_t>(activity)]); })
        || isApart(joint);
}

/// Whether no capacity of the mapping carries a joint's traffic together with that of a single pipeline.
bool Likeness::isApart(Joint& joint) const
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

bool Likeness::chargedAlike(const Activity& activity) const
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

} // namespace core::folding
