#include "core/search/baselines.h"

#include "core/search/as_index.h"
#include "core/search/bound.h"
#include "core/search/feasibility.h"
#include "core/search/space.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <set>
#include <utility>

namespace core {
namespace baselines_of {

enum class Planner { Even, Flops, Amp, Metis, Alpa };

/// Keeps those of `allowed` that are wanted, or all where that leaves none: locks come first.
template <typename E>
void prefer(std::vector<E>& allowed, const std::vector<E>& wanted)
{
    std::vector<E> kept;
    for (const E& value : allowed)
        if (std::find(wanted.begin(), wanted.end(), value) != wanted.end())
            kept.push_back(value);
    if (!kept.empty())
        allowed = std::move(kept);
}

SpaceSettings restricted(SpaceSettings settings, Planner planner)
{
    settings.alike = true;
    settings.mayIdle = false;
    settings.aligned = settings.aligned || planner == Planner::Alpa;
    prefer(settings.schedules, {Schedule::OneForwardOneBackward});
    prefer(settings.recomputes, {RecomputeChoice::None, RecomputeChoice::Full});
    prefer(settings.cuts, {planner == Planner::Amp || planner == Planner::Metis ? Cuts::Balanced : Cuts::Even});
    settings.orders.resize(1);
    settings.sequenceParallel.resize(1);
    settings.zero.most = std::min(settings.zero.most, std::max(settings.zero.least, 1));
    return settings;
}

bool admits(Planner planner, const Layout& layout, std::size_t pools)
{
    const std::vector<StageRun>& runs = layout.groups[0].runs;
    if (runs.size() != pools)
        return false;
    const bool oneDegree = std::all_of(runs.begin(), runs.end(), [&](const StageRun& run) { return run.tensor == runs.front().tensor; });
    return oneDegree || planner == Planner::Metis || planner == Planner::Alpa;
}

double peakOf(const Judge& judge, const StageRun& run)
{
    return judge.world().deviceOf(run.pool).peak(judge.world().training().precision).value * run.tensor;
}

/// Layers in proportion to each stage's peak FLOP/s, at least one unit each.
void cutByPeaks(const Judge& judge, Candidate& candidate)
{
    const std::vector<StageRun> stages = stagesOf(candidate.layout.groups[0]);
    const int units = judge.world().model().units();
    if (static_cast<int>(stages.size()) > units || candidate.passes.chunks > 1)
        return;
    double whole = 0, reached = 0;
    for (const StageRun& run : stages)
        whole += peakOf(judge, run);
    std::vector<UnitRange>& ranges = candidate.units[0];
    ranges.clear();
    for (std::size_t s = 0; s < stages.size(); ++s) {
        reached += peakOf(judge, stages[s]);
        const int first = s == 0 ? 0 : ranges.back().end;
        const int left = static_cast<int>(stages.size() - s) - 1;
        const int end = left == 0 ? units : static_cast<int>(units * reached / whole + 0.5);
        ranges.push_back({first, std::clamp(end, first + 1, units - left)});
    }
}

double byPeaks(const Judge& judge, const Candidate& candidate)
{
    const std::vector<StageRun> stages = stagesOf(candidate.layout.groups[0]);
    double longest = 0;
    for (std::size_t s = 0; s < stages.size(); ++s)
        longest = std::max(longest, candidate.units[0][s].size() / peakOf(judge, stages[s]));
    const int replicas = candidate.layout.groups[0].replicas;
    return longest * candidate.batches[0].microBatch * (1.0 * candidate.batches[0].microBatches / replicas + static_cast<double>(stages.size()) - 1);
}

/// Alpa takes all devices for the same, and adds up (m + p - 1) of the longest stage without what goes between them.
double asIfAlike(const Judge& judge, const Candidate& candidate)
{
    const StageRun& run = candidate.layout.groups[0].runs.front();
    const UnitCosts* costs = judge.costs().costs(run.pool, run.tensor, candidate.batches[0].microBatch, candidate.state.sequenceParallel);
    double longest = 0;
    for (const UnitRange& units : candidate.units[0])
        longest = std::max(longest, costs->forward.of(units) + costs->backward[asIndex(static_cast<int>(candidate.recomputes[0][0]))].of(units));
    const PipelineGroup& group = candidate.layout.groups[0];
    return longest * (1.0 * candidate.batches[0].microBatches / group.replicas + group.stages() - 1);
}

/// Megatron's rule: TP as large as a node, as few stages as memory allows, nothing done again if possible, small
/// micro-batches.
double byRule(const Candidate& candidate)
{
    const PipelineGroup& group = candidate.layout.groups[0];
    return -1e8 * group.runs.front().tensor + 1e4 * group.stages() + 1e3 * static_cast<double>(candidate.state.recompute)
        + candidate.batches[0].microBatch + 0.1 * candidate.state.zero;
}

double scoreOf(Planner planner, const Judge& judge, const LayoutNetwork& network, const Candidate& candidate)
{
    switch (planner) {
    case Planner::Even:
        return byRule(candidate);
    case Planner::Flops:
        return byPeaks(judge, candidate);
    case Planner::Amp:
    case Planner::Metis:
        return static_cast<double>(candidateBound(judge.costs(), network, candidate, false).count);
    case Planner::Alpa:
        break;
    }
    return asIfAlike(judge, candidate);
}

/// No plan of the layout scores less.
double leastOf(Planner planner, const Judge& judge, const SpaceSettings& settings, const Layout& layout)
{
    const PipelineGroup& group = layout.groups[0];
    const StageRun& run = group.runs.front();
    const double samples = 1.0 * judge.world().training().globalBatch / group.replicas;
    switch (planner) {
    case Planner::Even:
        return -1e8 * run.tensor + 1e4 * group.stages();
    case Planner::Flops: {
        double peaks = 0;
        for (const StageRun& stage : stagesOf(group))
            peaks += peakOf(judge, stage);
        return samples * judge.world().model().units() / peaks * (1 - 1e-9);
    }
    case Planner::Amp:
    case Planner::Metis:
        return static_cast<double>(layoutBound(judge.costs(), settings, layout, {}).count);
    case Planner::Alpa:
        break;
    }
    return samples / group.stages() * judge.costs().leastPerSample(run.pool, run.tensor, settings).both * (1 - 1e-9);
}

/// The layout that promises most first, a hundred of them at most, and fewer of thousands of devices; of plans that score alike the first in canonical order is chosen.
class Chooser
{
public:
    Chooser(Planner planner, const Judge& judge, const SpaceSettings& settings)
        : m_planner(planner), m_judge(judge), m_space(judge.costs(), restricted(settings, planner), m_ignored)
    {
    }

    std::optional<Candidate> choose(const std::function<bool()>& goOn)
    {
        std::vector<Layout> layouts = m_space.layouts(goOn);
        if (layouts.empty())
            layouts = ofOneDegree(goOn);
        std::vector<std::pair<double, std::size_t>> promises;
        for (std::size_t i = 0; i < layouts.size(); ++i)
            if (admits(m_planner, layouts[i], m_judge.world().pools().size()))
                promises.emplace_back(leastOf(m_planner, m_judge, m_space.settings(), layouts[i]), i);
        std::sort(promises.begin(), promises.end());
        const std::size_t mostLayouts = std::clamp<std::size_t>(mostDevices / m_judge.world().cluster().hostOfRank.size(), 10, 100);
        std::size_t looked = 0;
        for (const auto& [least, index] : promises) {
            if ((m_best && (least > m_score || looked >= mostLayouts)) || (goOn && !goOn()))
                break;
            m_index = index;
            ++looked;
            look(layouts[index], goOn);
        }
        return std::move(m_best);
    }

private:
    /// Of the layouts that are looked at, once a plan is found.
    static constexpr std::size_t mostDevices = 51'200;

    /// Many unlike pools have more layouts than can be listed: those in which all stages have the same tensor degree.
    std::vector<Layout> ofOneDegree(const std::function<bool()>& goOn)
    {
        std::set<int> degrees;
        for (std::size_t pool = 0; pool < m_judge.world().pools().size(); ++pool)
            degrees.insert(m_space.tree().tensorsOf(static_cast<int>(pool)).begin(), m_space.tree().tensorsOf(static_cast<int>(pool)).end());
        std::vector<Layout> all;
        for (const int degree : degrees) {
            SpaceSettings settings = m_space.settings();
            settings.tensor = {degree, degree};
            const std::vector<Layout> some = Space(m_judge.costs(), settings, m_ignored).layouts(goOn);
            all.insert(all.end(), some.begin(), some.end());
        }
        return all;
    }

    void look(const Layout& layout, const std::function<bool()>& goOn)
    {
        const LayoutNetwork network(m_judge.world(), layout);
        if (!network.joined())
            return;
        for (const Batches& batches : m_space.batchesOf(layout, m_ignored)) {
            if (isByTime() && m_best && static_cast<double>(batchesBound(m_judge.costs(), m_space.settings(), layout, batches, {}, true).count) > m_score)
                continue;
            for (const PassChoice& passes : m_space.passesOf(layout))
                for (const StateChoice& state : m_space.statesOf(layout, passes)) {
                    if (goOn && !goOn())
                        return;
                    consider({layout, batches, passes, state, {}, {}}, network);
                }
        }
    }

    bool isByTime() const { return m_planner == Planner::Amp || m_planner == Planner::Metis; }

    void consider(Candidate candidate, const LayoutNetwork& network)
    {
        MemoryNeed need = complete(m_judge.costs(), candidate);
        if (candidate.units.empty() || !unlikePipelines(candidate).empty())
            return;
        if (m_planner == Planner::Flops) {
            cutByPeaks(m_judge, candidate);
            need.bytes = peakBytes(m_judge.costs(), candidate);
            need.limit = smallestDevice(candidate.layout);
        }
        if (!need.fits())
            return;
        if (isByTime() && m_best && static_cast<double>(quickBound(m_judge.costs(), network, candidate).count) > m_score)
            return; // its score is no less
        const double score = scoreOf(m_planner, m_judge, network, candidate);
        if (!m_best || score < m_score || (score == m_score && m_index < m_bestIndex)) {
            m_score = score;
            m_bestIndex = m_index;
            m_best = std::move(candidate);
        }
    }

    double smallestDevice(const Layout& layout) const
    {
        double least = std::numeric_limits<double>::infinity();
        for (const StageRun& run : layout.groups[0].runs)
            least = std::min(least, m_judge.world().deviceOf(run.pool).memory.value);
        return least;
    }

    Planner m_planner;
    const Judge& m_judge;
    Funnel m_ignored;
    Space m_space;
    std::optional<Candidate> m_best;
    double m_score = 0;
    std::size_t m_index = 0, m_bestIndex = 0; ///< of layouts
};

} // namespace baselines_of

const std::vector<Baseline>& baselines()
{
    static const std::vector<Baseline> all {
        {"even", "Megatron's rule (arXiv 2104.04473 section 3): TP of a node, as few stages as memory allows, layers evenly over all devices"},
        {"flops", "layers in proportion to peak FLOP/s, one TP degree; its score is FLOPs over peaks with the pipeline's fill, no network"},
        {"amp", "AMP (arXiv 2210.07297): one TP degree, balanced layers over all devices; its score adds up stages and transfers, each alone"},
        {"metis", "Metis (USENIX ATC 2024): TP free per kind, balanced layers over all devices; scored as AMP"},
        {"alpa", "Alpa (arXiv 2201.12023): stages on whole nodes or parts of one, layers evenly, all devices taken for the same; (m + p - 1) of the longest stage"}};
    return all;
}

std::optional<Candidate> chosenBy(const std::string& planner, const Judge& nominal, const SpaceSettings& settings, const std::function<bool()>& goOn)
{
    for (std::size_t i = 0; i < baselines().size(); ++i)
        if (planner == baselines()[i].name)
            return baselines_of::Chooser(static_cast<baselines_of::Planner>(i), nominal, settings).choose(goOn);
    return std::nullopt;
}

} // namespace core
