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

/// A span of the timeline's iteration, or of another one: `shift` later.
struct Occurrence
{
    std::uint32_t span = noSpan;
    Nanoseconds shift;
};

/// What ran in [from, to) along the chain of last-arriving dependencies that ends with `last`: in order of time, without
/// holes or overlap, none empty. In a steady state (see `isSteady`) the chain goes on into the iterations before, which
/// are like this one.
std::vector<ChainPiece> chainBack(const Timeline& timeline, const Delays& delays, Occurrence last, Nanoseconds from, Nanoseconds to);

/// The last-arriving dependency of a span; in a steady state that of an iteration's first ones is in one before.
Occurrence before(const Timeline& timeline, Occurrence of);

/// Whether successive iterations overlap: there is no barrier between them.
bool isSteady(const Timeline& timeline);

/// What the next iteration waits for on a compute lane: the span that ends this one last (the first of several), or in
/// a steady state what the lane's next first span waits for.
Occurrence beforeNext(const Timeline& timeline, const Lane& lane);

} // namespace core
