#include "core/simulate/schedules/order_timing.h"
#include "core/simulate/schedules/schedules.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <optional>
#include <queue>

namespace core::schedules {
namespace zero_bubble_greedy {

struct Policy
{
    int warmUp = 0;   ///< forwards in flight that a stage tries to keep, in `warmUp` (stages - stage) - (warmUp - 1); 0: B always first
    double gap = 0;   ///< a weights' half is run before the next arrival when that many of its durations fit in between
};

bool within(Bytes held, Bytes limit) { return held.value <= limit.value * (1 + 1e-9); }

/// Passes in the order in which a greedy pipeline would start them, from a cold start.
class ListScheduler
{
public:
    ListScheduler(const ScheduleShape& shape, const Policy& policy) : m_shape(shape), m_policy(policy), m_stages(shape.loads.size()) { }

    /// Empty when a stage can never go on.
    PassOrders orders()
    {
        for (int s = 0; s < m_shape.stages; ++s)
            m_wake.push({Nanoseconds(0), s});
        while (!m_wake.empty()) {
            const auto [now, stage] = m_wake.top();
            m_wake.pop();
            if (at(stage).free <= now)
                if (const auto kind = choice(stage, now))
                    start(stage, *kind, now);
        }
        PassOrders orders;
        for (Stage& stage : m_stages)
            orders.push_back(std::move(stage.order));
        const auto whole = 3 * static_cast<std::size_t>(m_shape.microBatches);
        const bool done = std::all_of(orders.begin(), orders.end(), [&](const auto& order) { return order.size() == whole; });
        return done ? orders : PassOrders();
    }

private:
    struct Stage
    {
        std::vector<Pass> order;
        std::vector<Nanoseconds> forwardAt, backwardAt; ///< when inputs arrive, of those that are known
        int forwards = 0, backwards = 0, weights = 0;   ///< done
        Nanoseconds free;
        Nanoseconds sent[2];
        Bytes held;
    };

    Stage& at(int stage) { return m_stages[static_cast<std::size_t>(stage)]; }
    const StageLoad& load(int stage) const { return m_shape.loads[static_cast<std::size_t>(stage)]; }

    /// When the next input is there; never() if that is not known yet.
    static Nanoseconds arrival(const std::vector<Nanoseconds>& known, int done)
    {
        return static_cast<std::size_t>(done) < known.size() ? known[static_cast<std::size_t>(done)] : Nanoseconds::never();
    }

    std::optional<PassKind> choice(int index, Nanoseconds now)
    {
        const Stage& stage = at(index);
        const StageLoad& own = load(index);
        const Bytes growth = std::max(Bytes(0), own.weightOperands - own.activations);
        const bool first = index == 0 && stage.forwards < m_shape.microBatches;
        const Nanoseconds nextForward = first ? Nanoseconds(0) : arrival(stage.forwardAt, stage.forwards);
        const Nanoseconds nextBackward = arrival(stage.backwardAt, stage.backwards);
        const int wanted = m_policy.warmUp > 0 ? m_policy.warmUp * (m_shape.stages - index) - (m_policy.warmUp - 1) : m_shape.microBatches;
        const bool below = stage.forwards - stage.backwards < wanted;
        const bool room = within(stage.held + own.activations + growth, own.limit);
        const bool forward = nextForward <= now && below && room;
        const bool backward = nextBackward <= now && (stage.weights == stage.backwards || within(stage.held + growth, own.limit));
        if (forward && (!backward || m_policy.warmUp > 0))
            return PassKind::Forward;
        if (backward)
            return PassKind::BackwardInput;
        if (stage.weights == stage.backwards)
            return std::nullopt;
        const Nanoseconds next = below ? std::min(nextForward, nextBackward) : nextBackward;
        if (next <= now)
            return PassKind::BackwardWeight; // frees the memory that the other waits for
        const double gap = next == Nanoseconds::never() ? std::numeric_limits<double>::infinity() : static_cast<double>((next - now).count);
        if (gap >= m_policy.gap * static_cast<double>(own.backwardWeight.count))
            return PassKind::BackwardWeight;
        return std::nullopt;
    }

    void start(int index, PassKind kind, Nanoseconds now)
    {
        Stage& stage = at(index);
        const StageLoad& own = load(index);
        if (kind == PassKind::Forward) {
            stage.order.push_back({kind, stage.forwards++, 0});
            stage.held += own.activations;
            stage.free = now + own.forward;
            if (index + 1 < m_shape.stages)
                send(index, index + 1, at(index + 1).forwardAt, stage.sent[0], own.sendForward);
            else
                stage.backwardAt.push_back(stage.free);
        } else if (kind == PassKind::BackwardInput) {
            stage.order.push_back({kind, stage.backwards++, 0});
            stage.held += own.weightOperands - own.activations;
            stage.free = now + own.backwardInput;
            if (index > 0)
                send(index, index - 1, at(index - 1).backwardAt, stage.sent[1], own.sendBackward);
        } else {
            stage.order.push_back({kind, stage.weights++, 0});
            stage.held -= own.weightOperands;
            stage.free = now + own.backwardWeight;
        }
        m_wake.push({stage.free, index});
    }

    void send(int from, int to, std::vector<Nanoseconds>& arrivals, Nanoseconds& sent, Nanoseconds duration)
    {
        sent = std::max(sent, at(from).free) + duration;
        arrivals.push_back(sent);
        m_wake.push({sent, to});
    }

    const ScheduleShape& m_shape;
    Policy m_policy;
    std::vector<Stage> m_stages;
    using Wake = std::pair<Nanoseconds, int>;
    std::priority_queue<Wake, std::vector<Wake>, std::greater<>> m_wake;
};

/// With loads and limits filled in; every stage has room for one micro-batch.
ScheduleShape completed(ScheduleShape shape)
{
    if (shape.loads.empty()) {
        const StageLoad one {Nanoseconds(1), Nanoseconds(1), Nanoseconds(1), {}, {}, Bytes(1), Bytes(1), Bytes(shape.stages)};
        shape.loads.assign(static_cast<std::size_t>(shape.stages), one);
    }
    for (StageLoad& load : shape.loads) {
        const Bytes one = std::max(load.activations, load.weightOperands);
        load.limit = shape.activationLimit > 0 ? one * shape.activationLimit : std::max(load.limit, one);
    }
    return shape;
}

bool fits(const PassOrders& orders, const std::vector<StageLoad>& loads)
{
    for (std::size_t s = 0; s < orders.size(); ++s)
        if (!within(peakOf(orders[s], loads[s]), loads[s].limit))
            return false;
    return !orders.empty();
}

/// No order has a shorter period.
Nanoseconds boundOf(const ScheduleShape& shape)
{
    Nanoseconds bound;
    for (const StageLoad& load : shape.loads)
        bound = std::max(bound, (load.forward + load.backwardInput + load.backwardWeight) * shape.microBatches);
    return bound;
}

PassOrders fixedOrders(ScheduleShape shape, std::vector<Pass> (*order)(const ScheduleShape&))
{
    PassOrders orders;
    for (shape.stage = 0; shape.stage < shape.stages; ++shape.stage)
        orders.push_back(order(shape));
    return orders;
}

} // namespace zero_bubble_greedy

PassOrders zeroBubbleGreedy(const ScheduleShape& given)
{
    using namespace zero_bubble_greedy;
    const ScheduleShape shape = completed(given);
    const Nanoseconds bound = boundOf(shape);
    Nanoseconds shortest = Nanoseconds::never();
    PassOrders best;
    const auto consider = [&](PassOrders orders) {
        if (!fits(orders, shape.loads))
            return;
        const Nanoseconds period = steadyPeriod(orders, shape.loads, shape.microBatches);
        if (best.empty() || period < shortest) {
            shortest = period;
            best = std::move(orders);
        }
    };
    consider(fixedOrders(shape, zeroBubbleH2));
    consider(fixedOrders(shape, zeroBubbleH1));
    for (const double gap : {0.0, 0.5, 1.0})
        for (const int warmUp : {0, 2, 1})
            if (shortest > bound)
                consider(ListScheduler(shape, {warmUp, gap}).orders());
    return best;
}

} // namespace core::schedules
