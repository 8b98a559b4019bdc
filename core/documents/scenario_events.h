#pragma once

#include "core/base/quantity.h"

#include <optional>
#include <string>
#include <variant>

/// What a line of a scenario says, as values. `scenario_text.h` reads and writes them.
namespace core {

enum class TargetKind { Link, Node };
enum class Direction { Both, Forward, Backward }; ///< of links: Forward is from ends[0] to ends[1]
enum class Property { Bandwidth, Latency, Compute };

/// The things an event is about: "up:n3", "up" (all links of an array), "wan-*", "n[0-3]", "n3:5" (one device).
struct Target
{
    TargetKind kind = TargetKind::Link;
    std::string pattern;
    Direction direction = Direction::Both;
    bool operator==(const Target&) const = default;
};

/// Once.
struct At
{
    Quantity<Seconds> start;
    bool operator==(const At&) const = default;
};

/// At from, from + period, ... before until. Without `from` = 0, without `until` = the horizon.
struct Every
{
    Quantity<Seconds> period; ///< at least 1 ns
    std::optional<Quantity<Seconds>> from;
    std::optional<Quantity<Seconds>> until;
    bool operator==(const Every&) const = default;
};

/// Again and again, for each link or node on its own: a gap, then a length, both exponentially distributed.
struct Random
{
    Quantity<Seconds> meanGap;    ///< at least 1 ns
    Quantity<Seconds> meanLength; ///< at least 1 ns
    bool operator==(const Random&) const = default;
};

/// From the first to the last row of a trace.
struct WholeTrace
{
    bool operator==(const WholeTrace&) const = default;
};

using When = std::variant<At, Every, Random, WholeTrace>;

/// No bandwidth (link), no compute and no traffic (node).
struct Down
{
    bool operator==(const Down&) const = default;
};

/// A multiple of what would hold without the event; drawn uniformly from [low, high) where it is Random.
struct Factor
{
    Property property = Property::Bandwidth;
    double low = 1;
    double high = 1; ///< == low unless Random
    bool operator==(const Factor&) const = default;
};

struct SetBandwidth
{
    Quantity<BytesPerSecond> value;
    bool operator==(const SetBandwidth&) const = default;
};

struct SetLatency
{
    Quantity<Seconds> value;
    bool operator==(const SetLatency&) const = default;
};

enum class TraceEnd { Loop, Hold }; ///< begin again, or keep the last value

/// Bandwidth as a file has it.
struct FromTrace
{
    std::string file; ///< without quotation marks; any text without '"' and line breaks
    TraceEnd end = TraceEnd::Hold;
    bool operator==(const FromTrace&) const = default;
};

using Effect = std::variant<Down, Factor, SetBandwidth, SetLatency, FromTrace>;

/// FromTrace goes with WholeTrace and nothing else. Random has neither `length` nor `ramp`, Down no `ramp`.
struct Event
{
    bool off = false; ///< switched off by its user: as if it were not there
    When when;
    Target target;
    Effect effect;
    std::optional<Quantity<Seconds>> length; ///< "for"; absent = to the horizon
    std::optional<Quantity<Seconds>> ramp;   ///< until the effect is complete
    bool operator==(const Event&) const = default;
};

} // namespace core
