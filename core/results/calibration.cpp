#include "core/results/calibration.h"

#include "core/results/parallel.h"
#include "core/results/robust_fit.h"
#include "core/results/statistics.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace core {
namespace calibration {

constexpr double noise = 0.02;          ///< of a logarithm of predicted / measured
constexpr double difference = 0.05;     ///< of a constant's logarithm, for its slope
constexpr double longestStep = 0.7;     ///< of a constant's logarithm
constexpr double sourceWeight = 20;     ///< rows that a source counts for at most

/// A row to fit on.
struct Row
{
    const MeasuredRun* run = nullptr;
    std::size_t source = 0;
    std::string fold;
    std::vector<std::size_t> keys;
    double weight = 0;
    double residual = 0; ///< logarithm of predicted / measured
    bool usable = true;
};

struct Problem
{
    std::vector<ConstantKey> keys;
    std::vector<Row> rows;

    std::size_t constants() const { return keys.size() * fittedConstants().size(); }
};

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

bool isFitted(const MeasuredRun& run)
{
    return !run.refused && run.special.empty() && run.open.empty() && run.measured.iteration && run.measured.failed.empty();
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
    Problem problem;
    std::set<ConstantKey> keys;
    for (std::size_t f = 0; f < files.size(); ++f)
        for (const MeasuredRun* run : chosen(files[f], options.rowsPerSource)) {
            const auto own = keysOf(*run, facts);
            const bool wanted = options.device.empty()
                || std::any_of(own.begin(), own.end(), [&](const ConstantKey& key) { return key.device == options.device; });
            if (!wanted)
                continue;
            keys.insert(own.begin(), own.end());
            problem.rows.push_back({run, f, foldOf(files[f], *run), {}, 0, 0, true});
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
    const auto prediction = predicted(row.run->project, catalogue);
    if (!prediction || prediction->iteration.value <= 0)
        return std::nullopt;
    return std::log(prediction->iteration / *row.run->measured.iteration);
}

void evaluate(Problem& problem, const Catalogue& catalogue, int threads)
{
    inParallel(problem.rows.size(), threads, [&](std::size_t i) {
        Row& row = problem.rows[i];
        if (!row.usable)
            return;
        const auto residual = residualOf(row, catalogue);
        row.usable = residual.has_value();
        row.residual = residual.value_or(0);
    });
}

/// Sources count alike from `sourceWeight` rows on.
void weigh(Problem& problem)
{
    std::map<std::size_t, double> counts;
    for (const Row& row : problem.rows)
        counts[row.source] += row.usable;
    for (Row& row : problem.rows)
        row.weight = row.usable ? std::min(1.0, sourceWeight / counts[row.source]) : 0;
}

double objectiveOf(const Problem& problem)
{
    double sum = 0;
    double weights = 0;
    for (const Row& row : problem.rows) {
        sum += row.weight * std::abs(row.residual);
        weights += row.weight;
    }
    return weights > 0 ? sum / weights : 0;
}

/// A constant with its logarithm moved, within its bounds.
void move(Catalogue& catalogue, const ConstantKey& key, std::size_t constant, double step)
{
    const FittedConstant& which = fittedConstants()[constant];
    Efficiency& efficiency = efficiencyAt(catalogue, key);
    const double value = which.get(efficiency) * std::exp(std::clamp(step, -longestStep, longestStep));
    which.set(efficiency, std::clamp(value, which.least, which.most));
}

/// How each row answers to each constant of its keys.
std::vector<Observation> observed(const Problem& problem, const Catalogue& catalogue, int threads)
{
    const std::size_t kinds = fittedConstants().size();
    std::vector<Catalogue> moved(problem.constants(), catalogue);
    for (std::size_t c = 0; c < moved.size(); ++c)
        move(moved[c], problem.keys[c / kinds], c % kinds, -difference);
    std::vector<Observation> observations(problem.rows.size());
    inParallel(problem.rows.size(), threads, [&](std::size_t i) {
        const Row& row = problem.rows[i];
        observations[i].residual = row.residual;
        observations[i].weight = row.weight;
        for (const std::size_t key : row.keys)
            for (std::size_t c = key * kinds; row.usable && c < (key + 1) * kinds; ++c) {
                const double slope = (residualOf(row, moved[c]).value_or(row.residual) - row.residual) / -difference;
                if (std::abs(slope) > 1e-4)
                    observations[i].slopes.push_back({c, slope});
            }
    });
    return observations;
}

/// Distances of the constants to the facts.
std::vector<Belief> beliefs(const Problem& problem, const Catalogue& facts, const Catalogue& now)
{
    std::vector<Belief> result;
    for (const ConstantKey& key : problem.keys)
        for (const FittedConstant& constant : fittedConstants())
            result.push_back({std::log(constant.get(findDevice(facts, DeviceKindId {key.device})->efficiency)
                                  / constant.get(constantsOf(now, key))),
                constant.spread});
    return result;
}

Catalogue stepped(const Problem& problem, Catalogue catalogue, const std::vector<double>& step)
{
    const std::size_t kinds = fittedConstants().size();
    for (std::size_t c = 0; c < step.size(); ++c)
        move(catalogue, problem.keys[c / kinds], c % kinds, step[c]);
    return catalogue;
}

/// Back to the facts of the device.
void forget(Catalogue& catalogue, const ConstantKey& key)
{
    for (Device& device : catalogue.devices)
        if (device.id.text == key.device)
            device.generations.erase(key.software);
}

/// Keys without any of the rows that are left keep the facts.
void forgetEmpty(const Problem& problem, const std::vector<Observation>& observations, Catalogue& catalogue)
{
    std::vector<bool> has(problem.keys.size(), false);
    for (std::size_t i = 0; i < problem.rows.size(); ++i)
        for (const std::size_t key : problem.rows[i].keys)
            has[key] = has[key] || observations[i].weight > 0;
    for (std::size_t k = 0; k < has.size(); ++k)
        if (!has[k])
            forget(catalogue, problem.keys[k]);
}

/// The last linear model, from which folds are cut.
struct LinearModel
{
    Catalogue at;
    std::vector<Observation> observations;
    std::vector<Belief> beliefs;
};

Catalogue without(const Problem& problem, const LinearModel& model, std::size_t source, const std::string& fold)
{
    std::vector<Observation> kept = model.observations;
    for (std::size_t i = 0; i < kept.size(); ++i)
        if (problem.rows[i].source == source && problem.rows[i].fold == fold)
            kept[i].weight = 0;
    Catalogue catalogue = stepped(problem, model.at, robustStep(kept, model.beliefs, noise));
    forgetEmpty(problem, kept, catalogue);
    return catalogue;
}

void describe(Calibration& result, const Problem& problem, const std::vector<Measurements>& files, const CalibrateOptions& options)
{
    for (std::size_t k = 0; k < problem.keys.size(); ++k) {
        FittedKey fitted {problem.keys[k], 0, {}};
        for (const Row& row : problem.rows)
            if (row.usable && std::find(row.keys.begin(), row.keys.end(), k) != row.keys.end()) {
                ++fitted.rows;
                const std::string& name = files[row.source].source;
                if (std::find(fitted.sources.begin(), fitted.sources.end(), name) == fitted.sources.end())
                    fitted.sources.push_back(name);
            }
        std::string text = "fitted " + options.date + " on " + std::to_string(fitted.rows) + " rows of ";
        for (std::size_t i = 0; i < fitted.sources.size(); ++i)
            text += (i > 0 ? ", " : "") + fitted.sources[i];
        if (fitted.rows > 0)
            efficiencyAt(result.catalogue, fitted.key).provenance
                = text + " (clusterloom-cli calibrate); framework and launch: facts of the device";
        else
            forget(result.catalogue, fitted.key);
        result.keys.push_back(std::move(fitted));
    }
}

/// For software that is not named or not fitted: the median of each constant over the device's fitted generations.
void addTypical(Calibration& result)
{
    for (Device& device : result.catalogue.devices) {
        std::vector<const Efficiency*> fitted;
        for (const FittedKey& key : result.keys)
            if (key.key.device == device.id.text && key.rows > 0)
                fitted.push_back(&device.generations.at(key.key.software));
        if (fitted.empty())
            continue;
        Efficiency typical = device.efficiency;
        for (const FittedConstant& constant : fittedConstants()) {
            std::vector<double> values;
            for (const Efficiency* one : fitted)
                values.push_back(constant.get(*one));
            constant.set(typical, *quantile(std::move(values), 0.5));
        }
        typical.provenance = "medians of the " + std::to_string(fitted.size()) + " fitted generations of this device";
        device.generations["typical"] = typical;
    }
}

} // namespace calibration

std::string foldOf(const Measurements& file, const MeasuredRun& run)
{
    const auto shapeOf = [](const MeasuredRun& one) {
        const Model model = one.project.model.value_or(Model());
        return "L" + std::to_string(model.layers.value_or(0)) + " h" + std::to_string(model.hidden.value_or(0));
    };
    const std::string shape = shapeOf(run);
    const bool severalShapes = std::any_of(file.runs.begin(), file.runs.end(), [&](const MeasuredRun& other) {
        return calibration::isFitted(other) && shapeOf(other) != shape;
    });
    return severalShapes ? shape : run.cluster;
}

Calibration calibrate(const std::vector<Measurements>& files, const Catalogue& facts, const CalibrateOptions& options)
{
    Calibration result;
    result.catalogue = facts;
    for (Device& device : result.catalogue.devices)
        if (options.device.empty() || device.id.text == options.device)
            device.generations.clear();
    calibration::Problem problem = calibration::problemOf(files, facts, options);
    for (const ConstantKey& key : problem.keys)
        efficiencyAt(result.catalogue, key) = findDevice(facts, DeviceKindId {key.device})->efficiency;
    calibration::evaluate(problem, result.catalogue, options.threads);
    calibration::weigh(problem);
    result.objectiveBefore = calibration::objectiveOf(problem);
    calibration::LinearModel model;
    for (int step = 0; step < options.steps; ++step) {
        model = {result.catalogue, calibration::observed(problem, result.catalogue, options.threads),
            calibration::beliefs(problem, facts, result.catalogue)};
        result.catalogue = calibration::stepped(
            problem, result.catalogue, robustStep(model.observations, model.beliefs, calibration::noise));
        calibration::evaluate(problem, result.catalogue, options.threads);
    }
    result.objectiveAfter = calibration::objectiveOf(problem);
    calibration::describe(result, problem, files, options);
    calibration::addTypical(result);
    std::set<std::pair<std::size_t, std::string>> folds;
    for (const calibration::Row& row : problem.rows)
        if (row.usable && folds.insert({row.source, row.fold}).second)
            result.folds.push_back({files[row.source].source, row.fold,
                calibration::without(problem, model, row.source, row.fold)});
    return result;
}

ValidationReport validateFolds(const std::vector<Measurements>& files, const Calibration& calibration, const ValidateOptions& options)
{
    return validate(files, [&](const Measurements& file, const MeasuredRun& run) -> const Catalogue& {
        const std::string name = foldOf(file, run);
        for (const Fold& fold : calibration.folds)
            if (fold.source == file.source && fold.name == name)
                return fold.catalogue;
        return calibration.catalogue;
    }, options);
}

} // namespace core
