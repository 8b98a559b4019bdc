#pragma once

#include "core/documents/check.h"
#include "core/documents/project_file.h"
#include "ui/session/background_check.h"
#include "ui/session/playhead.h"
#include "ui/session/scenario_player.h"
#include "ui/session/selection.h"
#include "ui/session/simulation_runner.h"

#include <QObject>
#include <QTimer>
#include <QUndoStack>

#include <functional>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ui {

/// The open project with all that hangs on it: file, undo, issues, shown plan, newest result, selection. Views read it,
/// change it only through `edit`, and never call one another.
class Session : public QObject
{
    Q_OBJECT
public:
    using Change = std::function<void(core::Project&)>;
    explicit Session(QObject* parent = nullptr);
    explicit Session(SimulationRunner::Work work, QObject* parent = nullptr);

    const core::Project& project() const { return m_project; }
    const core::Catalogue& catalogue() const { return core::builtInCatalogue(); }
    Selection& selection() { return m_selection; }
    QUndoStack& undoStack() { return m_undoStack; }
    Playhead& playhead() { return m_playhead; } ///< over the scenario to its horizon, or over the shown iteration
    ScenarioPlayer& scenarioPlayer() { return m_player; }

    /// The only way to change the project. Edits in a row with the same key, not empty, are undone as one. A change that
    /// changes nothing leaves no trace. `plan` is shown then, if not empty; undone, the one before, unless another was chosen since.
    void edit(const QString& text, const Change& change, const QString& mergeKey = {}, const std::string& plan = {});

    /// Everything wrong with the file; empty when it was opened. On failure the session stays as it was.
    std::vector<core::Error> open(const QString& path);
    /// Replaces the project by one that is on no file.
    void start(const core::Project& project);
    core::Result<void> save(); ///< needs a file path
    core::Result<void> saveAs(const QString& path);
    QString filePath() const { return m_filePath; } ///< empty: never saved
    std::filesystem::path folder() const; ///< of the file; what the project names is beside it
    bool isEmpty() const { return m_project == core::Project(); } ///< nothing was opened or drawn yet
    bool isModified() const { return !m_undoStack.isClean(); }

    /// Text of the project that cannot be read yet, beside it; empty: none. Replacing the project drops it.
    const QString& draft() const { return m_draft; }
    void setDraft(const QString& text);

    /// What is wrong with the project, found 50 ms after the last edit; with a long script as soon as it is known, in the background.
    const std::vector<core::Issue>& issues() const { return m_issues; }
    /// The same, and what the newest run found while it is not stale: a plan that does not fit in memory.
    std::vector<core::Issue> problems() const;
    QString planningObstacle() const; ///< why nothing can be planned for the project, whatever its plans are; empty: it can
    bool canSimulate() const { return !core::hasErrors(m_issues) && !m_project.plans.empty(); }

    std::string plan() const { return m_plan; } ///< by name; empty when there is none
    void setPlan(const std::string& name);

    void simulate(); ///< the shown plan, in the background
    /// When the simulated iteration starts, on the scenario's clock: 0 until it is set, and again for another project.
    core::Nanoseconds startTime() const { return m_start; }
    void setStartTime(core::Nanoseconds start);
    void cancel() { m_runner.cancel(); }
    bool isSimulating() const { return m_runner.isRunning(); }
    /// Of the newest run that succeeded, or null. It is kept while stale: until the next one replaces it.
    std::shared_ptr<const SimulationResult> result() const { return m_result; }
    bool isStale() const;

signals:
    void projectChanged();  ///< by edit, undo, redo, open or start
    void projectReplaced(); ///< by open or start, after projectChanged
    void fileChanged();     ///< path or modified state
    void draftChanged();
    void issuesChanged();
    void planChanged();
    void simulationStarted();
    void simulationProgressed(double share);
    void simulationEnded(); ///< however it ended
    void simulationFailed(const core::Error& error);
    void resultsChanged();  ///< another result, or it became stale or fresh

private:
    void install(const core::Project& project, const std::string& plan);
    void replace(const core::Project& project, const QString& path);
    void checkProject();
    void compareWithResult();
    void checkSoon();
    bool isLong() const; ///< to be checked in the background
    void takeIssues(const std::vector<core::Issue>& issues);
    void takeResult(std::shared_ptr<const SimulationResult> result);
    bool wasQuick() const;
    void boundPlayhead();

    core::Project m_project;
    QString m_filePath;
    QString m_draft;
    QUndoStack m_undoStack;
    Selection m_selection;
    Playhead m_playhead;
    ScenarioPlayer m_player;
    core::Nanoseconds m_start;
    std::vector<core::Issue> m_issues;
    QTimer m_checkTimer;
    std::string m_plan;
    std::shared_ptr<const SimulationResult> m_result;
    bool m_isOfResult = false; ///< the result is that of the project, but for how it is drawn
    SimulationRunner m_runner;
    BackgroundCheck m_check;
    bool m_simulateAfterCheck = false; ///< if it can be
    bool m_simulateWanted = false;     ///< and if it cannot, say why
    bool m_checked = true; ///< the issues are those of the project as it is
};

} // namespace ui
