#pragma once

#include <benchmark/benchmark.h>

#include <algorithm>
#include <ctime>
#include <vector>

namespace bench {

/// The budget speaks of medians and 99th percentiles of single frames; beside the time on the clock, that of this thread
/// alone, which other work on the machine does not lengthen.
class FrameTimes
{
public:
    void begin()
    {
        m_clock = of(CLOCK_MONOTONIC);
        m_thread = of(CLOCK_THREAD_CPUTIME_ID);
    }
    void end()
    {
        m_onClock.push_back(of(CLOCK_MONOTONIC) - m_clock);
        m_onThread.push_back(of(CLOCK_THREAD_CPUTIME_ID) - m_thread);
    }
    void report(benchmark::State& state)
    {
        state.counters["median_ms"] = quantile(m_onClock, 0.5);
        state.counters["p99_ms"] = quantile(m_onClock, 0.99);
        state.counters["thread_median_ms"] = quantile(m_onThread, 0.5);
        state.counters["thread_p99_ms"] = quantile(m_onThread, 0.99);
    }

private:
    static double of(clockid_t clock)
    {
        timespec time {};
        clock_gettime(clock, &time);
        return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
    }
    static double quantile(std::vector<double> times, double share)
    {
        std::sort(times.begin(), times.end());
        return times[static_cast<std::size_t>(share * static_cast<double>(times.size() - 1))];
    }
    double m_clock = 0;
    double m_thread = 0;
    std::vector<double> m_onClock;
    std::vector<double> m_onThread;
};

} // namespace bench
