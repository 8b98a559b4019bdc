#include "core/results/calibration.h"

#include "core/results/calibration_problem.h"
#include "core/results/parallel.h"
#include "core/results/statistics.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

namespace core {
namespace calibration {

/// Of a logarithm of predicted / measured: what the model leaves out of a run, which is no news of a constant. Simulators of
/// training are published with median errors of 4 to 15 % (arXiv 2312.12391: 8.4 % on one node, 14.7 % on many); the geometric
/// mean of these. Far above the noise of the measurements.
constexpr double discrepancy = 0.08;
constexpr double shortestStep = 0.003;  ///< of any constant's logarithm: the fit is done
constexpr double slopesHoldFor = 0.4;   ///< of a constant's logarithm
constexpr std::size_t fewestMemories = 2;
constexpr std::size_t mostFolds = 6;    ///< of a source
constexpr int foldSteps = 3;
constexpr double leastFramework = 0.3e9, mostFramework = 8e9; ///< bytes

/// Rows by number.
using Rows = std::vector<std::size_t>;

/// Of some rows: again with slopes, or as they were with the new residuals.
void observe(const Problem& problem, const Rows& rows, const Catalogue& catalogue, bool withSlopes, std::vector<Observation>& observations)
{
    inParallel(rows.size(), problem.threads, [&](std::size_t i) {
        const Row& row = problem.rows[rows[i]];
        if (withSlopes)
            observations[i] = observed(problem, row, catalogue);
        else
            observations[i].residual = residualOf(row, catalogue).value_or(observations[i].residual);
    });
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

double longestOf(const std::vector<double>& step)
{
    double longest = 0;
    for (const double one : step)
        longest = std::max(longest, std::abs(one));
    return longest;
}

/// Where a fit stands: the constants, and how each of its rows answers to them there.
struct Fit
{
    Catalogue catalogue;
    std::vector<Observation> observations;
};

/// Steps on some rows from where a fit of these stands. Slopes are taken again only after a step on which they may have changed.
void step(const Problem& problem, const Catalogue& facts, const Rows& rows, int steps, Fit& fit)
{
    const std::size_t kinds = fittedConstants().size();
    double longest = 0;
    for (int number = 0; number < steps && !rows.empty(); ++number) {
        if (number > 0)
            observe(problem, rows, fit.catalogue, longest > slopesHoldFor, fit.observations);
        const auto change = robustStep(fit.observations, beliefs(problem, facts, fit.catalogue), discrepancy);
        for (std::size_t c = 0; c < change.size(); ++c)
            if (std::abs(change[c]) > 1e-9)
                move(fit.catalogue, problem.keys[c / kinds], c % kinds, change[c]);
        longest = longestOf(change);
        if (longest < shortestStep)
            break;
    }
}

/// From the facts on; with the residuals where it ends.
Fit fitted(const Problem& problem, const Catalogue& facts, const Rows& rows)
{
    Fit fit {facts, {}};
    for (const std::size_t row : rows)
        fit.observations.push_back(problem.rows[row].atFacts);
    step(problem, facts, rows, problem.steps, fit);
    observe(problem, rows, fit.catalogue, false, fit.observations);
    return fit;
}

/// On some of the rows of a fit, from where it ended: of the others neither time nor slope is looked at any more, and constants
/// that only they told of go back to the facts.
Fit fittedAgain(const Problem& problem, const Catalogue& facts, const Rows& rows, const Rows& some, const Fit& whole)
{
    Fit fit {whole.catalogue, {}};
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (std::find(some.begin(), some.end(), rows[i]) != some.end())
            fit.observations.push_back(whole.observations[i]);
    step(problem, facts, some, foldSteps, fit);
    return fit;
}

/// Keys that share rows are fitted together; others do not touch one another.
std::vector<Rows> apart(const Problem& problem)
{
    std::vector<std::size_t> group(problem.keys.size());
    std::iota(group.begin(), group.end(), std::size_t(0));
    for (const Row& row : problem.rows)
        for (const std::size_t key : row.keys) {
            const std::size_t from = group[key];
            const std::size_t to = group[row.keys.front()];
            std::replace(group.begin(), group.end(), from, to);
        }
    std::map<std::size_t, Rows> groups;
    for (std::size_t r = 0; r < problem.rows.size(); ++r)
        if (problem.rows[r].usable && !problem.rows[r].keys.empty())
            groups[group[problem.rows[r].keys.front()]].push_back(r);
    std::vector<Rows> result;
    for (auto& [key, rows] : groups)
        result.push_back(std::move(rows));
    return result;
}

/// The constants of the keys of `rows`, taken over from another catalogue.
void takeOver(const Problem& problem, const Rows& rows, const Catalogue& from, Catalogue& to)
{
    for (const std::size_t row : rows)
        for (const std::size_t key : problem.rows[row].keys)
            efficiencyAt(to, problem.keys[key]) = constantsOf(from, problem.keys[key]);
}

/// Mean absolute logarithm of predicted / measured.
double objectiveOf(const Problem& problem, const Catalogue& catalogue)
{
    std::vector<double> sizes(problem.rows.size(), 0);
    inParallel(problem.rows.size(), problem.threads, [&](std::size_t i) {
        if (problem.rows[i].usable)
            sizes[i] = std::abs(residualOf(problem.rows[i], catalogue).value_or(0));
    });
    double sum = 0;
    double weights = 0;
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        sum += problem.rows[i].weight * sizes[i];
        weights += problem.rows[i].weight;
    }
    return weights > 0 ? sum / weights : 0;
}

/// Back to the facts of the device.
void forget(Catalogue& catalogue, const ConstantKey& key)
{
    for (Device& device : catalogue.devices)
        if (device.id.text == key.device)
            device.generations.erase(key.software);
}

using FoldName = std::pair<std::size_t, std::string>; ///< source and name

FoldName foldOf(const Row& row) { return {row.source, row.fold}; }

/// What the largest device of a run measured beyond all that is counted, where one key is alone.
struct Overhead
{
    std::size_t key = 0;
    FoldName fold;
    double bytes = 0;
};

std::vector<Overhead> overheads(const Problem& problem, const std::vector<Measurements>& files, const Catalogue& facts)
{
    std::vector<Overhead> found;
    for (std::size_t f = 0; f < files.size(); ++f)
        for (const MeasuredRun& run : files[f].runs) {
            if (run.refused || !run.measured.peakMemory || countsTensorsOnly(run.measured.memoryKind))
                continue;
            const auto own = keysOf(run, facts);
            const auto at = own.size() == 1 ? std::lower_bound(problem.keys.begin(), problem.keys.end(), own.front()) : problem.keys.end();
            if (at == problem.keys.end() || *at != own.front())
                continue;
            if (const auto prediction = predicted(run.project, facts))
                found.push_back({static_cast<std::size_t>(at - problem.keys.begin()), {f, core::foldOf(files[f], run)},
                    run.measured.peakMemory->value - (prediction->peakMemory - prediction->framework).value});
        }
    return found;
}

/// The median of these, where there are enough of them outside a fold.
void fitFramework(const Problem& problem, const std::vector<Overhead>& found, const FoldName* without, Catalogue& catalogue)
{
    std::map<std::size_t, std::vector<double>> values;
    for (const Overhead& overhead : found)
        if (!without || overhead.fold != *without)
            values[overhead.key].push_back(overhead.bytes);
    for (auto& [key, bytes] : values)
        if (bytes.size() >= fewestMemories)
            efficiencyAt(catalogue, problem.keys[key]).framework
                = Bytes(std::clamp(*quantile(std::move(bytes), 0.5), leastFramework, mostFramework));
}

void tell(const CalibrateOptions& options, const std::string& line)
{
    if (options.tell)
        options.tell(line);
}

std::string ofAll(std::size_t number, std::size_t all) { return std::to_string(number) + " of " + std::to_string(all); }

/// The keys of a group's rows: "A100-80G-SXM megatron-lm-2021, ...".
std::string namesOf(const Problem& problem, const Rows& rows)
{
    std::set<std::size_t> keys;
    for (const std::size_t row : rows)
        keys.insert(problem.rows[row].keys.begin(), problem.rows[row].keys.end());
    std::string names;
    for (const std::size_t key : keys)
        names += (names.empty() ? "" : ", ") + problem.keys[key].device + " " + problem.keys[key].software;
    return names;
}

/// One fit for each fold: of the rows that share keys with it, all but its own. `wholes` are the fits of the groups.
void addFolds(const Problem& problem, const Catalogue& facts, const std::vector<Measurements>& files, const std::vector<Rows>& groups,
    const std::vector<Fit>& wholes, const std::vector<Overhead>& memories, const CalibrateOptions& options, Calibration& result)
{
    std::map<FoldName, Catalogue> folds;
    for (std::size_t g = 0; g < groups.size(); ++g) {
        const Rows& group = groups[g];
        std::set<FoldName> here;
        for (const std::size_t row : group)
            here.insert(foldOf(problem.rows[row]));
        for (const FoldName& name : here) {
            tell(options, "group " + ofAll(g + 1, groups.size()) + " without " + files[name.first].source + ", " + name.second);
            Rows others;
            for (const std::size_t row : group)
                if (foldOf(problem.rows[row]) != name)
                    others.push_back(row);
            Catalogue& fold = folds.try_emplace(name, result.catalogue).first->second;
            for (const std::size_t row : group)
                for (const std::size_t key : problem.rows[row].keys)
                    forget(fold, problem.keys[key]);
            takeOver(problem, others, fittedAgain(problem, facts, group, others, wholes[g]).catalogue, fold);
        }
    }
    for (auto& [name, catalogue] : folds) {
        fitFramework(problem, memories, &name, catalogue);
        result.folds.push_back({files[name.first].source, name.second, std::move(catalogue)});
    }
}

/// The constants of a key that are still the facts of its device, by name.
std::string factsAmong(const Device& device, const Efficiency& efficiency)
{
    std::string names = "launch";
    for (const FittedConstant& constant : fittedConstants())
        if (constant.get(efficiency) == constant.get(device.efficiency))
            names += std::string(", ") + constant.name;
    return names + (efficiency.framework == device.efficiency.framework ? ", framework" : "");
}

std::string provenanceOf(const FittedKey& fitted, const Calibration& result, const std::string& date)
{
    const std::string among = fitted.published > fitted.rows ? " of " + std::to_string(fitted.published) : "";
    std::string text = "fitted " + date + " on " + std::to_string(fitted.rows) + among + (fitted.published == 1 ? " run of " : " runs of ");
    for (std::size_t i = 0; i < fitted.sources.size(); ++i)
        text += (i > 0 ? ", " : "") + fitted.sources[i];
    const Device& device = *findDevice(result.catalogue, DeviceKindId {fitted.key.device});
    return text + " (clusterloom-cli calibrate); facts of the device: " + factsAmong(device, constantsOf(result.catalogue, fitted.key));
}

/// Runs with a time, whatever their features, that used a key.
int publishedWith(const ConstantKey& key, const std::vector<Measurements>& files, const Catalogue& catalogue)
{
    int runs = 0;
    for (const Measurements& file : files)
        for (const MeasuredRun& run : file.runs) {
            const bool ran = !run.refused && run.open.empty() && run.measured.iteration && run.measured.failed.empty();
            const auto keys = ran ? keysOf(run, catalogue) : std::vector<ConstantKey>();
            runs += std::find(keys.begin(), keys.end(), key) != keys.end();
        }
    return runs;
}

/// Says what was fitted on what; keys without rows are none.
void describe(Calibration& result, const Problem& problem, const std::vector<Measurements>& files, const CalibrateOptions& options)
{
    for (std::size_t k = 0; k < problem.keys.size(); ++k) {
        FittedKey fitted {problem.keys[k], 0, publishedWith(problem.keys[k], files, result.catalogue), {}};
        for (const Row& row : problem.rows)
            if (row.usable && std::find(row.keys.begin(), row.keys.end(), k) != row.keys.end()) {
                ++fitted.rows;
                const std::string& name = files[row.source].source;
                if (std::find(fitted.sources.begin(), fitted.sources.end(), name) == fitted.sources.end())
                    fitted.sources.push_back(name);
            }
        if (fitted.rows > 0)
            efficiencyAt(result.catalogue, fitted.key).provenance = provenanceOf(fitted, result, options.date);
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
        for (const auto& [software, efficiency] : device.generations)
            fitted.push_back(&efficiency);
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
    std::set<std::string> shapes;
    for (const MeasuredRun& other : file.runs)
        if (calibration::isFitted(other))
            shapes.insert(shapeOf(other));
    const std::string shape = shapeOf(run);
    if (shapes.empty() || (shapes.size() == 1 && shapes.contains(shape)))
        return run.cluster;
    if (shapes.size() <= calibration::mostFolds)
        return shape;
    const auto number = static_cast<std::size_t>(std::distance(shapes.begin(), shapes.lower_bound(shape)));
    return "shapes, part " + std::to_string(number % calibration::mostFolds + 1) + " of " + std::to_string(calibration::mostFolds);
}

Calibration calibrate(const std::vector<Measurements>& files, const Catalogue& catalogue, const CalibrateOptions& options)
{
    using namespace calibration;
    Calibration result;
    Problem problem = problemOf(files, catalogue, options);
    result.catalogue = catalogue;
    for (Device& device : result.catalogue.devices)
        device.generations.erase("typical"); // it has seen all rows
    for (const ConstantKey& key : problem.keys)
        forget(result.catalogue, key);
    const Catalogue facts = result.catalogue;
    inParallel(problem.rows.size(), problem.threads, [&](std::size_t i) {
        problem.rows[i].usable = predicted(problem.rows[i].run->project, facts).ok();
    });
    weigh(problem);
    tell(options, "how runs answer to constants: " + std::to_string(problem.rows.size()) + " runs, " + std::to_string(problem.keys.size())
            + " pairs of a device kind and a software generation");
    inParallel(problem.rows.size(), problem.threads, [&](std::size_t i) {
        if (problem.rows[i].usable)
            problem.rows[i].atFacts = observed(problem, problem.rows[i], facts);
    });
    const std::vector<Rows> groups = apart(problem);
    std::vector<Fit> wholes;
    for (const Rows& rows : groups) {
        tell(options, "group " + ofAll(wholes.size() + 1, groups.size()) + ", " + std::to_string(rows.size()) + " runs: " + namesOf(problem, rows));
        wholes.push_back(fitted(problem, facts, rows));
        takeOver(problem, rows, wholes.back().catalogue, result.catalogue);
    }
    result.objectiveBefore = objectiveOf(problem, facts);
    result.objectiveAfter = objectiveOf(problem, result.catalogue);
    const std::vector<Overhead> memories = overheads(problem, files, facts);
    fitFramework(problem, memories, nullptr, result.catalogue);
    if (options.folds)
        addFolds(problem, facts, files, groups, wholes, memories, options, result);
    describe(result, problem, files, options);
    addTypical(result);
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
