#include "core/search/layout_tree.h"

#include "core/search/as_index.h"
#include "core/search/crossing.h"
#include "core/search/divisors.h"

#include <algorithm>
#include <limits>

namespace core {
namespace layout_tree {

constexpr std::size_t mostSharings = 150'000;
constexpr double mostIndices = 9e18;

bool isPowerOfTwo(int number) { return (number & (number - 1)) == 0; }

/// Every number of pipelines worth asking for: all of them on small pools, else divisors of a pool and powers of 2.
std::vector<int> replicasFor(const std::vector<int>& sizes)
{
    const int most = *std::max_element(sizes.begin(), sizes.end());
    std::vector<int> replicas;
    for (int d = 1; d <= most; ++d)
        if (most <= 32 || isPowerOfTwo(d) || std::any_of(sizes.begin(), sizes.end(), [&](int size) { return size % d == 0; }))
            replicas.push_back(d);
    return replicas;
}

/// Puts pools into groups, group 0 being unused, numbered in order of their first pool. False: too many ways.
bool assign(std::vector<int>& groupOf, std::size_t pool, int groups, int mostGroups, std::vector<std::vector<int>>& all)
{
    if (pool == groupOf.size()) {
        if (groups > 0)
            all.push_back(groupOf);
        return all.size() <= mostSharings;
    }
    for (int group = 0; group <= std::min(groups + 1, mostGroups); ++group) {
        groupOf[pool] = group;
        if (!assign(groupOf, pool + 1, std::max(groups, group), mostGroups, all))
            return false;
    }
    return true;
}

/// Dealing side by side or far apart is the same where a pipeline has one stage of each pool, or there is one pipeline.
bool orderMatters(const Layout& layout)
{
    return std::any_of(layout.groups.begin(), layout.groups.end(), [](const PipelineGroup& group) {
        return group.replicas > 1
            && std::any_of(group.runs.begin(), group.runs.end(), [](const StageRun& run) { return run.stages > 1; });
    });
}

} // namespace layout_tree

LayoutTree::LayoutTree(const StageCosts& costs, const SpaceSettings& settings, Funnel& funnel) : m_costs(costs), m_settings(settings)
{
    const std::size_t pools = costs.world().pools().size();
    for (std::size_t p = 0; p < pools; ++p)
        m_pools.push_back(choicesOf(static_cast<int>(p), funnel));
    std::vector<int> groupOf(pools);
    std::vector<std::vector<int>> assignments;
    m_isTooLarge = !layout_tree::assign(groupOf, 0, 0, settings.alike ? 1 : static_cast<int>(pools), assignments);
    std::uint64_t first = 0;
    for (const std::vector<int>& assignment : assignments) {
        Sharing sharing;
        sharing.groups.resize(asIndex(*std::max_element(assignment.begin(), assignment.end())));
        for (std::size_t p = 0; p < pools; ++p)
            if (assignment[p] > 0)
                sharing.groups[asIndex(assignment[p] - 1)].push_back(static_cast<int>(p));
        m_isTooLarge = m_isTooLarge || !number(sharing, first);
        if (m_isTooLarge) {
            m_sharings.clear();
            return;
        }
        if (sharing.count == 0)
            continue;
        first += sharing.count;
        sharing.crossing = leastCrossing(costs.world(), sharing.groups);
        m_sharings.push_back(std::move(sharing));
    }
}

LayoutTree::PoolChoices LayoutTree::choicesOf(int pool, Funnel& funnel) const
{
    const Pool& all = m_costs.world().pools()[asIndex(pool)];
    const int heads = m_costs.world().model().heads;
    PoolChoices choices;
    if (m_costs.world().deviceOf(pool).peak(m_costs.world().training().precision).value <= 0) {
        funnel.reject({Verdict::Divisibility, all.title, "the device cannot compute in the training's precision", 1});
        return choices;
    }
    std::vector<int> degrees = divisorsOf(all.perHost);
    if (2 * all.perHost <= all.size())
        degrees.push_back(2 * all.perHost);
    for (const int degree : degrees) {
        if (!m_settings.tensor.holds(degree))
            continue;
        if (heads % degree == 0)
            choices.tensors.push_back(degree);
        else
            funnel.reject(Verdict::Divisibility, 1, [&] {
                return Rejection{Verdict::Divisibility, "TP " + std::to_string(degree) + " on " + all.title,
                    std::to_string(heads) + " attention heads do not divide by " + std::to_string(degree), 1};
            });
    }
    constexpr int fewNodes = 4;
    const int nodes = all.size() / all.perHost;
    for (int used = nodes; used >= 1; --used)
        if (used == nodes || (m_settings.mayIdle && (nodes <= fewNodes || layout_tree::isPowerOfTwo(used))))
            choices.devices.push_back(used * all.perHost);
    return choices;
}

/// Choices of any of these pools, at most.
std::uint64_t LayoutTree::widthOf(const std::vector<int>& pools) const
{
    std::uint64_t width = 0;
    for (const int pool : pools)
        width = std::max(width, m_pools[asIndex(pool)].count());
    return width;
}

/// False: there are too many to number them.
bool LayoutTree::number(Sharing& sharing, std::uint64_t first)
{
    double count = static_cast<double>(m_settings.orders.size());
    std::uint64_t exact = m_settings.orders.size();
    for (const std::vector<int>& pools : sharing.groups) {
        if (m_replicas.count(pools) == 0) {
            std::vector<int> sizes;
            for (const int pool : pools)
                sizes.push_back(m_costs.world().pools()[asIndex(pool)].size());
            m_replicas.emplace(pools, layout_tree::replicasFor(sizes));
        }
        const std::uint64_t width = widthOf(pools), replicas = replicasOf(pools).size();
        count *= static_cast<double>(replicas);
        exact *= replicas;
        for (std::size_t left = pools.size(); left > 0; --left) {
            count *= static_cast<double>(left * width);
            exact *= left * width;
            if (static_cast<double>(first) + count > layout_tree::mostIndices)
                return false;
        }
    }
    sharing.first = first;
    sharing.count = exact;
    return true;
}

PartialLayout LayoutTree::rootOf(const Sharing& sharing) const
{
    PartialLayout root;
    root.first = sharing.first;
    root.count = sharing.count;
    root.togetherIn = sharing.groups;
    root.crossing = sharing.crossing;
    for (const std::vector<int>& pools : sharing.groups)
        root.openPools.insert(root.openPools.end(), pools.begin(), pools.end());
    std::sort(root.openPools.begin(), root.openPools.end());
    return root;
}

std::vector<PartialLayout> LayoutTree::roots() const
{
    std::vector<PartialLayout> all;
    for (const Sharing& sharing : m_sharings)
        all.push_back(rootOf(sharing));
    return all;
}

namespace layout_tree {

enum class Choice { Replicas, Run, Order };

Choice nextChoice(const PartialLayout& partial)
{
    const std::vector<PipelineGroup>& groups = partial.layout.groups;
    if (!groups.empty() && groups.back().runs.size() < partial.togetherIn[groups.size() - 1].size())
        return Choice::Run;
    return groups.size() < partial.togetherIn.size() ? Choice::Replicas : Choice::Order;
}

/// The pools of the group under way that are not shared out yet.
std::vector<int> poolsLeft(const PartialLayout& partial)
{
    std::vector<int> left = partial.togetherIn[partial.layout.groups.size() - 1];
    for (const StageRun& run : partial.layout.groups.back().runs)
        std::erase(left, run.pool);
    return left;
}

} // namespace layout_tree

std::uint64_t LayoutTree::choices(const PartialLayout& partial) const
{
    switch (layout_tree::nextChoice(partial)) {
    case layout_tree::Choice::Replicas:
        return replicasOf(partial.togetherIn[partial.layout.groups.size()]).size();
    case layout_tree::Choice::Run:
        return layout_tree::poolsLeft(partial).size() * widthOf(partial.togetherIn[partial.layout.groups.size() - 1]);
    case layout_tree::Choice::Order:
        break;
    }
    return m_settings.orders.size();
}

std::optional<PartialLayout> LayoutTree::chosen(const PartialLayout& partial, std::uint64_t choice, Funnel* funnel) const
{
    PartialLayout next = partial;
    next.count = partial.count / choices(partial);
    next.first = partial.first + choice * next.count;
    ++next.decided;
    switch (layout_tree::nextChoice(partial)) {
    case layout_tree::Choice::Replicas:
        next.layout.groups.push_back({replicasOf(partial.togetherIn[partial.layout.groups.size()])[choice], {}});
        if (next.layout.pipelines() > m_settings.data.most)
            return std::nullopt;
        break;
    case layout_tree::Choice::Run:
        if (!addRun(next, choice, funnel))
            return std::nullopt;
        break;
    case layout_tree::Choice::Order:
        next.layout.order = m_settings.orders[choice];
        next.isWhole = true;
        if (!m_settings.data.holds(next.layout.pipelines()) || (choice > 0 && !layout_tree::orderMatters(next.layout)))
            return std::nullopt;
        break;
    }
    return next;
}

bool LayoutTree::addRun(PartialLayout& partial, std::uint64_t choice, Funnel* funnel) const
{
    const std::uint64_t width = widthOf(partial.togetherIn[partial.layout.groups.size() - 1]);
    const int pool = layout_tree::poolsLeft(partial)[choice / width];
    const PoolChoices& own = m_pools[asIndex(pool)];
    if (choice % width >= own.count())
        return false;
    PipelineGroup& group = partial.layout.groups.back();
    const int tensor = own.tensors[choice % width / own.devices.size()];
    const std::size_t used = choice % width % own.devices.size();
    const int stages = own.devices[used] / (group.replicas * tensor);
    const int share = stages * tensor, perHost = m_costs.world().pools()[asIndex(pool)].perHost;
    const bool isWhole = share * group.replicas == own.devices[used] && (share % perHost == 0 || perHost % share == 0);
    const bool isAgain = used > 0 && stages == own.devices[used - 1] / (group.replicas * tensor);
    if (stages < 1 || isAgain || (m_settings.aligned && !isWhole))
        return false;
    group.runs.push_back({pool, tensor, stages});
    std::erase(partial.openPools, pool);
    return admits(group, funnel)
        && (group.runs.size() < partial.togetherIn[partial.layout.groups.size() - 1].size() || m_settings.pipeline.holds(group.stages()));
}

/// Whether the model has a unit for each stage and the batch a sample for each pipeline.
bool LayoutTree::admits(const PipelineGroup& group, Funnel* funnel) const
{
    const int stages = group.stages();
    const int units = m_costs.world().model().units();
    const int batch = m_costs.world().training().globalBatch;
    if (stages > m_settings.pipeline.most)
        return false;
    if (stages <= units && group.replicas <= batch)
        return true;
    const double distance = std::max(1.0 * stages / units, 1.0 * group.replicas / batch) - 1;
    if (funnel)
        funnel->reject(Verdict::Divisibility, distance, [&] {
            const std::string reason = stages > units
                ? std::to_string(stages) + " stages for " + std::to_string(units) + " units (layers, embedding, head)"
                : std::to_string(group.replicas) + " pipelines for a global batch of " + std::to_string(batch);
            const PlanningWorld& world = m_costs.world();
            return Rejection{Verdict::Divisibility, describe(Layout{{group}, DeviceOrder::DataInside}, world.pools(), world.cluster()), reason, distance};
        });
    return false;
}

std::vector<PartialLayout> LayoutTree::opened(const PartialLayout& partial, Funnel& funnel) const
{
    std::vector<PartialLayout> all;
    const std::uint64_t count = choices(partial);
    for (std::uint64_t choice = 0; choice < count; ++choice)
        if (auto next = chosen(partial, choice, &funnel))
            all.push_back(std::move(*next));
    return all;
}

std::optional<PartialLayout> LayoutTree::at(std::uint64_t index, int decided) const
{
    const auto after = std::upper_bound(m_sharings.begin(), m_sharings.end(), index, [](std::uint64_t i, const Sharing& sharing) { return i < sharing.first; });
    if (after == m_sharings.begin())
        return std::nullopt;
    std::optional<PartialLayout> partial = rootOf(*std::prev(after));
    while (partial && !partial->isWhole && partial->decided < decided)
        partial = chosen(*partial, (index - partial->first) / (partial->count / choices(*partial)), nullptr);
    return partial;
}

std::optional<Layout> LayoutTree::layout(std::uint64_t index) const
{
    auto whole = at(index, std::numeric_limits<int>::max());
    return whole ? std::optional(std::move(whole->layout)) : std::nullopt;
}

bool LayoutTree::forEach(const PartialLayout& partial, const std::function<bool(const PartialLayout&)>& take) const
{
    if (partial.isWhole)
        return take(partial);
    const std::uint64_t count = choices(partial);
    for (std::uint64_t choice = 0; choice < count; ++choice)
        if (const auto next = chosen(partial, choice, nullptr); next && !forEach(*next, take))
            return false;
    return true;
}

bool LayoutTree::forEach(const std::function<bool(const PartialLayout&)>& take) const
{
    return std::all_of(m_sharings.begin(), m_sharings.end(), [&](const Sharing& sharing) { return forEach(rootOf(sharing), take); });
}

std::string describe(const PartialLayout& partial, const std::vector<Pool>& pools, const ExpandedCluster& cluster)
{
    std::string text;
    for (std::size_t g = 0; g < partial.togetherIn.size(); ++g) {
        const PipelineGroup* group = g < partial.layout.groups.size() ? &partial.layout.groups[g] : nullptr;
        std::vector<std::string> parts;
        std::vector<int> left = partial.togetherIn[g];
        for (std::size_t r = 0; group && r < group->runs.size(); ++r) {
            const StageRun& run = group->runs[r];
            parts.push_back(std::to_string(run.stages) + " x " + cluster.kinds[asIndex(pools[asIndex(run.pool)].kind)].id.text + " TP " + std::to_string(run.tensor));
            std::erase(left, run.pool);
        }
        for (const int pool : left)
            parts.push_back(cluster.kinds[asIndex(pools[asIndex(pool)].kind)].id.text);
        text += (g ? " + " : "") + (group ? std::to_string(group->replicas) + " x (" : std::string("("));
        for (std::size_t i = 0; i < parts.size(); ++i)
            text += (i ? ", " : "") + parts[i];
        text += ")";
    }
    return text + ", devices not shared out yet";
}

double LayoutTree::indices() const { return m_sharings.empty() ? 0 : static_cast<double>(m_sharings.back().first + m_sharings.back().count); }

} // namespace core
