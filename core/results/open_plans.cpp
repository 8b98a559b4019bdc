#include "core/results/open_plans.h"

#include "core/documents/expansion.h"
#include "core/documents/names.h"
#include "core/results/glance.h"

#include <algorithm>

namespace core {
namespace open_plans {

bool isOpen(const MeasuredRun& run, std::string_view field)
{
    return std::find(run.open.begin(), run.open.end(), field) != run.open.end();
}

/// Every plan with each value of one field in its place.
template <typename Choices, typename Set>
void vary(std::vector<Plan>& plans, bool open, const Choices& choicesOf, const Set& set)
{
    if (!open)
        return;
    std::vector<Plan> varied;
    for (const Plan& plan : plans)
        for (const auto& choice : choicesOf(plan)) {
            varied.push_back(plan);
            set(varied.back(), choice);
        }
    plans = std::move(varied);
}

std::vector<int> powersOfTwo(int most)
{
    std::vector<int> powers;
    for (int power = 1; power <= most; power *= 2)
        powers.push_back(power);
    return powers;
}

constexpr int largestMicroBatch = 16;
constexpr int mostChunks = 16;

/// Chunks per device that cut the layers evenly.
std::vector<int> chunkCounts(const Plan& plan, int layers)
{
    const int stages = plan.pipeline.value_or(1);
    std::vector<int> counts {1};
    for (int chunks = 2; stages > 1 && chunks <= std::min(mostChunks, layers / stages); ++chunks)
        if (layers % (stages * chunks) == 0)
            counts.push_back(chunks);
    return counts;
}

/// Devices that the grid leaves for tensor x pipeline, as far as they are unsaid.
std::vector<std::pair<int, int>> grids(const Plan& plan, int devices)
{
    std::vector<std::pair<int, int>> found;
    for (const int tensor : powersOfTwo(8)) {
        const int others = tensor * plan.data.value_or(1) * plan.context.value_or(1);
        if (others <= devices && devices % others == 0)
            found.emplace_back(tensor, devices / others);
    }
    return found;
}

int devicesOf(const Cluster& cluster)
{
    int devices = 0;
    for (const Node& node : cluster.nodes) {
        const auto pattern = parseNamePattern(node.id.text);
        devices += node.count * (pattern ? pattern->size() : 1);
    }
    return devices;
}

std::string describedOpen(const MeasuredRun& run, const Plan& plan)
{
    std::string text;
    const auto add = [&](const char* field, const std::string& value) {
        if (isOpen(run, field))
            text += (text.empty() ? "" : ", ") + std::string(field) + " " + value;
    };
    add("tensor", std::to_string(plan.tensor.value_or(1)));
    add("pipeline", std::to_string(plan.pipeline.value_or(1)));
    add("micro_batch", std::to_string(plan.microBatch.value_or(1)));
    add("recompute", std::string(nameOf(plan.recompute.value_or(Recompute::None))));
    add("schedule", std::string(nameOf(plan.schedule.value_or(Schedule::OneForwardOneBackward))));
    add("interleave", std::to_string(plan.interleave.value_or(1)));
    return text;
}

struct Choice
{
    Project project;
    Glance glance;
};

/// All plans, that which could be the fastest first; those at which there is nothing to see before all.
std::vector<Choice> choices(const MeasuredRun& run, const Catalogue& catalogue)
{
    std::vector<Choice> result;
    for (const Plan& plan : openPlans(run)) {
        Choice choice {run.project, {}};
        choice.project.plans = Table<Plan>(std::vector<Plan> {plan});
        if (const auto seen = glance(choice.project, catalogue))
            choice.glance = *seen;
        result.push_back(std::move(choice));
    }
    std::stable_sort(result.begin(), result.end(),
        [](const Choice& a, const Choice& b) { return a.glance.least < b.glance.least; });
    return result;
}

} // namespace open_plans

std::vector<Plan> openPlans(const MeasuredRun& run)
{
    using namespace open_plans;
    std::vector<Plan> plans {run.project.plans[0]};
    const int layers = run.project.model ? run.project.model->layers.value_or(1) : 1;
    const int devices = run.devices > 0 ? run.devices : devicesOf(*run.project.cluster);
    vary(plans, isOpen(run, "tensor") || isOpen(run, "pipeline"),
        [&](const Plan& plan) { return grids(plan, devices); },
        [](Plan& plan, const std::pair<int, int>& grid) {
            plan.tensor = grid.first;
            plan.pipeline = grid.second;
        });
    vary(plans, isOpen(run, "micro_batch"), [](const Plan&) { return powersOfTwo(largestMicroBatch); },
        [](Plan& plan, int samples) { plan.microBatch = samples; });
    vary(plans, isOpen(run, "recompute"),
        [](const Plan&) { return std::vector {Recompute::None, Recompute::Selective, Recompute::Full}; },
        [](Plan& plan, Recompute mode) { plan.recompute = mode; });
    vary(plans, isOpen(run, "schedule") || isOpen(run, "interleave"),
        [&](const Plan& plan) { return chunkCounts(plan, layers); },
        [](Plan& plan, int chunks) {
            plan.interleave = chunks;
            plan.schedule = chunks > 1 ? Schedule::Interleaved : Schedule::OneForwardOneBackward;
        });
    return plans;
}

BoundScore boundScore(const std::string& source, const MeasuredRun& run, const Catalogue& catalogue)
{
    BoundScore score;
    score.id = run.id;
    score.source = source;
    score.published = run.measured.iteration;
    score.skipped = run.refused;
    if (run.refused || run.project.plans.empty() || !run.project.cluster)
        return score;
    for (const open_plans::Choice& choice : open_plans::choices(run, catalogue)) {
        if (!choice.glance.fits) {
            ++score.tried;
            continue;
        }
        if (score.best && *score.best <= choice.glance.least)
            break; // and so for all that follow
        const auto prediction = predicted(choice.project, catalogue);
        if (!prediction) {
            if (!score.skipped)
                score.skipped = prediction.error();
            continue;
        }
        ++score.tried;
        if (!prediction->fits || (score.best && *score.best <= prediction->iteration))
            continue;
        score.best = prediction->iteration;
        score.plan = open_plans::describedOpen(run, choice.project.plans[0]);
    }
    if (score.best)
        score.skipped.reset();
    else if (score.tried > 0)
        score.skipped = Error{"none of " + std::to_string(score.tried) + " plans fits in memory", {}, {}, {}};
    return score;
}

} // namespace core
