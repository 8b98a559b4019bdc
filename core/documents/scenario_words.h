#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

/// The words of one line of a scenario, and errors that point at them.
namespace core::scenario_words {

struct Word
{
    std::string_view text; ///< of a quoted word: with its quotation marks
    std::size_t begin = 0; ///< offset in the line
    std::size_t end() const { return begin + text.size(); }
    bool isEnd() const { return text.empty(); }
};

/// Where the words of a line begin and where they end: before blanks and comment.
struct Extent
{
    std::size_t begin = 0;
    std::size_t end = 0;
    bool hasWords() const { return begin != end; }
};
Extent wordsOf(std::string_view line);

class Words
{
public:
    Words(int lineId, std::string_view line);

    /// The word to come; empty at the end of the line, and then it stands right behind the last one.
    const Word& next() const { return m_next; }
    Word take();
    /// Whether the next word is this one; it is then taken.
    bool takeIf(std::string_view text);
    /// The word after `next()`.
    Word second() const { return wordFrom(m_next.end()); }
    /// The line from one word to the end of another.
    std::string_view between(const Word& first, const Word& last) const;

    Error errorAt(const Word& word, std::string message, std::string expected, std::string fix = {}) const;
    /// "unknown word ...", or "the line ends too early"; suggests the offer that is nearest.
    Error unexpected(const Word& word, std::initializer_list<std::string_view> offers) const;

private:
    Word wordFrom(std::size_t offset) const;

    int m_lineId;
    std::string_view m_line;
    std::size_t m_end; ///< of the last word
    Word m_next;
};

} // namespace core::scenario_words
