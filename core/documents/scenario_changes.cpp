#include "core/documents/scenario_changes.h"

#include "core/documents/scenario_play.h"
#include "core/documents/scenario_profile.h"
#include "core/documents/scenario_random.h"

#include <algorithm>
#include <cmath>

namespace core {
namespace scenario_changes {

using namespace scenario_play;

constexpr std::size_t mostDraws = 5'000'000;
constexpr std::size_t mostSteps = 40'000'000;

/// With the JSON pointer of a line.
Error inFile(Error error, int line)
{
    error.message = (error.where.empty() ? "" : error.where + ": ") + error.message;
    error.where = "/scenario/events/" + std::to_string(line);
    return error;
}

class Player
{
public:
    Player(const Playable& playable, const ScenarioNames& names, const ExpandedCluster& cluster, std::uint64_t seed, const Steps& steps)
        : m_playable(playable), m_names(names), m_cluster(cluster), m_seed(seed), m_heard(steps)
    {
    }

    Result<ScenarioChanges> run();

private:
    std::vector<int> likeness(const Member& member) const;
    Result<int> profileFor(const Member& member);
    bool draw(const Draw& what, const std::string& thing, std::vector<Occurrence>& occurrences) const;
    std::string nameFor(const Group& group, const Subject& subject) const;

    const Playable& m_playable;
    const ScenarioNames& m_names;
    const ExpandedCluster& m_cluster;
    std::uint64_t m_seed;
    const Steps& m_heard;
    ScenarioChanges m_out;
    std::map<std::vector<int>, int> m_profiles;
    std::size_t m_steps = 0;
};

/// Subjects that are equal in this have the same profile.
std::vector<int> Player::likeness(const Member& member) const
{
    std::vector<int> key = member.groups;
    const bool random = std::any_of(key.begin(), key.end(),
        [&](int group) { return !m_playable.groups[static_cast<std::size_t>(group)].draws.empty(); });
    if (random)
        key.push_back(-1 - member.subject.index);
    key.push_back(static_cast<int>(member.subject.kind));
    return key;
}

std::string Player::nameFor(const Group& group, const Subject& subject) const
{
    if (subject.kind == SubjectKind::Link)
        return m_names.linkName(subject.index);
    if (group.kind == SubjectKind::Device)
        return m_cluster.deviceName(subject.index);
    return m_names.hostName(subject.kind == SubjectKind::Device ? m_names.hostOf(subject.index) : subject.index);
}

/// Whether there was room for all.
bool Player::draw(const Draw& what, const std::string& thing, std::vector<Occurrence>& occurrences) const
{
    const double expected = static_cast<double>(m_playable.horizon.count) / (static_cast<double>(what.meanGap.count) + static_cast<double>(what.meanLength.count));
    if (expected > static_cast<double>(2 * mostDraws))
        return false;
    RandomStream stream(m_seed, what.key + thing);
    Nanoseconds now;
    while (true) {
        m_heard();
        const Nanoseconds gap = stream.exponential(what.meanGap);
        const Nanoseconds length = std::max(Nanoseconds(1), stream.exponential(what.meanLength));
        const double value = std::fma(what.high - what.low, stream.uniform(), what.low);
        if (gap >= m_playable.horizon - now)
            return true;
        if (occurrences.size() >= mostDraws)
            return false;
        const Nanoseconds start = now + gap;
        const Nanoseconds end = length >= m_playable.horizon - start ? m_playable.horizon : start + length;
        occurrences.push_back({start, end, {}, value, nullptr, what.line, Kind::Factor, false});
        now = end;
    }
}

Result<int> Player::profileFor(const Member& member)
{
    const auto [at, isNew] = m_profiles.emplace(likeness(member), static_cast<int>(m_out.profiles.size()));
    if (!isNew)
        return at->second;
    std::vector<Occurrence> occurrences;
    for (const int index : member.groups) {
        const Group& group = m_playable.groups[static_cast<std::size_t>(index)];
        occurrences.insert(occurrences.end(), group.occurrences.begin(), group.occurrences.end());
        for (const Draw& one : group.draws)
            if (!draw(one, nameFor(group, member.subject), occurrences))
                return inFile({"the random event happens too often", "line " + std::to_string(one.line + 1), "at most 5,000,000 times", {}}, one.line);
    }
    Result<ChangeProfile> profile = profileOf(occurrences, m_playable.horizon, m_heard);
    if (!profile)
        return profile.error();
    m_steps += profile->steps.size();
    if (m_steps > mostSteps)
        return Error {"the scenario has too many steps", "/scenario/events", "at most 40,000,000 on all links and nodes together", {}};
    m_out.profiles.push_back(std::move(profile).value());
    return at->second;
}

Result<ScenarioChanges> Player::run()
{
    m_out.horizon = m_playable.horizon;
    for (const Member& member : membersOf(m_playable, m_names)) {
        const Result<int> profile = profileFor(member);
        if (!profile)
            return profile.error();
        if (!m_out.profiles[static_cast<std::size_t>(*profile)].steps.empty())
            m_out.changes.push_back({member.subject, *profile});
    }
    return std::move(m_out);
}

Result<ScenarioChanges> played(const Scenario& scenario, const ExpandedCluster& cluster, const Traces& traces, Steps steps)
{
    const ScenarioNames names(cluster);
    const Playable playable = scenario_play::playable(scenario, names, &traces, steps);
    for (const scenario_play::Problem& problem : playable.problems)
        if (problem.severity == Severity::Error && !problem.isSyntax)
            return problem.line < 0 ? Error {problem.error.message, "/scenario/" + problem.field, problem.error.expected, problem.error.fix}
                                    : inFile(problem.error, problem.line);
    return Player(playable, names, cluster, scenario.seed.value_or(0), steps).run();
}

} // namespace scenario_changes

const ChangeStep* ChangeProfile::at(Nanoseconds time) const
{
    const auto after = std::upper_bound(steps.begin(), steps.end(), time,
        [](Nanoseconds wanted, const ChangeStep& step) { return wanted < step.at; });
    return after == steps.begin() ? nullptr : &*(after - 1);
}

const ChangeProfile* ScenarioChanges::profileOf(const Subject& subject) const
{
    const auto found = std::lower_bound(changes.begin(), changes.end(), subject,
        [](const Change& change, const Subject& wanted) { return change.subject < wanted; });
    if (found == changes.end() || found->subject != subject)
        return nullptr;
    return &profiles[static_cast<std::size_t>(found->profile)];
}

const ChangeProfile* ScenarioChanges::computeOf(const ExpandedCluster& cluster, int rank) const
{
    if (const ChangeProfile* own = profileOf({SubjectKind::Device, Property::Compute, rank, 0}))
        return own;
    return profileOf({SubjectKind::Host, Property::Compute, cluster.hostOfRank[static_cast<std::size_t>(rank)], 0});
}

Result<ScenarioChanges> changes(const Scenario& scenario, const ExpandedCluster& cluster, const Traces& traces, const Progress& progress)
{
    try {
        return scenario_changes::played(scenario, cluster, traces, Steps(progress));
    } catch (const Stopped&) {
        return Error {"cancelled", {}, {}, {}};
    }
}

ScenarioChanges frozen(const ScenarioChanges& changes, Nanoseconds instant)
{
    ScenarioChanges still = changes;
    still.horizon = Nanoseconds::never();
    for (ChangeProfile& profile : still.profiles) {
        const ChangeStep* now = profile.at(instant);
        if (!now) {
            profile = {};
            continue;
        }
        const std::span<const int> lines = profile.linesOf(*now);
        ChangeProfile constant;
        constant.lines.assign(lines.begin(), lines.end());
        constant.steps.push_back({Nanoseconds(0), now->value, 0, static_cast<std::uint32_t>(lines.size())});
        profile = std::move(constant);
    }
    return still;
}

} // namespace core
