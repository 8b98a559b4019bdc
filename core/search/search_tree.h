#pragma once

#include "core/search/bound.h"
#include "core/search/judge.h"
#include "core/search/kept_recently.h"
#include "core/search/layout_network.h"
#include "core/search/search.h"
#include "core/search/space.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace core {

/// What of a candidate is decided. A `Played` one has its tightest bound and only needs to be simulated.
enum class NodeLevel : std::uint8_t { Partial, Layout, Shared, Passes, Completed, Played };
constexpr std::size_t nodeLevels = 6;

/// A candidate of the tree, partial or complete.
struct SearchNode
{
    double bound = 0; ///< score
    OtherScores otherBounds {}; ///< of the further objectives of a front
    CanonicalPlace place {};
    NodeLevel level = NodeLevel::Partial;
    int decided = 0; ///< of a `Partial` layout, how many choices; its place is that of its first layout
    std::shared_ptr<const Candidate> candidate {}; ///< from `Completed` on

    bool operator<(const SearchNode& other) const
    {
        return bound != other.bound ? bound < other.bound : place != other.place ? place < other.place : level < other.level;
    }
};

/// The best so far: what a bound is compared with.
struct Incumbent
{
    bool found = false;
    double score = 0;
    CanonicalPlace place {};

    /// Of a front, what its plans score; then a node is beaten by a plan that is not worse in any objective.
    struct Scored
    {
        double score = 0;
        OtherScores others {};
        bool isNoWorse(double otherScore, const OtherScores& otherOthers) const
        {
            return score <= otherScore && others[0] <= otherOthers[0] && others[1] <= otherOthers[1];
        }
    };
    bool isFront = false;
    std::vector<Scored> front {};

    void take(double newScore, const CanonicalPlace& newPlace)
    {
        found = true;
        score = newScore;
        place = newPlace;
    }

    /// Whether nothing under this node can take its place. The first in canonical order wins a tie.
    bool beats(const SearchNode& node) const
    {
        if (isFront)
            return std::any_of(front.begin(), front.end(), [&](const Scored& one) { return one.isNoWorse(node.bound, node.otherBounds); });
        return found && (node.bound > score || (node.bound == score && node.place > place));
    }
};

/// What looking at one node gave.
struct NodeOutcome
{
    std::vector<SearchNode> open; ///< that stand for it now
    Funnel decided;
    std::optional<Evaluation> evaluation; ///< of a simulated one
    bool cancelled = false;
};

/// The tree of a space: what each node's completions are and what they cannot beat. Nodes may be looked at by several
/// threads at once, each node once.
class SearchTree
{
public:
    /// `simulates` no: what is played scores its bound.
    SearchTree(const Judge& judge, const SpaceSettings& settings, const KnownEvaluations& known, bool simulates);

    const Space& space() const { return m_space; }
    const Funnel& refusedLayouts() const { return m_refused; }
    /// Every layout is under one of them.
    std::vector<SearchNode> roots() const;

    NodeOutcome lookAt(SearchNode node, const Incumbent& best, bool prunes, const Progress& progress);

    /// Makes the candidate of a node that has one and comes from another process without it.
    void restore(SearchNode& node) const;

    /// "at least 1.2 s, the best takes 1.1 s".
    Rejection beaten(const SearchNode& node, const Incumbent& best) const;
    std::string wordsOf(const SearchNode& node) const;

private:
    struct Opened
    {
        Layout layout;
        LayoutNetwork network;
        Crossing crossing;
        std::vector<Batches> batches;
    };

    SearchNode nodeOf(const PartialLayout& partial, const SearchNode& under) const;
    void openPartial(const SearchNode& node, const Incumbent& best, bool prunes, NodeOutcome& outcome) const;
    void openLayout(SearchNode node, const Incumbent& best, bool prunes, const Progress& progress, NodeOutcome& outcome);
    void openBatches(const SearchNode& node, const Incumbent& best, bool prunes, const Progress& progress, NodeOutcome& outcome) const;
    void openPasses(const SearchNode& node, const Incumbent& best, bool prunes, const Progress& progress, NodeOutcome& outcome);
    void raise(SearchNode& node, Nanoseconds time, const Layout& layout, double peakBytes = 0) const;
    void keepOrReject(SearchNode node, const Incumbent& best, bool prunes, NodeOutcome& outcome) const;
    std::shared_ptr<const Opened> openedAt(const SearchNode& node) const;
    Layout layoutOf(const SearchNode& node) const;
    std::shared_ptr<const Opened> made(const Layout& layout, const Crossing& crossing, Funnel& funnel) const;

    Result<Evaluation> evaluated(const SearchNode& node, const Progress& progress) const;

    const Judge& m_judge;
    const KnownEvaluations& m_known;
    bool m_simulates;
    Funnel m_refused;
    Space m_space;
    KeptRecently<std::uint64_t, Opened> m_opened; ///< by layout
};

/// Words for a score: "1.23 s", "0.12 $ per million tokens", "41 GiB".
std::string formattedScore(const Objective& objective, double score);

} // namespace core
