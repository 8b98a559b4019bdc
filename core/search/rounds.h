#pragma once

#include "core/search/search_tree.h"

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace core {

/// Nodes that are looked at together, with the incumbent that all of them are compared with.
struct Round
{
    std::vector<SearchNode> nodes;
    Incumbent best;
    std::vector<NodeOutcome> outcomes {};
    std::vector<std::size_t> order {}; ///< in which they are begun
    std::size_t begun = 0;
    std::size_t left = 0; ///< that are not looked at
};

/// Rounds on their way. Two overlap, so that whoever is free begins the next one while another still looks at the last nodes of
/// this one. A round is taken in once all of it is looked at and those before it are taken in, and what follows is chosen right
/// then. So what a round holds depends on what the rounds but the last one before it gave, never on who was first.
class Rounds
{
public:
    /// A node of a round.
    struct Task
    {
        Round* round = nullptr;
        std::size_t index = 0;
        const SearchNode& node() const { return round->nodes[index]; }
    };

    /// Both are called by one thread at a time. `choose`: no nodes, there are none now. `takeIn`: whether to go on.
    Rounds(std::function<Round()> choose, std::function<bool(Round&)> takeIn) : m_choose(std::move(choose)), m_takeIn(std::move(takeIn)) { }

    /// Chooses the first ones.
    void begin();

    /// Waits for a node to look at; none: it is over.
    std::optional<Task> next();

    /// What can be looked at elsewhere: nothing that was given back. None: not now.
    std::optional<Task> nextElsewhere();

    /// Waits until there may be something for elsewhere that was not there when this was called last; false: it is over.
    bool waitForMore();

    void finish(const Task& task, NodeOutcome outcome);

    /// Whoever had it is lost: to be looked at by whoever asks for the `next`.
    void giveBack(const Task& task);

    bool isOver() const { return m_over; }
    void end();

    /// Of those on their way. For `choose` and `takeIn`, and while nobody works.
    bool isEmpty() const { return m_onWay.empty(); }
    double leastBound() const;

    /// Once it is over: the rounds that were not taken in. None is left.
    std::deque<std::unique_ptr<Round>> rest() { return std::exchange(m_onWay, {}); }

private:
    std::optional<Task> taken();
    bool isMore() const;
    void fill();

    std::function<Round()> m_choose;
    std::function<bool(Round&)> m_takeIn;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<std::unique_ptr<Round>> m_onWay;
    std::deque<Task> m_back;
    std::int64_t m_filled = 0, m_offered = -1; ///< how often rounds were chosen: until now, and when elsewhere heard last
    std::atomic<bool> m_over = false;
};

} // namespace core
