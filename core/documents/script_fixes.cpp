#include "core/documents/script_fixes.h"

#include "core/documents/scenario_text.h"

#include <charconv>

namespace core {
namespace script_fixes {

constexpr std::string_view pointerPrefix = "/scenario/events/";

/// Reads a number after a prefix and takes both away.
std::optional<int> takeNumber(std::string_view& text, std::string_view prefix)
{
    int number = 0;
    if (!text.starts_with(prefix))
        return std::nullopt;
    const char* begin = text.data() + prefix.size();
    const auto [end, failure] = std::from_chars(begin, text.data() + text.size(), number);
    if (failure != std::errc())
        return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return number;
}

/// "what" of "what" or of what; none of several alternatives.
std::optional<std::string> thingToWrite(std::string_view fix)
{
    if (fix.size() >= 2 && fix.front() == '"' && fix.find('"', 1) == fix.size() - 1)
        return std::string(fix.substr(1, fix.size() - 2));
    if (fix.empty() || fix.find_first_of("\", ") != std::string_view::npos)
        return std::nullopt;
    return std::string(fix);
}

std::size_t byteOf(std::string_view line, int column)
{
    std::size_t byte = 0;
    for (int left = column - 1; left > 0 && byte < line.size(); --left)
        do
            ++byte;
        while (byte < line.size() && (static_cast<unsigned char>(line[byte]) & 0xC0u) == 0x80u);
    return byte;
}

std::size_t endOfWord(std::string_view line, std::size_t from)
{
    if (from < line.size() && line[from] == '"' && line.find('"', from + 1) != std::string_view::npos)
        return line.find('"', from + 1) + 1;
    const std::size_t end = line.find_first_of(" \t\r#", from);
    return end == std::string_view::npos ? line.size() : end;
}

/// The column of a line's error; past the end where it has none.
std::size_t errorColumn(std::string_view line)
{
    const ScriptLine parsed = parseLine(0, line);
    if (!parsed.error)
        return std::string_view::npos;
    std::string_view where = parsed.error->where;
    takeNumber(where, "line ");
    return static_cast<std::size_t>(takeNumber(where, ", column ").value_or(0));
}

} // namespace script_fixes

std::vector<ScriptIssue> scriptIssues(const std::vector<Issue>& issues)
{
    using namespace script_fixes;
    std::vector<ScriptIssue> found;
    for (const Issue& issue : issues) {
        std::string_view pointer = issue.pointer;
        const auto line = takeNumber(pointer, pointerPrefix);
        if (!line || !pointer.empty())
            continue;
        std::string_view message = issue.message;
        std::optional<int> column;
        if (takeNumber(message, "line "))
            column = takeNumber(message, ", column ");
        if (message.starts_with(": "))
            message.remove_prefix(2);
        found.push_back({*line, column.value_or(1), issue.severity, column ? std::string(message) : issue.message, issue.expected, issue.fix});
    }
    return found;
}

std::optional<std::string> mended(std::string_view line, const ScriptIssue& issue)
{
    using namespace script_fixes;
    const auto words = thingToWrite(issue.fix);
    const std::size_t begin = byteOf(line, issue.column);
    if (!words || begin >= line.size())
        return std::nullopt;
    const std::size_t one = endOfWord(line, begin);
    const std::size_t second = line.find_first_not_of(" \t", one);
    std::vector<std::size_t> ends {one};
    if (second != std::string_view::npos && line[second] != '#')
        ends.push_back(endOfWord(line, second)); // "10 Gbits/s" is two words
    const std::size_t before = errorColumn(line);
    for (const std::size_t end : ends) {
        std::string after = std::string(line.substr(0, begin)) + *words + std::string(line.substr(end));
        const std::size_t next = errorColumn(after);
        if (after != line && (next == std::string_view::npos || (before != std::string_view::npos && next > before && end == ends.back())))
            return after;
    }
    return std::nullopt;
}

} // namespace core
