#include "ui/search/search_runner.h"

#include "core/documents/catalogue.h"
#include "core/documents/trace_files.h"

#include <QTimer>

#include <cmath>
#include <new>

namespace ui {
namespace search_runner {

constexpr std::chrono::milliseconds between {50}; ///< reports

/// Goes on with the history where the best or the bound is another.
void note(SearchState& state)
{
    const core::SearchProgress& progress = state.progress;
    if (!std::isfinite(progress.bound))
        return;
    const std::optional<double> best = progress.found ? std::optional(progress.best) : std::nullopt;
    if (state.history.empty() || state.history.back().best != best || state.history.back().bound != progress.bound)
        state.history.push_back({std::chrono::duration<double>(state.took).count(), best, progress.bound});
}

} // namespace search_runner

SearchRunner::SearchRunner(QObject* parent) : QObject(parent) { }

SearchRunner::~SearchRunner()
{
    cancel();
    if (m_thread.joinable())
        m_thread.join();
}

void SearchRunner::start(SearchInput input)
{
    if (m_running)
        return;
    m_running = true;
    m_paused = m_stop = m_pause = m_pinged = false;
    m_state = m_heard = {};
    m_idle = {};
    m_begin = std::chrono::steady_clock::now();
    m_outcome.reset();
    m_thread = std::thread([this, given = std::move(input)] { run(given); });
    emit progressed();
}

void SearchRunner::setPaused(bool paused)
{
    if (!m_running)
        return;
    m_paused = paused;
    {
        const std::lock_guard lock(m_mutex);
        endPause();
        m_pause = paused;
        m_pausedSince = std::chrono::steady_clock::now();
    }
    m_resumed.notify_all();
    emit progressed();
}

void SearchRunner::cancel()
{
    {
        const std::lock_guard lock(m_mutex);
        endPause();
        m_stop = true;
    }
    m_resumed.notify_all();
}

/// What a pause took does not count. Under the lock.
void SearchRunner::endPause()
{
    if (m_pause)
        m_idle += std::chrono::steady_clock::now() - m_pausedSince;
    m_pause = false;
}

/// Asked by every thread of the search, which waits here while it is paused.
bool SearchRunner::mayGoOn()
{
    std::unique_lock lock(m_mutex);
    m_resumed.wait(lock, [this] { return !m_pause || m_stop; });
    return !m_stop;
}

void SearchRunner::hear(const core::SearchProgress& progress)
{
    const std::lock_guard lock(m_mutex);
    m_heard.progress = progress;
    m_heard.took = std::chrono::steady_clock::now() - m_begin - m_idle;
    search_runner::note(m_heard);
    if (!m_pinged) {
        m_pinged = true;
        QMetaObject::invokeMethod(this, [this] { QTimer::singleShot(search_runner::between, this, &SearchRunner::deliver); }, Qt::QueuedConnection);
    }
}

void SearchRunner::run(const SearchInput& input)
{
    core::SearchOptions options;
    options.objective = input.objective;
    options.goOn = [this] { return mayGoOn(); };
    options.heard = [this](const core::SearchProgress& progress) { hear(progress); };
    options.started = [this](const std::vector<std::string>& space, const core::SpaceSize& size) {
        const std::lock_guard lock(m_mutex);
        m_heard.space = space;
        m_heard.spaceSize = size;
    };
    core::Result<core::SearchOutcome> outcome = core::Error {"there is not enough memory for this search", {}, {}, "lock some dimensions"};
    try {
        auto traces = input.project.scenario ? core::readTraces(*input.project.scenario, input.folder) : core::Result<core::Traces>(core::Traces());
        if (traces) {
            options.traces = std::move(*traces);
            outcome = core::search(input.project, core::builtInCatalogue(), options);
        } else {
            outcome = traces.error();
        }
    } catch (const std::bad_alloc&) {
    }
    const std::lock_guard lock(m_mutex);
    m_outcome = std::move(outcome);
    m_heard.took = std::chrono::steady_clock::now() - m_begin - m_idle;
    QMetaObject::invokeMethod(this, &SearchRunner::deliver, Qt::QueuedConnection);
}

void SearchRunner::deliver()
{
    std::optional<core::Result<core::SearchOutcome>> outcome;
    {
        const std::lock_guard lock(m_mutex);
        m_pinged = false;
        m_state = m_heard;
        outcome = std::move(m_outcome);
        m_outcome.reset();
    }
    if (outcome) {
        m_thread.join();
        m_running = m_paused = false;
    }
    emit progressed();
    if (outcome && outcome->ok())
        emit ended(std::make_shared<const core::SearchOutcome>(std::move(outcome->value())));
    else if (outcome)
        emit failed(outcome->error());
}

} // namespace ui
