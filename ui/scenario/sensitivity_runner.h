#pragma once

#include "core/results/sensitivity.h"
#include "ui/session/background_work.h"

#include <atomic>
#include <filesystem>

namespace ui {

struct SensitivityInput
{
    core::Project project;
    std::filesystem::path folder {}; ///< of the project's file: where its traces are
    core::SensitivityOptions options {}; ///< without traces and progress
};

/// One sweep in the background, on a copy.
class SensitivityRunner : public QObject
{
    Q_OBJECT
public:
    explicit SensitivityRunner(QObject* parent = nullptr);

    void start(SensitivityInput input); ///< nothing while one runs
    void cancel() { m_work.cancel(); }
    bool isRunning() const { return m_work.isRunning(); }

signals:
    void progressed(double share);
    void ended(std::shared_ptr<const core::Sensitivity> result); ///< null: cancelled
    void failed(const core::Error& error);

private:
    core::Result<core::Sensitivity> run(const SensitivityInput& input);
    bool hear(double share); ///< whether to go on

    std::atomic<double> m_share {0};
    BackgroundWork<core::Sensitivity> m_work;
};

} // namespace ui
