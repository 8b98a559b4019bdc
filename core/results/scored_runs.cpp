#include "core/results/scored_runs.h"

#include "core/documents/embedded.h"
#include "core/documents/names.h"
#include "core/simulate/resolved_plan.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>
#include <cstdio>
#include <set>

namespace core {
namespace scored_runs {

constexpr const char* titles
    = "source,id,group,special,measured_s,predicted_s,held_out_s,measured_gib,predicted_gib,devices,kinds,software,precision,"
      "sequence,layers,hidden,context,expert,zero\n";
constexpr std::size_t columns = 19;

std::string written(double value)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.6g", value);
    return text;
}

std::string joined(const std::vector<std::string>& words, char between)
{
    std::string text;
    for (const std::string& word : words)
        text += (text.empty() ? "" : std::string(1, between)) + word;
    return text;
}

std::vector<std::string> parted(std::string_view text, char between)
{
    std::vector<std::string> parts {""};
    for (const char letter : text)
        if (letter == between)
            parts.emplace_back();
        else
            parts.back() += letter;
    return parts;
}

double inGib(Bytes bytes) { return bytes / gibibytes(1); }

std::string lineOf(const ScoredRun& run)
{
    const RowScore& row = run.shipped;
    const RunFacts& facts = run.facts;
    const bool hasMemory = row.measuredPeak.has_value();
    const Bytes left = countsTensorsOnly(row.memoryKind) ? row.predicted->framework : Bytes(0);
    const std::array<std::string, columns> cells {row.source, row.id, row.group, row.special ? "1" : "0", written(row.measured->value),
        written(row.predicted->iteration.value), run.heldOut.predicted ? written(run.heldOut.predicted->iteration.value) : "",
        hasMemory ? written(inGib(*row.measuredPeak)) : "", hasMemory ? written(inGib(row.predicted->peakMemory - left)) : "",
        std::to_string(facts.devices), joined(facts.kinds, '+'), facts.software, std::string(nameOf(facts.precision)),
        std::to_string(facts.sequence), std::to_string(facts.layers), std::to_string(facts.hidden), std::to_string(facts.context),
        std::to_string(facts.expert), std::to_string(facts.zero)};
    return joined({cells.begin(), cells.end()}, ',') + "\n";
}

/// Reads cells; what is wrong is remembered.
class Cells
{
public:
    explicit Cells(std::string_view line) : m_cells(parted(line, ',')) { m_isRight = m_cells.size() == columns; }

    const std::string& text(std::size_t column) const { return m_cells[column]; }
    bool isEmpty(std::size_t column) const { return m_cells[column].empty(); }
    bool isRight() const { return m_isRight; }
    template <typename Number>
    Number number(std::size_t column)
    {
        Number value {};
        const std::string& cell = m_cells[column];
        const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
        m_isRight = m_isRight && error == std::errc() && end == cell.data() + cell.size();
        return value;
    }
    Precision precision(std::size_t column)
    {
        for (const Precision one : {Precision::Fp32, Precision::Tf32, Precision::Fp16, Precision::Bf16, Precision::Fp8, Precision::Fp4})
            if (m_cells[column] == nameOf(one))
                return one;
        m_isRight = false;
        return Precision::Bf16;
    }

private:
    std::vector<std::string> m_cells;
    bool m_isRight = true;
};

ScoredRun runOf(Cells& cells)
{
    ScoredRun run;
    RowScore& row = run.shipped;
    row.source = cells.text(0);
    row.id = cells.text(1);
    row.group = cells.text(2);
    row.special = cells.number<int>(3) != 0;
    row.measured = Seconds(cells.number<double>(4));
    row.predicted = Prediction();
    row.predicted->iteration = Seconds(cells.number<double>(5));
    if (!cells.isEmpty(7)) {
        row.measuredPeak = gibibytes(cells.number<double>(7));
        row.predicted->peakMemory = gibibytes(cells.number<double>(8));
    }
    run.heldOut = row;
    if (cells.isEmpty(6))
        run.heldOut.predicted.reset();
    else
        run.heldOut.predicted->iteration = Seconds(cells.number<double>(6));
    run.facts = {parted(cells.text(10), '+'), cells.text(11), cells.precision(12), cells.number<int>(9), cells.number<int>(13),
        cells.number<int>(14), cells.number<int>(15), cells.number<int>(16), cells.number<int>(17), cells.number<int>(18)};
    return run;
}

const RowScore* rowOf(const ValidationReport& report, const std::string& source, const std::string& id)
{
    const auto found = std::find_if(report.rows.begin(), report.rows.end(),
        [&](const RowScore& row) { return row.source == source && row.id == id; });
    return found != report.rows.end() && found->predicted && found->measured && found->failed.empty() ? &*found : nullptr;
}

} // namespace scored_runs

Result<RunFacts> factsOf(const Project& project, const Catalogue& catalogue, const std::string& plan)
{
    const auto found = resolved(project, catalogue, plan);
    if (!found)
        return found.error();
    RunFacts facts;
    std::set<std::string> kinds;
    for (const PlacedPipeline& pipeline : found->placement.pipelines)
        for (const PlacedStage& stage : pipeline.stages) {
            facts.devices += static_cast<int>(stage.ranks.size());
            facts.context = std::max(facts.context, stage.context);
            for (const int rank : stage.ranks)
                kinds.insert(found->cluster.deviceOf(rank).id.text);
        }
    facts.kinds.assign(kinds.begin(), kinds.end());
    facts.software = project.training->software.value_or("");
    facts.precision = project.training->precision;
    facts.sequence = project.training->sequence;
    facts.layers = found->model.layers;
    facts.hidden = found->model.hidden;
    facts.expert = found->placement.expert;
    facts.zero = found->placement.zero;
    return facts;
}

std::vector<ScoredRun> scoredRuns(const std::vector<Measurements>& files, const Catalogue& catalogue,
    const ValidationReport& shipped, const ValidationReport& heldOut)
{
    std::vector<ScoredRun> runs;
    for (const Measurements& file : files)
        for (const MeasuredRun& run : file.runs) {
            const RowScore* row = scored_runs::rowOf(shipped, file.source, run.id);
            const RowScore* other = scored_runs::rowOf(heldOut, file.source, run.id);
            const auto facts = factsOf(run.project, catalogue);
            if (row && other && facts)
                runs.push_back({*row, *other, *facts});
        }
    return runs;
}

std::string tableOf(const std::vector<ScoredRun>& runs)
{
    std::string text = scored_runs::titles;
    for (const ScoredRun& run : runs)
        text += scored_runs::lineOf(run);
    return text;
}

Result<std::vector<ScoredRun>> parseScoredRuns(std::string_view table)
{
    std::vector<ScoredRun> runs;
    std::size_t line = 0;
    for (const std::string& text : scored_runs::parted(table, '\n')) {
        if (++line == 1 || text.empty())
            continue;
        scored_runs::Cells cells(text);
        if (cells.isRight())
            runs.push_back(scored_runs::runOf(cells));
        if (!cells.isRight())
            return Error{"a run cannot be read", "line " + std::to_string(line), "19 values, as in the line of titles", {}};
    }
    return runs;
}

const std::vector<ScoredRun>& shippedRuns()
{
    static const std::vector<ScoredRun> runs = [] {
        auto parsed = parseScoredRuns(embedded::predictionsCsv());
        assert(parsed.ok()); // a test reads the same file and shows the error
        return parsed ? std::move(*parsed) : std::vector<ScoredRun>();
    }();
    return runs;
}

} // namespace core
