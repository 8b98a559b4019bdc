#include "ui/session/session.h"

#include "core/base/quantity.h"
#include "core/documents/drawing.h"
#include "core/results/check_all.h"
#include "ui/session/edit_command.h"

#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

#include <algorithm>
#include <chrono>
#include <utility>

namespace ui {

namespace session {

using namespace std::chrono_literals;
constexpr auto checkDelay = 50ms;
constexpr auto quickRun = 200ms;
constexpr auto shortRun = 5s;
constexpr std::size_t longScript = 2'000; ///< lines; a thousand take some milliseconds to check
constexpr std::size_t largeCluster = 5'000; ///< nodes and links, which take about 10 ms

core::Result<void> write(const QString& path, const std::string& text)
{
    QSaveFile file(path);
    const auto failed = [&]() -> core::Error {
        return {"the file could not be written: " + file.errorString().toStdString(), path.toStdString(), {},
            "choose another folder"};
    };
    if (!file.open(QIODevice::WriteOnly))
        return failed();
    const auto size = static_cast<qint64>(text.size());
    if (file.write(text.data(), size) != size || !file.commit())
        return failed();
    return {};
}

/// The one that stays shown from one project to another: when it gets another name or is removed, the one in its place.
std::string keptPlan(const core::Project& before, const core::Project& after, const std::string& plan)
{
    const auto isIt = [&](const core::Plan& one) { return one.name == plan; };
    if (after.plans.empty() || std::any_of(after.plans.begin(), after.plans.end(), isIt))
        return after.plans.empty() ? std::string() : plan;
    const auto& there = before.plans;
    const auto place = plan.empty() ? 0 : std::distance(there.begin(), std::find_if(there.begin(), there.end(), isIt));
    return after.plans[std::min(static_cast<std::size_t>(place), after.plans.size() - 1)].name;
}

} // namespace session

Session::Session(QObject* parent) : Session(simulatePlan, parent) { }

Session::Session(SimulationRunner::Work work, QObject* parent) : QObject(parent), m_runner(std::move(work))
{
    m_checkTimer.setSingleShot(true);
    m_checkTimer.setInterval(session::checkDelay);
    connect(&m_checkTimer, &QTimer::timeout, this, &Session::checkSoon);
    connect(&m_check, &BackgroundCheck::checked, this, &Session::takeIssues);
    connect(&m_undoStack, &QUndoStack::cleanChanged, this, &Session::fileChanged);
    connect(&m_player, &ScenarioPlayer::changed, this, &Session::boundPlayhead);
    connect(this, &Session::resultsChanged, this, &Session::boundPlayhead);
    connect(&m_runner, &SimulationRunner::started, this, &Session::simulationStarted);
    connect(&m_runner, &SimulationRunner::progressed, this, &Session::simulationProgressed);
    connect(&m_runner, &SimulationRunner::cancelled, this, &Session::simulationEnded);
    connect(&m_runner, &SimulationRunner::finished, this, &Session::takeResult);
    connect(&m_runner, &SimulationRunner::failed, this, [this](const core::Error& error) {
        emit simulationEnded();
        emit simulationFailed(error);
    });
}

void Session::edit(const QString& text, const Change& change, const QString& mergeKey, const std::string& plan)
{
    core::Project after = m_project;
    change(after);
    if (after == m_project)
        return;
    after.original.reset();
    const std::string shown = plan.empty() ? session::keptPlan(m_project, after, m_plan) : plan;
    m_undoStack.push(new EditCommand(text, {{m_project, m_plan}, {std::move(after), shown}}, mergeKey,
        [this](const EditCommand::State& to, const EditCommand::State& from) {
            install(to.project, m_plan == from.plan ? to.plan : session::keptPlan(m_project, to.project, m_plan));
        }));
}

std::vector<core::Error> Session::open(const QString& path)
{
    core::LoadResult loaded = core::loadProject(QFile::encodeName(path).toStdString());
    if (!loaded.project)
        return loaded.errors;
    replace(*loaded.project, QFileInfo(path).absoluteFilePath());
    return {};
}

void Session::start(const core::Project& project) { replace(project, {}); }

QString Session::planningObstacle() const
{
    if (isEmpty())
        return tr("there is no project");
    const auto blocking = std::find_if(m_issues.begin(), m_issues.end(), [](const core::Issue& issue) {
        return issue.severity == core::Severity::Error && issue.pointer.rfind("/plans", 0) != 0;
    });
    return blocking != m_issues.end() ? QString::fromStdString(blocking->message) : QString();
}

std::vector<core::Issue> Session::problems() const
{
    std::vector<core::Issue> found = m_issues;
    if (!m_result || isStale() || m_result->metrics.feasible)
        return found;
    const auto plan = std::find_if(m_project.plans.begin(), m_project.plans.end(), [this](const core::Plan& one) { return one.name == m_plan; });
    const core::DeviceMemory& fullest = m_result->metrics.fullest;
    found.push_back({"/plans/" + std::to_string(std::distance(m_project.plans.begin(), plan)), core::Severity::Warning,
        "\"" + m_plan + "\" does not fit in memory: " + fullest.device + " needs " + core::formatted(fullest.peak) + " of " + core::formatted(fullest.limit),
        "a plan whose devices hold it: more stages, recompute, ZeRO or smaller micro-batches", {}});
    return found;
}

core::Result<void> Session::save() { return saveAs(m_filePath); }

core::Result<void> Session::saveAs(const QString& path)
{
    auto written = session::write(path, core::saveProject(m_project));
    if (!written)
        return written;
    m_filePath = QFileInfo(path).absoluteFilePath();
    m_undoStack.setClean();
    emit fileChanged();
    return {};
}

void Session::setDraft(const QString& text)
{
    if (text == m_draft)
        return;
    m_draft = text;
    emit draftChanged();
}

/// Whoever chooses a plan wants to see it: it need not be as quick as after an edit.
void Session::setPlan(const std::string& name)
{
    if (name == m_plan)
        return;
    m_plan = name;
    emit planChanged();
    emit resultsChanged();
    if (m_result && m_result->took < session::shortRun && canSimulate())
        simulate();
}

void Session::simulate()
{
    m_simulateAfterCheck = false;
    if (!m_checked) {
        m_checkTimer.stop();
        m_simulateWanted = isLong();
        checkSoon();
        if (!m_checked)
            return; // it begins, or says why not, when the check is done
    }
    if (m_plan.empty()) {
        emit simulationFailed({"there is no plan to simulate", "/plans", "at least one plan", {}});
        return;
    }
    if (core::hasErrors(m_issues)) {
        const auto first = std::find_if(m_issues.begin(), m_issues.end(),
            [](const core::Issue& issue) { return issue.severity == core::Severity::Error; });
        emit simulationFailed({first->message, first->pointer, first->expected, first->fix});
        return;
    }
    m_runner.start({m_project, m_plan, folder(), m_start});
}

void Session::compareWithResult() { m_isOfResult = m_result && core::areAlikeButForTheDrawing(m_result->input.project, m_project); }

void Session::setStartTime(core::Nanoseconds start)
{
    if (start == m_start)
        return;
    m_start = start;
    emit resultsChanged();
}

std::filesystem::path Session::folder() const { return std::filesystem::path(m_filePath.toStdString()).parent_path(); }

/// Over the scenario; without one, over the iteration.
void Session::boundPlayhead()
{
    const auto played = m_player.played();
    core::Nanoseconds end = played ? played->horizon() : core::Nanoseconds(0);
    if (end == core::Nanoseconds(0) && m_result)
        end = m_result->input.start + m_result->timeline.length();
    m_playhead.setBounds({core::Nanoseconds(0), end});
}

bool Session::isStale() const
{
    return m_result && (m_result->input.plan != m_plan || m_result->input.start != m_start || !m_isOfResult);
}

void Session::install(const core::Project& project, const std::string& plan)
{
    m_project = project;
    const bool isAnother = plan != m_plan;
    m_plan = plan;
    compareWithResult();
    m_simulateAfterCheck = isStale() && m_result->took < (isAnother ? session::shortRun : session::quickRun);
    m_simulateWanted = false;
    m_checked = false;
    m_check.cancel();
    m_checkTimer.start();
    m_selection.keepOnly(m_project);
    if (isAnother)
        emit planChanged();
    m_player.setProject(m_project, folder());
    emit projectChanged();
    emit resultsChanged();
}

void Session::replace(const core::Project& project, const QString& path)
{
    m_runner.cancel();
    m_result.reset();
    m_filePath = path;
    setDraft({});
    m_plan.clear();
    m_start = {};
    m_playhead.pause();
    m_selection.clear();
    m_undoStack.clear();
    install(project, session::keptPlan({}, project, {}));
    m_checkTimer.stop();
    if (isLong()) { // told when they are known; those of the project before are not
        m_issues.clear();
        emit issuesChanged();
        m_simulateAfterCheck = true;
    }
    checkSoon();
    emit fileChanged();
    emit projectReplaced();
    if (m_checked && canSimulate())
        simulate();
}

bool Session::isLong() const
{
    const auto& cluster = m_project.cluster;
    return (m_project.scenario && m_project.scenario->events.size() > session::longScript)
        || (cluster && cluster->nodes.size() + cluster->links.size() > session::largeCluster);
}

void Session::checkSoon()
{
    if (isLong())
        m_check.start(m_project);
    else
        checkProject();
}

void Session::checkProject()
{
    m_check.cancel();
    takeIssues(core::checkAll(m_project, catalogue()));
}

void Session::takeIssues(const std::vector<core::Issue>& issues)
{
    m_issues = issues;
    m_checked = true;
    emit issuesChanged();
    if (std::exchange(m_simulateWanted, false) || (m_simulateAfterCheck && canSimulate()))
        simulate();
}

void Session::takeResult(std::shared_ptr<const SimulationResult> result)
{
    m_selection.dropSpans();
    m_result = std::move(result);
    compareWithResult();
    emit simulationEnded();
    emit resultsChanged();
    if (isStale() && wasQuick() && m_checked && canSimulate())
        simulate();
}

bool Session::wasQuick() const { return m_result && m_result->took < session::quickRun; }

} // namespace ui
