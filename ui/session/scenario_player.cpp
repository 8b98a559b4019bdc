#include "ui/session/scenario_player.h"

#include "core/documents/catalogue.h"
#include "core/documents/trace_files.h"

#include <QtConcurrentRun>

#include <algorithm>

namespace ui {
namespace scenario_player {

using core::Nanoseconds;

std::vector<Nanoseconds> marksOf(const core::ScenarioChanges& changes)
{
    std::vector<Nanoseconds> marks;
    for (const core::ChangeProfile& profile : changes.profiles)
        for (const core::ChangeStep& step : profile.steps)
            marks.push_back(step.at);
    std::sort(marks.begin(), marks.end());
    marks.erase(std::unique(marks.begin(), marks.end()), marks.end());
    return marks;
}

core::ChangedValue valueOf(const core::ChangeProfile* profile, Nanoseconds time)
{
    const core::ChangeStep* step = profile ? profile->at(time) : nullptr;
    return step ? step->value : core::ChangedValue();
}

} // namespace scenario_player

double PlayedScenario::nominalBandwidth(int link, int direction) const
{
    const core::Link& drawn = cluster.links[static_cast<std::size_t>(expanded.links[static_cast<std::size_t>(link)].link)];
    if (direction == 1 && drawn.bandwidthBack)
        return drawn.bandwidthBack->value.value;
    return drawn.bandwidth ? drawn.bandwidth->value.value : 0;
}

double PlayedScenario::bandwidth(int link, int direction, core::Nanoseconds time) const
{
    const core::Subject subject {core::SubjectKind::Link, core::Property::Bandwidth, link, direction};
    double value = scenario_player::valueOf(changes.profileOf(subject), time).of(nominalBandwidth(link, direction));
    for (const int end : expanded.links[static_cast<std::size_t>(link)].ends) {
        if (end >= static_cast<int>(expanded.hosts.size()))
            continue;
        const core::Subject host {core::SubjectKind::Host, core::Property::Bandwidth, end, 0};
        value *= scenario_player::valueOf(changes.profileOf(host), time).of(1);
    }
    return value;
}

double PlayedScenario::bandwidthShare(int link, int direction, core::Nanoseconds time) const
{
    const double nominal = nominalBandwidth(link, direction);
    return nominal > 0 ? bandwidth(link, direction, time) / nominal : 1;
}

double PlayedScenario::computeShare(int rank, core::Nanoseconds time) const
{
    return scenario_player::valueOf(changes.computeOf(expanded, rank), time).of(1);
}

PlayedScenario played(const core::Cluster& cluster, const core::Scenario& scenario, const std::filesystem::path& folder)
{
    PlayedScenario result {cluster, scenario, {}, {}, {}, {}};
    auto expanded = core::expand(cluster, core::builtInCatalogue());
    if (!expanded) {
        result.error = expanded.error();
        return result;
    }
    result.expanded = std::move(*expanded);
    const core::ReadTraces files = core::readAllTraces(scenario, folder);
    auto changes = files.errors.empty() ? core::changes(scenario, result.expanded, files.traces) : core::Result<core::ScenarioChanges>(files.errors.front());
    if (!changes) {
        result.error = changes.error();
        return result;
    }
    result.changes = std::move(*changes);
    result.marks = scenario_player::marksOf(result.changes);
    return result;
}

ScenarioPlayer::ScenarioPlayer(QObject* parent) : QObject(parent)
{
    connect(&m_watcher, &QFutureWatcher<Outcome>::finished, this, &ScenarioPlayer::take);
}

ScenarioPlayer::~ScenarioPlayer() { m_watcher.waitForFinished(); }

void ScenarioPlayer::setProject(const core::Project& project, const std::filesystem::path& folder)
{
    const core::Scenario scenario = project.scenario.value_or(core::Scenario());
    if (m_cluster == project.cluster && m_scenario == scenario && m_folder == folder)
        return;
    m_cluster = project.cluster;
    m_scenario = scenario;
    m_folder = folder;
    m_outdated = m_running;
    if (!m_running)
        start();
}

void ScenarioPlayer::start()
{
    if (!m_cluster) {
        m_played.reset();
        emit changed();
        return;
    }
    m_running = true;
    m_watcher.setFuture(QtConcurrent::run([cluster = *m_cluster, scenario = m_scenario, folder = m_folder]() -> Outcome {
        return std::make_shared<const PlayedScenario>(ui::played(cluster, scenario, folder));
    }));
}

void ScenarioPlayer::take()
{
    m_running = false;
    if (std::exchange(m_outdated, false))
        return start();
    m_played = m_watcher.result();
    emit changed();
}

} // namespace ui
