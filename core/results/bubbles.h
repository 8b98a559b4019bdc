#pragma once

#include "core/results/delays.h"
#include "core/simulate/timeline.h"

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace core {

enum class BubbleCause : std::uint8_t {
    Fill,              ///< others compute before the lane's first backward
    Drain,             ///< others compute after its last forward
    Imbalance,         ///< others compute in between; so, by its place, is waiting for an iteration that is not shown
    Straggler,         ///< others compute longer under an event
    Transfer,          ///< a send at nominal speed
    Event,             ///< what an event adds to communication
    Contention,        ///< what other flows add to it
    ExposedCollective, ///< a collective at nominal speed
    MemoryStall        ///< nothing that the lane waits for runs: it may not begin
};
constexpr int bubbleCauses = 9;
const char* nameOf(BubbleCause cause); ///< "exposed collective"
const char* keyOf(BubbleCause cause);  ///< "exposed_collective"

/// Nanoseconds by cause.
using CauseTimes = std::array<std::int64_t, bubbleCauses>;

/// A stretch of a compute lane's idle time and its cause.
struct Bubble
{
    Nanoseconds start;
    Nanoseconds end;
    std::uint32_t lane = 0;
    std::uint32_t span = noSpan; ///< that ran then, on another lane
    int who = -1;                ///< Straggler, Event: index into Scenario::events; Contention: into Bubbles::flows
    BubbleCause cause = BubbleCause::Fill;
    bool operator==(const Bubble&) const = default;
};

/// Device-nanoseconds for which an event is to blame.
struct EventShare
{
    int line = 0; ///< index into Scenario::events
    std::int64_t network = 0;
    std::int64_t straggler = 0;
};

/// Every idle nanosecond of every compute lane of a timeline, with its cause.
struct Bubbles
{
    std::vector<Bubble> list; ///< by lane, then time; exactly its idle time
    std::vector<Flow> flows;
    CauseTimes totals {};     ///< over all device lanes, unfolded
    std::vector<EventShare> events;       ///< by line
    std::vector<std::int64_t> flowTotals; ///< parallel to `flows`
};

/// Charges each idle nanosecond by walking back the chain of last-arriving dependencies to what ran at that instant.
/// After a lane's last span that chain ends with the span that ends the iteration.
Bubbles bubblesOf(const Timeline& timeline, const Delays& delays);

/// Of one lane of a list, on each of its devices.
CauseTimes causeTimes(const Bubbles& bubbles, std::uint32_t lane);

/// "send activation of stage 1 (n0:4-7)"; pipelines are named where there are several.
std::string nameOf(const Flow& flow, const Timeline& timeline);

/// Bubbles and delays with the words for them.
struct Causes
{
    const Bubbles& bubbles;
    const Delays& delays;
    std::function<std::string(int line)> lineName; ///< "line 3: at 10 s link a-b bandwidth *0.5"
};

/// What a bubble waits for, in words: "F3 on n0:4-7", "line 3: ... slows send activation on n0:0-3".
std::string detailOf(const Bubble& bubble, const Timeline& timeline, const Causes& causes);

/// "bubble 19 % = fill 6 + drain 6 + event 5 + imbalance 2": parts of the time of all lanes, the largest first, rounded so
/// that they add up. `idle` and `window` in device-nanoseconds.
std::string bubbleSentence(const Bubbles& bubbles, std::int64_t idle, std::int64_t window);

} // namespace core
