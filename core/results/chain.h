#pragma once

#include "core/results/delays.h"
#include "core/simulate/timeline.h"

#include <vector>

namespace core {

/// What an instant of waiting was spent on, before it is known who waited.
enum class Reason : unsigned char {
    Nominal,    ///< the span at nominal speed
    Event,      ///< what the scenario added: to communication by the network, to computing by slow devices
    Contention, ///< what other flows added
    Nothing     ///< nothing that it waited for was running
};

/// A stretch of time and the span that ran then. A span's own time comes first, then what events and then what
/// contention added, each in the order of lines and flows.
struct ChainPiece
{
    Nanoseconds start;
    Nanoseconds end;
    std::uint32_t span = noSpan;
    int who = -1; ///< line or flow
    Reason reason = Reason::Nominal;
    bool operator==(const ChainPiece&) const = default;
};

/// What ran in [from, to) along the chain of last-arriving dependencies that ends with `span`: in order of time, without
/// holes or overlap, none empty.
std::vector<ChainPiece> chainBack(const Timeline& timeline, const Delays& delays, std::uint32_t span, Nanoseconds from, Nanoseconds to);

/// The span that ends last, the first of several; noSpan without spans.
std::uint32_t lastSpan(const Timeline& timeline);

} // namespace core
