#pragma once

#include "core/base/result.h"
#include "core/base/table.h"
#include "core/documents/scenario_events.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The scenario language: one event a line, `#` begins a comment. Words are separated by blanks.
///
///   line     = [ "off" ] event
///   event    = ( "at" TIME | "every" TIME [ "from" TIME ] [ "until" TIME ] ) change { "for" TIME | "ramp" TIME }
///            | "random" ( link | node ) with a factor "*LOW..HIGH", or "down"; "mean-gap" TIME "mean-length" TIME
///            | "trace" "\"FILE\"" "link" ID [ "forward" | "backward" ] "bandwidth" ( "loop" | "hold" )
///   change   = link | node
///   link     = "link" ID [ "forward" | "backward" ] ( "bandwidth" ( *FACTOR | RATE ) | "latency" ( *FACTOR | TIME ) | "down" )
///   node     = "node" ID ( "compute" *FACTOR | "down" )
///
/// The word after "link" or "node" is always an id. Intervals are half-open: [start, start + for).
namespace core {

/// A line of the script: blank, a comment, an event or an error.
struct ScriptLine
{
    int id = 0;       ///< index into Scenario::events; people count from id + 1
    std::string text; ///< verbatim
    std::optional<Event> event;
    std::optional<Error> error; ///< `where` is "line 3, column 7", columns counted in characters
    bool operator==(const ScriptLine&) const = default;
};

ScriptLine parseLine(int id, std::string_view text);
std::vector<ScriptLine> parseScript(const Table<std::string>& lines);

/// The event in the language, without comment. parseLine(written(e)).event == e for every event that a line can hold.
/// Quantities are written with their own text, or, where that is empty, in s and B/s.
std::string written(const Event& event);

/// `text` with its event (or what stands in its place) replaced; indentation and trailing comment stay.
std::string rewritten(std::string_view text, const Event& event);

/// Where the error of something that stands still for ever points to a line ("/scenario/events/3"), its message gets the
/// line's text, and its fix says how such an event ends.
Error quotingLine(Error error, const Table<std::string>& lines);

/// Lines, each ended by '\n', to a text and back, losing nothing; the last '\n' of a text may be missing.
std::string scriptText(const Table<std::string>& lines);
Table<std::string> scriptLines(std::string_view text);

} // namespace core
