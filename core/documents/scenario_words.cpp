#include "core/documents/scenario_words.h"

#include "core/documents/json_text.h"
#include "core/documents/nearest.h"
#include "core/documents/utf8.h"

#include <vector>

namespace core::scenario_words {

namespace {

bool isBlank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

/// A quotation mark at the start hides blanks and '#' up to its partner, if it has one.
std::size_t wordEnd(std::string_view line, std::size_t begin)
{
    std::size_t end = begin;
    if (line[begin] == '"' && line.find('"', begin + 1) != std::string_view::npos)
        end = line.find('"', begin + 1) + 1;
    while (end < line.size() && !isBlank(line[end]) && line[end] != '#')
        ++end;
    return end;
}

} // namespace

Extent wordsOf(std::string_view line)
{
    Extent extent;
    for (std::size_t i = 0; i < line.size() && line[i] != '#';) {
        if (isBlank(line[i])) {
            ++i;
            continue;
        }
        if (!extent.hasWords())
            extent.begin = i;
        i = wordEnd(line, i);
        extent.end = i;
    }
    return extent;
}

Words::Words(int lineId, std::string_view line) : m_lineId(lineId), m_line(line), m_end(wordsOf(line).end)
{
    m_next = wordFrom(0);
}

Word Words::wordFrom(std::size_t offset) const
{
    while (offset < m_end && isBlank(m_line[offset]))
        ++offset;
    if (offset >= m_end)
        return {{}, m_end};
    return {m_line.substr(offset, wordEnd(m_line, offset) - offset), offset};
}

Word Words::take()
{
    const Word taken = m_next;
    m_next = wordFrom(taken.end());
    return taken;
}

bool Words::takeIf(std::string_view text)
{
    if (m_next.text != text)
        return false;
    take();
    return true;
}

std::string_view Words::between(const Word& first, const Word& last) const
{
    return m_line.substr(first.begin, last.end() - first.begin);
}

Error Words::errorAt(const Word& word, std::string message, std::string expected, std::string fix) const
{
    std::string column = lineAndColumn(m_line, word.begin);
    column.erase(0, column.find(','));
    return {std::move(message), "line " + std::to_string(m_lineId + 1) + column, std::move(expected), std::move(fix)};
}

Error Words::unexpected(const Word& word, std::initializer_list<std::string_view> offers) const
{
    std::string expected;
    std::size_t left = offers.size();
    for (const std::string_view offer : offers) {
        expected += quotedJson(offer);
        --left;
        if (left > 0)
            expected += left == 1 ? " or " : ", ";
    }
    if (word.isEnd())
        return errorAt(word, "the line ends too early", std::move(expected));
    return errorAt(word, "unexpected " + quotedJson(word.text), std::move(expected),
        nearest(word.text, std::vector<std::string>(offers.begin(), offers.end())));
}

} // namespace core::scenario_words
