#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

namespace core {

/// Calls `work(0)` .. `work(count - 1)`, each once, on `threads` threads (0: as many as the machine has). The calls must
/// not depend on one another: each writes its own result.
template <typename Work>
void inParallel(std::size_t count, int threads, const Work& work)
{
    const unsigned wanted = threads > 0 ? static_cast<unsigned>(threads) : std::max(1u, std::thread::hardware_concurrency());
    std::atomic<std::size_t> next {0};
    const auto loop = [&] {
        for (std::size_t i = next++; i < count; i = next++)
            work(i);
    };
    std::vector<std::jthread> others;
    for (std::size_t t = 1; t < std::min<std::size_t>(wanted, count); ++t)
        others.emplace_back(loop);
    loop();
}

} // namespace core
