#include "core/simulate/stage_sends.h"

#include "core/costs/between_stages.h"
#include "core/simulate/segment_writer.h"
#include "core/simulate/stage_work.h"
#include "core/simulate/traffic_time.h"

#include <algorithm>

namespace core {
namespace stage_sends {

/// Whether each tensor rank sends its share only.
bool isScattered(const WorkloadInput& input, const PlacedStage& from, const PlacedStage& to)
{
    return scattersBoundary(input.training) && !input.placement.sequenceParallel && from.tensor() > 1 && from.tensor() == to.tensor()
        && from.context == to.context;
}

/// The tensor group's all-gather of a boundary of `whole` bytes before a pass.
Result<void> gatherBoundary(const WorkloadInput& input, StageRef ref, Bytes whole, int unit, std::vector<Segment>& pass, Workload& workload)
{
    SegmentWriter writer(input, ref, workload);
    const Collective gather {CollectiveKind::AllGather, GroupKind::Tensor, whole, "gather boundary"};
    if (auto done = writer.write({gather}, SpanKind::Forward, unit); !done)
        return done;
    const std::vector<Segment> segments = writer.take();
    pass.insert(pass.begin(), segments.begin(), segments.end());
    return {};
}

/// All pairs send at once.
Result<Segment> send(const Network& network, const PlacedStage& from, const PlacedStage& to, Bytes bytes, SpanKind kind,
    UnitRange units, std::vector<Activity>& activities)
{
    Segment segment {kind, Algorithm::Direct, units, Nanoseconds(0), bytes.value, {}};
    for (const auto& [source, target] : paired(from.ranks, to.ranks)) {
        const auto activity = network.send(source, target, bytes);
        if (!activity)
            return activity.error();
        segment.activities.push_back(static_cast<int>(activities.size()));
        activities.push_back(*activity);
    }
    segment.duration = timeTogether(network, activities, segment.activities);
    return segment;
}

struct Place
{
    std::size_t stage = 0;
    std::size_t chunk = 0;
};

std::vector<Place> placesByPosition(const PlacedPipeline& pipeline)
{
    std::vector<Place> places;
    for (std::size_t s = 0; s < pipeline.stages.size(); ++s)
        for (std::size_t c = 0; c < pipeline.stages[s].chunks.size(); ++c) {
            const auto position = static_cast<std::size_t>(pipeline.stages[s].chunks[c].position);
            places.resize(std::max(places.size(), position + 1));
            places[position] = {s, c};
        }
    return places;
}

/// What crosses the boundary between two chunks, both ways.
Result<void> fillBoundary(const WorkloadInput& input, int pipeline, Place from, Place to, PipelineWork& work, Workload& workload)
{
    const PlacedPipeline& placed = input.placement.pipelines[static_cast<std::size_t>(pipeline)];
    const PlacedStage& here = placed.stages[from.stage];
    const PlacedStage& next = placed.stages[to.stage];
    const WorkShape shape = workShapeOf(input, pipeline, static_cast<int>(from.stage));
    const Bytes whole = boundaryBytes(shape);
    const bool scattered = isScattered(input, here, next);
    const BoundarySends bytes = boundarySends(shape, scattered);
    const int cut = here.chunks[from.chunk].units.end;
    auto forward = send(input.network, here, next, bytes.forward, SpanKind::SendActivation, {cut - 1, cut}, workload.activities);
    if (!forward)
        return forward.error();
    auto backward = send(input.network, next, here, bytes.backward, SpanKind::SendGradient, {cut, cut + 1}, workload.activities);
    if (!backward)
        return backward.error();
    ChunkWork& before = work.stages[from.stage].chunks[from.chunk];
    ChunkWork& after = work.stages[to.stage].chunks[to.chunk];
    before.sendForward = std::move(*forward);
    after.sendBackward = std::move(*backward);
    if (!scattered)
        return {};
    if (auto done = gatherBoundary(input, {pipeline, static_cast<int>(to.stage)}, whole, cut, after.forward, workload); !done)
        return done;
    return gatherBoundary(input, {pipeline, static_cast<int>(from.stage)}, whole, cut - 1, before.backward, workload);
}

} // namespace stage_sends

std::vector<std::pair<int, int>> paired(const std::vector<int>& from, const std::vector<int>& to)
{
    const std::size_t most = std::max(from.size(), to.size());
    std::vector<std::pair<int, int>> pairs;
    for (std::size_t i = 0; i < most; ++i)
        pairs.emplace_back(from[i * from.size() / most], to[i * to.size() / most]);
    return pairs;
}

Result<void> fillSends(const WorkloadInput& input, int pipeline, PipelineWork& work, Workload& workload)
{
    const auto places = stage_sends::placesByPosition(input.placement.pipelines[static_cast<std::size_t>(pipeline)]);
    for (std::size_t position = 0; position + 1 < places.size(); ++position)
        if (places[position].stage != places[position + 1].stage)
            if (auto done = stage_sends::fillBoundary(input, pipeline, places[position], places[position + 1], work, workload); !done)
                return done;
    return {};
}

} // namespace core
