#include "core/documents/script_cells.h"

#include "core/documents/scenario_words.h"

#include <algorithm>
#include <cctype>
#include <optional>

namespace core {
namespace script_cells {

constexpr std::array<const char*, scriptColumns> names {"on", "time", "what", "target", "field", "value", "for", "ramp", "note"};

std::string& at(ScriptCells& cells, ScriptColumn column) { return cells[static_cast<std::size_t>(column)]; }

std::string noteOf(std::string_view text)
{
    std::string_view rest = text.substr(scenario_words::wordsOf(text).end);
    const std::size_t hash = rest.find('#');
    if (hash == std::string_view::npos)
        return {};
    rest.remove_prefix(hash + 1);
    const std::size_t first = rest.find_first_not_of(" \t");
    return first == std::string_view::npos ? std::string() : std::string(rest.substr(first));
}

std::string withNote(std::string_view text, std::string_view note)
{
    if (noteOf(text) == note)
        return std::string(text);
    const auto extent = scenario_words::wordsOf(text);
    return std::string(text.substr(0, extent.end)) + (note.empty() ? "" : (extent.hasWords() ? "  # " : "# ") + std::string(note));
}

bool startsWithWord(std::string_view text, std::string_view word)
{
    return text.starts_with(word) && (text.size() == word.size() || text[word.size()] == ' ');
}

/// The same event without what follows the effect, and with one fixed target: its words are where the writer puts them.
struct Parts
{
    std::string when, target, field, value;
};

Parts partsOf(Event event)
{
    event.off = false;
    event.length.reset();
    event.ramp.reset();
    const std::string kind = event.target.kind == TargetKind::Link ? " link " : " node ";
    Target target = event.target;
    event.target = {event.target.kind, "x", Direction::Both};
    const std::string text = written(event);
    const std::string marker = kind + "x ";
    const std::size_t split = text.rfind(marker); // a trace's file may have any name
    Parts parts;
    parts.when = text.substr(0, split);
    const std::string effect = text.substr(split + marker.size());
    const std::size_t blank = effect.find(' ');
    parts.field = effect.substr(0, blank);
    if (blank != std::string::npos)
        parts.value = effect.substr(blank + 1);
    if (const std::size_t means = parts.value.find("mean-gap"); means != std::string::npos)
        parts.value = parts.value.substr(0, means == 0 ? 0 : means - 1);
    parts.target = target.pattern;
    if (target.direction != Direction::Both)
        parts.target += target.direction == Direction::Forward ? " forward" : " backward";
    return parts;
}

std::string meansOf(const Event& event)
{
    const std::string text = written(event);
    const std::size_t means = text.rfind("mean-gap ");
    return means == std::string::npos ? std::string() : text.substr(means);
}

/// What a cell says about the others: they follow.
void adapt(ScriptCells& cells, ScriptColumn changed)
{
    std::string& field = at(cells, ScriptColumn::Field);
    std::string& value = at(cells, ScriptColumn::Value);
    std::string& length = at(cells, ScriptColumn::Length);
    std::string& ramp = at(cells, ScriptColumn::Ramp);
    const std::string& when = cell(cells, ScriptColumn::Time);
    const bool means = startsWithWord(length, "mean-gap") || startsWithWord(length, "mean-length");
    const bool factor = value.starts_with('*');
    if (changed == ScriptColumn::What && cell(cells, ScriptColumn::What) == "node" && field != "down")
        field = "compute";
    if (changed == ScriptColumn::What && cell(cells, ScriptColumn::What) == "link" && field == "compute")
        field = "bandwidth";
    if (startsWithWord(when, "random")) {
        length = means ? length : "mean-gap 30 s mean-length 5 s";
        ramp.clear();
    } else if (means) {
        length.clear();
    }
    if (startsWithWord(when, "trace")) {
        field = "bandwidth";
        value = value == "loop" ? value : "hold";
        length.clear();
        ramp.clear();
        return;
    }
    if (changed == ScriptColumn::Value && field == "down" && !value.empty())
        field = cell(cells, ScriptColumn::What) == "node" ? "compute" : parseQuantity<Seconds>(value).ok() ? "latency" : "bandwidth";
    if (field == "down") {
        value.clear();
        ramp.clear();
    } else if (changed != ScriptColumn::Value && !factor && changed != ScriptColumn::Note) {
        const bool fits = field == "bandwidth" ? parseQuantity<BytesPerSecond>(value).ok() : field == "latency" && parseQuantity<Seconds>(value).ok();
        if (!fits || startsWithWord(when, "random"))
            value = field == "latency" ? "*2" : "*0.5";
    }
    if (const std::size_t range = value.find(".."); factor && range != std::string::npos && !startsWithWord(when, "random"))
        value.resize(range);
}

std::vector<std::string> split(std::string_view line, char separator)
{
    std::vector<std::string> parts;
    for (;;) {
        const std::size_t end = line.find(separator);
        std::string_view part = line.substr(0, end);
        while (!part.empty() && std::isspace(static_cast<unsigned char>(part.front())))
            part.remove_prefix(1);
        while (!part.empty() && std::isspace(static_cast<unsigned char>(part.back())))
            part.remove_suffix(1);
        parts.emplace_back(part);
        if (end == std::string_view::npos)
            return parts;
        line.remove_prefix(end + 1);
    }
}

/// The columns that a first row names; none where it is a row like the others.
std::optional<std::vector<ScriptColumn>> header(const std::vector<std::string>& cells)
{
    std::vector<ScriptColumn> columns;
    for (std::string name : cells) {
        std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        const auto found = std::find(names.begin(), names.end(), name);
        if (found == names.end())
            return std::nullopt;
        columns.push_back(static_cast<ScriptColumn>(found - names.begin()));
    }
    return columns;
}

} // namespace script_cells

const char* nameOf(ScriptColumn column) { return script_cells::names[static_cast<std::size_t>(column)]; }

ScriptCells cellsOf(const ScriptLine& line)
{
    using namespace script_cells;
    ScriptCells cells;
    at(cells, ScriptColumn::Note) = noteOf(line.text);
    if (!line.event)
        return cells;
    const Event& event = *line.event;
    const Parts parts = partsOf(event);
    at(cells, ScriptColumn::On) = event.off ? "off" : "on";
    at(cells, ScriptColumn::Time) = startsWithWord(parts.when, "at") ? parts.when.substr(3) : parts.when;
    at(cells, ScriptColumn::What) = event.target.kind == TargetKind::Link ? "link" : "node";
    at(cells, ScriptColumn::Target) = parts.target;
    at(cells, ScriptColumn::Field) = parts.field;
    at(cells, ScriptColumn::Value) = parts.value;
    if (std::holds_alternative<Random>(event.when))
        at(cells, ScriptColumn::Length) = meansOf(event);
    else if (event.length)
        at(cells, ScriptColumn::Length) = event.length->text;
    if (event.ramp)
        at(cells, ScriptColumn::Ramp) = event.ramp->text;
    return cells;
}

std::string lineOf(const ScriptCells& cells)
{
    using namespace script_cells;
    std::string text = cell(cells, ScriptColumn::On) == "off" ? "off " : "";
    const std::string& when = cell(cells, ScriptColumn::Time);
    const bool dated = !startsWithWord(when, "every") && !startsWithWord(when, "random") && !startsWithWord(when, "trace") && !startsWithWord(when, "at");
    text += (dated ? "at " : "") + when;
    for (const ScriptColumn column : {ScriptColumn::What, ScriptColumn::Target, ScriptColumn::Field, ScriptColumn::Value})
        if (!cell(cells, column).empty())
            text += " " + cell(cells, column);
    const std::string& length = cell(cells, ScriptColumn::Length);
    if (!length.empty())
        text += (length.starts_with("mean-") ? " " : " for ") + length;
    if (const std::string& ramp = cell(cells, ScriptColumn::Ramp); !ramp.empty())
        text += " ramp " + ramp;
    if (const std::string& note = cell(cells, ScriptColumn::Note); !note.empty())
        text += "  # " + note;
    return text;
}

Result<std::string> withCell(const ScriptLine& line, ScriptColumn column, std::string_view words)
{
    using namespace script_cells;
    const std::string trimmed = split(words, '\n').front();
    if (column == ScriptColumn::Note)
        return withNote(line.text, trimmed);
    if (!line.event)
        return Error {"this line is not an event", {}, {}, {}};
    ScriptCells cells = cellsOf(line);
    if (cell(cells, column) == trimmed)
        return line.text;
    at(cells, column) = trimmed;
    if (column != ScriptColumn::On)
        adapt(cells, column);
    at(cells, ScriptColumn::Note).clear();
    ScriptLine parsed = parseLine(line.id, lineOf(cells));
    if (parsed.event)
        return rewritten(line.text, *parsed.event);
    Error error = parsed.error.value_or(Error {"there is nothing left of the event", {}, {}, {}});
    error.where = nameOf(column); // the column of a line that nobody has seen would mislead
    return error;
}

std::vector<std::string> linesFromRows(std::string_view text)
{
    using namespace script_cells;
    std::vector<std::string> lines;
    const char separator = text.find('\t') != std::string_view::npos ? '\t' : ';';
    std::optional<std::vector<ScriptColumn>> columns;
    bool first = true;
    for (const std::string& row : scriptLines(text)) {
        const std::vector<std::string> parts = split(row, separator);
        if (first && parts.size() > 1)
            columns = header(parts);
        const bool isHeader = std::exchange(first, false) && columns;
        if (isHeader)
            continue;
        if (parts.size() == 1) {
            lines.push_back(row.ends_with('\r') ? row.substr(0, row.size() - 1) : row);
            continue;
        }
        const std::size_t from = parts[0] == "on" || parts[0] == "off" ? 0 : 1;
        ScriptCells cells;
        for (std::size_t i = 0; i < parts.size(); ++i) {
            const std::size_t column = columns ? (i < columns->size() ? static_cast<std::size_t>((*columns)[i]) : cells.size()) : i + from;
            if (column < cells.size())
                cells[column] = parts[i];
        }
        lines.push_back(lineOf(cells));
    }
    return lines;
}

std::string rowsOf(const std::vector<ScriptLine>& lines)
{
    std::string text;
    for (int i = 0; i < scriptColumns; ++i)
        text += std::string(i ? "\t" : "") + nameOf(static_cast<ScriptColumn>(i));
    text += "\n";
    for (const ScriptLine& line : lines) {
        const ScriptCells cells = cellsOf(line);
        if (!line.event) {
            text += line.text + "\n";
            continue;
        }
        for (std::size_t i = 0; i < cells.size(); ++i)
            text += (i ? "\t" : "") + cells[i];
        text += "\n";
    }
    return text;
}

} // namespace core
