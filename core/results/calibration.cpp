#include "core/results/calibration.h"

#include "core/results/calibration_fit.h"
#include "core/results/parallel.h"
#include "core/results/statistics.h"

#include <algorithm>
#include <map>
#include <set>

namespace core {
namespace calibration {

constexpr std::size_t fewestMemories = 2;
constexpr std::size_t mostFolds = 6; ///< of a source
constexpr double leastFramework = 0.3e9, mostFramework = 8e9; ///< bytes

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
