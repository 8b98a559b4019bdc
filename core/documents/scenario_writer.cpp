#include "core/documents/scenario_text.h"

#include "core/documents/json_text.h"
#include "core/documents/scenario_words.h"

#include <charconv>

namespace core {
namespace scenario_writer {

std::string textOf(const Quantity<Seconds>& time)
{
    return time.text.empty() ? shortestDecimal(time.value.value) + " s" : time.text;
}

std::string textOf(const Quantity<BytesPerSecond>& rate)
{
    return rate.text.empty() ? shortestDecimal(rate.value.value) + " B/s" : rate.text;
}

std::string factorText(double low, double high)
{
    return "*" + shortestDecimal(low) + (low == high ? "" : ".." + shortestDecimal(high));
}

std::string textOf(const Target& target)
{
    std::string text = (target.kind == TargetKind::Link ? "link " : "node ") + target.pattern;
    if (target.direction == Direction::Forward)
        text += " forward";
    if (target.direction == Direction::Backward)
        text += " backward";
    return text;
}

std::string_view nameOf(Property property)
{
    switch (property) {
    case Property::Bandwidth: return "bandwidth ";
    case Property::Latency: return "latency ";
    case Property::Compute: return "compute ";
    }
    return {};
}

struct EffectText
{
    std::string operator()(const Down&) const { return "down"; }
    std::string operator()(const Factor& factor) const
    {
        return std::string(nameOf(factor.property)) + factorText(factor.low, factor.high);
    }
    std::string operator()(const SetBandwidth& set) const { return "bandwidth " + textOf(set.value); }
    std::string operator()(const SetLatency& set) const { return "latency " + textOf(set.value); }
    std::string operator()(const FromTrace& trace) const
    {
        return std::string("bandwidth ") + (trace.end == TraceEnd::Loop ? "loop" : "hold");
    }
};

std::string firstWords(const Event& event)
{
    if (const At* at = std::get_if<At>(&event.when))
        return "at " + textOf(at->start);
    if (const Every* every = std::get_if<Every>(&event.when))
        return "every " + textOf(every->period) + (every->from ? " from " + textOf(*every->from) : "")
            + (every->until ? " until " + textOf(*every->until) : "");
    if (const FromTrace* trace = std::get_if<FromTrace>(&event.effect))
        return "trace \"" + trace->file + "\"";
    return "random";
}

/// How something that this event holds for ever would go on.
std::string waysOut(const Event& event)
{
    if (const FromTrace* trace = std::get_if<FromTrace>(&event.effect))
        return trace->end == TraceEnd::Hold ? "end \"" + trace->file + "\" with a rate above 0" : "give \"" + trace->file + "\" a rate above 0";
    if (std::holds_alternative<Every>(event.when))
        return "end the repetition with \"until\", each event with \"for\", before the horizon";
    if (event.length || std::holds_alternative<Random>(event.when))
        return "a horizon after the end of the event";
    return "end the event with \"for\" and a time";
}

} // namespace scenario_writer

std::string written(const Event& event)
{
    using namespace scenario_writer;
    std::string text = (event.off ? "off " : "") + firstWords(event) + " " + textOf(event.target) + " "
        + std::visit(EffectText {}, event.effect);
    if (const Random* random = std::get_if<Random>(&event.when))
        text += " mean-gap " + textOf(random->meanGap) + " mean-length " + textOf(random->meanLength);
    if (event.length)
        text += " for " + textOf(*event.length);
    if (event.ramp)
        text += " ramp " + textOf(*event.ramp);
    return text;
}

std::string rewritten(std::string_view text, const Event& event)
{
    const scenario_words::Extent extent = scenario_words::wordsOf(text);
    if (extent.hasWords())
        return std::string(text.substr(0, extent.begin)) + written(event) + std::string(text.substr(extent.end));
    const std::size_t comment = text.find('#');
    if (comment == std::string_view::npos)
        return std::string(text) + written(event);
    return std::string(text.substr(0, comment)) + written(event) + "  " + std::string(text.substr(comment));
}

Error quotingLine(Error error, const Table<std::string>& lines)
{
    constexpr std::string_view prefix = "/scenario/events/";
    std::size_t line = 0;
    const std::string_view where = error.where;
    if (!where.starts_with(prefix))
        return error;
    const auto [end, failure] = std::from_chars(where.data() + prefix.size(), where.data() + where.size(), line);
    if (failure != std::errc() || end != where.data() + where.size() || line >= lines.size())
        return error;
    error.message += " (" + quotedJson(lines[line]) + ")";
    if (const ScriptLine parsed = parseLine(static_cast<int>(line), lines[line]); parsed.event && !error.fix.empty())
        error.fix = scenario_writer::waysOut(*parsed.event);
    return error;
}

std::string scriptText(const Table<std::string>& lines)
{
    std::string text;
    for (const std::string& line : lines)
        text += line + "\n";
    return text;
}

Table<std::string> scriptLines(std::string_view text)
{
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        lines.emplace_back(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return Table<std::string>(std::move(lines));
}

} // namespace core
