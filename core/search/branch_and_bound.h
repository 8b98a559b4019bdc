#pragma once

#include "core/search/rounds.h"

#include <tbb/global_control.h>
#include <tbb/task_arena.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace core {

/// A candidate that was simulated.
struct EvaluatedNode
{
    SearchNode node;
    Evaluation evaluation;

    /// The better score, then the first in canonical order.
    bool operator<(const EvaluatedNode& other) const
    {
        return evaluation.score != other.evaluation.score ? evaluation.score < other.evaluation.score : node.place < other.node.place;
    }
};

/// Best-first search of a space's tree in rounds. What a round looks at, and in which order it is taken in, never depends on
/// the number of threads: so neither does the answer.
class BranchAndBound
{
public:
    BranchAndBound(const Judge& judge, const SpaceSettings& settings, const SearchOptions& options);

    const SearchTree& tree() const { return m_tree; }

    /// Runs what is parallel in `work` on the threads of the search.
    template <typename Work>
    void inParallel(Work&& work)
    {
        m_arena.execute(std::forward<Work>(work));
    }

    /// A plan to begin with. It stands behind every candidate of the tree where both are as good.
    void seed(Candidate candidate, const Evaluation& evaluation);
    /// So many were simulated to find plans to begin with.
    void countSeeds(std::int64_t simulated) { m_seedsSimulated += simulated; }

    /// Until it is proved, or the options end it.
    void run();

    bool cancelled() const { return m_stopped; }
    bool isExhausted() const;
    SearchProgress state() const;
    const std::set<EvaluatedNode>& best() const { return m_best; }
    std::vector<EvaluatedNode> front() const; ///< sorted

private:
    bool goesOn();
    bool isDone() const;
    bool isNothingQueued() const;
    double bound() const;
    double gap() const;
    std::set<SearchNode>& queueOf(const SearchNode& node);
    std::vector<SearchNode> nextRound();
    std::set<SearchNode>::iterator promising(std::set<SearchNode>& queue) const;
    double expected(const SearchNode& node) const;
    void lookAtAll();
    bool takeIn(Round& round);
    void helped(const std::function<void()>& workHere);
    void take(const SearchNode& node, NodeOutcome outcome);
    void consider(EvaluatedNode evaluated);
    void addToFront(const EvaluatedNode& evaluated);
    Incumbent::Scored scored(const EvaluatedNode& evaluated) const;
    void dropBeaten();
    void dropBeatenByFront();

    const Judge& m_judge;
    SearchTree m_tree;
    const SearchOptions& m_options;
    tbb::global_control m_allowed;
    tbb::task_arena m_arena;
    std::atomic<bool> m_stopped = false;
    static constexpr std::size_t depths = 32;
    /// Best bound first: of partial layouts by how much is decided, then by level. So whoever takes the best of each gets to the bottom.
    std::array<std::set<SearchNode>, depths + nodeLevels> m_queues;
    Incumbent m_incumbent;
    Funnel m_funnel;
    std::set<EvaluatedNode> m_best;
    std::vector<EvaluatedNode> m_front;
    bool m_frontChanged = false; ///< since beaten nodes were dropped last
    /// By schedule and ZeRO stage, the least that a score was of its bound.
    std::map<std::pair<Schedule, int>, double> m_excess;
    std::int64_t m_chosen = 0, m_taken = 0, m_looked = 0, m_seedsSimulated = 0; ///< rounds, nodes, simulations
    std::uint32_t m_seeds = 0;
    Rounds m_rounds;
};

} // namespace core
