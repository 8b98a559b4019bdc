#include "core/search/search_tree.h"

#include "core/base/quantity.h"
#include "core/search/as_index.h"

#include <cassert>
#include <set>
#include <tuple>

namespace core {
namespace search_tree {


/// Layouts whose networks are kept: their rings take about 200 bytes a device, so 2 GB.
std::size_t mostOpened(const PlanningWorld& world) { return std::max<std::size_t>(64, 10'000'000 / world.cluster().hostOfRank.size()); }

Rejection beyondMemory(const MemoryNeed& need, const std::string& words)
{
    return {Verdict::Memory, words,
        formatted(Bytes(need.bytes)) + " on a device with " + formatted(Bytes(need.limit)) + ": needs " + formatted(Bytes(need.bytes - need.limit))
            + " more on " + std::to_string(need.devices) + (need.devices == 1 ? " device" : " devices"),
        need.bytes / need.limit - 1};
}

} // namespace search_tree


SearchTree::SearchTree(const Judge& judge, const SpaceSettings& settings, const KnownEvaluations& known, bool simulates)
    : m_judge(judge), m_known(known), m_simulates(simulates), m_space(judge.costs(), settings, m_refused)
    , m_opened(search_tree::mostOpened(judge.world()))
{
}

std::vector<SearchNode> SearchTree::roots() const
{
    std::vector<SearchNode> nodes;
    if (!m_space.microBatchSizes().empty())
        for (const PartialLayout& root : m_space.tree().roots())
            nodes.push_back(nodeOf(root, {}));
    return nodes;
}

SearchNode SearchTree::nodeOf(const PartialLayout& partial, const SearchNode& under) const
{
    SearchNode node {under.bound, under.otherBounds, {partial.first, 0, 0, 0}, partial.isWhole ? NodeLevel::Layout : NodeLevel::Partial, partial.decided, nullptr};
    const PartialBound bound = partialBound(m_judge.costs(), m_space.settings(), m_space.tree(), partial);
    node.bound = std::max(node.bound, m_judge.leastScore(bound));
    const OtherScores others = m_judge.leastOthers(bound);
    for (std::size_t i = 0; i < others.size(); ++i)
        node.otherBounds[i] = std::max(node.otherBounds[i], others[i]);
    return node;
}

Layout SearchTree::layoutOf(const SearchNode& node) const
{
    const auto layout = m_space.tree().layout(node.place[0]);
    assert(layout);
    return *layout;
}

std::string SearchTree::wordsOf(const SearchNode& node) const
{
    const PlanningWorld& world = m_judge.world();
    if (node.candidate)
        return describe(*node.candidate, world.pools(), world.cluster());
    if (node.level == NodeLevel::Partial)
        return describe(*m_space.tree().at(node.place[0], node.decided), world.pools(), world.cluster());
    std::string words = describe(layoutOf(node), world.pools(), world.cluster());
    if (node.level != NodeLevel::Shared && node.level != NodeLevel::Passes)
        return words;
    const std::shared_ptr<const Opened> opened = openedAt(node);
    for (const GroupBatch& batch : opened->batches[asIndex(node.place[1])])
        words += ", micro-batches " + std::to_string(batch.microBatches) + " of " + std::to_string(batch.microBatch);
    return words;
}

Rejection SearchTree::beaten(const SearchNode& node, const Incumbent& best) const
{
    const Objective& objective = m_judge.objective();
    if (best.isFront)
        return {Verdict::Bound, wordsOf(node), "at least " + formattedScore(objective, node.bound) + ": a plan of the front is nowhere worse",
            best.score > 0 ? std::max(0.0, node.bound / best.score - 1) : 0};
    return {Verdict::Bound, wordsOf(node),
        "at least " + formattedScore(objective, node.bound) + ", the best has " + formattedScore(objective, best.score),
        best.score > 0 ? node.bound / best.score - 1 : 0};
}

/// No bound of a node is below those of what it comes from.
void SearchTree::raise(SearchNode& node, Nanoseconds time, const Layout& layout, double peakBytes) const
{
    node.bound = std::max(node.bound, m_judge.leastScore(time, layout, peakBytes));
    const OtherScores others = m_judge.leastOthers(time, layout, peakBytes);
    for (std::size_t i = 0; i < others.size(); ++i)
        node.otherBounds[i] = std::max(node.otherBounds[i], others[i]);
}

void SearchTree::keepOrReject(SearchNode node, const Incumbent& best, bool prunes, NodeOutcome& outcome) const
{
    if (prunes && best.beats(node)) {
        outcome.decided.reject(Verdict::Bound, best.score > 0 ? node.bound / best.score - 1 : 0, [&] { return beaten(node, best); });
        return;
    }
    outcome.decided.count(Verdict::Open);
    outcome.open.push_back(std::move(node));
}

std::shared_ptr<const SearchTree::Opened> SearchTree::made(const Layout& layout, const Crossing& crossing, Funnel& funnel) const
{
    return std::shared_ptr<const Opened>(new Opened {layout, LayoutNetwork(m_judge.world(), layout), crossing, m_space.batchesOf(layout, funnel)});
}

std::shared_ptr<const SearchTree::Opened> SearchTree::openedAt(const SearchNode& node) const
{
    return m_opened.of(node.place[0], [&] { // by another process, or forgotten
        Funnel countedBefore;
        const Layout layout = layoutOf(node);
        return made(layout, crossingOf(m_judge.world(), layout), countedBefore);
    });
}

void SearchTree::restore(SearchNode& node) const
{
    if (node.candidate || (node.level != NodeLevel::Completed && node.level != NodeLevel::Played))
        return;
    const std::shared_ptr<const Opened> opened = openedAt(node);
    const Layout& layout = opened->layout;
    const PassChoice passes = m_space.passesOf(layout)[asIndex(node.place[2])];
    auto candidate = std::make_shared<Candidate>(Candidate {layout, opened->batches[asIndex(node.place[1])], passes,
        m_space.statesOf(layout, passes)[asIndex(node.place[3])], {}, {}});
    complete(m_judge.costs(), *candidate);
    node.candidate = std::move(candidate);
}

namespace search_tree {

/// Whether to go on. If not, what was found of the node is dropped: it is looked at again when the search goes on.
bool goesOn(const Progress& progress, NodeOutcome& outcome)
{
    if (outcome.cancelled || !progress || progress(0))
        return !outcome.cancelled;
    outcome = {};
    outcome.cancelled = true;
    return false;
}

} // namespace search_tree

NodeOutcome SearchTree::lookAt(SearchNode node, const Incumbent& best, bool prunes, const Progress& progress)
{
    restore(node);
    NodeOutcome outcome;
    outcome.decided.count(Verdict::Open, -1);
    switch (node.level) {
    case NodeLevel::Partial:
        openPartial(node, best, prunes, outcome);
        break;
    case NodeLevel::Layout:
        openLayout(node, best, prunes, progress, outcome);
        break;
    case NodeLevel::Shared:
        openBatches(node, best, prunes, progress, outcome);
        break;
    case NodeLevel::Passes:
        openPasses(node, best, prunes, progress, outcome);
        break;
    case NodeLevel::Completed: {
        SearchNode played = node;
        played.level = NodeLevel::Played;
        const Nanoseconds time = candidateBound(m_judge.costs(), openedAt(node)->network, *node.candidate, true);
        raise(played, time, node.candidate->layout);
        keepOrReject(std::move(played), best, prunes, outcome);
        break;
    }
    case NodeLevel::Played: {
        auto evaluation = evaluated(node, progress);
        if (!evaluation && evaluation.error().message == "cancelled") {
            outcome.cancelled = true;
        } else if (!evaluation) {
            outcome.decided.reject({Verdict::Simulated, wordsOf(node), describe(evaluation.error()), 1});
        } else if (!evaluation->fits) {
            outcome.decided.reject({Verdict::Memory, wordsOf(node), "the simulator needs " + formatted(Bytes(evaluation->peakBytes)), 0});
            outcome.evaluation = *evaluation;
        } else {
            outcome.decided.count(Verdict::Simulated);
            outcome.evaluation = *evaluation;
        }
        break;
    }
    }
    return outcome;
}

Result<Evaluation> SearchTree::evaluated(const SearchNode& node, const Progress& progress) const
{
    if (const auto known = m_known.find(node.place); known != m_known.end())
        return known->second;
    if (!m_simulates) {
        Evaluation bound;
        bound.score = node.bound;
        return bound;
    }
    return m_judge.evaluate(*node.candidate, progress);
}

void SearchTree::openPartial(const SearchNode& node, const Incumbent& best, bool prunes, NodeOutcome& outcome) const
{
    for (const PartialLayout& next : m_space.tree().opened(*m_space.tree().at(node.place[0], node.decided), outcome.decided))
        keepOrReject(nodeOf(next, node), best, prunes, outcome);
}

void SearchTree::openLayout(SearchNode node, const Incumbent& best, bool prunes, const Progress& progress, NodeOutcome& outcome)
{
    const Layout layout = layoutOf(node);
    const Crossing crossing = crossingOf(m_judge.world(), layout);
    raise(node, layoutBound(m_judge.costs(), m_space.settings(), layout, crossing), layout);
    if (prunes && best.beats(node))
        return keepOrReject(std::move(node), best, prunes, outcome);
    auto fresh = made(layout, crossing, outcome.decided);
    const auto opened = m_opened.of(node.place[0], [&] { return std::move(fresh); });
    if (!opened->network.joined()) {
        outcome.decided.reject({Verdict::Divisibility, wordsOf(node), "no link joins all of its devices", 1});
        return;
    }
    for (std::size_t b = 0; b < opened->batches.size() && search_tree::goesOn(progress, outcome); ++b) {
        const Nanoseconds time = batchesBound(m_judge.costs(), m_space.settings(), layout, opened->batches[b], opened->crossing, true);
        SearchNode child {node.bound, node.otherBounds, {node.place[0], b, 0, 0}, NodeLevel::Shared, 0, nullptr};
        raise(child, time, layout);
        keepOrReject(std::move(child), best, prunes, outcome);
    }
}

void SearchTree::openBatches(const SearchNode& node, const Incumbent& best, bool prunes, const Progress& progress, NodeOutcome& outcome) const
{
    const std::shared_ptr<const Opened> opened = openedAt(node);
    const Layout& layout = opened->layout;
    const Batches& batches = opened->batches[asIndex(node.place[1])];
    const auto choices = m_space.passesOf(layout);
    for (std::size_t p = 0; p < choices.size() && search_tree::goesOn(progress, outcome); ++p) {
        SearchNode child {node.bound, node.otherBounds, {node.place[0], node.place[1], p, 0}, NodeLevel::Passes, 0, nullptr};
        for (const bool mindsMemory : {false, true})
            if (!prunes || !best.beats(child))
                raise(child, passesBound(m_judge.costs(), m_space.settings(), layout, batches, choices[p], opened->network, opened->crossing, mindsMemory), layout);
        keepOrReject(std::move(child), best, prunes, outcome);
    }
}

void SearchTree::openPasses(const SearchNode& node, const Incumbent& best, bool prunes, const Progress& progress, NodeOutcome& outcome)
{
    using Content = std::tuple<int, bool, std::vector<std::vector<UnitRange>>, std::vector<std::vector<Recompute>>>;
    const std::shared_ptr<const Opened> opened = openedAt(node);
    const Layout& layout = opened->layout;
    const Batches& batches = opened->batches[asIndex(node.place[1])];
    const PassChoice passes = m_space.passesOf(layout)[asIndex(node.place[2])];
    const std::vector<StateChoice> states = m_space.statesOf(layout, passes);
    std::set<Content> seen;
    const PlanningWorld& world = m_judge.world();
    for (std::size_t s = 0; s < states.size() && search_tree::goesOn(progress, outcome); ++s) {
        auto candidate = std::make_shared<Candidate>(Candidate {layout, batches, passes, states[s], {}, {}});
        const MemoryNeed need = complete(m_judge.costs(), *candidate);
        if (candidate->units.empty()) {
            outcome.decided.reject(Verdict::Divisibility, 0.5, [&] {
                return Rejection{Verdict::Divisibility, describe(*candidate, world.pools(), world.cluster()),
                    "fewer layers than stages and chunks, or a stage that no layer fits", 0.5};
            });
            continue;
        }
        if (!seen.emplace(states[s].zero, states[s].sequenceParallel, candidate->units, candidate->recomputes).second)
            continue;
        if (const std::string unlike = unlikePipelines(*candidate); !unlike.empty()) {
            outcome.decided.reject(Verdict::Divisibility, 0.5,
                [&] { return Rejection{Verdict::Divisibility, describe(*candidate, world.pools(), world.cluster()), unlike, 0.5}; });
            continue;
        }
        if (!need.fits()) {
            outcome.decided.reject(Verdict::Memory, need.bytes / need.limit - 1,
                [&] { return search_tree::beyondMemory(need, describe(*candidate, world.pools(), world.cluster())); });
            continue;
        }
        const double peak = m_judge.needsPeak() ? peakBytes(m_judge.costs(), *candidate) : 0;
        const Nanoseconds quick = quickBound(m_judge.costs(), opened->network, *candidate);
        SearchNode child {node.bound, node.otherBounds, {node.place[0], node.place[1], node.place[2], s},
            NodeLevel::Completed, 0, candidate};
        raise(child, quick, layout, peak);
        if (!prunes || !best.beats(child)) {
            const Nanoseconds time = candidateBound(m_judge.costs(), opened->network, *candidate, false);
            raise(child, time, layout, peak);
        }
        keepOrReject(std::move(child), best, prunes, outcome);
    }
}

std::string formattedScore(const Objective& objective, double score)
{
    switch (objective.kind) {
    case ObjectiveKind::Cost:
        return shortestDecimal(static_cast<double>(static_cast<std::int64_t>(score * 1e6)) / 1e6) + " $ per million tokens";
    case ObjectiveKind::Energy:
        return shortestDecimal(static_cast<double>(static_cast<std::int64_t>(score))) + " J per million tokens";
    case ObjectiveKind::Memory:
        return formatted(Bytes(score));
    case ObjectiveKind::Nominal:
    case ObjectiveKind::Mean:
    case ObjectiveKind::Worst:
    case ObjectiveKind::Quantile:
    case ObjectiveKind::Regret:
        break;
    }
    return formatted(Nanoseconds(static_cast<std::int64_t>(score)));
}

} // namespace core
