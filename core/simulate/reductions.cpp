#include "core/simulate/reductions.h"

#include "core/costs/work_sizes.h"
#include "core/simulate/stage_work.h"

#include <algorithm>
#include <set>

namespace core {
namespace reductions {

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

struct Group
{
    std::vector<StageRef> members;
    std::size_t rings = 1; ///< largest tensor degree
};

Group groupOf(const Placement& placement, std::vector<StageRef> members)
{
    Group group {std::move(members), 1};
    for (const StageRef& member : group.members)
        group.rings = std::max(group.rings, stageAt(placement, member).ranks.size());
    return group;
}

Result<Reduction> overGroup(const WorkloadInput& input, const Group& group, CollectiveKind kind, SpanKind span, UnitRange units,
    Bytes bytesPerRing, std::vector<Activity>& activities)
{
    Reduction reduction {{span, Algorithm::Ring, units, Nanoseconds(0), bytesPerRing.value, {}}, group.members};
    for (std::size_t ring = 0; ring < group.rings; ++ring) {
        std::vector<int> ranks;
        for (const StageRef& member : group.members) {
            const auto& all = stageAt(input.placement, member).ranks;
            ranks.push_back(all[ring * all.size() / group.rings]);
        }
        const auto activity = input.network.collective(kind, ranks, bytesPerRing);
        if (!activity)
            return activity.error();
        const Nanoseconds time = rounded(aloneTime(*activity, input.network));
        reduction.segment.activities.push_back(static_cast<int>(activities.size()));
        activities.push_back(*activity);
        if (time >= reduction.segment.duration) {
            reduction.segment.duration = time;
            reduction.segment.algorithm = activity->algorithm;
        }
    }
    return reduction;
}

/// Parameters of `units` on a device of a group with `tensor` members, the copy of a tied embedding beside the head
/// included.
double parametersOf(const WorkloadInput& input, UnitRange units, std::size_t tensor)
{
    WorkShape shape = workShapeOf(input, 0, 0);
    shape.split.tensor = static_cast<int>(tensor);
    double parameters = 0;
    for (int unit = units.first; unit < units.end; ++unit)
        parameters += parametersPerDevice(shape, unit);
    if (input.model.tiedEmbeddings && units.end == input.model.units() && units.first > 0)
        parameters += 1.0 * input.model.vocab * input.model.hidden / static_cast<double>(tensor);
    return parameters;
}

Result<std::vector<Reduction>> perStretch(const WorkloadInput& input, CollectiveKind kind, SpanKind span, double bytesPerParameter,
    std::vector<Activity>& activities)
{
    std::vector<Reduction> result;
    for (const UnitRange& units : stretches(input.placement)) {
        std::vector<StageRef> members;
        for (std::size_t p = 0; p < input.placement.pipelines.size(); ++p)
            members.push_back(holderOf(input.placement, static_cast<int>(p), units.first));
        const Group group = groupOf(input.placement, std::move(members));
        const Bytes bytes(parametersOf(input, units, group.rings) * bytesPerParameter);
        auto reduction = overGroup(input, group, kind, span, units, bytes, activities);
        if (!reduction)
            return reduction.error();
        if (reduction->segment.duration.count > 0)
            result.push_back(std::move(*reduction));
    }
    return result;
}

} // namespace reductions

Result<std::vector<Reduction>> gradientReductions(const WorkloadInput& input, std::vector<Activity>& activities)
{
    const Placement& placement = input.placement;
    const double gradientBytes = costs::bytesOf(gradientPrecisionOf(input.training));
    std::vector<Reduction> result;
    if (placement.pipelines.size() > 1) {
        const auto kind = placement.zero > 0 ? CollectiveKind::ReduceScatter : CollectiveKind::AllReduce;
        auto stretches = reductions::perStretch(input, kind, SpanKind::GradientReduce, gradientBytes, activities);
        if (!stretches)
            return stretches;
        result = std::move(*stretches);
    }
    if (!input.model.tiedEmbeddings)
        return result;
    for (std::size_t p = 0; p < placement.pipelines.size(); ++p) {
        const StageRef first = reductions::holderOf(placement, static_cast<int>(p), 0);
        const StageRef last = reductions::holderOf(placement, static_cast<int>(p), input.model.units() - 1);
        if (first == last)
            continue;
        const reductions::Group group = reductions::groupOf(placement, {std::min(first, last), std::max(first, last)});
        const Bytes bytes(gradientBytes * input.model.vocab * input.model.hidden / static_cast<double>(group.rings));
        auto reduction = reductions::overGroup(input, group, CollectiveKind::AllReduce, SpanKind::GradientReduce, {0, 1}, bytes, activities);
        if (!reduction)
            return reduction.error();
        if (reduction->segment.duration.count > 0)
            result.push_back(std::move(*reduction));
    }
    return result;
}

Result<std::vector<Reduction>> parameterGathers(const WorkloadInput& input, std::vector<Activity>& activities)
{
    if (input.placement.zero == 0 || input.placement.pipelines.size() < 2)
        return std::vector<Reduction>();
    return reductions::perStretch(input, CollectiveKind::AllGather, SpanKind::ParameterGather,
        std::max(2.0, costs::bytesOf(input.training.precision)), activities);
}

} // namespace core
