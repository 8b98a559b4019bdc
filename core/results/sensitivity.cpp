#include "core/results/sensitivity.h"

#include "core/documents/scenario_names.h"
#include "core/documents/scenario_text.h"
#include "core/results/parallel.h"

#include <algorithm>
#include <atomic>
#include <mutex>

namespace core {
namespace sensitivity {

constexpr const char* usualHorizon = "1 s"; ///< of a project without scenario: the last value holds beyond it

/// The project with its targets slowed down from the start.
Project slowed(const Project& project, const std::vector<SlowedTarget>& targets, double factor)
{
    Project result = project;
    Scenario& scenario = result.scenario ? *result.scenario : result.scenario.emplace();
    if (!scenario.horizon)
        scenario.horizon = parseQuantity<Seconds>(usualHorizon).value();
    for (const SlowedTarget& target : targets) {
        Event event;
        event.when = At {{Seconds(0), "0 s"}};
        event.target = {target.kind, target.pattern, Direction::Both};
        event.effect = Factor {target.kind == TargetKind::Link ? Property::Bandwidth : Property::Compute, factor, factor};
        scenario.events.append(written(event));
    }
    return result;
}

/// Many simulations on several threads, which report to one progress and stop together.
class Simulations
{
public:
    Simulations(const Project& project, const Catalogue& catalogue, const SensitivityOptions& options, const std::vector<std::string>& plans)
        : m_project(project), m_catalogue(catalogue), m_options(options), m_plans(plans)
    {
    }
    bool isCancelled() const { return m_cancelled; }
    void expect(std::size_t runs) { m_expected = runs; }

    Result<Timeline> run(const std::string& plan, double factor)
    {
        SimulateOptions options {plan, [this](double) { return report(); }, m_options.at, m_options.traces};
        auto timeline = simulate(slowed(m_project, m_options.targets, factor), m_catalogue, options);
        ++m_done;
        return timeline;
    }
    const std::vector<std::string>& plans() const { return m_plans; }
    const SensitivityOptions& options() const { return m_options; }

private:
    bool report()
    {
        const std::lock_guard lock(m_mutex);
        const double share = std::min(1.0, static_cast<double>(m_done) / static_cast<double>(std::max<std::size_t>(1, m_expected)));
        if (m_options.progress && !m_options.progress(share))
            m_cancelled = true;
        return !m_cancelled;
    }

    const Project& m_project;
    const Catalogue& m_catalogue;
    const SensitivityOptions& m_options;
    const std::vector<std::string>& m_plans;
    std::mutex m_mutex;
    std::atomic<std::size_t> m_done {0};
    std::size_t m_expected = 1;
    std::atomic<bool> m_cancelled {false};
};

bool fits(const Timeline& timeline)
{
    return std::all_of(timeline.memory.begin(), timeline.memory.end(),
        [](const LaneMemory& memory) { return memory.steps.empty() || memory.peak() <= memory.limit; });
}

std::optional<Error> unmatched(const Project& project, const std::vector<SlowedTarget>& targets)
{
    if (targets.empty())
        return Error {"there is nothing to slow down", {}, "a link or a node", {}};
    if (!project.cluster)
        return Error {"there is no cluster to simulate", "/cluster", {}, {}};
    const ScenarioNames names(*project.cluster);
    for (const SlowedTarget& target : targets) {
        if (target.kind == TargetKind::Link) {
            if (const auto links = names.links(target.pattern); !links)
                return links.error();
        } else if (const auto nodes = names.nodes(target.pattern); !nodes) {
            return nodes.error();
        }
    }
    return std::nullopt;
}

/// Times of all plans that can be the best, at one factor.
struct Column
{
    double factor = 0;
    std::vector<std::optional<Nanoseconds>> times;

    /// Index of the best plan; the first among equals; -1: none.
    int best() const
    {
        int found = -1;
        for (std::size_t i = 0; i < times.size(); ++i)
            if (times[i] && (found < 0 || *times[i] < *times[static_cast<std::size_t>(found)]))
                found = static_cast<int>(i);
        return found;
    }
};

/// Halves an interval whose ends have different best plans until it is narrow enough; a third plan between splits it.
void findCrossovers(Simulations& simulations, const Sensitivity& result, const Column& low, const Column& high, std::vector<Crossover>& found)
{
    const int before = low.best(), after = high.best();
    if (before == after || before < 0 || after < 0 || simulations.isCancelled())
        return;
    if (high.factor - low.factor <= simulations.options().accuracy) {
        found.push_back({(low.factor + high.factor) / 2, simulations.plans()[static_cast<std::size_t>(before)],
            simulations.plans()[static_cast<std::size_t>(after)], *high.times[static_cast<std::size_t>(after)]});
        return;
    }
    Column middle {(low.factor + high.factor) / 2, std::vector<std::optional<Nanoseconds>>(low.times.size())};
    inParallel(middle.times.size(), simulations.options().threads, [&](std::size_t plan) {
        if (!result.curves[plan].fits || result.curves[plan].error)
            return;
        if (const auto timeline = simulations.run(simulations.plans()[plan], middle.factor))
            middle.times[plan] = timeline->period;
    });
    findCrossovers(simulations, result, low, middle, found);
    findCrossovers(simulations, result, middle, high, found);
}

Column columnOf(const Sensitivity& result, std::size_t factor)
{
    Column column {result.factors[factor], {}};
    for (const SensitivityCurve& curve : result.curves)
        column.times.push_back(curve.fits && !curve.error ? curve.times[factor] : std::nullopt);
    return column;
}

/// Results of the parallel part, each written by one thread.
void simulateAll(Simulations& simulations, Sensitivity& result)
{
    const std::size_t factors = result.factors.size();
    std::vector<std::optional<Error>> errors(result.curves.size() * factors);
    std::vector<char> fitting(errors.size(), 1);
    inParallel(errors.size(), simulations.options().threads, [&](std::size_t i) {
        if (simulations.isCancelled())
            return;
        SensitivityCurve& curve = result.curves[i / factors];
        const auto timeline = simulations.run(curve.plan, result.factors[i % factors]);
        if (!timeline) {
            errors[i] = timeline.error();
            return;
        }
        curve.times[i % factors] = timeline->period;
        fitting[i] = fits(*timeline);
    });
    for (std::size_t i = 0; i < errors.size(); ++i) {
        SensitivityCurve& curve = result.curves[i / factors];
        curve.fits = curve.fits && fitting[i];
        if (errors[i] && !curve.error)
            curve.error = errors[i];
    }
}

} // namespace sensitivity

Result<Sensitivity> sensitivityOf(const Project& project, const Catalogue& catalogue, const SensitivityOptions& options)
{
    using namespace sensitivity;
    if (const auto error = unmatched(project, options.targets))
        return *error;
    Sensitivity result;
    result.factors = options.factors;
    for (int tenth = 1; options.factors.empty() && tenth <= 10; ++tenth)
        result.factors.push_back(tenth / 10.0);
    for (std::size_t i = 0; i < result.factors.size(); ++i)
        if (!(result.factors[i] > (i ? result.factors[i - 1] : 0)))
            return Error {"the factors must be above 0 and grow", {}, "factors such as 0.1 and 0.5", {}};
    std::vector<std::string> plans = options.plans;
    if (plans.empty())
        for (const Plan& plan : project.plans)
            plans.push_back(plan.name);
    if (plans.empty())
        return Error {"there is no plan to simulate", "/plans", "at least one plan", {}};
    for (const std::string& plan : plans)
        result.curves.push_back({plan, true, std::vector<std::optional<Nanoseconds>>(result.factors.size()), {}});
    Simulations simulations(project, catalogue, options, plans);
    simulations.expect(plans.size() * result.factors.size());
    simulateAll(simulations, result);
    for (std::size_t i = 0; i + 1 < result.factors.size(); ++i)
        findCrossovers(simulations, result, columnOf(result, i), columnOf(result, i + 1), result.crossovers);
    if (simulations.isCancelled())
        return Error {"cancelled", {}, {}, {}};
    return result;
}

} // namespace core
