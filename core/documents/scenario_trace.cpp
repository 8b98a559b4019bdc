#include "core/documents/scenario_trace.h"

#include "core/base/quantity.h"
#include "core/documents/json_text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <string>

namespace core {
namespace scenario_trace {

constexpr double packetBytes = 1504; ///< of Mahimahi's link shell
constexpr std::int64_t millisecond = 1'000'000;

struct Row
{
    std::size_t line = 1;
    std::string_view text; ///< without comment and blanks around
};

std::string_view stripped(std::string_view text)
{
    text = text.substr(0, text.find('#'));
    const std::size_t first = text.find_first_not_of(" \t\r");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

std::vector<Row> rowsOf(std::string_view text)
{
    if (text.starts_with("\xEF\xBB\xBF"))
        text.remove_prefix(3);
    std::vector<Row> rows;
    for (std::size_t line = 1; !text.empty(); ++line) {
        const std::size_t end = text.find('\n');
        if (const std::string_view row = stripped(text.substr(0, end)); !row.empty())
            rows.push_back({line, row});
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return rows;
}

Error errorIn(const Row& row, std::string message, std::string expected, std::string fix, std::string_view cell = {})
{
    const auto column = cell.empty() ? 1 : 1 + (cell.data() - row.text.data());
    return {std::move(message), "line " + std::to_string(row.line) + ", column " + std::to_string(column), std::move(expected), std::move(fix)};
}

template <typename U>
bool isUnit(std::string_view word)
{
    return parseQuantity<U>("1 " + std::string(word)).ok();
}

/// Unit in a column's title: "rate (Mbit/s)", "time [ms]", "time_s", "MB/s"; `orElse` where it names none.
template <typename U>
Result<std::string> unitIn(const Row& row, std::string_view title, const std::string& orElse)
{
    constexpr std::string_view between = " \t_-:,;()[]";
    for (std::size_t begin = title.find_first_not_of(between); begin != std::string_view::npos;) {
        const std::string_view word = title.substr(begin, title.find_first_of(between, begin) - begin);
        if (isUnit<U>(word))
            return std::string(word);
        begin = title.find_first_not_of(between, begin + word.size());
    }
    if (title.find_first_of("/([") == std::string_view::npos)
        return orElse;
    return errorIn(row, "\"" + std::string(stripped(title)) + "\" names no unit that is known", "a title like \"rate (" + orElse + ")\"", {}, title);
}

bool isNumber(std::string_view text)
{
    double number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    return failure == std::errc() && end == text.data() + text.size();
}

template <typename U>
Result<U> cellValue(const Row& row, std::string_view cell, const std::string& unit)
{
    const std::string text = isNumber(cell) ? std::string(cell) + " " + unit : std::string(cell);
    const Result<Quantity<U>> parsed = parseQuantity<U>(text);
    if (!parsed)
        return errorIn(row, parsed.error().message, parsed.error().expected, parsed.error().fix, cell);
    return parsed->value;
}

Error notTwoValues(const Row& row)
{
    return errorIn(row, "the row does not hold two values", "a time and a rate, like \"0.5 s,50 Mbit/s\"", "one comma between the two");
}

Result<TraceStep> csvStep(const Row& row, const std::string& timeUnit, const std::string& rateUnit)
{
    const std::size_t comma = row.text.find_first_of(",;");
    if (comma == std::string_view::npos || row.text.find_first_of(",;", comma + 1) != std::string_view::npos)
        return notTwoValues(row);
    const std::string_view timeCell = stripped(row.text.substr(0, comma)), rateCell = stripped(row.text.substr(comma + 1));
    if (timeCell.empty() || rateCell.empty())
        return notTwoValues(row);
    const Result<Seconds> time = cellValue<Seconds>(row, timeCell, timeUnit);
    if (!time)
        return time.error();
    const Result<BytesPerSecond> rate = cellValue<BytesPerSecond>(row, rateCell, rateUnit);
    if (!rate)
        return rate.error();
    return TraceStep {rounded(*time), *rate};
}

/// Titles: neither column begins like a number.
bool isHeader(const Row& row)
{
    constexpr std::string_view digits = "0123456789.+-";
    const std::size_t comma = row.text.find_first_of(",;");
    const std::string_view second = comma == std::string_view::npos ? row.text : stripped(row.text.substr(comma + 1));
    return digits.find(row.text.front()) == std::string_view::npos && !second.empty()
        && digits.find(second.front()) == std::string_view::npos;
}

Result<Trace> csvTrace(const std::vector<Row>& rows)
{
    std::string timeUnit = "s", rateUnit = "B/s";
    std::size_t first = 0;
    if (isHeader(rows.front())) {
        const std::string_view title = rows.front().text;
        const std::size_t comma = title.find_first_of(",;");
        const Result<std::string> time = unitIn<Seconds>(rows.front(), title.substr(0, comma), timeUnit);
        const Result<std::string> rate = unitIn<BytesPerSecond>(rows.front(), comma == std::string_view::npos ? "" : title.substr(comma + 1), rateUnit);
        if (!time || !rate)
            return time ? rate.error() : time.error();
        timeUnit = *time;
        rateUnit = *rate;
        first = 1;
    }
    Trace trace;
    for (std::size_t i = first; i < rows.size(); ++i) {
        const Result<TraceStep> step = csvStep(rows[i], timeUnit, rateUnit);
        if (!step)
            return step.error();
        if (!trace.steps.empty() && step->at <= trace.steps.back().at)
            return errorIn(rows[i], "the time goes backwards", "a time after that of the row before", "sort the rows by time, each time once");
        trace.steps.push_back(*step);
    }
    if (trace.steps.empty())
        return errorIn(rows.front(), "the trace has a header and no rows", "at least one row, like \"0 s,50 Mbit/s\"", "0,50");
    const Nanoseconds last = trace.steps.back().at;
    trace.end = last + (trace.steps.size() == 1 ? Nanoseconds(1000 * millisecond) : last - trace.steps[trace.steps.size() - 2].at);
    return trace;
}

void addMillisecond(Trace& trace, std::int64_t from, std::int64_t packets)
{
    const BytesPerSecond rate(static_cast<double>(packets) * packetBytes * 1000);
    if (trace.steps.empty() || trace.steps.back().rate != rate)
        trace.steps.push_back({Nanoseconds(from * millisecond), rate});
}

std::optional<std::int64_t> wholeMilliseconds(std::string_view text)
{
    std::int64_t number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    constexpr std::int64_t limit = std::int64_t(1) << 41; // 70 years
    if (failure != std::errc() || end != text.data() + text.size() || number < 0 || number > limit)
        return std::nullopt;
    return number;
}

Result<Trace> mahimahiTrace(const std::vector<Row>& rows)
{
    Trace trace;
    std::int64_t done = 0; ///< milliseconds written out
    std::int64_t slot = 1, packets = 0, before = 0;
    const auto write = [&] {
        if (slot - 1 > done)
            addMillisecond(trace, done, 0);
        addMillisecond(trace, slot - 1, packets);
        done = slot;
    };
    for (const Row& row : rows) {
        const std::optional<std::int64_t> at = wholeMilliseconds(row.text);
        if (!at)
            return errorIn(row, quotedJson(row.text) + " is not a row of a trace",
                "whole milliseconds (Mahimahi), or a time and a rate, like \"0.5 s,50 Mbit/s\"", "remove the row");
        if (*at < before)
            return errorIn(row, "the time goes backwards", "a time not before that of the row before", "sort the rows by time");
        before = *at;
        if (const std::int64_t its = std::max<std::int64_t>(1, *at); its != slot) {
            if (packets > 0)
                write();
            slot = its;
            packets = 0;
        }
        ++packets;
    }
    if (before == 0)
        return errorIn(rows.back(), "the trace has no length", "a last row after 0 ms", "1");
    write();
    trace.end = Nanoseconds(done * millisecond);
    return trace;
}

} // namespace scenario_trace

Result<Trace> parseTrace(std::string_view text)
{
    using namespace scenario_trace;
    const std::vector<Row> rows = rowsOf(text);
    if (rows.empty())
        return Error {"the trace is empty", "line 1, column 1", "rows of a time and a rate, like \"0.5 s,50 Mbit/s\"", "0 s,50 Mbit/s"};
    for (const Row& row : {rows.front(), rows.back()})
        if (row.text.find_first_of(",;") != std::string_view::npos)
            return csvTrace(rows);
    return mahimahiTrace(rows);
}

} // namespace core
