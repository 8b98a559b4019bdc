#pragma once

#include "core/documents/scenario_text.h"

#include <array>
#include <string>
#include <string_view>
#include <vector>

/// A line of the script as a row of a table: each cell the words that the language has for it, so that a cell can be
/// read and written on its own.
namespace core {

enum class ScriptColumn { On, Time, What, Target, Field, Value, Length, Ramp, Note };
constexpr int scriptColumns = 9;
const char* nameOf(ScriptColumn column); ///< "on", "time", "what", "target", "field", "value", "for", "ramp", "note"

/// "10 s" or "every 2 s from 1 s" or "random" or "trace "f.csv""; "link"; "up:n3 forward"; "bandwidth"; "*0.25" or "loop";
/// "20 s" or "mean-gap 30 s mean-length 5 s"; "2 s"; the comment without its '#'. On is "on" or "off". Of a line that is
/// no event: only the note, empty if it has none.
using ScriptCells = std::array<std::string, scriptColumns>;
ScriptCells cellsOf(const ScriptLine& line);
inline const std::string& cell(const ScriptCells& cells, ScriptColumn column) { return cells[static_cast<std::size_t>(column)]; }

/// The line with one cell written anew and all else kept, to the byte where the event stays. Cells that cannot go with the
/// new one are adapted: "node" turns the field into "compute", "down" has no value, "random" wants its two means.
/// Error: the line is no event, or what the language says about the new words.
Result<std::string> withCell(const ScriptLine& line, ScriptColumn column, std::string_view words);

/// A line from cells. Words that do not parse are kept as they are: the script reports them.
std::string lineOf(const ScriptCells& cells);

/// Rows of a spreadsheet (cells separated by tabs, else semicolons) as lines. The first row may name the columns; without,
/// they are time to note, or on to note where the first cell is "on" or "off". A row of one cell is a line of the script.
std::vector<std::string> linesFromRows(std::string_view text);
/// Rows with their column names, for a spreadsheet.
std::string rowsOf(const std::vector<ScriptLine>& lines);

} // namespace core
