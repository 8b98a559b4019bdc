#pragma once

#include <functional>

namespace core {

/// Heard by long work at least every 5 ms with the share done in [0, 1]; answers whether to go on.
/// Empty means: nobody listens, go on.
using Progress = std::function<bool(double share)>;

/// Leaves long work that is told to stop; it never leaves the core function that took the callback.
struct Stopped
{
};

/// Counts small steps (of up to some microseconds) and lets a callback hear of every 256th; throws `Stopped` when that says no.
class Steps
{
public:
    explicit Steps(const Progress& progress) : m_progress(progress) { }

    void operator()() const
    {
        if ((++m_count & 0xff) == 0 && m_progress && !m_progress(m_share))
            throw Stopped();
    }
    void setShare(double share) { m_share = share; }

private:
    const Progress& m_progress;
    double m_share = 0;
    mutable unsigned m_count = 0;
};

} // namespace core
