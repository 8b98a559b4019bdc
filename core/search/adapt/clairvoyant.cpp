#include "core/search/adapt/policies.h"
#include "core/search/adapt/policy_log.h"

#include <algorithm>
#include <utility>

namespace core {
namespace clairvoyant_policy {

/// Of one plan, when so many iterations are done.
struct Cell
{
    Nanoseconds done = Nanoseconds::never();  ///< the last of them was this plan's
    Nanoseconds ready = Nanoseconds::never(); ///< this plan may begin the next
    int from = 0;                             ///< the plan before, where another one was
};
using Layer = std::vector<Cell>;

class EarliestReady
{
public:
    EarliestReady(PlanWorld& world, const AdaptCosts& costs) : m_world(world), m_costs(costs) { }

    PolicyRun run()
    {
        Layer first(static_cast<std::size_t>(m_world.plans()));
        for (std::size_t plan = 0; plan < first.size(); ++plan)
            first[plan] = {Nanoseconds(0), Nanoseconds(0), static_cast<int>(plan)};
        m_layers.push_back(std::move(first));
        while (m_world.goesOn()) {
            Layer next = iterated(m_layers.back());
            if (std::all_of(next.begin(), next.end(), [](const Cell& cell) { return cell.done == Nanoseconds::never(); }))
                break;
            changePlans(next);
            m_layers.push_back(std::move(next));
        }
        return traced();
    }

private:
    Layer iterated(const Layer& layer)
    {
        Layer next(layer.size());
        for (std::size_t plan = 0; plan < layer.size(); ++plan) {
            next[plan].from = static_cast<int>(plan);
            if (layer[plan].ready >= m_world.horizon())
                continue;
            const auto last = attempts(static_cast<int>(plan), layer[plan].ready).back().second;
            if (!last.lostTo && last.end <= m_world.horizon())
                next[plan].done = next[plan].ready = last.end;
        }
        return next;
    }

    /// Until an iteration of the plan is not lost, or the horizon: each with its start.
    std::vector<std::pair<Nanoseconds, Attempt>> attempts(int plan, Nanoseconds start)
    {
        std::vector<std::pair<Nanoseconds, Attempt>> all {{start, attempted(m_world, plan, start, m_costs)}};
        while (all.back().second.lostTo && all.back().second.end < m_world.horizon()) {
            const Nanoseconds again = all.back().second.end;
            all.emplace_back(again, attempted(m_world, plan, again, m_costs));
        }
        return all;
    }

    void changePlans(Layer& layer)
    {
        for (std::size_t from = 0; from < layer.size(); ++from)
            for (std::size_t to = 0; to < layer.size(); ++to)
                if (from != to && layer[from].done != Nanoseconds::never())
                    changePlan(layer[from].done, static_cast<int>(from), static_cast<int>(to), layer[to]);
    }

    void changePlan(Nanoseconds now, int from, int to, Cell& cell)
    {
        const Nanoseconds limit = std::min(cell.ready, m_world.horizon());
        const Nanoseconds least = m_world.leastMigration(from, to);
        if (least == Nanoseconds::never() || now + least + m_costs.restart >= limit)
            return;
        const Nanoseconds arrived = m_world.migration(from, to, now).end;
        if (arrived >= limit || arrived + m_costs.restart >= limit)
            return;
        cell.ready = arrived + m_costs.restart;
        cell.from = from;
    }

    /// The plans of the way that ends earliest after the last iteration, told forwards.
    PolicyRun traced()
    {
        const Layer& last = m_layers.back();
        const auto best = std::min_element(last.begin(), last.end(), [](const Cell& a, const Cell& b) { return a.done < b.done; });
        std::vector<int> plans(m_layers.size());
        plans.back() = static_cast<int>(best - last.begin());
        for (std::size_t n = m_layers.size() - 1; n > 0; --n) // iteration n runs under plans[n]
            plans[n - 1] = n > 1 ? m_layers[n - 1][index(plans[n])].from : plans[n];
        PolicyLog log("clairvoyant", plans.front());
        for (std::size_t n = 1; n < m_layers.size(); ++n) {
            const Cell& begun = m_layers[n - 1][index(plans[n])];
            if (plans[n] != plans[n - 1]) {
                const Nanoseconds now = m_layers[n - 1][index(plans[n - 1])].done;
                log.take({now, plans[n - 1], plans[n], m_world.wordsOf(now), m_world.migration(plans[n - 1], plans[n], now), begun.ready, false});
            }
            for (const auto& [start, iteration] : attempts(plans[n], begun.ready))
                log.take(iteration, start, m_world.horizon());
        }
        return std::move(log).finished(m_world.horizon());
    }

    static std::size_t index(int plan) { return static_cast<std::size_t>(plan); }

    PlanWorld& m_world;
    AdaptCosts m_costs;
    std::vector<Layer> m_layers; ///< by iterations done
};

} // namespace clairvoyant_policy

PolicyRun clairvoyant(PlanWorld& world, const AdaptCosts& costs, const std::vector<PolicyRun>& others)
{
    PolicyRun best = clairvoyant_policy::EarliestReady(world, costs).run();
    for (const PolicyRun& other : others)
        if (other.iterations > best.iterations) {
            best = other;
            best.policy = "clairvoyant";
        }
    return best;
}

} // namespace core
