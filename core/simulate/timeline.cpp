#include "core/simulate/timeline.h"

namespace core {

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
    case LaneKind::StageToStage:
        return "stage to stage";
    case LaneKind::DataParallel:
        return "DP";
    }
    return "";
}

} // namespace core
