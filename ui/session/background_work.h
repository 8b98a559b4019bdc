#pragma once

#include "core/base/result.h"

#include <QObject>

#include <atomic>
#include <functional>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <thread>
#include <utility>

namespace ui {

/// One piece of work at a time in the background, for an owner that it is a member of. What comes of it is told in the
/// owner's thread, and never to an owner that is gone.
template <typename Outcome>
class BackgroundWork
{
public:
    using Work = std::function<core::Result<Outcome>()>; ///< on values of its own; hears `isCancelled`
    struct Told
    {
        std::function<void(std::shared_ptr<const Outcome>)> ended; ///< null: cancelled
        std::function<void(const core::Error&)> failed;
    };

    BackgroundWork(QObject& owner, Told told) : m_owner(owner), m_told(std::move(told)) { }
    BackgroundWork(const BackgroundWork&) = delete;
    BackgroundWork& operator=(const BackgroundWork&) = delete;
    ~BackgroundWork() ///< cancels and waits
    {
        cancel();
        if (m_thread.joinable())
            m_thread.join();
    }

    /// Nothing while one runs. `remedy` is what to do where memory does not suffice.
    void start(Work work, std::string remedy)
    {
        if (m_running)
            return;
        m_running = true;
        m_stop = false;
        m_thread = std::thread([this, todo = std::move(work), advice = std::move(remedy)] {
            try {
                m_outcome = todo();
            } catch (const std::bad_alloc&) {
                m_outcome = core::Error {"there is not enough memory for this", {}, {}, advice};
            }
            QMetaObject::invokeMethod(&m_owner, [this] { deliver(); }, Qt::QueuedConnection);
        });
    }
    void cancel() { m_stop = true; }
    bool isCancelled() const { return m_stop; }
    bool isRunning() const { return m_running; }

private:
    void deliver()
    {
        m_thread.join();
        m_running = false;
        const core::Result<Outcome> outcome = std::move(*m_outcome);
        m_outcome.reset();
        if (outcome)
            m_told.ended(std::make_shared<const Outcome>(*outcome));
        else if (m_stop)
            m_told.ended(nullptr);
        else
            m_told.failed(outcome.error());
    }

    QObject& m_owner;
    Told m_told;
    std::thread m_thread;
    std::atomic<bool> m_stop {false};
    std::optional<core::Result<Outcome>> m_outcome; ///< the worker's until it has ended
    bool m_running = false;
};

} // namespace ui
