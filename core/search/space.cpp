#include "core/search/space.h"

#include "core/documents/names.h"
#include "core/search/as_index.h"
#include "core/search/batch_split.h"
#include "core/search/divisors.h"
#include "core/search/parallel_loop.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numeric>

namespace core {
namespace space {

template <typename Names>
std::string listed(const Names& values)
{
    std::string text;
    for (const auto value : values)
        text += (text.empty() ? "" : ", ") + std::string(nameOf(value));
    return text;
}

/// "1 rack", "2 racks".
std::string counted(int number, const char* thing) { return std::to_string(number) + " " + thing + (number == 1 ? "" : "s"); }

/// False: there are more than `most`, or `goOn` said no.
bool list(const LayoutTree& tree, const std::function<bool()>& goOn, std::size_t most, std::vector<Layout>& all)
{
    return tree.forEach([&](const PartialLayout& partial) {
        all.push_back(partial.layout);
        return all.size() <= most && (!goOn || goOn());
    });
}

} // namespace space

Space::Space(const StageCosts& costs, const SpaceSettings& settings, Funnel& funnel)
    : m_costs(costs), m_settings(settings), m_tree(costs, m_settings, funnel)
{
    for (const int size : divisorsOf(costs.world().training().globalBatch))
        if (settings.microBatch.holds(size))
            m_microBatches.push_back(size);
    if (m_microBatches.empty())
        refuseBatch(funnel);
}

void Space::refuseBatch(Funnel& funnel) const
{
    const int batch = m_costs.world().training().globalBatch;
    std::string sizes;
    for (const int size : divisorsOf(batch))
        sizes += (sizes.empty() ? "" : ", ") + std::to_string(size);
    funnel.reject({Verdict::Divisibility, "any layout",
        "no micro-batch that the locks allow divides the global batch of " + std::to_string(batch) + ": " + sizes + " would", 0});
}

std::vector<Layout> Space::layouts(const std::function<bool()>& goOn, std::size_t most) const
{
    std::vector<Layout> all;
    return space::list(m_tree, goOn, most, all) ? all : std::vector<Layout>();
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

double Space::mostCandidates() const
{
    const std::size_t groups = m_settings.alike ? 1 : m_costs.world().pools().size();
    const double sizes = static_cast<double>(std::min(m_microBatches.size(), mostSizes(groups)));
    const Layout anyTensor {{{2, {{0, 2, 2}}}}, DeviceOrder::DataInside}; // has every choice of passes and states
    double endings = 0;
    for (const PassChoice& passes : passesOf(anyTensor))
        endings += static_cast<double>(statesOf(anyTensor, passes).size());
    return m_tree.indices() * std::pow(sizes, groups) * std::pow(3, groups - 1) * endings;
}

SpaceSize Space::size(const std::function<bool()>& goOn) const
{
    constexpr std::size_t fewLayouts = 4000;
    std::vector<Layout> all;
    if (!space::list(m_tree, goOn, fewLayouts, all))
        return {mostCandidates(), false, 0};
    std::vector<double> sizes(all.size());
    parallelLoop(0, sizes.size(), [&](std::size_t i) {
        if (goOn && !goOn())
            return;
        Funnel ignored;
        for (const PassChoice& passes : passesOf(all[i]))
            sizes[i] += static_cast<double>(statesOf(all[i], passes).size());
        sizes[i] *= static_cast<double>(batchesOf(all[i], ignored).size());
    });
    return {std::accumulate(sizes.begin(), sizes.end(), 0.0), true, all.size()};
}

std::string textOf(const SpaceSize& size)
{
    char text[40];
    if (size.isExact || size.candidates < 1e9)
        std::snprintf(text, sizeof text, "%.0f", size.candidates);
    else
        std::snprintf(text, sizeof text, "%.1e", size.candidates);
    return (size.isExact ? "" : "at most ") + std::string(text);
}

std::string Space::layoutsInWords(const SpaceSize& size) const
{
    std::string text = size.isExact ? std::to_string(size.layouts) : std::string("thousands, shared out as they are looked at");
    text += (m_settings.alike ? ", pipelines alike" : "") + std::string(m_settings.aligned ? ", stages aligned to nodes" : "");
    return text + (m_settings.mayIdle ? "; nodes of a pool may stay idle (of up to 4 any number is used, else all or a power of 2)" : "; all nodes of a pool that is used");
}

std::string Space::sizesInWords() const
{
    std::string sizes;
    for (const int size : m_microBatches)
        sizes += (sizes.empty() ? "" : ", ") + std::to_string(size);
    const std::size_t pools = m_settings.alike ? 1 : m_costs.world().pools().size();
    if (m_microBatches.size() > mostSizes(pools))
        sizes += "; of " + std::to_string(pools) + " unlike groups of pipelines the smallest " + std::to_string(mostSizes(pools));
    return sizes;
}

std::vector<std::string> Space::description(const SpaceSize& size) const
{
    std::vector<std::string> lines;
    for (const Pool& pool : m_costs.world().pools())
        lines.push_back("pool          " + pool.title);
    const Islands& islands = m_costs.world().islands();
    lines.push_back("islands       " + space::counted(static_cast<int>(m_costs.world().cluster().hosts.size()), "node") + ", "
        + space::counted(islands.racks, "rack") + ", " + space::counted(islands.sites, "site") + (islands.parts > 1 ? ", in " + std::to_string(islands.parts) + " parts that no link joins" : ""));
    lines.push_back("layouts       " + layoutsInWords(size));
    lines.push_back("micro-batch   " + sizesInWords());
    lines.push_back("schedule      " + space::listed(m_settings.schedules));
    lines.push_back("recompute     " + space::listed(m_settings.recomputes));
    lines.push_back("ZeRO          " + std::to_string(m_settings.zero.least) + " to " + std::to_string(std::min(3, m_settings.zero.most)));
    lines.push_back("cuts          " + space::listed(m_settings.cuts));
    return lines;
}

} // namespace core
