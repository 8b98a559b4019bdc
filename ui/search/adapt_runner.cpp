#include "ui/search/adapt_runner.h"

#include "core/documents/catalogue.h"
#include "core/documents/trace_files.h"
#include "ui/widgets/format.h"

#include <new>

namespace ui {

AdaptRunner::AdaptRunner(QObject* parent) : QObject(parent) { }

AdaptRunner::~AdaptRunner()
{
    cancel();
    if (m_thread.joinable())
        m_thread.join();
}

void AdaptRunner::start(AdaptInput input)
{
    if (m_running)
        return;
    m_running = true;
    m_stop = false;
    m_thread = std::thread([this, given = std::move(input)]() mutable {
        try {
            m_outcome = run(std::move(given));
        } catch (const std::bad_alloc&) {
            m_outcome = core::Error {"there is not enough memory for this comparison", {}, {}, "lock some dimensions of the search"};
        }
        QMetaObject::invokeMethod(this, &AdaptRunner::deliver, Qt::QueuedConnection);
    });
}

core::Result<core::Adaptation> AdaptRunner::run(AdaptInput input)
{
    core::PoolOptions& pool = input.options.pool;
    pool.goOn = [this] { return !m_stop; };
    pool.heard = [this](const std::string& doing, double) {
        QMetaObject::invokeMethod(this, [this, words = text(doing)] { emit progressed(words); }, Qt::QueuedConnection);
    };
    if (input.project.scenario) {
        auto traces = core::readTraces(*input.project.scenario, input.folder);
        if (!traces)
            return traces.error();
        pool.traces = std::move(*traces);
    }
    return core::adapt(input.project, core::builtInCatalogue(), input.options);
}

void AdaptRunner::deliver()
{
    m_thread.join();
    m_running = false;
    const core::Result<core::Adaptation> outcome = std::move(*m_outcome);
    m_outcome.reset();
    if (outcome)
        emit ended(std::make_shared<const core::Adaptation>(*outcome));
    else if (m_stop)
        emit ended(nullptr);
    else
        emit failed(outcome.error());
}

} // namespace ui
