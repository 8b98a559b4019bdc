#include "core/network/scenario_profiles.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <map>
#include <tuple>
#include <utility>

namespace core {
namespace scenario_profiles {

constexpr double mostBandwidth = 1e30;

Nanoseconds timeOf(const ChangeStep& step) { return step.at; }
Nanoseconds timeOf(const ProfileStep& step) { return step.from; }

/// Goes through several lists of steps together, from one instant at which something changes to the next.
template <typename Step>
class Walk
{
public:
    void add(const std::vector<Step>* steps) { m_lists.push_back({steps, 0}); }

    bool toNextInstant()
    {
        m_now = Nanoseconds::never();
        for (const List& list : m_lists)
            if (list.steps && list.next < list.steps->size())
                m_now = std::min(m_now, timeOf((*list.steps)[list.next]));
        for (List& list : m_lists)
            if (list.steps && list.next < list.steps->size() && timeOf((*list.steps)[list.next]) == m_now)
                ++list.next;
        return m_now < Nanoseconds::never();
    }
    Nanoseconds now() const { return m_now; }
    /// What list i has now; nullptr: nothing yet.
    const Step* at(std::size_t i) const { return m_lists[i].next > 0 ? &(*m_lists[i].steps)[m_lists[i].next - 1] : nullptr; }

private:
    struct List
    {
        const std::vector<Step>* steps;
        std::size_t next;
    };
    std::vector<List> m_lists;
    Nanoseconds m_now;
};

/// What one direction of a link is made of: the link's own, and those of the hosts at its ends; absent ones are nominal.
using Parts = std::array<const ChangeProfile*, 3>;

/// Appended unless it is what holds already.
void append(std::vector<ProfileStep>& steps, Nanoseconds from, double bandwidth, int line)
{
    const BytesPerSecond absolute(std::min(bandwidth, mostBandwidth));
    if (steps.empty() || steps.back().absolute != absolute || steps.back().event != line)
        steps.push_back({from, 1, absolute, line});
}

Profile made(std::vector<ProfileStep> steps)
{
    auto profile = Profile::fromSteps(std::move(steps));
    assert(profile.ok());
    return std::move(*profile);
}

/// The line to be blamed for a value: one that stops what it names, or else the first of those in force.
int lineOf(const Parts& parts, const Walk<ChangeStep>& walk)
{
    int line = -1;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const ChangeStep* step = parts[i] ? walk.at(i) : nullptr;
        if (!step || step->lineCount == 0)
            continue;
        const int first = parts[i]->linesOf(*step).front();
        if (step->value.of(1) == 0)
            return first;
        line = line < 0 ? first : line;
    }
    return line;
}

Profile linkProfile(const Parts& parts, double nominal, const Steps& heard)
{
    Walk<ChangeStep> walk;
    for (const ChangeProfile* part : parts)
        walk.add(part ? &part->steps : nullptr);
    std::vector<ProfileStep> steps;
    while (walk.toNextInstant()) {
        heard();
        double value = nominal;
        for (std::size_t i = 0; i < parts.size(); ++i)
            if (const ChangeStep* step = parts[i] ? walk.at(i) : nullptr)
                value = i == 0 ? std::min(step->value.of(nominal), mostBandwidth) : value * step->value.of(1);
        append(steps, walk.now(), value, lineOf(parts, walk));
    }
    return made(std::move(steps));
}

/// Of one link direction, shared by all that are alike.
struct LinkChange
{
    Profile profile;
    bool raises = false; ///< above nominal, at some time
};

/// A link direction of a host, and how it changes.
struct HostLink
{
    double nominal = 0;
    const LinkChange* change = nullptr;
    auto operator<=>(const HostLink&) const = default;
};

Profile nicProfile(const std::vector<HostLink>& links, int nics, const Steps& heard)
{
    Walk<ProfileStep> walk;
    for (const HostLink& link : links)
        walk.add(link.change && link.change->raises ? &link.change->profile.steps() : nullptr);
    std::vector<ProfileStep> steps;
    while (walk.toNextInstant()) {
        heard();
        double sum = 0;
        for (std::size_t i = 0; i < links.size(); ++i) {
            const ProfileStep* step = walk.at(i);
            sum += step ? std::max(links[i].nominal, step->absolute->value) : links[i].nominal;
        }
        append(steps, walk.now(), sum / nics, -1);
    }
    return made(std::move(steps));
}

class Builder
{
public:
    Builder(const ScenarioChanges& changes, const ExpandedCluster& cluster, const Network& network, const Steps& steps)
        : m_changes(changes), m_cluster(cluster), m_network(network), m_steps(steps)
    {
    }

    std::shared_ptr<const Profiles> run()
    {
        for (std::size_t link = 0; link < m_cluster.links.size(); ++link)
            for (int direction = 0; direction < 2; ++direction)
                addLink(static_cast<int>(link), direction);
        addNics();
        return m_profiles->empty() ? nullptr : m_profiles;
    }

private:
    bool isHost(int vertex) const { return vertex < static_cast<int>(m_cluster.hosts.size()); }

    void addLink(int link, int direction)
    {
        const std::array<int, 2>& ends = m_cluster.links[static_cast<std::size_t>(link)].ends;
        Parts parts {m_changes.profileOf({SubjectKind::Link, Property::Bandwidth, link, direction}), nullptr, nullptr};
        for (std::size_t end = 0; end < 2; ++end)
            if (isHost(ends[end]))
                parts[end + 1] = m_changes.profileOf({SubjectKind::Host, Property::Bandwidth, ends[end], 0});
        if (!parts[0] && !parts[1] && !parts[2])
            return;
        const int capacity = m_network.linkCapacity(link, direction);
        const double nominal = m_network.bandwidth(capacity).value;
        const auto [known, isNew] = m_known.try_emplace({parts, nominal});
        LinkChange& change = known->second;
        if (isNew) {
            change.profile = linkProfile(parts, nominal, m_steps);
            const auto& steps = change.profile.steps();
            change.raises = std::any_of(steps.begin(), steps.end(), [&](const ProfileStep& step) { return step.absolute->value > nominal; });
        }
        m_profiles->emplace(capacity, change.profile);
        m_changeOf.emplace(capacity, &change);
    }

    void addNics()
    {
        std::map<std::pair<int, int>, std::vector<HostLink>> linksOf; // by host, and 0 = out, 1 = in
        std::map<std::pair<int, int>, bool> raised;
        for (std::size_t link = 0; link < m_cluster.links.size(); ++link)
            for (int end = 0; end < 2; ++end) {
                const int host = m_cluster.links[link].ends[static_cast<std::size_t>(end)];
                if (!isHost(host))
                    continue;
                for (int way = 0; way < 2; ++way) {
                    const int capacity = m_network.linkCapacity(static_cast<int>(link), way == 0 ? end : 1 - end);
                    const auto change = m_changeOf.find(capacity);
                    const LinkChange* found = change == m_changeOf.end() ? nullptr : change->second;
                    linksOf[{host, way}].push_back({m_network.bandwidth(capacity).value, found});
                    raised[{host, way}] |= found && found->raises;
                }
            }
        std::map<std::pair<std::vector<HostLink>, int>, Profile> known;
        for (const auto& [at, links] : linksOf) {
            const std::vector<int> nics = raised[at] ? m_network.nicCapacities(at.first, at.second) : std::vector<int>();
            if (nics.empty())
                continue;
            const auto [profile, isNew] = known.try_emplace({links, static_cast<int>(nics.size())});
            if (isNew)
                profile->second = nicProfile(links, static_cast<int>(nics.size()), m_steps);
            for (const int nic : nics)
                m_profiles->emplace(nic, profile->second);
        }
    }

    const ScenarioChanges& m_changes;
    const ExpandedCluster& m_cluster;
    const Network& m_network;
    const Steps m_steps;
    std::shared_ptr<Profiles> m_profiles = std::make_shared<Profiles>();
    std::map<std::pair<Parts, double>, LinkChange> m_known;
    std::map<int, const LinkChange*> m_changeOf; ///< by capacity
};

} // namespace scenario_profiles

std::shared_ptr<const Profiles> profilesOf(const ScenarioChanges& changes, const ExpandedCluster& cluster, const Network& network)
{
    const Progress nobody;
    return scenario_profiles::Builder(changes, cluster, network, Steps(nobody)).run();
}

Result<std::shared_ptr<const Profiles>> profilesOf(const ScenarioChanges& changes, const ExpandedCluster& cluster, const Network& network,
    const Progress& progress)
{
    try {
        return scenario_profiles::Builder(changes, cluster, network, Steps(progress)).run();
    } catch (const Stopped&) {
        return Error {"cancelled", {}, {}, {}};
    }
}

} // namespace core
