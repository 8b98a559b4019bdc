#pragma once

#include "core/results/bubbles.h"
#include "core/results/palette.h"
#include "core/simulate/timeline.h"

#include <cstdint>
#include <string>
#include <vector>

namespace core {

enum class ColourBy { Phase, MicroBatch, Stage, Cause };

/// Colour roles that are left out: bit n is role n.
using RoleSet = std::uint64_t;
static_assert(colourRoles <= 64);
constexpr RoleSet roleSet(ColourRole role) { return RoleSet(1) << static_cast<int>(role); }
constexpr bool contains(RoleSet roles, ColourRole role) { return (roles & roleSet(role)) != 0; }

/// The role that a span's bar has. By cause all bars are alike, so that the idle time between them is seen.
ColourRole barRole(const Timeline& timeline, const Span& span, ColourBy by);
/// The role that the hatch of a cause has.
ColourRole hatchRole(BubbleCause cause);

struct LegendEntry
{
    ColourRole role;
    std::string name;
    bool isIdle = false; ///< stands for idle time, not for bars
    bool operator==(const LegendEntry&) const = default;
};

/// What the colours of bars mean, of those that occur. Hues repeat: an entry of stages or micro-batches stands for all that
/// share its hue.
std::vector<LegendEntry> barLegend(const Timeline& timeline, ColourBy by);
/// What the hatches mean, of the causes that occur; without bubbles all hatches are alike. Fill and drain look alike.
std::vector<LegendEntry> idleLegend(const Bubbles* bubbles);

} // namespace core
