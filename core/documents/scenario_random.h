#pragma once

#include "core/base/units.h"

#include <cstdint>
#include <string_view>

namespace core {

/// Random numbers that are the same on every machine: SplitMix64 (Steele, Lea, Flood, OOPSLA 2014), and no function of
/// a mathematical library. A stream is told from another by its key (64-bit FNV-1a): splitting needs no common state,
/// so that adding a line, a link or a thread does not move the draws of the others.
class RandomStream
{
public:
    RandomStream(std::uint64_t seed, std::string_view key);

    std::uint64_t next();
    /// Uniform in [0, 1), a multiple of 2^-53.
    double uniform();
    /// Exponentially distributed, by comparisons of whole numbers alone (von Neumann 1951); in steps of mean / 2^32.
    Nanoseconds exponential(Nanoseconds mean);

private:
    std::uint64_t m_state;
};

} // namespace core
