#pragma once

#include "ui/scenario/script.h"

#include <QString>

#include <string_view>
#include <vector>

namespace ui {

/// What a stretch of a line of the script is, as it is coloured.
enum class ScriptStyle { Plain, Comment, Keyword, Kind, Name, Field, Value, Text };
constexpr int scriptStyles = 8;

struct StyledBytes
{
    int length = 0; ///< bytes of UTF-8
    ScriptStyle style = ScriptStyle::Plain;
    bool operator==(const StyledBytes&) const = default;
};

/// The whole line, in stretches; known words only where the language has them: the word after `link` is a name.
std::vector<StyledBytes> styledLine(std::string_view line);

/// What may stand at the end of the beginning of a line: keywords, names of links and nodes, fields, units.
QStringList scriptOffers(const QString& before, const Script& script);
/// The beginning of the last word of it.
QString typedWord(const QString& before);

} // namespace ui
