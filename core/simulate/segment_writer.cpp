#include "core/simulate/segment_writer.h"

#include "core/costs/device_time.h"
#include "core/simulate/expert_groups.h"
#include "core/simulate/host_pace.h"
#include "core/simulate/traffic_time.h"

#include <algorithm>

namespace core {
namespace segment_writer {

SpanKind spanKindOf(GroupKind group)
{
    switch (group) {
    case GroupKind::Tensor:
        return SpanKind::TensorCollective;
    case GroupKind::Context:
        return SpanKind::ContextCollective;
    case GroupKind::Expert:
        return SpanKind::ExpertCollective;
    case GroupKind::Data:
        break;
    }
    return SpanKind::ParameterGather;
}

std::vector<Device> kindsOf(const WorkloadInput& input, const std::vector<int>& ranks)
{
    std::vector<int> kinds;
    std::vector<Device> devices;
    for (const int rank : ranks) {
        const int kind = input.cluster.hostOf(rank).kind;
        if (std::find(kinds.begin(), kinds.end(), kind) != kinds.end())
            continue;
        kinds.push_back(kind);
        devices.push_back(deviceFor(input.cluster.deviceOf(rank), input.training));
    }
    return devices;
}

/// The groups of a kind that lie inside one stage, each in ring order.
std::vector<std::vector<int>> groupsOf(const PlacedStage& stage, GroupKind group)
{
    const bool tensor = group == GroupKind::Tensor;
    std::vector<std::vector<int>> groups(static_cast<std::size_t>(tensor ? stage.context : stage.tensor()));
    for (int c = 0; c < stage.context; ++c)
        for (int t = 0; t < stage.tensor(); ++t)
            groups[static_cast<std::size_t>(tensor ? c : t)].push_back(stage.rank(t, c));
    return groups;
}

} // namespace segment_writer

SegmentWriter::SegmentWriter(const WorkloadInput& input, StageRef stage, Workload& workload)
    : m_input(input), m_ref(stage)
    , m_stage(input.placement.pipelines[static_cast<std::size_t>(stage.pipeline)].stages[static_cast<std::size_t>(stage.stage)])
    , m_workload(workload), m_devices(segment_writer::kindsOf(input, m_stage.ranks)), m_pending(m_devices.size())
{
}

const Operator* SegmentWriter::operatorAt(const std::vector<Step>& steps, std::size_t index) const
{
    return index < steps.size() ? std::get_if<Operator>(&steps[index]) : nullptr;
}

const Collective* SegmentWriter::collectiveAt(const std::vector<Step>& steps, std::size_t index) const
{
    return index < steps.size() ? std::get_if<Collective>(&steps[index]) : nullptr;
}

Result<void> SegmentWriter::write(const std::vector<Step>& steps, SpanKind kind, int unit)
{
    for (std::size_t index = 0; index < steps.size();) {
        const auto next = operatorAt(steps, index) ? writeOperator(steps, index, kind, unit) : writeCollective(steps, index, kind, unit);
        if (!next)
            return next.error();
        index = *next;
    }
    awaitOpen(unit);
    return {};
}

/// Writes the operator, and with it a scatter of its result that sets out meanwhile.
Result<std::size_t> SegmentWriter::writeOperator(const std::vector<Step>& steps, std::size_t index, SpanKind kind, int unit)
{
    const Operator& work = *operatorAt(steps, index);
    if (!work.weightGradient)
        awaitOpen(unit);
    const Collective* next = collectiveAt(steps, index + 1);
    const bool isPipelined = m_input.placement.overlap.tensor == TensorOverlap::Pipelined && next && next->group == GroupKind::Tensor
        && next->kind == CollectiveKind::ReduceScatter && work.kind == OperatorKind::MatrixProduct;
    if (!isPipelined) {
        compute(work, 1, kind, unit);
        return index + 1;
    }
    const auto joint = beside(*next);
    if (!joint)
        return joint.error();
    const double first = 1.0 / m_stage.tensor();
    compute(work, first, kind, unit);
    if (*joint >= 0)
        meet({*joint}, Role::Post, Occasion::EveryPass, unit);
    compute(work, 1 - first, kind, unit);
    m_open = *joint;
    return index + 2;
}

Result<std::size_t> SegmentWriter::writeCollective(const std::vector<Step>& steps, std::size_t index, SpanKind kind, int unit)
{
    awaitOpen(unit);
    const Collective& step = *collectiveAt(steps, index);
    const Operator* next = operatorAt(steps, index + 1);
    if (step.group == GroupKind::Context && step.kind == CollectiveKind::AllGather && next && next->kind == OperatorKind::Attention)
        return writeRing(steps, index, kind, unit);
    const TensorOverlap overlap = step.group == GroupKind::Tensor ? m_input.placement.overlap.tensor : TensorOverlap::None;
    const bool isPipelined = overlap == TensorOverlap::Pipelined && next && step.kind == CollectiveKind::AllGather
        && next->kind == OperatorKind::MatrixProduct;
    const bool hides = overlap != TensorOverlap::None && next && next->weightGradient;
    if (!isPipelined && !hides) {
        if (auto done = inLine(step, unit); !done)
            return done.error();
        return index + 1;
    }
    const auto joint = beside(step);
    if (!joint)
        return joint.error();
    if (*joint >= 0)
        meet({*joint}, Role::Post, Occasion::EveryPass, unit);
    m_open = *joint;
    if (!isPipelined)
        return index + 1;
    const double last = 1.0 / m_stage.tensor();
    compute(*next, 1 - last, kind, unit);
    awaitOpen(unit);
    compute(*next, last, kind, unit);
    return index + 2;
}

/// The ring, the attention core and, in a backward pass, the ring of gradients after it.
Result<std::size_t> SegmentWriter::writeRing(const std::vector<Step>& steps, std::size_t index, SpanKind kind, int unit)
{
    const Operator& core = *operatorAt(steps, index + 1);
    const auto ring = beside(*collectiveAt(steps, index));
    if (!ring)
        return ring.error();
    const Collective* after = collectiveAt(steps, index + 2);
    const bool hasGradients = after && after->group == GroupKind::Context;
    const auto gradients = hasGradients ? beside(*after) : Result<int>(-1);
    if (!gradients)
        return gradients.error();
    const double block = 1.0 / m_stage.context;
    if (*ring >= 0)
        meet({*ring}, Role::Post, Occasion::EveryPass, unit);
    if (*gradients >= 0) {
        compute(core, block, kind, unit);
        meet({*gradients}, Role::Post, Occasion::EveryPass, unit);
    }
    compute(core, *gradients >= 0 ? 1 - 2 * block : 1 - block, kind, unit);
    if (*ring >= 0)
        meet({*ring}, Role::Await, Occasion::EveryPass, unit);
    compute(core, block, kind, unit);
    if (*gradients >= 0)
        meet({*gradients}, Role::Await, Occasion::EveryPass, unit);
    return index + (hasGradients ? 3 : 2);
}

void SegmentWriter::compute(const Operator& work, double share, SpanKind kind, int unit)
{
    const bool isPending = std::any_of(m_pending.begin(), m_pending.end(), [](Seconds time) { return time.value > 0; });
    if (isPending && m_kind != kind)
        flush();
    m_units = isPending && m_kind == kind ? UnitRange{std::min(m_units.first, unit), std::max(m_units.end, unit + 1)}
                                          : UnitRange{unit, unit + 1};
    m_kind = kind;
    Seconds host;
    for (const Device& device : m_devices)
        host = std::max(host, hostTime(work, device));
    m_host += share * host;
    for (std::size_t i = 0; i < m_devices.size(); ++i)
        m_pending[i] += share * operatorTime(work, m_devices[i], m_input.training.precision);
}

void SegmentWriter::flush()
{
    const Nanoseconds duration = rounded(*std::max_element(m_pending.begin(), m_pending.end()));
    if (duration.count > 0)
        m_segments.push_back({m_kind, Algorithm::Direct, m_units, duration, 0, {}});
    std::fill(m_pending.begin(), m_pending.end(), Seconds(0));
}

void SegmentWriter::awaitOpen(int unit)
{
    if (m_open >= 0)
        meet({std::exchange(m_open, -1)}, Role::Await, Occasion::EveryPass, unit);
}

void SegmentWriter::meet(const std::vector<int>& joints, Role role, Occasion occasion, int unit)
{
    if (joints.empty())
        return;
    flush();
    for (const int joint : joints) {
        Segment segment;
        segment.kind = m_workload.joints[static_cast<std::size_t>(joint)].segment.kind;
        segment.units = {unit, unit + 1};
        segment.joint = joint;
        segment.role = role;
        segment.occasion = occasion;
        m_segments.push_back(std::move(segment));
    }
}

std::vector<Segment> SegmentWriter::take()
{
    flush();
    paceByHost(m_segments, rounded(std::exchange(m_host, Seconds(0))));
    return std::exchange(m_segments, {});
}

Result<void> SegmentWriter::inLine(const Collective& step, int unit)
{
    if (step.group == GroupKind::Expert) {
        const auto joint = amongExperts(step);
        if (!joint)
            return joint.error();
        if (*joint >= 0)
            meet({*joint}, Role::Run, Occasion::EveryPass, unit);
        return {};
    }
    const auto segment = segmentOf(step);
    if (!segment)
        return segment.error();
    if (segment->duration.count == 0)
        return {};
    flush();
    m_segments.push_back(*segment);
    m_segments.back().units = {unit, unit + 1};
    return {};
}

Result<std::vector<int>> SegmentWriter::activitiesOf(const Collective& step)
{
    const auto groups = step.group == GroupKind::Expert
        ? expertGroups(m_input.placement, expertPeers(m_input.placement, m_ref.pipeline), m_ref.stage)
        : segment_writer::groupsOf(m_stage, step.group);
    std::vector<int> indices;
    for (const std::vector<int>& ranks : groups) {
        Result<std::vector<Activity>> made = std::vector<Activity>();
        if (step.kind == CollectiveKind::AllToAll) {
            made = m_input.network.allToAll(ranks, step.bytes);
        } else if (auto one = m_input.network.collective(step.kind, ranks, step.bytes); one) {
            made->push_back(std::move(*one));
        } else {
            return one.error();
        }
        if (!made)
            return made.error();
        for (Activity& activity : *made) {
            indices.push_back(static_cast<int>(m_workload.activities.size()));
            m_workload.activities.push_back(std::move(activity));
        }
    }
    return indices;
}

Result<Segment> SegmentWriter::segmentOf(const Collective& step)
{
    const Key key {step.kind, step.group, step.bytes.value};
    if (const auto known = m_known.find(key); known != m_known.end())
        return known->second;
    const auto activities = activitiesOf(step);
    if (!activities)
        return activities.error();
    Segment segment {segment_writer::spanKindOf(step.group), Algorithm::Direct, {}, Nanoseconds(0), step.bytes.value, *activities};
    segment.duration = timeTogether(m_input.network, m_workload.activities, *activities);
    if (!activities->empty())
        segment.algorithm = m_workload.activities[static_cast<std::size_t>(activities->front())].algorithm;
    m_known.emplace(key, segment);
    return segment;
}

Result<int> SegmentWriter::beside(const Collective& step)
{
    const Key key {step.kind, step.group, step.bytes.value};
    if (const auto known = m_beside.find(key); known != m_beside.end())
        return known->second;
    auto segment = segmentOf(step);
    if (!segment)
        return segment.error();
    const bool isEmpty = segment->duration.count == 0;
    const int joint = isEmpty ? -1 : static_cast<int>(m_workload.joints.size());
    if (!isEmpty)
        m_workload.joints.push_back({std::move(*segment), {m_ref}, true});
    m_beside.emplace(key, joint);
    return joint;
}

Result<int> SegmentWriter::amongExperts(const Collective& step)
{
    const Key key {step.kind, step.group, step.bytes.value};
    if (const auto known = m_beside.find(key); known != m_beside.end())
        return known->second;
    Joint joint {{}, {}, false};
    for (const int pipeline : expertPeers(m_input.placement, m_ref.pipeline))
        joint.members.push_back({pipeline, m_ref.stage});
    const auto sameAsBefore = [&](const Joint& other) {
        return !other.beside && other.members == joint.members && other.segment.bytes == step.bytes.value;
    };
    auto found = std::find_if(m_workload.joints.begin(), m_workload.joints.end(), sameAsBefore);
    if (found == m_workload.joints.end()) {
        auto segment = segmentOf(step);
        if (!segment)
            return segment.error();
        joint.segment = std::move(*segment);
        m_workload.joints.push_back(std::move(joint));
        found = m_workload.joints.end() - 1;
    }
    const int index = found->segment.duration.count == 0 ? -1 : static_cast<int>(found - m_workload.joints.begin());
    m_beside.emplace(key, index);
    return index;
}

} // namespace core
