#include "ui/search/adapt_runner.h"

#include "core/documents/catalogue.h"
#include "core/documents/trace_files.h"
#include "ui/widgets/format.h"

namespace ui {

AdaptRunner::AdaptRunner(QObject* parent)
    : QObject(parent), m_work(*this, {[this](auto adaptation) { emit ended(std::move(adaptation)); }, [this](const core::Error& error) { emit failed(error); }})
{
}

void AdaptRunner::start(AdaptInput input)
{
    m_work.start([this, given = std::move(input)] { return run(given); }, "lock some dimensions of the search");
}

core::Result<core::Adaptation> AdaptRunner::run(AdaptInput input)
{
    core::PoolOptions& pool = input.options.pool;
    pool.goOn = [this] { return !m_work.isCancelled(); };
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

} // namespace ui
