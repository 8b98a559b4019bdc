#include "core/search/rounds.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace core {
namespace rounds {

constexpr std::size_t atOnce = 2;

} // namespace rounds

void Rounds::begin()
{
    const std::lock_guard lock(m_mutex);
    m_over = false;
    m_back.clear();
    fill();
}

/// The longest work, simulations, is begun first.
void Rounds::fill()
{
    while (m_onWay.size() < rounds::atOnce) {
        auto round = std::make_unique<Round>(m_choose());
        if (round->nodes.empty())
            break;
        round->left = round->nodes.size();
        round->outcomes.resize(round->left);
        round->order.resize(round->left);
        std::iota(round->order.begin(), round->order.end(), std::size_t{0});
        std::stable_sort(round->order.begin(), round->order.end(), [&](std::size_t a, std::size_t b) { return round->nodes[a].level > round->nodes[b].level; });
        m_onWay.push_back(std::move(round));
    }
    ++m_filled;
    if (m_onWay.empty())
        m_over = true;
}

bool Rounds::isMore() const
{
    return std::any_of(m_onWay.begin(), m_onWay.end(), [](const auto& round) { return round->begun < round->order.size(); });
}

std::optional<Rounds::Task> Rounds::taken()
{
    for (const auto& round : m_onWay)
        if (round->begun < round->order.size())
            return Task {round.get(), round->order[round->begun++]};
    return std::nullopt;
}

std::optional<Rounds::Task> Rounds::next()
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return m_over || !m_back.empty() || isMore(); });
    if (m_over)
        return std::nullopt;
    if (m_back.empty())
        return taken();
    const Task task = m_back.front();
    m_back.pop_front();
    return task;
}

std::optional<Rounds::Task> Rounds::nextElsewhere()
{
    const std::lock_guard lock(m_mutex);
    return m_over ? std::nullopt : taken();
}

bool Rounds::waitForMore()
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return m_over || (m_filled != m_offered && isMore()); });
    m_offered = m_filled;
    return !m_over;
}

void Rounds::finish(const Task& task, NodeOutcome outcome)
{
    const std::lock_guard lock(m_mutex);
    task.round->outcomes[task.index] = std::move(outcome);
    --task.round->left;
    bool changed = false;
    while (!m_over && !m_onWay.empty() && m_onWay.front()->left == 0) {
        const std::unique_ptr<Round> whole = std::move(m_onWay.front());
        m_onWay.pop_front();
        changed = true;
        if (m_takeIn(*whole))
            fill();
        else
            m_over = true;
    }
    if (changed)
        m_changed.notify_all();
}

void Rounds::giveBack(const Task& task)
{
    const std::lock_guard lock(m_mutex);
    m_back.push_back(task);
    m_changed.notify_all();
}

void Rounds::end()
{
    const std::lock_guard lock(m_mutex);
    m_over = true;
    m_changed.notify_all();
}

double Rounds::leastBound() const
{
    double least = std::numeric_limits<double>::infinity();
    for (const auto& round : m_onWay)
        for (const SearchNode& node : round->nodes)
            least = std::min(least, node.bound);
    return least;
}

} // namespace core
