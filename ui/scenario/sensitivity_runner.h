#pragma once

#include "core/results/sensitivity.h"

#include <QObject>

#include <atomic>
#include <filesystem>
#include <memory>
#include <optional>
#include <thread>

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
    ~SensitivityRunner() override; ///< cancels and waits

    void start(SensitivityInput input); ///< nothing while one runs
    void cancel();
    bool isRunning() const { return m_running; }

signals:
    void progressed(double share);
    void ended(std::shared_ptr<const core::Sensitivity> result); ///< null: cancelled
    void failed(const core::Error& error);

private:
    void deliver();

    std::thread m_thread;
    std::atomic<bool> m_stop {false};
    std::atomic<double> m_share {0};
    std::optional<core::Result<core::Sensitivity>> m_outcome; ///< the worker's until it has ended
    bool m_running = false;
};

} // namespace ui
