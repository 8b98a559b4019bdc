#include "core/results/calibration_problem.h"

#include "core/costs/software.h"
#include "core/results/prediction.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace core::calibration {

constexpr double difference = 0.05;     ///< of a constant's logarithm, for its slope
constexpr double longestStep = 0.7;     ///< of a constant's logarithm
constexpr double sourceWeight = 20;     ///< rows that a source counts for at most

std::string softwareOf(const MeasuredRun& run)
{
    return run.project.training ? run.project.training->software.value_or("") : "";
}

std::vector<ConstantKey> keysOf(const MeasuredRun& run, const Catalogue& catalogue)
{
    std::set<ConstantKey> keys;
    for (const Node& node : run.project.cluster->nodes)
        if (node.device && findDevice(catalogue, *node.device))
            keys.insert({node.device->text, softwareOf(run)});
    return {keys.begin(), keys.end()};
}

/// Features of a run that the model has, though plans have no word for them: the software alone decides them.
bool isModelled(const std::string& feature, const Training& training)
{
    return feature.starts_with("selective recompute per operator") && softwareOf(training, {}).recomputesProducts;
}

bool isFitted(const MeasuredRun& run)
{
    const bool isOrdinary = std::all_of(run.special.begin(), run.special.end(),
        [&](const std::string& feature) { return run.project.training && isModelled(feature, *run.project.training); });
    return !run.refused && isOrdinary && run.open.empty() && run.measured.iteration && run.measured.failed.empty();
}

/// Evenly over the file, at most `most`.
std::vector<const MeasuredRun*> chosen(const Measurements& file, int most)
{
    std::vector<const MeasuredRun*> all;
    for (const MeasuredRun& run : file.runs)
        if (isFitted(run))
            all.push_back(&run);
    const auto wanted = static_cast<std::size_t>(std::max(1, most));
    if (all.size() <= wanted)
        return all;
    std::vector<const MeasuredRun*> some;
    for (std::size_t i = 0; i < wanted; ++i)
        some.push_back(all[i * all.size() / wanted]);
    return some;
}

Problem problemOf(const std::vector<Measurements>& files, const Catalogue& facts, const CalibrateOptions& options)
{
    Problem problem {{}, {}, options.threads, options.steps};
    std::set<ConstantKey> keys;
    for (std::size_t f = 0; f < files.size(); ++f)
        for (const MeasuredRun* run : chosen(files[f], options.rowsPerSource)) {
            const auto own = keysOf(*run, facts);
            const bool wanted = options.device.empty()
                || std::any_of(own.begin(), own.end(), [&](const ConstantKey& key) { return key.device == options.device; });
            if (!wanted)
                continue;
            keys.insert(own.begin(), own.end());
            Row row;
            row.run = run;
            row.source = f;
            row.fold = foldOf(files[f], *run);
            problem.rows.push_back(std::move(row));
        }
    for (const ConstantKey& key : keys)
        if (options.device.empty() || key.device == options.device)
            problem.keys.push_back(key);
    for (Row& row : problem.rows)
        for (const ConstantKey& key : keysOf(*row.run, facts)) {
            const auto at = std::lower_bound(problem.keys.begin(), problem.keys.end(), key);
            if (at != problem.keys.end() && *at == key)
                row.keys.push_back(static_cast<std::size_t>(at - problem.keys.begin()));
        }
    return problem;
}

std::optional<double> residualOf(const Row& row, const Catalogue& catalogue)
{
    const auto time = predictedTime(row.run->project, catalogue);
    if (!time || time->value <= 0)
        return std::nullopt;
    return std::log(*time / *row.run->measured.iteration);
}

void weigh(Problem& problem)
{
    std::map<std::size_t, double> counts;
    for (const Row& row : problem.rows)
        counts[row.source] += row.usable;
    for (Row& row : problem.rows)
        row.weight = row.usable ? std::min(1.0, sourceWeight / counts[row.source]) : 0;
}

void move(Catalogue& catalogue, const ConstantKey& key, std::size_t constant, double step)
{
    const FittedConstant& which = fittedConstants()[constant];
    Efficiency& efficiency = efficiencyAt(catalogue, key);
    const double value = which.get(efficiency) * std::exp(std::clamp(step, -longestStep, longestStep));
    which.set(efficiency, std::clamp(value, which.least, which.most));
}

Observation observed(const Problem& problem, const Row& row, const Catalogue& catalogue)
{
    const std::size_t kinds = fittedConstants().size();
    Observation observation {residualOf(row, catalogue).value_or(0), row.weight, {}};
    for (const std::size_t key : row.keys)
        for (std::size_t constant = 0; constant < kinds; ++constant) {
            Catalogue moved = catalogue;
            move(moved, problem.keys[key], constant, -difference);
            const double slope
                = (residualOf(row, moved).value_or(observation.residual) - observation.residual) / -difference;
            if (std::abs(slope) > 1e-4)
                observation.slopes.push_back({key * kinds + constant, slope});
        }
    return observation;
}

} // namespace core::calibration
