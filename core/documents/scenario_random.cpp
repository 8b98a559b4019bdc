#include "core/documents/scenario_random.h"

namespace core {
namespace scenario_random {

std::uint64_t mixed(std::uint64_t z)
{
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

std::uint64_t hashOf(std::string_view text)
{
    std::uint64_t hash = 0xCBF29CE484222325u;
    for (const char c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3u;
    return hash;
}

/// mean x (whole + fraction / 2^32), at most 2^62.
std::uint64_t product(std::uint64_t mean, std::uint64_t whole, std::uint64_t fraction)
{
    constexpr std::uint64_t limit = std::uint64_t(1) << 62;
    const std::uint64_t part = (mean >> 32) * fraction + (((mean & 0xFFFFFFFFu) * fraction) >> 32);
    if (part >= limit || whole > (limit - part) / mean)
        return limit;
    return mean * whole + part;
}

} // namespace scenario_random

RandomStream::RandomStream(std::uint64_t seed, std::string_view key)
    : m_state(scenario_random::mixed(seed) ^ scenario_random::hashOf(key))
{
}

std::uint64_t RandomStream::next()
{
    m_state += 0x9E3779B97F4A7C15u;
    return scenario_random::mixed(m_state);
}

double RandomStream::uniform() { return static_cast<double>(next() >> 11) * 0x1p-53; }

Nanoseconds RandomStream::exponential(Nanoseconds mean)
{
    if (mean.count <= 0)
        return Nanoseconds(0);
    // A falling run that begins at x has odd length with probability e^-x; each failure adds one whole mean.
    for (std::uint64_t whole = 0;; ++whole) {
        const std::uint64_t first = next() >> 32;
        std::uint64_t last = first;
        bool odd = true;
        for (std::uint64_t drawn = next() >> 32; drawn < last; drawn = next() >> 32) {
            last = drawn;
            odd = !odd;
        }
        if (odd)
            return Nanoseconds(static_cast<std::int64_t>(
                scenario_random::product(static_cast<std::uint64_t>(mean.count), whole, first)));
    }
}

} // namespace core
