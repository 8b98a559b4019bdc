#include "core/network/scenario_profiles.h"

#include <algorithm>
#include <array>
#include <cassert>

namespace core {
namespace scenario_profiles {

/// What one direction of a link is made of; absent ones are nominal.
using Parts = std::array<const ChangeProfile*, 3>; ///< the link's own, and those of the hosts at its ends

double valueAt(const Parts& parts, Nanoseconds time, double nominal)
{
    double value = nominal;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const ChangeStep* step = parts[i] ? parts[i]->at(time) : nullptr;
        if (step)
            value = i == 0 ? step->value.of(nominal) : value * step->value.of(1);
    }
    return value;
}

/// The line to be blamed: the first of those in force.
int lineAt(const Parts& parts, Nanoseconds time)
{
    for (const ChangeProfile* part : parts)
        if (const ChangeStep* step = part ? part->at(time) : nullptr)
            if (step->lineCount > 0)
                return part->linesOf(*step).front();
    return -1;
}

Profile merged(const Parts& parts, BytesPerSecond nominal)
{
    std::vector<Nanoseconds> instants;
    for (const ChangeProfile* part : parts)
        if (part)
            for (const ChangeStep& step : part->steps)
                instants.push_back(step.at);
    std::sort(instants.begin(), instants.end());
    instants.erase(std::unique(instants.begin(), instants.end()), instants.end());
    std::vector<ProfileStep> steps;
    for (const Nanoseconds instant : instants) {
        ProfileStep step;
        step.from = instant;
        step.absolute = BytesPerSecond(valueAt(parts, instant, nominal.value));
        step.event = lineAt(parts, instant);
        steps.push_back(step);
    }
    auto profile = Profile::fromSteps(std::move(steps));
    assert(profile.ok());
    return *profile;
}

} // namespace scenario_profiles

std::shared_ptr<const Profiles> profilesOf(const ScenarioChanges& changes, const ExpandedCluster& cluster, const Network& network)
{
    const auto bandwidthOf = [&](SubjectKind kind, int index, int direction) {
        return changes.profileOf({kind, Property::Bandwidth, index, direction});
    };
    const int hosts = static_cast<int>(cluster.hosts.size());
    auto profiles = std::make_shared<Profiles>();
    for (std::size_t l = 0; l < cluster.links.size(); ++l) {
        const std::array<int, 2>& ends = cluster.links[l].ends;
        for (int direction = 0; direction < 2; ++direction) {
            scenario_profiles::Parts parts {bandwidthOf(SubjectKind::Link, static_cast<int>(l), direction), nullptr, nullptr};
            for (std::size_t end = 0; end < 2; ++end)
                if (ends[end] < hosts)
                    parts[end + 1] = bandwidthOf(SubjectKind::Host, ends[end], 0);
            if (!parts[0] && !parts[1] && !parts[2])
                continue;
            const int capacity = network.linkCapacity(static_cast<int>(l), direction);
            profiles->emplace(capacity, scenario_profiles::merged(parts, network.bandwidth(capacity)));
        }
    }
    return profiles->empty() ? nullptr : profiles;
}

} // namespace core
