#include "core/simulate/schedules/order_timing.h"

#include <algorithm>
#include <array>

namespace core::schedules {
namespace order_timing {

Nanoseconds timeOf(const StageLoad& load, PassKind kind)
{
    switch (kind) {
    case PassKind::Forward:
        return load.forward;
    case PassKind::BackwardInput:
        return load.backwardInput;
    case PassKind::BackwardWeight:
        return load.backwardWeight;
    case PassKind::Backward:
        break;
    }
    return load.backwardInput + load.backwardWeight;
}

/// Plays iterations one after the other; `free` and `sent` carry over.
class Player
{
public:
    Player(const PassOrders& orders, const std::vector<StageLoad>& loads, int microBatches)
        : m_orders(orders), m_loads(loads), m_count(static_cast<std::size_t>(microBatches)), m_next(orders.size()), m_free(orders.size())
        , m_sent(orders.size())
    {
    }

    /// The start of the first pass of each stage; empty: the orders wait for each other.
    std::vector<Nanoseconds> iteration()
    {
        std::vector<Nanoseconds> starts(m_orders.size());
        for (auto& arrived : m_arrived)
            arrived.assign(m_orders.size() * m_count, Nanoseconds::never());
        std::fill(m_next.begin(), m_next.end(), 0);
        for (bool progress = true; progress;) {
            progress = false;
            for (std::size_t s = 0; s < m_orders.size(); ++s)
                progress = goOn(s, starts[s]) || progress;
        }
        for (std::size_t s = 0; s < m_orders.size(); ++s)
            if (m_next[s] < m_orders[s].size())
                return {};
        return starts;
    }

private:
    bool goOn(std::size_t stage, Nanoseconds& firstStart)
    {
        const std::size_t before = m_next[stage];
        for (std::size_t& next = m_next[stage]; next < m_orders[stage].size(); ++next) {
            const Pass& pass = m_orders[stage][next];
            const Nanoseconds input = inputOf(stage, pass);
            if (input == Nanoseconds::never())
                break;
            const Nanoseconds start = std::max(m_free[stage], input);
            if (next == 0)
                firstStart = start;
            m_free[stage] = start + timeOf(m_loads[stage], pass.kind);
            deliver(stage, pass);
        }
        return m_next[stage] > before;
    }

    Nanoseconds inputOf(std::size_t stage, const Pass& pass) const
    {
        if (pass.kind == PassKind::BackwardWeight || (pass.kind == PassKind::Forward && stage == 0))
            return Nanoseconds(0);
        return m_arrived[passesGradient(pass.kind)][stage * m_count + static_cast<std::size_t>(pass.microBatch)];
    }

    void deliver(std::size_t stage, const Pass& pass)
    {
        const bool back = passesGradient(pass.kind);
        const auto microBatch = static_cast<std::size_t>(pass.microBatch);
        if (pass.kind == PassKind::Forward && stage + 1 == m_orders.size())
            m_arrived[1][stage * m_count + microBatch] = m_free[stage];
        else if (pass.kind == PassKind::Forward || (back && stage > 0)) {
            Nanoseconds& sent = m_sent[stage][back];
            sent = std::max(sent, m_free[stage]) + (back ? m_loads[stage].sendBackward : m_loads[stage].sendForward);
            m_arrived[back][(back ? stage - 1 : stage + 1) * m_count + microBatch] = sent;
        }
    }

    const PassOrders& m_orders;
    const std::vector<StageLoad>& m_loads;
    std::size_t m_count;
    std::vector<std::size_t> m_next;
    std::vector<Nanoseconds> m_free;
    std::vector<std::array<Nanoseconds, 2>> m_sent; ///< end of the last send, by direction
    std::array<std::vector<Nanoseconds>, 2> m_arrived; ///< [direction][stage * microBatches + microBatch]
};

} // namespace order_timing

Nanoseconds steadyPeriod(const PassOrders& orders, const std::vector<StageLoad>& loads, int microBatches)
{
    constexpr int most = 12;
    order_timing::Player player(orders, loads, microBatches);
    std::vector<Nanoseconds> before = player.iteration();
    Nanoseconds longest = Nanoseconds::never();
    for (int i = 0; i < most && !before.empty(); ++i) {
        const std::vector<Nanoseconds> starts = player.iteration();
        longest = Nanoseconds(0);
        Nanoseconds shortest = Nanoseconds::never();
        for (std::size_t s = 0; s < starts.size(); ++s) {
            longest = std::max(longest, starts[s] - before[s]);
            shortest = std::min(shortest, starts[s] - before[s]);
        }
        if (longest == shortest)
            break;
        before = starts;
    }
    return longest;
}

Bytes peakOf(const std::vector<Pass>& order, const StageLoad& load)
{
    Bytes held, peak;
    for (const Pass& pass : order) {
        if (pass.kind == PassKind::Forward)
            held += load.activations;
        else if (pass.kind == PassKind::BackwardInput)
            held += load.weightOperands - load.activations;
        else
            held -= pass.kind == PassKind::Backward ? load.activations : load.weightOperands;
        peak = std::max(peak, held);
    }
    return peak;
}

} // namespace core::schedules
