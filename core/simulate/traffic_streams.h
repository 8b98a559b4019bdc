#pragma once

#include "core/base/progress.h"
#include "core/simulate/workload.h"

#include <map>
#include <vector>

namespace core::folding {

/// Segments that never run at the same time: what a stage's passes do one after the other, its sends in one direction, or
/// a joint. Two streams of one kind with a member in common exclude each other too: the member is in one of them at a time.
struct Stream
{
    SpanKind kind = SpanKind::Forward; ///< Forward: in the passes; else of all its segments
    std::vector<StageRef> members {};  ///< sorted
    std::vector<Segment*> segments {}; ///< in an order that is the same for like pipelines
};

bool isOfOnePipeline(const std::vector<StageRef>& members);
bool exclude(const Stream& a, const Stream& b);

/// All communication of a workload.
std::vector<Stream> streamsOf(Workload& workload);

/// The stream of a joint.
Stream streamOf(Joint& joint);

/// By capacity, the streams that charge it, each once; not with what is known to be alone. Throws `Stopped`.
using Users = std::map<int, std::vector<int>>;
Users usersOf(const Workload& workload, const std::vector<Stream>& streams, const Steps& step);

} // namespace core::folding
