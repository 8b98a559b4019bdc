#include "app/cli/validation_report.h"

#include <nlohmann/json.hpp>

#include <array>
#include <cstdio>

namespace app {

namespace {

using ReportJson = nlohmann::ordered_json;

constexpr double reportedExcess = 0.10; ///< a bound's best prediction may be slower by this

struct Part
{
    const char* name;
    core::Seconds core::TimeParts::*value;
};
constexpr std::array timeParts {Part {"gemm", &core::TimeParts::gemm}, Part {"attention", &core::TimeParts::attention},
    Part {"element_wise", &core::TimeParts::elementWise}, Part {"launch", &core::TimeParts::launch},
    Part {"optimizer", &core::TimeParts::optimizer}, Part {"inside_layers", &core::TimeParts::inside},
    Part {"gradients", &core::TimeParts::gradients}, Part {"waiting", &core::TimeParts::waiting}};

double gib(core::Bytes bytes) { return bytes / core::gibibytes(1); }

ReportJson orNull(const std::optional<double>& value) { return value ? ReportJson(*value) : ReportJson(nullptr); }

ReportJson figuresJson(const core::ErrorFigures& figures)
{
    return {{"rows", figures.count}, {"mape", orNull(figures.mape)}, {"median", orNull(figures.median)}, {"p90", orNull(figures.p90)},
        {"bias", orNull(figures.bias)}};
}

ReportJson skippedJson(const core::SourceScore& score, const core::ValidationReport& report)
{
    ReportJson list = ReportJson::array();
    for (const core::RowScore& row : report.rows)
        if (row.source == score.source && row.skipped)
            list.push_back({{"id", row.id}, {"why", core::describe(*row.skipped)}});
    return list;
}

ReportJson sourceJson(const core::SourceScore& score, const core::ValidationReport& report)
{
    ReportJson json {{"source", score.source}, {"rows", score.rows}, {"simulated", score.simulated}, {"mape", orNull(score.time.mape)},
        {"median", orNull(score.time.median)}, {"p90", orNull(score.time.p90)}, {"bias", orNull(score.time.bias)},
        {"scored", score.time.count}, {"worst_row", score.worstRow}, {"memory_mape", orNull(score.memory.mape)},
        {"memory_median", orNull(score.memory.median)}, {"memory_bias", orNull(score.memory.bias)},
        {"kendall_tau", orNull(score.kendallTau)}, {"kendall_tau_worst", orNull(score.worstKendallTau)}, {"regret", orNull(score.regret)},
        {"regret_worst", orNull(score.worstRegret)}, {"groups", score.groups}, {"peer_median", orNull(score.peerMedian)}};
    json["memory"] = ReportJson::array();
    for (const core::MemoryScore& memory : score.memoryByKind) {
        json["memory"].push_back(figuresJson(memory.errors));
        json["memory"].back()["kind"] = memory.kind;
    }
    json["special"] = figuresJson(score.special);
    json["failures"] = {{"failed", score.failed}, {"predicted", score.failuresPredicted}, {"missed", score.failuresMissed},
        {"wrongly_rejected", score.wronglyRejected}};
    json["skipped"] = skippedJson(score, report);
    return json;
}

ReportJson rowJson(const core::RowScore& row, bool breakdown)
{
    const auto& predicted = row.predicted;
    ReportJson json {{"id", row.id}, {"source", row.source}, {"measured_s", row.measured ? ReportJson(row.measured->value) : ReportJson(nullptr)},
        {"predicted_s", predicted ? ReportJson(predicted->iteration.value) : ReportJson(nullptr)}, {"error", orNull(row.timeError())},
        {"measured_gib", row.measuredPeak ? ReportJson(gib(*row.measuredPeak)) : ReportJson(nullptr)},
        {"predicted_gib", predicted ? ReportJson(gib(predicted->peakMemory)) : ReportJson(nullptr)}};
    json["special"] = row.special;
    json["failed"] = row.failed;
    json["fits"] = predicted ? ReportJson(predicted->fits) : ReportJson(nullptr);
    if (row.skipped)
        json["why"] = core::describe(*row.skipped);
    if (breakdown && predicted)
        for (const Part& part : timeParts)
            json["parts_s"][part.name] = (predicted->parts.*part.value).value;
    return json;
}

ReportJson boundJson(const core::BoundScore& bound)
{
    ReportJson json {{"id", bound.id}, {"source", bound.source}, {"published_s", bound.published ? ReportJson(bound.published->value) : ReportJson(nullptr)},
        {"best_s", bound.best ? ReportJson(bound.best->value) : ReportJson(nullptr)}, {"error", orNull(bound.error())}, {"plan", bound.plan},
        {"tried", bound.tried}};
    if (bound.skipped)
        json["why"] = core::describe(*bound.skipped);
    return json;
}

std::string percent(const std::optional<double>& share, int width = 7)
{
    char text[32];
    if (share)
        std::snprintf(text, sizeof text, "%*.1f %%", width - 2, *share * 100);
    else
        std::snprintf(text, sizeof text, "%*s", width, "-");
    return text;
}

/// As `percent`, in a sentence.
std::string share(const std::optional<double>& value)
{
    const std::string text = percent(value);
    return text.substr(text.find_first_not_of(' '));
}

std::string number(const std::optional<double>& value)
{
    char text[32];
    if (value)
        std::snprintf(text, sizeof text, "%7.3f", *value);
    else
        std::snprintf(text, sizeof text, "%7s", "-");
    return text;
}

std::string padded(std::string text, std::size_t width)
{
    text.resize(std::max(width, text.size()), ' ');
    return text;
}

std::string numberOf(int value, int width)
{
    char text[16];
    std::snprintf(text, sizeof text, "%*d", width, value);
    return text;
}

void addNames(std::string& text, const char* what, const std::vector<std::string>& names)
{
    for (const std::string& name : names)
        text += std::string("  ") + what + name + "\n";
}

std::string notesOf(const core::SourceScore& score, const core::ValidationReport& report)
{
    std::string text;
    for (const core::MemoryScore& memory : score.memoryByKind)
        text += "  memory, " + memory.kind + ": " + std::to_string(memory.errors.count) + " values, median " + share(memory.errors.median)
            + ", MAPE " + share(memory.errors.mape) + ", bias " + share(memory.errors.bias) + "\n";
    if (score.special.count > 0)
        text += "  special, apart: " + std::to_string(score.special.count) + " rows, median " + share(score.special.median) + ", bias "
            + share(score.special.bias) + "\n";
    if (score.failed > 0)
        text += "  failed runs: " + std::to_string(score.failuresPredicted) + " of " + std::to_string(score.failed) + " predicted\n";
    if (score.peerMedian)
        text += "  the source's own simulator: median " + share(score.peerMedian) + "\n";
    addNames(text, "failure missed: ", score.failuresMissed);
    addNames(text, "ran, but predicted not to fit: ", score.wronglyRejected);
    for (const core::RowScore& row : report.rows)
        if (row.source == score.source && row.skipped)
            text += "  skipped " + row.id + ": " + core::describe(*row.skipped) + "\n";
    if (!score.known.empty())
        text += "  known: " + score.known + "\n";
    return text.empty() ? text : score.source + "\n" + text;
}

std::string rowText(const core::RowScore& row, bool breakdown)
{
    char text[96];
    std::snprintf(text, sizeof text, "%12.5g %12.5g ", row.measured ? row.measured->value : 0.0,
        row.predicted ? row.predicted->iteration.value : 0.0);
    std::string line = padded(row.id, 56) + text + percent(row.timeError(), 9);
    if (row.predicted && row.measuredPeak) {
        std::snprintf(text, sizeof text, " %7.1f %7.1f GiB", gib(*row.measuredPeak), gib(row.predicted->peakMemory));
        line += text;
    }
    if (!row.failed.empty())
        line += " failed: " + row.failed + (row.predicted && !row.predicted->fits ? ", as predicted" : "");
    if (breakdown && row.predicted)
        for (const Part& part : timeParts)
            line += std::string(" ") + part.name + percent(row.predicted->parts.*part.value / row.predicted->iteration, 8);
    return line + (row.special ? " special" : "") + (row.skipped ? " skipped" : "") + "\n";
}

std::string boundText(const core::BoundScore& bound)
{
    std::string line = padded(bound.id, 56) + percent(bound.error(), 9) + "  ";
    if (bound.skipped)
        return line + core::describe(*bound.skipped) + "\n";
    return line + bound.plan + (bound.error().value_or(0) > reportedExcess ? "  (slower than published by over 10 %)" : "") + "\n";
}

} // namespace

ReportJson jsonOf(const core::ValidationReport& report, const ReportParts& parts)
{
    ReportJson json {{"sources", ReportJson::array()}, {"bounds", ReportJson::array()}};
    for (const core::SourceScore& score : report.sources)
        json["sources"].push_back(sourceJson(score, report));
    for (const core::BoundScore& bound : report.bounds)
        json["bounds"].push_back(boundJson(bound));
    if (parts.rows) {
        json["rows"] = ReportJson::array();
        for (const core::RowScore& row : report.rows)
            json["rows"].push_back(rowJson(row, parts.breakdown));
    }
    return json;
}

std::string summaryOf(const core::ValidationReport& report)
{
    std::string text = padded("source", 20) + " rows  sim  median    mape     p90    bias | memory    bias |     tau   worst  regret   worst\n";
    for (const core::SourceScore& score : report.sources)
        text += padded(score.source, 20) + numberOf(score.rows, 5) + numberOf(score.simulated, 5) + " " + percent(score.time.median) + " "
            + percent(score.time.mape) + " " + percent(score.time.p90) + " " + percent(score.time.bias) + " | " + percent(score.memory.median)
            + " " + percent(score.memory.bias) + " | " + number(score.kendallTau) + " " + number(score.worstKendallTau) + " "
            + percent(score.regret) + " " + percent(score.worstRegret) + "\n";
    return text;
}

std::string textOf(const core::ValidationReport& report, const ReportParts& parts)
{
    std::string text = summaryOf(report);
    for (const core::SourceScore& score : report.sources)
        text += notesOf(score, report);
    if (!report.bounds.empty())
        text += "bounds: best prediction over what the source leaves unsaid / published - 1\n";
    for (const core::BoundScore& bound : report.bounds)
        text += boundText(bound);
    if (parts.rows) {
        text += padded("row", 56) + "  measured s  predicted s     error  memory: measured, predicted\n";
        for (const core::RowScore& row : report.rows)
            text += rowText(row, parts.breakdown);
    }
    return text;
}

} // namespace app
