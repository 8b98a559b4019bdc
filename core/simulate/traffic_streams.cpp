#include "core/simulate/traffic_streams.h"

#include <algorithm>

namespace core::folding {
namespace traffic_streams {

void addCollectives(std::vector<Segment>& segments, Stream& stream)
{
    for (Segment& segment : segments)
        if (segment.joint < 0 && !isCompute(segment.kind))
            stream.segments.push_back(&segment);
}

void addStage(StageWork& stage, StageRef ref, std::vector<Stream>& streams)
{
    Stream passes {SpanKind::Forward, {ref}, {}};
    Stream forward {SpanKind::SendActivation, {ref}, {}};
    Stream backward {SpanKind::SendGradient, {ref}, {}};
    for (ChunkWork& chunk : stage.chunks) {
        addCollectives(chunk.forward, passes);
        addCollectives(chunk.backward, passes);
        addCollectives(chunk.backwardWeight, passes);
        forward.segments.push_back(&chunk.sendForward);
        backward.segments.push_back(&chunk.sendBackward);
    }
    streams.push_back(std::move(passes));
    streams.push_back(std::move(forward));
    streams.push_back(std::move(backward));
}

} // namespace traffic_streams

bool isOfOnePipeline(const std::vector<StageRef>& members)
{
    return members.front().pipeline == members.back().pipeline; // sorted
}

bool exclude(const Stream& a, const Stream& b)
{
    if (a.kind != b.kind)
        return false;
    auto x = a.members.begin();
    auto y = b.members.begin();
    while (x != a.members.end() && y != b.members.end()) {
        if (*x == *y)
            return true;
        *x < *y ? ++x : ++y;
    }
    return false;
}

Stream streamOf(Joint& joint)
{
    return {joint.beside ? joint.segment.kind : SpanKind::Forward, joint.members, {&joint.segment}};
}

std::vector<Stream> streamsOf(Workload& workload)
{
    std::vector<Stream> streams;
    for (std::size_t p = 0; p < workload.pipelines.size(); ++p)
        for (std::size_t s = 0; s < workload.pipelines[p].stages.size(); ++s)
            traffic_streams::addStage(workload.pipelines[p].stages[s], {static_cast<int>(p), static_cast<int>(s)}, streams);
    for (Joint& joint : workload.joints)
        streams.push_back(streamOf(joint));
    return streams;
}

Users usersOf(const Workload& workload, const std::vector<Stream>& streams, const Steps& step)
{
    Users users;
    for (std::size_t s = 0; s < streams.size(); ++s)
        for (const Segment* segment : streams[s].segments) {
            if (segment->alone)
                continue;
            for (const int activity : segment->activities)
                for (const Charge& charge : workload.activities[static_cast<std::size_t>(activity)].charges) {
                    step();
                    std::vector<int>& all = users[charge.capacity];
                    if (all.empty() || all.back() != static_cast<int>(s))
                        all.push_back(static_cast<int>(s));
                }
        }
    return users;
}

} // namespace core::folding
