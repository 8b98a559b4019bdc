#include "core/search/baselines.h"
#include "core/search/search.h"
#include "tests/bench/search_cases.h"

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

namespace {

using namespace core;

constexpr std::int64_t nodes = 6000; ///< that a search looks at, so that its answer does not depend on the machine

struct Row
{
    std::string name;
    double ours = 0;             ///< score
    double gap = 0;
    std::vector<double> others;  ///< by planner; 0: it has no plan in memory
};

Row compared(const std::string& name, const Project& project, const std::vector<std::string>& planners, const Objective& objective)
{
    SearchOptions options;
    options.nodeLimit = nodes;
    options.objective = objective;
    const auto outcome = search(project, builtInCatalogue(), options);
    if (!outcome || outcome->ranked.empty())
        return {name, 0, 0, {}};
    Row row {name, outcome->ranked.front().evaluation.score, outcome->gap, {}};
    for (const std::string& planner : planners) {
        const auto theirs = plannedBy(planner, project, builtInCatalogue(), options);
        row.others.push_back(theirs && theirs->evaluation.fits ? theirs->evaluation.score : 0);
    }
    return row;
}

/// How much longer each planner's plan takes than ours; what is best, worst and in the middle over all rows.
class Table
{
public:
    explicit Table(std::vector<std::string> planners) : m_planners(std::move(planners)), m_factors(m_planners.size())
    {
        std::printf("%-24s %12s %8s", "cluster", "ours", "gap");
        for (const std::string& planner : m_planners)
            std::printf(" %14s", planner.c_str());
        std::printf("\n");
    }

    void add(const Row& row)
    {
        if (row.others.empty()) {
            std::printf("%-24s no plan\n", row.name.c_str());
            return;
        }
        std::printf("%-24s %10.4f s %6.2f %%", row.name.c_str(), row.ours * 1e-9, row.gap * 100);
        for (std::size_t p = 0; p < row.others.size(); ++p) {
            if (row.others[p] > 0)
                m_factors[p].push_back(row.others[p] / row.ours);
            row.others[p] > 0 ? std::printf(" %13.3fx", row.others[p] / row.ours) : std::printf(" %14s", "no plan");
        }
        std::printf("\n");
        std::fflush(stdout);
    }

    void summary()
    {
        for (const auto& [what, share] : {std::pair("least", 0.0), std::pair("median", 0.5), std::pair("most", 1.0)}) {
            std::printf("%-46s", what);
            for (auto& factors : m_factors) {
                std::sort(factors.begin(), factors.end());
                factors.empty() ? std::printf(" %14s", "-") : std::printf(" %13.3fx", factors[static_cast<std::size_t>(share * static_cast<double>(factors.size() - 1))]);
            }
            std::printf("\n");
        }
    }

private:
    std::vector<std::string> m_planners;
    std::vector<std::vector<double>> m_factors;
};

void againstBaselines()
{
    std::vector<std::string> planners;
    for (const Baseline& baseline : baselines())
        planners.push_back(baseline.name);
    Table table(planners);
    for (const char* name : {"llama2-7b-a100-v100", "two-sites", "gpt-39b-512-a100", "gpt-145b-1536-a100"}) {
        const LoadResult loaded = loadProject(std::string(CLUSTERLOOM_SOURCE_DIR "/examples/") + name + "/project.loom");
        if (loaded.project)
            table.add(compared(name, *loaded.project, planners, Objective {}));
    }
    for (unsigned seed = 1; seed <= 50; ++seed)
        table.add(compared("random " + std::to_string(seed), bench::randomCluster(seed, "{}"), planners, Objective {}));
    table.summary();
}

/// One link drops to a tenth for most of the horizon: a plan chosen for the mean over it against one chosen blindly.
void againstStaticNetwork()
{
    std::printf("\nwith link l0 at a tenth from 20 s to 100 s of 2 min, mean iteration time\n");
    const std::string scenario = R"({ "horizon": "2 min", "seed": 1, "events": [ "at 20 s link l0 bandwidth *0.1 for 80 s" ] })";
    Table table({"static-network"});
    for (unsigned seed = 1; seed <= 20; ++seed)
        table.add(compared("random " + std::to_string(seed), bench::randomCluster(seed, "{}", scenario), {"static-network"}, Objective {ObjectiveKind::Mean, 0.9}));
    table.summary();
}

} // namespace

/// Prints what other planners' plans take beside ours, on the same simulator. Nothing here passes or fails.
int main()
{
    againstBaselines();
    againstStaticNetwork();
    return 0;
}
