#include "core/simulate/folding.h"

#include "core/simulate/likeness.h"

#include <algorithm>
#include <map>
#include <utility>

namespace core {
namespace folding {

/// Where each pipeline goes; `first[e]` is the one that stays for entry e.
struct Entries
{
    std::vector<int> ofPipeline;
    std::vector<int> first;
    std::vector<std::map<int, int>> pairs; ///< of each pipeline that goes: activities that do the same, of the one that stays and its own
};

/// Activities of a pipeline that goes are copies of those of one that stays.
void addCopies(Workload& workload, const std::map<int, int>& pairs)
{
    workload.copies.resize(workload.activities.size());
    for (const auto& [stays, goes] : pairs) {
        std::vector<int>& copies = workload.copies[static_cast<std::size_t>(stays)];
        const std::vector<int>& more = workload.copies[static_cast<std::size_t>(goes)];
        copies.push_back(goes);
        copies.insert(copies.end(), more.begin(), more.end());
    }
}

/// What copies charge to a capacity that they share with what stays is added to its charge: it is played for all of them.
void addCharges(Workload& workload, const std::map<int, int>& pairs)
{
    for (const auto& [stays, goes] : pairs) {
        const std::vector<Charge>& more = workload.activities[static_cast<std::size_t>(goes)].charges;
        for (Charge& charge : workload.activities[static_cast<std::size_t>(stays)].charges)
            for (const Charge& same : more)
                charge.weight += same.capacity == charge.capacity ? same.weight : 0;
    }
}

/// Throws `Stopped`.
Entries entriesOf(Workload& workload, const Waterways& waterways, MeetingPlaces meeting, const Steps& step)
{
    Likeness likeness(workload, waterways, meeting, step);
    Entries entries;
    for (int p = 0; p < static_cast<int>(workload.pipelines.size()); ++p) {
        const auto found = std::find_if(entries.first.begin(), entries.first.end(), [&](int other) { return likeness.areAlike(other, p); });
        entries.ofPipeline.push_back(static_cast<int>(found - entries.first.begin()));
        if (found == entries.first.end())
            entries.first.push_back(p);
        else
            entries.pairs.push_back(likeness.pairs());
    }
    return entries;
}

/// Joints of the kept pipelines, their members renumbered; `newIndex[j]` is where j went, -1: nowhere.
std::vector<Joint> renumbered(std::vector<Joint> joints, const Entries& entries, std::vector<int>& newIndex)
{
    std::vector<Joint> kept;
    for (Joint& joint : joints) {
        const int leader = joint.members.front().pipeline;
        const int entry = entries.ofPipeline[static_cast<std::size_t>(leader)];
        newIndex.push_back(-1);
        if (isOfOnePipeline(joint.members) && entries.first[static_cast<std::size_t>(entry)] != leader)
            continue;
        for (StageRef& member : joint.members)
            member.pipeline = entries.ofPipeline[static_cast<std::size_t>(member.pipeline)];
        std::sort(joint.members.begin(), joint.members.end());
        joint.members.erase(std::unique(joint.members.begin(), joint.members.end()), joint.members.end());
        newIndex.back() = static_cast<int>(kept.size());
        kept.push_back(std::move(joint));
    }
    return kept;
}

void renumber(std::vector<Segment>& segments, const std::vector<int>& newIndex)
{
    for (Segment& segment : segments)
        if (segment.joint >= 0)
            segment.joint = newIndex[static_cast<std::size_t>(segment.joint)];
}

void renumber(PipelineWork& pipeline, const std::vector<int>& newIndex)
{
    for (StageWork& stage : pipeline.stages) {
        for (auto* joints : {&stage.jointsFirst, &stage.jointsThrough, &stage.jointsUpdated})
            for (int& joint : *joints)
                joint = newIndex[static_cast<std::size_t>(joint)];
        for (ChunkWork& chunk : stage.chunks) {
            renumber(chunk.forward, newIndex);
            renumber(chunk.backward, newIndex);
            renumber(chunk.backwardWeight, newIndex);
        }
    }
}

/// Every pipeline added to its entry.
Workload gathered(Workload workload, const Entries& entries)
{
    for (const std::map<int, int>& pairs : entries.pairs) {
        addCopies(workload, pairs);
        addCharges(workload, pairs);
    }
    Workload result;
    for (const int p : entries.first) {
        result.pipelines.push_back(std::move(workload.pipelines[static_cast<std::size_t>(p)]));
        result.devices.push_back(workload.devices[static_cast<std::size_t>(p)]);
        result.replicas.push_back(workload.replicas[static_cast<std::size_t>(p)]);
    }
    for (std::size_t p = 0; p < workload.devices.size(); ++p) {
        const auto entry = static_cast<std::size_t>(entries.ofPipeline[p]);
        if (entries.first[entry] == static_cast<int>(p))
            continue;
        result.replicas[entry] += workload.replicas[p];
        for (std::size_t s = 0; s < workload.devices[p].size(); ++s) {
            auto& ranks = result.devices[entry][s].ranks;
            ranks.insert(ranks.end(), workload.devices[p][s].ranks.begin(), workload.devices[p][s].ranks.end());
        }
    }
    std::vector<int> newIndex;
    result.barrier = workload.barrier;
    result.blockingSends = workload.blockingSends;
    result.activities = std::move(workload.activities);
    result.copies = std::move(workload.copies);
    result.joints = renumbered(std::move(workload.joints), entries, newIndex);
    for (PipelineWork& pipeline : result.pipelines)
        renumber(pipeline, newIndex);
    return result;
}

} // namespace folding

Workload folded(Workload workload, const Waterways& waterways, const Progress& progress, MeetingPlaces meeting)
{
    const Steps step(progress);
    try {
        for (;;) { // joined pipelines may leave groups that are alike in their turn
            const folding::Entries entries = folding::entriesOf(workload, waterways, meeting, step);
            if (entries.first.size() == workload.pipelines.size())
                return workload;
            workload = folding::gathered(std::move(workload), entries);
        }
    } catch (const Stopped&) {
        return workload;
    }
}

} // namespace core
