#include "core/results/critical_path.h"

#include "core/results/chain.h"

#include <algorithm>

namespace core {
namespace critical_path {

PathCategory categoryOf(SpanKind kind)
{
    switch (kind) {
    case SpanKind::Forward:
    case SpanKind::Backward:
    case SpanKind::BackwardInput:
    case SpanKind::BackwardWeight:
    case SpanKind::Recompute:
        return PathCategory::Compute;
    case SpanKind::Optimizer:
        return PathCategory::Optimizer;
    case SpanKind::TensorCollective:
        return PathCategory::Tensor;
    case SpanKind::ContextCollective:
        return PathCategory::Context;
    case SpanKind::ExpertCollective:
        return PathCategory::Expert;
    case SpanKind::SendActivation:
    case SpanKind::SendGradient:
        return PathCategory::Pipeline;
    case SpanKind::GradientReduce:
    case SpanKind::ParameterGather:
        return PathCategory::Data;
    }
    return PathCategory::Waiting;
}

PathCategory categoryOf(const Timeline& timeline, const ChainPiece& piece)
{
    if (piece.span == noSpan || piece.reason == Reason::Nothing)
        return PathCategory::Waiting;
    const SpanKind kind = timeline.spans[piece.span].kind;
    if (piece.reason == Reason::Contention)
        return PathCategory::Contention;
    if (piece.reason == Reason::Event)
        return isCompute(kind) ? PathCategory::Straggler : PathCategory::Event;
    return categoryOf(kind);
}

std::uint32_t paceLaneOf(const Timeline& timeline, const std::vector<PathPiece>& pieces)
{
    std::vector<std::int64_t> computed(timeline.lanes.size(), 0);
    for (const PathPiece& piece : pieces)
        if (piece.category == PathCategory::Compute)
            computed[timeline.spans[piece.span].lane] += (piece.end - piece.start).count;
    const auto most = std::max_element(computed.begin(), computed.end());
    return most == computed.end() || *most == 0 ? noSpan : static_cast<std::uint32_t>(most - computed.begin());
}

/// Computing before the pace-setting lane's first piece becomes fill, after its last one drain.
void markEnds(const Timeline& timeline, CriticalPath& path)
{
    const auto onPace = [&](const PathPiece& piece) {
        return piece.category == PathCategory::Compute && timeline.spans[piece.span].lane == path.paceLane;
    };
    const auto first = std::find_if(path.pieces.begin(), path.pieces.end(), onPace);
    const auto last = std::find_if(path.pieces.rbegin(), path.pieces.rend(), onPace).base();
    for (auto piece = path.pieces.begin(); piece != path.pieces.end(); ++piece)
        if (piece->category == PathCategory::Compute && (piece < first || piece >= last))
            piece->category = piece < first ? PathCategory::Fill : PathCategory::Drain;
}

} // namespace critical_path

const char* nameOf(PathCategory category)
{
    switch (category) {
    case PathCategory::Compute:
        return "compute";
    case PathCategory::Fill:
        return "fill";
    case PathCategory::Drain:
        return "drain";
    case PathCategory::Optimizer:
        return "optimizer";
    case PathCategory::Straggler:
        return "stragglers";
    case PathCategory::Tensor:
        return "TP";
    case PathCategory::Context:
        return "CP";
    case PathCategory::Expert:
        return "EP";
    case PathCategory::Pipeline:
        return "PP";
    case PathCategory::Data:
        return "DP";
    case PathCategory::Event:
        return "events";
    case PathCategory::Contention:
        return "contention";
    case PathCategory::Waiting:
        return "waiting";
    }
    return "";
}

CriticalPath criticalPath(const Timeline& timeline, const Delays& delays)
{
    CriticalPath path;
    const auto lane = std::find_if(timeline.lanes.begin(), timeline.lanes.end(), [](const Lane& l) { return l.kind == LaneKind::Compute; });
    if (lane == timeline.lanes.end())
        return path;
    for (const ChainPiece& piece : chainBack(timeline, delays, beforeNext(timeline, *lane), lane->window, lane->window + timeline.period))
        path.pieces.push_back({piece.start, piece.end, piece.span, piece.who, critical_path::categoryOf(timeline, piece)});
    path.paceLane = critical_path::paceLaneOf(timeline, path.pieces);
    if (path.paceLane != noSpan)
        critical_path::markEnds(timeline, path);
    for (const PathPiece& piece : path.pieces)
        path.totals[static_cast<std::size_t>(piece.category)] += (piece.end - piece.start).count;
    return path;
}

} // namespace core
