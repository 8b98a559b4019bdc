#include "ui/session/simulation_runner.h"

#include "core/documents/trace_files.h"
#include "core/simulate/simulate.h"

#include <atomic>
#include <mutex>
#include <new>
#include <optional>

namespace ui {

core::Result<SimulationResult> simulatePlan(const SimulationInput& input, const core::Progress& progress)
{
    const auto begin = std::chrono::steady_clock::now();
    const core::Catalogue& catalogue = core::builtInCatalogue();
    if (!input.project.cluster)
        return core::Error {"there is no cluster to simulate", "/cluster", {}, {}};
    auto cluster = core::expand(*input.project.cluster, catalogue);
    if (!cluster)
        return cluster.error();
    core::SimulateOptions options {input.plan, progress, input.start};
    if (input.project.scenario) {
        auto traces = core::readTraces(*input.project.scenario, input.folder);
        if (!traces)
            return traces.error();
        options.traces = std::move(*traces);
    }
    const auto run = core::prepared(input.project, catalogue, options);
    if (!run)
        return run.error();
    auto timeline = core::run(*run);
    if (!timeline)
        return timeline.error();
    auto metrics = core::metrics(*timeline, input.project, catalogue, input.plan);
    if (!metrics)
        return metrics.error();
    auto explanation = core::explained(*timeline, *run, input.project, catalogue, options);
    if (!explanation)
        return explanation.error();
    auto links = core::linkUseOf(*timeline, *run, *cluster, *input.project.cluster, progress);
    if (!links)
        return links.error();
    const auto took = std::chrono::steady_clock::now() - begin;
    return SimulationResult {input, std::move(*cluster), std::move(*timeline), std::move(*metrics), std::move(*explanation), std::move(*links), took};
}

/// One run. The worker writes under the mutex and pings once; the rest belongs to the runner's thread.
struct SimulationRunner::Task
{
    std::mutex mutex;
    std::optional<core::Result<SimulationResult>> outcome;
    std::atomic<double> share {0};
    std::atomic<bool> pinged {false};
    std::atomic<bool> ended {false};
    std::jthread thread;
};

namespace simulation_runner {

core::Result<SimulationResult> run(const SimulationRunner::Work& work, const SimulationInput& input,
    const core::Progress& progress)
{
    try {
        return work(input, progress);
    } catch (const std::bad_alloc&) {
        return core::Error {"there is not enough memory for this simulation", {}, {}, "use fewer micro-batches or devices"};
    }
}

} // namespace simulation_runner

SimulationRunner::SimulationRunner(Work work, QObject* parent) : QObject(parent), m_work(std::move(work)) { }

SimulationRunner::~SimulationRunner()
{
    if (m_current)
        m_retired.push_back(std::move(m_current));
    for (const auto& task : m_retired)
        task->thread.request_stop();
    for (const auto& task : m_retired)
        task->thread.join();
}

void SimulationRunner::start(SimulationInput input)
{
    if (m_current) {
        m_current->thread.request_stop();
        m_retired.push_back(std::move(m_current));
    }
    m_current = std::make_shared<Task>();
    const auto run = [this, task = m_current.get(), work = m_work, given = std::move(input)](std::stop_token stop) {
        const auto ping = [this, task] {
            if (!task->pinged.exchange(true))
                QMetaObject::invokeMethod(this, &SimulationRunner::drain, Qt::QueuedConnection);
        };
        const auto progress = [&](double share) {
            if (share - task->share.load() >= 0.01) {
                task->share = share;
                ping();
            }
            return !stop.stop_requested();
        };
        auto outcome = simulation_runner::run(work, given, progress);
        {
            const std::lock_guard lock(task->mutex);
            task->outcome = std::move(outcome);
        }
        task->ended = true;
        ping();
    };
    m_current->thread = std::jthread(run);
    emit started();
}

void SimulationRunner::cancel()
{
    if (!m_current)
        return;
    m_current->thread.request_stop();
    m_retired.push_back(std::move(m_current));
    m_current = nullptr;
    emit cancelled();
}

void SimulationRunner::drain()
{
    std::erase_if(m_retired, [](const auto& task) { return task->ended.load(); });
    if (!m_current)
        return;
    const auto task = m_current;
    task->pinged = false;
    if (!task->ended) {
        emit progressed(task->share);
        return;
    }
    m_current = nullptr;
    task->thread.join();
    deliver(*task);
}

void SimulationRunner::deliver(Task& task)
{
    if (task.outcome->ok())
        emit finished(std::make_shared<const SimulationResult>(std::move(task.outcome->value())));
    else
        emit failed(task.outcome->error());
}

} // namespace ui
