#include "core/search/space.h"

#include "core/documents/names.h"
#include "core/search/as_index.h"
#include "core/search/batch_split.h"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <numeric>
#include <set>

namespace core {
namespace space {


std::vector<int> divisorsOf(int number)
{
    std::vector<int> divisors;
    for (int d = 1; d <= number; ++d)
        if (number % d == 0)
            divisors.push_back(d);
    return divisors;
}

/// Every number of pipelines worth asking for: all of them on small pools, else divisors of a pool and powers of 2.
std::vector<int> replicasFor(const std::vector<int>& sizes)
{
    const int most = *std::max_element(sizes.begin(), sizes.end());
    std::set<int> replicas;
    for (int d = 1; d <= most; ++d)
        if (most <= 32 || (d & (d - 1)) == 0
            || std::any_of(sizes.begin(), sizes.end(), [&](int size) { return size % d == 0; }))
            replicas.insert(d);
    return {replicas.begin(), replicas.end()};
}

/// Assignments of `pools` pools to groups, group 0 being unused, numbered in order of their first pool.
void assign(std::vector<int>& groupOf, std::size_t pool, int groups, int mostGroups, std::vector<std::vector<int>>& all)
{
    if (pool == groupOf.size()) {
        if (groups > 0)
            all.push_back(groupOf);
        return;
    }
    for (int group = 0; group <= std::min(groups + 1, mostGroups); ++group) {
        groupOf[pool] = group;
        assign(groupOf, pool + 1, std::max(groups, group), mostGroups, all);
    }
}

/// Dealing side by side or far apart is the same where a pipeline has one stage of each pool, or there is one pipeline.
bool orderMatters(const Layout& layout)
{
    return std::any_of(layout.groups.begin(), layout.groups.end(), [](const PipelineGroup& group) {
        return group.replicas > 1
            && std::any_of(group.runs.begin(), group.runs.end(), [](const StageRun& run) { return run.stages > 1; });
    });
}

template <typename Names>
std::string listed(const Names& values)
{
    std::string text;
    for (const auto value : values)
        text += (text.empty() ? "" : ", ") + std::string(nameOf(value));
    return text;
}

} // namespace space


Space::Space(const StageCosts& costs, const SpaceSettings& settings, Funnel& funnel) : m_costs(costs), m_settings(settings)
{
    for (const int size : space::divisorsOf(costs.world().training().globalBatch))
        if (settings.microBatch.holds(size))
            m_microBatches.push_back(size);
    if (m_microBatches.empty())
        refuseBatch(funnel);
    else
        build(funnel);
}

void Space::refuseBatch(Funnel& funnel) const
{
    const int batch = m_costs.world().training().globalBatch;
    std::string sizes;
    for (const int size : space::divisorsOf(batch))
        sizes += (sizes.empty() ? "" : ", ") + std::to_string(size);
    funnel.reject({Verdict::Divisibility, "any layout",
        "no micro-batch that the locks allow divides the global batch of " + std::to_string(batch) + ": " + sizes + " would", 0});
}

void Space::build(Funnel& funnel)
{
    const std::size_t pools = m_costs.world().pools().size();
    std::vector<int> groupOf(pools);
    std::vector<std::vector<int>> assignments;
    space::assign(groupOf, 0, 0, m_settings.alike ? 1 : static_cast<int>(pools), assignments);
    for (const std::vector<int>& assignment : assignments) {
        std::vector<std::vector<PipelineGroup>> options;
        for (int group = 1; group <= *std::max_element(assignment.begin(), assignment.end()); ++group) {
            std::vector<int> members;
            for (std::size_t p = 0; p < pools; ++p)
                if (assignment[p] == group)
                    members.push_back(static_cast<int>(p));
            options.push_back(groupsOf(std::move(members), funnel));
        }
        addLayouts(options);
        if (m_isTooLarge)
            return m_layouts.clear();
    }
}

void Space::addLayouts(const std::vector<std::vector<PipelineGroup>>& options)
{
    std::vector<std::size_t> chosen(options.size(), 0);
    if (std::any_of(options.begin(), options.end(), [](const auto& groups) { return groups.empty(); }))
        return;
    for (;;) {
        Layout layout;
        for (std::size_t g = 0; g < options.size(); ++g)
            layout.groups.push_back(options[g][chosen[g]]);
        if (m_settings.data.holds(layout.pipelines()))
            for (const DeviceOrder order : m_settings.orders) {
                layout.order = order;
                if (order == m_settings.orders.front() || space::orderMatters(layout))
                    m_layouts.push_back(layout);
            }
        m_isTooLarge = m_isTooLarge || m_layouts.size() > mostLayouts;
        if (m_isTooLarge)
            return;
        std::size_t g = options.size();
        while (g > 0 && ++chosen[g - 1] == options[g - 1].size())
            chosen[--g] = 0;
        if (g == 0)
            return;
    }
}

std::vector<int> Space::tensorsOf(int pool, Funnel& funnel) const
{
    const Pool& all = m_costs.world().pools()[asIndex(pool)];
    const int heads = m_costs.world().model().heads;
    std::vector<int> degrees = space::divisorsOf(all.perHost);
    if (2 * all.perHost <= all.size())
        degrees.push_back(2 * all.perHost);
    std::vector<int> kept;
    if (m_costs.world().deviceOf(pool).peak(m_costs.world().training().precision).value <= 0) {
        funnel.reject({Verdict::Divisibility, all.title, "the device cannot compute in the training's precision", 1});
        return kept;
    }
    for (const int degree : degrees) {
        if (!m_settings.tensor.holds(degree))
            continue;
        if (heads % degree == 0)
            kept.push_back(degree);
        else
            funnel.reject(Verdict::Divisibility, 1, [&] {
                return Rejection{Verdict::Divisibility, "TP " + std::to_string(degree) + " on " + all.title,
                    std::to_string(heads) + " attention heads do not divide by " + std::to_string(degree), 1};
            });
    }
    return kept;
}

/// Whether the model has a unit for each stage and the batch a sample for each pipeline.
bool Space::admits(const PipelineGroup& group, Funnel& funnel) const
{
    const int stages = group.stages();
    const int units = m_costs.world().model().units();
    const int batch = m_costs.world().training().globalBatch;
    if (!m_settings.pipeline.holds(stages))
        return false;
    if (stages <= units && group.replicas <= batch)
        return true;
    const double distance = std::max(1.0 * stages / units, 1.0 * group.replicas / batch) - 1;
    funnel.reject(Verdict::Divisibility, distance, [&] {
        const std::string reason = stages > units
            ? std::to_string(stages) + " stages for " + std::to_string(units) + " units (layers, embedding, head)"
            : std::to_string(group.replicas) + " pipelines for a global batch of " + std::to_string(batch);
        return Rejection{Verdict::Divisibility, describe(Layout{{group}, DeviceOrder::DataInside}, m_costs.world().pools(), m_costs.world().cluster()), reason, distance};
    });
    return false;
}

std::vector<PipelineGroup> Space::groupsOf(std::vector<int> pools, Funnel& funnel)
{
    std::vector<std::vector<int>> tensors(m_costs.world().pools().size());
    std::vector<int> sizes;
    for (const int pool : pools) {
        tensors[asIndex(pool)] = tensorsOf(pool, funnel);
        sizes.push_back(m_costs.world().pools()[asIndex(pool)].size());
    }
    std::vector<PipelineGroup> groups;
    const auto extend = [&](const auto& self, PipelineGroup& group) -> void {
        m_isTooLarge = m_isTooLarge || ++m_tried > mostTried;
        if (m_isTooLarge)
            return;
        if (group.runs.size() == pools.size()) {
            if (admits(group, funnel))
                groups.push_back(group);
            return;
        }
        const int pool = pools[group.runs.size()];
        const Pool& all = m_costs.world().pools()[asIndex(pool)];
        for (const int tensor : tensors[asIndex(pool)]) {
            const int stages = all.size() / (group.replicas * tensor);
            const int share = stages * tensor;
            const bool whole = share * group.replicas == all.size() && (share % all.perHost == 0 || all.perHost % share == 0);
            if (stages < 1 || (m_settings.aligned && !whole))
                continue;
            group.runs.push_back({pool, tensor, stages});
            self(self, group);
            group.runs.pop_back();
        }
    };
    std::sort(pools.begin(), pools.end());
    do {
        for (const int replicas : space::replicasFor(sizes)) {
            PipelineGroup group {replicas, {}};
            extend(extend, group);
        }
    } while (std::next_permutation(pools.begin(), pools.end()));
    return groups;
}

std::vector<Batches> Space::batchesOf(const Layout& layout, Funnel& funnel) const
{
    return batchSplits(m_costs, m_settings, m_microBatches, layout, funnel);
}

std::vector<PassChoice> Space::passesOf(const Layout& layout) const
{
    std::vector<PassChoice> choices;
    int mostStages = 1;
    for (const PipelineGroup& group : layout.groups)
        mostStages = std::max(mostStages, group.stages());
    for (const Schedule schedule : m_settings.schedules) {
        if (schedule != Schedule::Interleaved) {
            choices.push_back({schedule, schedule == Schedule::ZeroBubbleV ? 2 : 1});
            continue;
        }
        const int layers = m_costs.world().model().layers;
        for (int chunks = std::max(2, m_settings.interleave.least); chunks <= std::min(layers / mostStages, m_settings.interleave.most); ++chunks) {
            if (mostStages < 2 || (chunks > 4 && layers % (mostStages * chunks) != 0))
                continue;
            choices.push_back({schedule, chunks});
        }
    }
    return choices;
}

std::vector<StateChoice> Space::statesOf(const Layout& layout, const PassChoice& passes) const
{
    bool anyTensor = false;
    bool anyCut = passes.chunks > 1;
    for (const PipelineGroup& group : layout.groups) {
        anyCut = anyCut || group.stages() > 1;
        for (const StageRun& run : group.runs)
            anyTensor = anyTensor || run.tensor > 1;
    }
    std::vector<StateChoice> choices;
    for (const RecomputeChoice recompute : m_settings.recomputes)
        for (int zero = m_settings.zero.least; zero <= std::min(m_settings.zero.most, 3); ++zero)
            for (const bool sequence : m_settings.sequenceParallel)
                for (const Cuts cuts : m_settings.cuts) {
                    const bool again = (zero > m_settings.zero.least && layout.pipelines() == 1)
                        || (sequence != m_settings.sequenceParallel.front() && !anyTensor)
                        || (cuts != m_settings.cuts.front() && !anyCut);
                    if (!again)
                        choices.push_back({recompute, zero, sequence, cuts});
                }
    return choices;
}

std::int64_t Space::size() const
{
    std::vector<std::int64_t> sizes(m_layouts.size());
    tbb::parallel_for(std::size_t{0}, sizes.size(), [&](std::size_t i) {
        Funnel ignored;
        for (const PassChoice& passes : passesOf(m_layouts[i]))
            sizes[i] += static_cast<std::int64_t>(statesOf(m_layouts[i], passes).size());
        sizes[i] *= static_cast<std::int64_t>(batchesOf(m_layouts[i], ignored).size());
    });
    return std::accumulate(sizes.begin(), sizes.end(), std::int64_t{0});
}

std::vector<std::string> Space::description() const
{
    std::vector<std::string> lines;
    for (const Pool& pool : m_costs.world().pools())
        lines.push_back("pool          " + pool.title);
    const Islands& islands = m_costs.world().islands();
    lines.push_back("islands       " + std::to_string(m_costs.world().cluster().hosts.size()) + " nodes, " + std::to_string(islands.racks)
        + " racks, " + std::to_string(islands.sites) + " sites" + (islands.parts > 1 ? ", in " + std::to_string(islands.parts) + " parts that no link joins" : ""));
    lines.push_back("layouts       " + std::to_string(m_layouts.size()) + (m_settings.alike ? ", pipelines alike" : "")
        + (m_settings.aligned ? ", stages aligned to nodes" : ""));
    std::string sizes;
    for (const int size : m_microBatches)
        sizes += (sizes.empty() ? "" : ", ") + std::to_string(size);
    lines.push_back("micro-batch   " + sizes);
    lines.push_back("schedule      " + space::listed(m_settings.schedules));
    lines.push_back("recompute     " + space::listed(m_settings.recomputes));
    lines.push_back("ZeRO          " + std::to_string(m_settings.zero.least) + " to " + std::to_string(std::min(3, m_settings.zero.most)));
    lines.push_back("cuts          " + space::listed(m_settings.cuts));
    return lines;
}

} // namespace core
