#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/documents/expansion.h"
#include "core/documents/project.h"
#include "core/results/explanation.h"
#include "core/results/link_use.h"
#include "core/results/metrics.h"
#include "core/simulate/timeline.h"

#include <QObject>

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace ui {

struct SimulationInput
{
    core::Project project;
    std::string plan;
    std::filesystem::path folder {}; ///< of the project's file: where its traces are
    core::Nanoseconds start {};      ///< of the iteration, on the scenario's clock
};

/// What simulating one plan gave, whole; never changed once delivered.
struct SimulationResult
{
    SimulationInput input;
    core::ExpandedCluster cluster; ///< names the ranks of the timeline's lanes
    core::Timeline timeline;
    core::Metrics metrics;
    core::Explanation explanation; ///< of its idle time
    std::vector<core::LinkUse> links; ///< the most interesting ones
    std::chrono::nanoseconds took {}; ///< by the clock on the wall
};

/// Simulates and evaluates with the built-in catalogue.
core::Result<SimulationResult> simulatePlan(const SimulationInput& input, const core::Progress& progress);

/// Runs simulations in the background on copies, one wanted at a time: starting another drops the one before, whose
/// result is never delivered. Nothing here blocks; the work must hear its progress every 5 ms.
class SimulationRunner : public QObject
{
    Q_OBJECT
public:
    using Work = std::function<core::Result<SimulationResult>(const SimulationInput&, const core::Progress&)>;
    explicit SimulationRunner(Work work, QObject* parent = nullptr);
    ~SimulationRunner() override; ///< cancels and waits

    void start(SimulationInput input);
    void cancel(); ///< emits `cancelled` at once when something was running
    bool isRunning() const { return m_current != nullptr; }

signals:
    void started();
    void progressed(double share); ///< in [0, 1]
    void finished(std::shared_ptr<const ui::SimulationResult> result);
    void failed(const core::Error& error);
    void cancelled();

private:
    struct Task;
    void drain();
    void deliver(Task& task);

    Work m_work;
    std::shared_ptr<Task> m_current;
    std::vector<std::shared_ptr<Task>> m_retired; ///< told to stop, still to be joined
};

} // namespace ui
