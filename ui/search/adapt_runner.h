#pragma once

#include "core/search/adapt/adapt.h"

#include <QObject>

#include <atomic>
#include <filesystem>
#include <memory>
#include <optional>
#include <thread>

namespace ui {

struct AdaptInput
{
    core::Project project;
    std::filesystem::path folder {}; ///< of the project's file: where its traces are
    core::AdaptOptions options {};   ///< without traces and progress
};

/// One comparison of policies in the background, on a copy.
class AdaptRunner : public QObject
{
    Q_OBJECT
public:
    explicit AdaptRunner(QObject* parent = nullptr);
    ~AdaptRunner() override; ///< cancels and waits

    void start(AdaptInput input); ///< nothing while one runs
    void cancel() { m_stop = true; }
    bool isRunning() const { return m_running; }

signals:
    void progressed(const QString& doing);
    void ended(std::shared_ptr<const core::Adaptation> adaptation); ///< null: cancelled
    void failed(const core::Error& error);

private:
    core::Result<core::Adaptation> run(AdaptInput input);
    void deliver();

    std::thread m_thread;
    std::atomic<bool> m_stop {false};
    std::optional<core::Result<core::Adaptation>> m_outcome; ///< the worker's until it has ended
    bool m_running = false;
};

} // namespace ui
