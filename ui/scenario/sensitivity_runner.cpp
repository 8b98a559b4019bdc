#include "ui/scenario/sensitivity_runner.h"

#include "core/documents/catalogue.h"
#include "core/documents/trace_files.h"

#include <new>

namespace ui {
namespace sensitivity_runner {

core::Result<core::Sensitivity> run(const SensitivityInput& input, const core::Progress& progress)
{
    core::SensitivityOptions options = input.options;
    options.progress = progress;
    if (input.project.scenario) {
        auto traces = core::readTraces(*input.project.scenario, input.folder);
        if (!traces)
            return traces.error();
        options.traces = std::move(*traces);
    }
    return core::sensitivityOf(input.project, core::builtInCatalogue(), options);
}

} // namespace sensitivity_runner

SensitivityRunner::SensitivityRunner(QObject* parent) : QObject(parent) { }

SensitivityRunner::~SensitivityRunner()
{
    m_stop = true;
    if (m_thread.joinable())
        m_thread.join();
}

void SensitivityRunner::start(SensitivityInput input)
{
    if (m_running)
        return;
    m_running = true;
    m_stop = false;
    m_share = 0;
    m_thread = std::thread([this, given = std::move(input)] {
        const auto progress = [this](double share) {
            if (share - m_share.load() >= 0.01) {
                m_share = share;
                QMetaObject::invokeMethod(this, [this] { emit progressed(m_share); }, Qt::QueuedConnection);
            }
            return !m_stop;
        };
        try {
            m_outcome = sensitivity_runner::run(given, progress);
        } catch (const std::bad_alloc&) {
            m_outcome = core::Error {"there is not enough memory for this sweep", {}, {}, "choose fewer plans"};
        }
        QMetaObject::invokeMethod(this, &SensitivityRunner::deliver, Qt::QueuedConnection);
    });
    emit progressed(0);
}

void SensitivityRunner::cancel() { m_stop = true; }

void SensitivityRunner::deliver()
{
    m_thread.join();
    m_running = false;
    const core::Result<core::Sensitivity> outcome = std::move(*m_outcome);
    m_outcome.reset();
    if (outcome)
        emit ended(std::make_shared<const core::Sensitivity>(*outcome));
    else if (m_stop)
        emit ended(nullptr);
    else
        emit failed(outcome.error());
}

} // namespace ui
