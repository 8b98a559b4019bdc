#include "core/results/validation.h"

#include "core/results/open_plans.h"
#include "core/results/parallel.h"
#include "core/results/statistics.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace core {
namespace validation {

RowScore scored(const Measurements& file, const MeasuredRun& run, const Catalogue& catalogue, bool withParts)
{
    RowScore row;
    row.id = run.id;
    row.source = file.source;
    row.group = run.group;
    row.special = !run.special.empty();
    row.failed = run.measured.failed;
    row.memoryKind = run.measured.memoryKind;
    row.measured = run.measured.iteration;
    row.measuredPeak = run.measured.peakMemory;
    row.measuredByDevice = run.measured.peakByDevice;
    if (run.peerPrediction)
        row.peer = run.peerPrediction;
    if (run.refused) {
        row.skipped = run.refused;
        return row;
    }
    auto prediction = predicted(run.project, catalogue, withParts);
    if (prediction) {
        row.predicted = std::move(*prediction);
        return row;
    }
    row.skipped = prediction.error();
    row.skipped->where = run.placeOf(row.skipped->where);
    return row;
}

std::vector<double> absolute(const std::vector<double>& errors)
{
    std::vector<double> result;
    for (const double error : errors)
        result.push_back(std::abs(error));
    return result;
}

void scoreTime(SourceScore& score, const std::vector<RowScore>& rows)
{
    std::vector<double> plain, special, peers;
    double worst = -1;
    for (const RowScore& row : rows) {
        const auto error = row.timeError();
        if (!error)
            continue;
        (row.special ? special : plain).push_back(*error);
        if (row.peer)
            peers.push_back(std::abs(row.peer->value / row.measured->value - 1));
        if (!row.special && std::abs(*error) > worst) {
            worst = std::abs(*error);
            score.worstRow = row.id;
        }
    }
    score.time = errorFigures(plain);
    score.special = errorFigures(special);
    score.peerMedian = quantile(peers, 0.5);
}

void scoreMemory(SourceScore& score, const std::vector<RowScore>& rows)
{
    std::vector<double> all;
    std::map<std::string, std::vector<double>> byKind;
    for (const RowScore& row : rows)
        for (const double error : row.memoryErrors()) {
            if (!row.special)
                all.push_back(error);
            byKind[row.memoryKind + (row.special ? ", special" : "")].push_back(error);
        }
    score.memory = errorFigures(all);
    for (const auto& [kind, errors] : byKind)
        score.memoryByKind.push_back({kind, errorFigures(errors)});
}

/// Measured and predicted times of the rows of one group.
struct Ranked
{
    std::vector<double> measured, predicted;

    bool tells(double noise) const
    {
        if (measured.size() < 3)
            return false;
        const auto [least, most] = std::minmax_element(measured.begin(), measured.end());
        return *most / *least - 1 >= 2 * noise;
    }
};

void scoreRanking(SourceScore& score, const std::vector<RowScore>& rows, double noise)
{
    std::map<std::string, Ranked> groups;
    for (const RowScore& row : rows)
        if (!row.special && row.timeError() && !row.group.empty()) {
            groups[row.group].measured.push_back(row.measured->value);
            groups[row.group].predicted.push_back(row.predicted->iteration.value);
        }
    std::vector<double> taus, regrets;
    for (const auto& [name, group] : groups) {
        if (!group.tells(noise))
            continue;
        ++score.groups;
        // Equal predictions for unequal runs rank nothing.
        taus.push_back(kendallTau(group.measured, group.predicted).value_or(0));
        regrets.push_back(*regret(group.measured, group.predicted));
    }
    score.kendallTau = mean(taus);
    score.regret = mean(regrets);
    score.worstKendallTau = quantile(taus, 0);
    score.worstRegret = quantile(regrets, 1);
}

void scoreFeasibility(SourceScore& score, const std::vector<RowScore>& rows)
{
    for (const RowScore& row : rows) {
        if (!row.predicted)
            continue;
        if (row.failed.empty() && !row.predicted->fits && !row.special)
            score.wronglyRejected.push_back(row.id);
        if (row.failed.empty())
            continue;
        ++score.failed;
        if (row.predicted->fits)
            score.failuresMissed.push_back(row.id);
        else
            ++score.failuresPredicted;
    }
}

bool holdsOpenPlans(const Measurements& file)
{
    return std::any_of(file.runs.begin(), file.runs.end(), [](const MeasuredRun& run) { return !run.open.empty(); });
}

/// A row of a file, by number.
struct Task
{
    const Measurements* file = nullptr;
    const MeasuredRun* run = nullptr;
};

std::vector<Task> tasksOf(const std::vector<Measurements>& files, bool open)
{
    std::vector<Task> tasks;
    for (const Measurements& file : files)
        if (holdsOpenPlans(file) == open)
            for (const MeasuredRun& run : file.runs)
                tasks.push_back({&file, &run});
    return tasks;
}

} // namespace validation

bool countsTensorsOnly(const std::string& memoryKind) { return memoryKind.starts_with("allocated"); }

std::optional<double> RowScore::timeError() const
{
    if (!measured || !predicted)
        return std::nullopt;
    return predicted->iteration / *measured - 1;
}

std::vector<double> RowScore::memoryErrors() const
{
    std::vector<double> errors;
    if (!predicted)
        return errors;
    const Bytes left = countsTensorsOnly(memoryKind) ? predicted->framework : Bytes(0);
    if (!measuredByDevice.empty() && measuredByDevice.size() == predicted->memory.size()) {
        for (std::size_t i = 0; i < measuredByDevice.size(); ++i)
            errors.push_back((predicted->memory[i] - left) / measuredByDevice[i] - 1);
    } else if (measuredPeak) {
        errors.push_back((predicted->peakMemory - left) / *measuredPeak - 1);
    }
    return errors;
}

std::optional<double> BoundScore::error() const
{
    if (!published || !best)
        return std::nullopt;
    return *best / *published - 1;
}

ErrorFigures errorFigures(const std::vector<double>& errors)
{
    const std::vector<double> sizes = validation::absolute(errors);
    return {static_cast<int>(errors.size()), mean(sizes), quantile(sizes, 0.5), quantile(sizes, 0.9), mean(errors)};
}

SourceScore sourceScore(const std::string& source, const std::vector<RowScore>& rows, double noise)
{
    SourceScore score;
    score.source = source;
    score.rows = static_cast<int>(rows.size());
    for (const RowScore& row : rows) {
        score.simulated += row.predicted.has_value();
        if (row.skipped)
            score.skipped.push_back(row.id);
    }
    validation::scoreTime(score, rows);
    validation::scoreMemory(score, rows);
    validation::scoreRanking(score, rows, noise);
    validation::scoreFeasibility(score, rows);
    return score;
}

ValidationReport validate(const std::vector<Measurements>& files, const Catalogue& catalogue, const ValidateOptions& options)
{
    return validate(files, [&](const Measurements&, const MeasuredRun&) -> const Catalogue& { return catalogue; }, options);
}

ValidationReport validate(const std::vector<Measurements>& files, const CatalogueOf& catalogueOf, const ValidateOptions& options)
{
    ValidationReport report;
    const auto rows = validation::tasksOf(files, false);
    report.rows.resize(rows.size());
    inParallel(rows.size(), options.threads, [&](std::size_t i) {
        report.rows[i] = validation::scored(*rows[i].file, *rows[i].run, catalogueOf(*rows[i].file, *rows[i].run), options.withParts);
    });
    const auto open = options.bounds ? validation::tasksOf(files, true) : std::vector<validation::Task>();
    report.bounds.resize(open.size());
    inParallel(open.size(), options.threads,
        [&](std::size_t i) { report.bounds[i] = boundScore(open[i].file->source, *open[i].run, catalogueOf(*open[i].file, *open[i].run)); });
    std::size_t next = 0;
    for (const Measurements& file : files) {
        if (validation::holdsOpenPlans(file))
            continue;
        const auto first = report.rows.begin() + static_cast<std::ptrdiff_t>(next);
        const std::vector<RowScore> own(first, first + static_cast<std::ptrdiff_t>(file.runs.size()));
        report.sources.push_back(sourceScore(file.source, own, options.noise));
        report.sources.back().known = file.known;
        next += file.runs.size();
    }
    return report;
}

} // namespace core
