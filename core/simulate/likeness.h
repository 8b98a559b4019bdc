#pragma once

#include "core/simulate/folding.h"
#include "core/simulate/traffic_streams.h"

#include <map>
#include <unordered_map>
#include <utility>
#include <vector>

namespace core::folding {

/// Whether two pipelines of a workload could change places, and nothing would be different: they do the same work, each
/// capacity that the one's passes use alone maps to one of the other's with equal bandwidth for ever, and every reduction over both
/// charges both alike. With `MeetingPlaces::Shared`
/// a capacity that both use, and whoever else, maps to itself.
class Likeness
{
public:
    Likeness(Workload& workload, const Waterways& waterways, MeetingPlaces meeting, const Steps& step);

    bool areAlike(int a, int b);

    /// Activities of the first and of the second that do the same.
    const std::map<int, int>& pairs() const { return m_pairs; }

private:
    bool jointsAlike(int a, int b);
    bool jointsAlike(const std::vector<int>& a, const std::vector<int>& b);
    bool alike(const StageWork& a, const StageWork& b);
    bool alike(const std::vector<Segment>& a, const std::vector<Segment>& b);
    bool alike(const Segment& a, const Segment& b);
    bool mapped(const Activity& a, const Activity& b);
    static bool isBefore(const Charge& a, const Charge& b) { return a.capacity != b.capacity ? a.capacity < b.capacity : a.weight < b.weight; }
    bool isShared(int capacity) const { return m_ownerOf.at(capacity) < 0; }
    bool mapsTo(const Charge& from, const Charge& to);
    static bool joinsAlike(const Joint& joint, int a, int b);
    bool areChargedAlike() const;
    bool meetsAlike(Joint& joint) const;
    bool isApart(Joint& joint) const;
    bool chargedAlike(const Activity& activity) const;

    Workload& m_workload;
    const Waterways& m_waterways;
    MeetingPlaces m_meeting;
    const Steps& m_step;
    std::vector<Stream> m_streams;
    Users m_users;
    std::unordered_map<int, int> m_ownerOf; ///< by capacity in use: the pipeline whose own traffic alone is on it; -1: several
    std::unordered_map<int, std::vector<std::pair<int, double>>> m_jointCharges; ///< by capacity, of joints of several pipelines: activities and weights
    int m_first = -1, m_second = -1; ///< pipelines in question
    std::map<int, int> m_mapping; ///< capacities of the first to those of the second
    std::map<int, int> m_back;    ///< its inverse
    std::map<int, int> m_joints;  ///< taken for alike
    std::map<int, int> m_pairs;
};

} // namespace core::folding
