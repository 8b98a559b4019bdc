#pragma once

#include <cstddef>

#ifdef __SANITIZE_THREAD__
#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>
#else
#include <tbb/parallel_for.h>
#endif

namespace core {

/// body(i) for every i from `first` to before `end`, each once, in any order, on the threads of the arena that this runs in (oneTBB).
/// Under the thread sanitizer, which does not see how TBB's library hands work over, on threads of its own.
template <typename Body>
void parallelLoop(std::size_t first, std::size_t end, const Body& body)
{
#ifdef __SANITIZE_THREAD__
    constexpr std::size_t most = 4;
    std::atomic<std::size_t> next = first;
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; first < end && i < std::min(most, end - first); ++i)
        threads.emplace_back([&] {
            for (std::size_t taken = next++; taken < end; taken = next++)
                body(taken);
        });
#else
    tbb::parallel_for(first, end, body, tbb::simple_partitioner());
#endif
}

} // namespace core
