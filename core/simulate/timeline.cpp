#include "core/simulate/timeline.h"

namespace core {
namespace fingerprint {

std::uint64_t mixed(std::uint64_t hash, std::uint64_t value)
{
    hash ^= value + 0x9e3779b97f4a7c15ULL + (hash << 6) + (hash >> 2);
    hash *= 0xff51afd7ed558ccdULL;
    return hash ^ (hash >> 33);
}

} // namespace fingerprint

const char* nameOf(SpanKind kind)
{
    switch (kind) {
    case SpanKind::Forward:
        return "forward";
    case SpanKind::Backward:
        return "backward";
    case SpanKind::BackwardInput:
        return "backward (input)";
    case SpanKind::BackwardWeight:
        return "backward (weight)";
    case SpanKind::Recompute:
        return "recompute";
    case SpanKind::Optimizer:
        return "optimizer";
    case SpanKind::TensorCollective:
        return "tensor collective";
    case SpanKind::ContextCollective:
        return "context collective";
    case SpanKind::ExpertCollective:
        return "expert collective";
    case SpanKind::SendActivation:
        return "send activation";
    case SpanKind::SendGradient:
        return "send gradient";
    case SpanKind::GradientReduce:
        return "gradient reduce";
    case SpanKind::ParameterGather:
        return "parameter gather";
    }
    return "";
}

const char* nameOf(LaneKind kind)
{
    switch (kind) {
    case LaneKind::Compute:
        return "compute";
    case LaneKind::TensorParallel:
        return "TP";
    case LaneKind::ContextParallel:
        return "CP";
    case LaneKind::ExpertParallel:
        return "EP";
    case LaneKind::StageToStage:
        return "PP";
    case LaneKind::DataParallel:
        return "DP";
    }
    return "";
}

LaneKind laneOf(SpanKind kind)
{
    switch (kind) {
    case SpanKind::Forward:
    case SpanKind::Backward:
    case SpanKind::BackwardInput:
    case SpanKind::BackwardWeight:
    case SpanKind::Recompute:
    case SpanKind::Optimizer:
        break;
    case SpanKind::TensorCollective:
        return LaneKind::TensorParallel;
    case SpanKind::ContextCollective:
        return LaneKind::ContextParallel;
    case SpanKind::ExpertCollective:
        return LaneKind::ExpertParallel;
    case SpanKind::SendActivation:
    case SpanKind::SendGradient:
        return LaneKind::StageToStage;
    case SpanKind::GradientReduce:
    case SpanKind::ParameterGather:
        return LaneKind::DataParallel;
    }
    return LaneKind::Compute;
}

std::uint64_t fingerprintOf(const Timeline& timeline)
{
    using fingerprint::mixed;
    std::uint64_t hash = mixed(0, static_cast<std::uint64_t>(timeline.period.count));
    for (const Lane& lane : timeline.lanes) {
        hash = mixed(hash, static_cast<std::uint64_t>(lane.kind));
        hash = mixed(hash, static_cast<std::uint64_t>(lane.devices.size()));
        for (const Span& span : timeline.spansOf(lane)) {
            hash = mixed(hash, static_cast<std::uint64_t>(span.start.count));
            hash = mixed(hash, static_cast<std::uint64_t>(span.end.count));
            hash = mixed(hash, static_cast<std::uint64_t>(span.kind) << 32 | static_cast<std::uint32_t>(span.microBatch));
            hash = mixed(hash, static_cast<std::uint64_t>(span.firstUnit) << 16 | span.endUnit);
        }
    }
    return hash;
}

} // namespace core
