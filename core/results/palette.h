#pragma once

#include "core/base/result.h"
#include "core/simulate/timeline.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace core {

/// What a colour is for. Pictures, widgets and exports name roles, never colours; `resources/palette.json` has the
/// colours under these names in kebab case ("muted-text").
enum class ColourRole : std::uint8_t {
    Window,        ///< behind everything
    Panel,         ///< lists, canvas, lanes
    Raised,        ///< cards, buttons, headers over a panel
    Border,        ///< around and between them
    Text,
    MutedText,
    Grid,
    Accent,        ///< the one strong colour: focus, links, primary button
    OnAccent,      ///< text on it
    Selection,     ///< behind selected rows and ranges
    LaneHeader,    ///< gutter of the timeline
    LaneStripe,    ///< every second lane
    Bubble,        ///< hatch over idle time
    Critical,
    Success,
    Warning,
    Error,
    OnBright,      ///< text on a bar, dark
    OnDeep,        ///< text on a bar, light
    Forward,       ///< phases, in the order of SpanKind
    Backward,
    BackwardInput,
    BackwardWeight,
    Recompute,
    Optimizer,
    TensorCollective,
    ContextCollective,
    ExpertCollective,
    SendActivation,
    SendGradient,
    GradientReduce,
    ParameterGather,
    Hue1,          ///< kinds of devices, stages, micro-batches
    Hue2,
    Hue3,
    Hue4,
    Hue5,
    Hue6,
    Hue7,
    Hue8,
    Node,          ///< fill of a node's box on the canvas
    Switch,
    Link
};
constexpr int colourRoles = static_cast<int>(ColourRole::Link) + 1;
constexpr int hues = 8;
const char* nameOf(ColourRole role); ///< "muted-text"

/// The colour of a phase.
constexpr ColourRole roleOf(SpanKind kind)
{
    return static_cast<ColourRole>(static_cast<int>(ColourRole::Forward) + static_cast<int>(kind));
}
/// The hue of the `index`-th stage, micro-batch or kind of device; hues repeat.
constexpr ColourRole hueRole(int index)
{
    return static_cast<ColourRole>(static_cast<int>(ColourRole::Hue1) + (index % hues + hues) % hues);
}

/// sRGB, 8 bits a channel.
struct Rgb
{
    std::uint8_t red = 0;
    std::uint8_t green = 0;
    std::uint8_t blue = 0;
    bool operator==(const Rgb&) const = default;
};
std::string hexText(Rgb colour); ///< "#1f6feb"

enum class Scheme { Light, Dark };

/// A colour for every role in one scheme.
struct Palette
{
    std::array<Rgb, static_cast<std::size_t>(colourRoles)> colours {};

    Rgb operator[](ColourRole role) const { return colours[static_cast<std::size_t>(role)]; }
    Rgb& operator[](ColourRole role) { return colours[static_cast<std::size_t>(role)]; }
    /// OnBright or OnDeep, whichever reads better on `background`.
    ColourRole textOn(ColourRole background) const;
    bool operator==(const Palette&) const = default;
};

/// From 1 (equal) to 21 (black on white), WCAG 2.1.
double contrast(Rgb a, Rgb b);

/// Reads the scheme "light" or "dark" of a palette file; every role must be there.
Result<Palette> readPalette(std::string_view json, Scheme scheme);

/// Of `resources/palette.json`.
const Palette& builtInPalette(Scheme scheme);

} // namespace core
