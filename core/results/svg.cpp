#include "core/results/svg.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <map>
#include <tuple>
#include <vector>

namespace core {
namespace svg_text {

using Hundredths = std::int64_t;
Hundredths hundredths(double pixels) { return std::llround(pixels * 100); }

void append(std::string& out, Hundredths value)
{
    std::array<char, 32> text {};
    if (value < 0)
        out += '-';
    const std::int64_t size = std::abs(value);
    out.append(text.data(), std::to_chars(text.data(), text.data() + text.size(), size / 100).ptr);
    if (const std::int64_t rest = size % 100; rest != 0) {
        out += '.';
        out += static_cast<char>('0' + rest / 10);
        if (rest % 10 != 0)
            out += static_cast<char>('0' + rest % 10);
    }
}

void attribute(std::string& out, const char* name, double value)
{
    out += ' ';
    out += name;
    out += "=\"";
    append(out, hundredths(value));
    out += '"';
}

std::string escaped(const std::string& text)
{
    std::string out;
    for (const char c : text) {
        if (c == '<')
            out += "&lt;";
        else if (c == '&')
            out += "&amp;";
        else if (static_cast<unsigned char>(c) >= 0x20) // XML forbids control characters
            out += c;
    }
    return out;
}

void appendRectangle(std::string& out, const Rectangle& rectangle, const Palette& palette)
{
    const Box box = drawnBox(rectangle);
    out += "<rect";
    attribute(out, "x", box.x);
    attribute(out, "y", box.y);
    attribute(out, "width", box.width);
    attribute(out, "height", box.height);
    out += " fill=\"" + hexText(palette[rectangle.role]) + "\"/>\n";
}

/// Bars in one row with one colour: a path of horizontal strokes as thick as the row, each piece "m dx 0 h width".
using BarKey = std::tuple<Hundredths, Hundredths, ColourRole>; // y, height, role
using Bars = std::map<BarKey, std::vector<std::pair<Hundredths, Hundredths>>>;

void appendBars(std::string& out, const Bars& bars, const Palette& palette)
{
    for (const auto& [key, pieces] : bars) {
        const auto [y, height, role] = key;
        out += "<path stroke=\"" + hexText(palette[role]) + "\" stroke-width=\"";
        append(out, height);
        out += "\" d=\"M";
        append(out, pieces.front().first);
        out += ' ';
        append(out, y + height / 2);
        Hundredths at = pieces.front().first;
        for (const auto& [left, right] : pieces) {
            if (left != at) {
                out += 'm';
                append(out, left - at);
                out += " 0";
            }
            out += 'h';
            append(out, right - left);
            at = right;
        }
        out += "\"/>\n";
    }
}

void appendRectangles(std::string& out, const Picture& picture, const Palette& palette)
{
    Bars bars;
    for (const Rectangle& rectangle : picture.rectangles) {
        if (!rectangle.bar) {
            appendRectangle(out, rectangle, palette);
            continue;
        }
        const Box box = drawnBox(rectangle);
        const Hundredths left = hundredths(box.x);
        const Hundredths right = hundredths(box.right()); // rounding edges, not widths, keeps neighbours together
        if (right > left)
            bars[{hundredths(box.y), hundredths(box.height), rectangle.role}].emplace_back(left, right);
    }
    out += "<g fill=\"none\">\n";
    appendBars(out, bars, palette);
    out += "</g>\n";
}

void appendPoint(std::string& out, Point point)
{
    append(out, hundredths(point.x));
    out += ' ';
    append(out, hundredths(point.y));
}

void appendArea(std::string& out, const Area& area, const Palette& palette)
{
    out += "<polygon fill=\"" + hexText(palette[area.role]) + "\" points=\"";
    for (const Point& point : area.outline) {
        appendPoint(out, point);
        out += ' ';
    }
    out += "\"/>\n";
}

void appendLine(std::string& out, const Line& line)
{
    out += 'M';
    appendPoint(out, line.from);
    out += 'L';
    appendPoint(out, line.to);
}

void appendStrokes(std::string& out, const std::vector<Line>& lines, const Palette& palette)
{
    for (std::size_t i = 0; i < lines.size();) {
        out += "<path fill=\"none\" stroke=\"" + hexText(palette[lines[i].role]) + "\"";
        attribute(out, "stroke-width", lines[i].width);
        out += " d=\"";
        const Line& first = lines[i];
        for (; i < lines.size() && lines[i].role == first.role && lines[i].width == first.width; ++i)
            appendLine(out, lines[i]);
        out += "\"/>\n";
    }
}

void appendText(std::string& out, const Text& text, const Palette& palette)
{
    constexpr std::array<const char*, 3> anchors {"start", "middle", "end"};
    out += "<text";
    attribute(out, "x", text.at.x);
    attribute(out, "y", text.at.y);
    attribute(out, "font-size", text.size);
    if (text.anchor != Anchor::Start)
        out += std::string(" text-anchor=\"") + anchors[static_cast<std::size_t>(text.anchor)] + '"';
    if (text.strong)
        out += " font-weight=\"bold\"";
    out += " fill=\"" + hexText(colourOf(text, palette)) + "\">" + escaped(text.text) + "</text>\n";
}

void appendHead(std::string& out, const Picture& picture, const Palette& palette)
{
    out += "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" version=\"1.1\"";
    attribute(out, "width", picture.width);
    attribute(out, "height", picture.height);
    out += " viewBox=\"0 0 ";
    append(out, hundredths(picture.width));
    out += ' ';
    append(out, hundredths(picture.height));
    out += "\">\n";
    appendRectangle(out, {{0, 0, picture.width, picture.height}, picture.background, false}, palette);
}

} // namespace svg_text

std::string svg(const Picture& picture, const Palette& palette)
{
    std::string out;
    svg_text::appendHead(out, picture, palette);
    svg_text::appendRectangles(out, picture, palette);
    for (const Area& area : picture.areas)
        svg_text::appendArea(out, area, palette);
    std::vector<Line> strokes;
    for (const Hatch& hatch : picture.hatches) {
        const auto more = strokesOf(hatch);
        strokes.insert(strokes.end(), more.begin(), more.end());
    }
    svg_text::appendStrokes(out, strokes, palette);
    svg_text::appendStrokes(out, picture.lines, palette);
    out += "<g font-family=\"DejaVu Sans, Verdana, sans-serif\">\n";
    for (const Text& text : picture.texts)
        svg_text::appendText(out, text, palette);
    out += "</g>\n</svg>\n";
    return out;
}

} // namespace core
