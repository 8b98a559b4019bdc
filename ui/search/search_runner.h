#pragma once

#include "core/search/search.h"

#include <QObject>

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace ui {

/// What a search is to look for, all by value.
struct SearchInput
{
    core::Project project;
    core::Objective objective;
    std::filesystem::path folder {}; ///< of the project's file: where its traces are
};

/// What was known when something of it changed.
struct GapPoint
{
    double seconds = 0; ///< of searching
    std::optional<double> best;
    double bound = 0;
};

/// How far a search is, and how long it has looked (pauses not counted).
struct SearchState
{
    core::SearchProgress progress;
    std::chrono::nanoseconds took {};
    std::vector<std::string> space; ///< its dimensions in words
    core::SpaceSize spaceSize;
    std::vector<GapPoint> history;
};

/// One search in the background. It can be paused and goes on where it was; cancelling keeps what it found.
class SearchRunner : public QObject
{
    Q_OBJECT
public:
    explicit SearchRunner(QObject* parent = nullptr);
    ~SearchRunner() override; ///< cancels and waits

    void start(SearchInput input); ///< nothing while one runs
    void setPaused(bool paused);
    void cancel();
    bool isRunning() const { return m_running; }
    bool isPaused() const { return m_paused; }
    const SearchState& state() const { return m_state; } ///< as heard last

signals:
    void progressed(); ///< at most twenty times a second
    void ended(std::shared_ptr<const core::SearchOutcome> outcome); ///< also when cancelled
    void failed(const core::Error& error);

private:
    void run(const SearchInput& input);
    void endPause();
    bool mayGoOn();
    void hear(const core::SearchProgress& progress);
    void deliver();

    std::mutex m_mutex; ///< of all that follows up to m_thread
    std::condition_variable m_resumed;
    bool m_stop = false;
    bool m_pause = false;
    SearchState m_heard;
    bool m_pinged = false;
    std::chrono::steady_clock::time_point m_begin;
    std::chrono::steady_clock::time_point m_pausedSince;
    std::chrono::nanoseconds m_idle {};
    std::optional<core::Result<core::SearchOutcome>> m_outcome;

    std::thread m_thread;
    SearchState m_state; ///< of the runner's thread
    bool m_running = false;
    bool m_paused = false;
};

} // namespace ui
