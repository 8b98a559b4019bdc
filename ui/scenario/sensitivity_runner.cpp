#include "ui/scenario/sensitivity_runner.h"

#include "core/documents/catalogue.h"
#include "core/documents/trace_files.h"

namespace ui {

SensitivityRunner::SensitivityRunner(QObject* parent)
    : QObject(parent), m_work(*this, {[this](auto result) { emit ended(std::move(result)); }, [this](const core::Error& error) { emit failed(error); }})
{
}

void SensitivityRunner::start(SensitivityInput input)
{
    if (isRunning())
        return;
    m_share = 0;
    m_work.start([this, given = std::move(input)] { return run(given); }, "choose fewer plans");
    emit progressed(0);
}

core::Result<core::Sensitivity> SensitivityRunner::run(const SensitivityInput& input)
{
    core::SensitivityOptions options = input.options;
    options.progress = [this](double share) { return hear(share); };
    if (input.project.scenario) {
        auto traces = core::readTraces(*input.project.scenario, input.folder);
        if (!traces)
            return traces.error();
        options.traces = std::move(*traces);
    }
    return core::sensitivityOf(input.project, core::builtInCatalogue(), options);
}

bool SensitivityRunner::hear(double share)
{
    if (share - m_share.load() >= 0.01) {
        m_share = share;
        QMetaObject::invokeMethod(this, [this] { emit progressed(m_share); }, Qt::QueuedConnection);
    }
    return !m_work.isCancelled();
}

} // namespace ui
