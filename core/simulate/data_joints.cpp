#include "core/simulate/data_joints.h"

#include "core/costs/between_stages.h"
#include "core/costs/software.h"
#include "core/costs/work_sizes.h"
#include "core/simulate/stage_work.h"
#include "core/simulate/traffic_time.h"

#include <algorithm>
#include <set>

namespace core {
namespace data_joints {

const PlacedStage& stageAt(const Placement& placement, StageRef ref)
{
    return placement.pipelines[static_cast<std::size_t>(ref.pipeline)].stages[static_cast<std::size_t>(ref.stage)];
}

StageRef holderOf(const Placement& placement, int pipeline, int unit)
{
    const auto& stages = placement.pipelines[static_cast<std::size_t>(pipeline)].stages;
    for (std::size_t s = 0; s < stages.size(); ++s)
        for (const Chunk& chunk : stages[s].chunks)
            if (unit >= chunk.units.first && unit < chunk.units.end)
                return {pipeline, static_cast<int>(s)};
    return {pipeline, 0};
}

/// Stretches of units that no pipeline cuts.
std::vector<UnitRange> stretches(const Placement& placement)
{
    std::set<int> cuts;
    for (const PlacedPipeline& pipeline : placement.pipelines)
        for (const PlacedStage& stage : pipeline.stages)
            for (const Chunk& chunk : stage.chunks) {
                cuts.insert(chunk.units.first);
                cuts.insert(chunk.units.end);
            }
    std::vector<UnitRange> ranges;
    for (auto cut = cuts.begin(); cut != cuts.end() && std::next(cut) != cuts.end(); ++cut)
        ranges.push_back({*cut, *std::next(cut)});
    return ranges;
}

int replicasOf(const Placement& placement)
{
    return static_cast<int>(placement.pipelines.size()) * placement.pipelines.front().stages.front().context;
}

bool isOnOneStage(const Placement& placement, int first, int last)
{
    return holderOf(placement, 0, first) == holderOf(placement, 0, last);
}

/// Parameters of `units` on a device of a group with `tensor` members, the copy of a tied embedding beside a head on
/// another stage included.
ParameterShare parametersOf(const WorkloadInput& input, UnitRange units, int tensor)
{
    WorkShape shape = workShapeOf(input, 0, 0);
    shape.split.tensor = tensor;
    ParameterShare total = parameterShare(shape, units);
    const int head = input.model.units() - 1;
    if (input.model.tiedEmbeddings && units.end == head + 1 && !isOnOneStage(input.placement, 0, head))
        total.common += 1.0 * input.model.vocab * input.model.hidden / tensor;
    return total;
}

/// The rings of the stages that hold the same parameters: `apart` of the data x context indices in turn each have their own.
std::vector<std::vector<int>> ringsOf(const Placement& placement, const std::vector<StageRef>& members, int tensor, int apart)
{
    std::vector<std::vector<int>> rings;
    for (int kind = 0; kind < apart; ++kind)
        for (int t = 0; t < tensor; ++t) {
            std::vector<int> ranks;
            int index = 0;
            for (const StageRef& member : members) {
                const PlacedStage& stage = stageAt(placement, member);
                for (int c = 0; c < stage.context; ++c)
                    if (index++ % apart == kind)
                        ranks.push_back(stage.rank(t * stage.tensor() / tensor, c));
            }
            rings.push_back(std::move(ranks));
        }
    return rings;
}

class Builder
{
public:
    Builder(const WorkloadInput& input, Workload& workload) : m_input(input), m_placement(input.placement), m_workload(workload) { }

    Result<DataJoints> build()
    {
        const auto units = static_cast<std::size_t>(m_input.model.units());
        DataJoints result {std::vector<std::vector<int>>(units), std::vector<std::vector<int>>(units), {}};
        if (replicasOf(m_placement) > 1)
            for (const UnitRange& bucket : buckets()) {
                if (auto done = addBucket(bucket, result); !done)
                    return done.error();
            }
        for (std::size_t p = 0; p < m_placement.pipelines.size(); ++p) {
            const auto joint = betweenEnds(static_cast<int>(p));
            if (!joint)
                return joint.error();
            result.ends.push_back(*joint);
        }
        return result;
    }

private:
    std::vector<StageRef> membersOf(int unit) const
    {
        std::vector<StageRef> members;
        for (std::size_t p = 0; p < m_placement.pipelines.size(); ++p)
            members.push_back(holderOf(m_placement, static_cast<int>(p), unit));
        return members;
    }

    int tensorOf(const std::vector<StageRef>& members) const
    {
        int tensor = 1;
        for (const StageRef& member : members)
            tensor = std::max(tensor, stageAt(m_placement, member).tensor());
        return tensor;
    }

    std::vector<UnitRange> buckets() const
    {
        const double wanted = bucketParameters(replicasOf(m_placement));
        std::vector<UnitRange> result;
        for (const UnitRange& stretch : stretches(m_placement)) {
            const int tensor = tensorOf(membersOf(stretch.first));
            int end = stretch.end;
            double size = 0;
            for (int unit = stretch.end - 1; unit >= stretch.first; --unit) {
                const ParameterShare share = parametersOf(m_input, {unit, unit + 1}, tensor);
                size += share.common + share.expert;
                const bool isFull = m_placement.zero >= 3 || (reducesInPasses(m_placement.zero, m_placement.overlap) && size >= wanted);
                if (!isFull && unit > stretch.first)
                    continue;
                result.push_back({unit, end});
                end = unit;
                size = 0;
            }
        }
        return result;
    }

    Result<void> addBucket(UnitRange units, DataJoints& result)
    {
        const std::vector<StageRef> members = membersOf(units.first);
        const int tensor = tensorOf(members);
        const bool isSharded = m_placement.zero > 0;
        ParameterShare share = parametersOf(m_input, units, tensor);
        if (m_placement.expert == 1)
            share = {share.common + share.expert, 0};
        const double gradient = costs::bytesOf(gradientPrecisionOf(m_input.training));
        const double weight = costs::storedBytesOf(m_input.training.precision);
        const CollectiveKind kind = isSharded ? CollectiveKind::ReduceScatter : CollectiveKind::AllReduce;
        for (const auto& [parameters, apart] : {std::pair(share.common, 1), std::pair(share.expert, m_placement.expert)}) {
            const auto rings = ringsOf(m_placement, members, tensor, apart);
            const auto first = static_cast<std::size_t>(units.first);
            if (auto done = add({kind, GroupKind::Data, Bytes(parameters * gradient), ""}, SpanKind::GradientReduce, units, members, rings, result.reduce[first]); !done)
                return done;
            if (!isSharded)
                continue;
            if (auto done = add({CollectiveKind::AllGather, GroupKind::Data, Bytes(parameters * weight), ""}, SpanKind::ParameterGather, units, members, rings, result.gather[first]); !done)
                return done;
        }
        return {};
    }

    /// Adds the joint, unless it has nothing to do.
    Result<void> add(const Collective& step, SpanKind span, UnitRange units, const std::vector<StageRef>& members,
        const std::vector<std::vector<int>>& rings, std::vector<int>& joints)
    {
        if (m_input.progress && !m_input.progress(0))
            return Error{"cancelled", {}, {}, {}};
        if (step.bytes.value <= 0)
            return {};
        Joint joint {{span, Algorithm::Ring, units, Nanoseconds(0), step.bytes.value, {}}, members, true};
        std::sort(joint.members.begin(), joint.members.end());
        Nanoseconds longest;
        for (const std::vector<int>& ranks : rings) {
            const auto activity = activityOf(step, units, ranks);
            if (!activity)
                return activity.error();
            const Nanoseconds time = rounded(aloneTime(*activity, m_input.network));
            if (time >= longest)
                joint.segment.algorithm = activity->algorithm;
            longest = std::max(longest, time);
            joint.segment.activities.push_back(static_cast<int>(m_workload.activities.size()));
            m_workload.activities.push_back(*activity);
        }
        joint.segment.duration = timeTogether(m_input.network, m_workload.activities, joint.segment.activities);
        if (joint.segment.duration.count == 0)
            return {};
        joints.push_back(static_cast<int>(m_workload.joints.size()));
        m_workload.joints.push_back(std::move(joint));
        return {};
    }

    Result<Activity> activityOf(const Collective& step, UnitRange units, const std::vector<int>& ranks) const
    {
        const bool byTensor = m_placement.zero >= 3 && softwareOf(m_input.training, m_input.model).collectsTensors;
        if (!byTensor || ranks.size() < 2)
            return m_input.network.collective(step.kind, ranks, step.bytes);
        const auto algorithms = m_input.network.algorithms(step.kind, ranks, step.bytes);
        if (!algorithms)
            return algorithms.error();
        int tensors = 0;
        for (int unit = units.first; unit < units.end; ++unit)
            tensors += parameterTensors(workShapeOf(m_input, 0, 0), unit);
        return ringsInPieces(*algorithms, tensors, m_input.network);
    }

    Result<int> betweenEnds(int pipeline)
    {
        const StageRef first = holderOf(m_placement, pipeline, 0);
        const StageRef last = holderOf(m_placement, pipeline, m_input.model.units() - 1);
        if (!m_input.model.tiedEmbeddings || first == last)
            return -1;
        const int tensor = tensorOf({first, last});
        const Bytes bytes = tiedGradient(m_input.model, m_input.training) / tensor;
        std::vector<std::vector<int>> rings;
        for (int c = 0; c < stageAt(m_placement, first).context; ++c)
            for (int t = 0; t < tensor; ++t)
                rings.push_back({endRank(first, t, tensor, c), endRank(last, t, tensor, c)});
        std::vector<int> joints;
        const Collective step {CollectiveKind::AllReduce, GroupKind::Data, bytes, ""};
        if (auto done = add(step, SpanKind::GradientReduce, {0, 1}, {first, last}, rings, joints); !done)
            return done.error();
        return joints.empty() ? -1 : joints.front();
    }

    int endRank(StageRef end, int tensorIndex, int tensor, int contextIndex) const
    {
        const PlacedStage& stage = stageAt(m_placement, end);
        return stage.rank(tensorIndex * stage.tensor() / tensor, contextIndex);
    }

    const WorkloadInput& m_input;
    const Placement& m_placement;
    Workload& m_workload;
};

} // namespace data_joints

double bucketParameters(int replicas) { return std::max(40e6, 1e6 * replicas); }

Result<DataJoints> dataJoints(const WorkloadInput& input, Workload& workload)
{
    return data_joints::Builder(input, workload).build();
}

} // namespace core
