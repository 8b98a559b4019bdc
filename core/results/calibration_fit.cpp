#include "core/results/calibration_fit.h"

#include "core/results/parallel.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace core::calibration {
namespace calibration_fit {

/// Of a logarithm of predicted / measured: what the model leaves out of a run, which is no news of a constant. Simulators of
/// training are published with median errors of 4 to 15 % (arXiv 2312.12391: 8.4 % on one node, 14.7 % on many); the geometric
/// mean of these. Far above the noise of the measurements.
constexpr double discrepancy = 0.08;
constexpr double shortestStep = 0.003;  ///< of any constant's logarithm: the fit is done
constexpr double slopesHoldFor = 0.4;   ///< of a constant's logarithm
constexpr int foldSteps = 3;

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

} // namespace calibration_fit

Fit fitted(const Problem& problem, const Catalogue& facts, const Rows& rows)
{
    Fit fit {facts, {}};
    for (const std::size_t row : rows)
        fit.observations.push_back(problem.rows[row].atFacts);
    calibration_fit::step(problem, facts, rows, problem.steps, fit);
    calibration_fit::observe(problem, rows, fit.catalogue, false, fit.observations);
    return fit;
}

Fit fittedAgain(const Problem& problem, const Catalogue& facts, const Rows& rows, const Rows& some, const Fit& whole)
{
    Fit fit {whole.catalogue, {}};
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (std::find(some.begin(), some.end(), rows[i]) != some.end())
            fit.observations.push_back(whole.observations[i]);
    calibration_fit::step(problem, facts, some, calibration_fit::foldSteps, fit);
    return fit;
}

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

void takeOver(const Problem& problem, const Rows& rows, const Catalogue& from, Catalogue& to)
{
    for (const std::size_t row : rows)
        for (const std::size_t key : problem.rows[row].keys)
            efficiencyAt(to, problem.keys[key]) = constantsOf(from, problem.keys[key]);
}

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

void forget(Catalogue& catalogue, const ConstantKey& key)
{
    for (Device& device : catalogue.devices)
        if (device.id.text == key.device)
            device.generations.erase(key.software);
}

} // namespace core::calibration
