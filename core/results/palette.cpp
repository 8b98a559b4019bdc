#include "core/results/palette.h"

#include "core/documents/json_text.h"

#include <algorithm>
#include <cassert>
#include <charconv>
#include <cmath>
#include <optional>

namespace core {

namespace embedded {
std::string_view paletteJson();
}

namespace palette {

constexpr std::array<const char*, static_cast<std::size_t>(colourRoles)> names {"window", "panel", "raised", "border",
    "text", "muted-text", "grid", "accent", "on-accent", "selection", "lane-header", "lane-stripe", "bubble", "critical",
    "success", "warning", "error", "on-bright", "on-deep", "forward", "backward", "backward-input", "backward-weight",
    "recompute", "optimizer", "tensor-collective", "context-collective", "expert-collective", "send-activation",
    "send-gradient", "gradient-reduce", "parameter-gather", "hue-1", "hue-2", "hue-3", "hue-4", "hue-5", "hue-6",
    "hue-7", "hue-8", "node", "switch", "link"};

std::optional<Rgb> parseHex(std::string_view text)
{
    unsigned value = 0;
    const char* end = text.data() + text.size();
    if (text.size() != 7 || text.front() != '#' || std::from_chars(text.data() + 1, end, value, 16).ptr != end)
        return std::nullopt;
    return Rgb {static_cast<std::uint8_t>(value >> 16 & 0xff), static_cast<std::uint8_t>(value >> 8 & 0xff),
        static_cast<std::uint8_t>(value & 0xff)};
}

double linear(std::uint8_t channel)
{
    const double c = channel / 255.0;
    return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
}

double luminance(Rgb colour)
{
    return 0.2126 * linear(colour.red) + 0.7152 * linear(colour.green) + 0.0722 * linear(colour.blue);
}

} // namespace palette

const char* nameOf(ColourRole role) { return palette::names[static_cast<std::size_t>(role)]; }

std::string hexText(Rgb colour)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text = "#";
    for (const std::uint8_t channel : {colour.red, colour.green, colour.blue}) {
        text += digits[channel >> 4];
        text += digits[channel & 0xf];
    }
    return text;
}

double contrast(Rgb a, Rgb b)
{
    const auto [darker, lighter] = std::minmax({palette::luminance(a), palette::luminance(b)});
    return (lighter + 0.05) / (darker + 0.05);
}

ColourRole Palette::textOn(ColourRole background) const
{
    const Palette& self = *this;
    const bool bright = contrast(self[background], self[ColourRole::OnBright])
        >= contrast(self[background], self[ColourRole::OnDeep]);
    return bright ? ColourRole::OnBright : ColourRole::OnDeep;
}

Result<Palette> readPalette(std::string_view json, Scheme scheme)
{
    const auto document = parseJson(json);
    if (!document)
        return document.error();
    const char* name = scheme == Scheme::Light ? "light" : "dark";
    const JsonValue* colours = findMember(document.value(), name);
    if (!colours)
        return Error {"there is no such scheme", std::string("/") + name, "an object of colours", {}};
    Palette result;
    for (int i = 0; i < colourRoles; ++i) {
        const auto role = static_cast<ColourRole>(i);
        const JsonValue* value = findMember(*colours, nameOf(role));
        const auto colour = value ? palette::parseHex(value->text) : std::nullopt;
        if (!colour)
            return Error {"a colour is missing", std::string("/") + name + "/" + nameOf(role), "\"#rrggbb\"", {}};
        result[role] = *colour;
    }
    return result;
}

const Palette& builtInPalette(Scheme scheme)
{
    static const std::array<Palette, 2> palettes = [] {
        auto light = readPalette(embedded::paletteJson(), Scheme::Light);
        auto dark = readPalette(embedded::paletteJson(), Scheme::Dark);
        assert(light && dark);
        return std::array<Palette, 2> {std::move(light).value(), std::move(dark).value()};
    }();
    return palettes[scheme == Scheme::Light ? 0 : 1];
}

} // namespace core
