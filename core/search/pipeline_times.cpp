#include "core/search/pipeline_times.h"

#include "core/search/as_index.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace core {
namespace pipeline_times {


/// With one chunk a stage: what must follow the first forward pass, by way of the first gradient and of the last one.
/// `behind`: from the end of a forward pass here to the arrival of its gradient.
double afterFirstForward(const PipelineTimes& t, int stage, double behind)
{
    const auto s = asIndex(stage);
    const double gradients = t.backward[s] + t.weightsAt(s);
    const int around = forwardsAroundFirst(t.schedule, t.stages, stage, t.microBatches) - 1;
    const double byFirst = around * t.forward[s] + behind + t.microBatches * gradients;
    const double byLast = stage + 1 < t.stages ? (t.microBatches - 1) * t.sendForward[s] + behind + gradients : 0;
    return std::max(byFirst, byLast);
}

/// With several chunks a stage: from its first pass on the first micro-batch through all that is behind it and back, and then the
/// gradients of all others on the same chunk; or these forward before, and back after, the last one.
void waitForChain(const PipelineTimes& t, const std::vector<double>& first, std::vector<double>& through)
{
    double behind = 0;
    for (std::size_t p = t.stageAt.size(); p-- > 0;) {
        if (p + 1 < t.stageAt.size())
            behind += t.sendForward[p] + t.forward[p + 1] + t.backward[p + 1] + t.sendBackward[p];
        if (p >= asIndex(t.stages))
            continue;
        const double more = (t.microBatches - 1) * std::max(t.forward[p], t.backward[p] + t.weightsAt(p));
        double& least = through[asIndex(t.stageAt[p])];
        least = std::max(least, first[p] + behind + t.backward[p] + t.weightsAt(p) + more);
    }
}

/// Plays passes in their orders until none can go on.
class Player
{
public:
    /// `begins`: of the iteration on each stage, if its first input is there. `isApart`: what runs before its first pass is known of
    /// the first stage alone, others may be ahead.
    Player(const PipelineTimes& times, const std::vector<std::vector<Pass>>& orders, std::vector<double> begins, bool isApart)
        : m_times(times), m_orders(orders), m_isApart(isApart), m_next(orders.size(), 0), m_begins(std::move(begins)), m_free(m_begins)
        , m_gradients(asIndex(times.stages * times.chunks), 0), m_link {std::vector<double>(orders.size(), 0), std::vector<double>(orders.size(), 0)}
    {
        const std::size_t arrivals = asIndex(times.stages * times.chunks * times.microBatches);
        m_arrived[0].assign(arrivals, -1);
        m_arrived[1].assign(arrivals, -1);
    }

    /// False: the orders wait for each other.
    bool play()
    {
        for (bool moved = true; moved;) {
            moved = false;
            for (int stage = 0; stage < m_times.stages; ++stage)
                while (step(stage))
                    moved = true;
        }
        for (std::size_t s = 0; s < m_orders.size(); ++s)
            if (m_next[s] < m_orders[s].size())
                return false;
        return true;
    }

    /// Of the last pass of each stage.
    const std::vector<double>& through() const { return m_free; }

    /// Of the last pass of each position that gives gradients.
    const std::vector<double>& gradients() const { return m_gradients; }

    /// Of the first pass of each stage.
    const std::vector<double>& starts() const { return m_begins; }

private:
    double& arrival(bool forward, int position, int microBatch)
    {
        return m_arrived[forward ? 0 : 1][asIndex(position * m_times.microBatches + microBatch)];
    }

    bool step(int stage)
    {
        if (m_next[asIndex(stage)] == m_orders[asIndex(stage)].size())
            return false;
        const Pass& pass = m_orders[asIndex(stage)][m_next[asIndex(stage)]];
        const int position = positionOf(m_times.schedule, m_times.stages, stage, pass.chunk);
        double& now = m_free[asIndex(stage)];
        if (pass.kind == PassKind::BackwardWeight) {
            now += m_times.weights[asIndex(position)];
            m_gradients[asIndex(position)] = now;
            ++m_next[asIndex(stage)];
            return true;
        }
        const bool forward = pass.kind == PassKind::Forward;
        const double input = forward && position == 0 ? 0 : arrival(forward, position, pass.microBatch);
        if (input < 0)
            return false;
        const bool isFirst = forward && m_next[asIndex(stage)] == 0;
        const double earliest = m_begins[asIndex(stage)] + (m_isApart && stage > 0 ? 0 : m_times.endOfFirst(stage));
        if (isFirst)
            m_begins[asIndex(stage)] = std::max(now, input);
        now = std::max(now, input) + (forward ? m_times.forward : m_times.backward)[asIndex(position)];
        if (isFirst)
            now = std::max(now, earliest);
        ++m_next[asIndex(stage)];
        if (!forward)
            m_gradients[asIndex(position)] = now;
        forward ? sendOn(stage, position, pass.microBatch, now) : sendBack(stage, position, pass.microBatch, now);
        return true;
    }

    double later(int stage, bool forward, double ready, double send)
    {
        if (send <= 0)
            return ready;
        double& link = m_link[forward ? 0 : 1][asIndex(stage)];
        link = std::max(link, ready) + send;
        return link;
    }

    void sendOn(int stage, int position, int microBatch, double ready)
    {
        if (position + 1 == m_times.stages * m_times.chunks) {
            arrival(false, position, microBatch) = ready;
            return;
        }
        arrival(true, position + 1, microBatch) = later(stage, true, ready, m_times.sendForward[asIndex(position)]);
    }

    void sendBack(int stage, int position, int microBatch, double ready)
    {
        if (position == 0)
            return;
        arrival(false, position - 1, microBatch) = later(stage, false, ready, m_times.sendBackward[asIndex(position - 1)]);
    }

    const PipelineTimes& m_times;
    const std::vector<std::vector<Pass>>& m_orders;
    bool m_isApart;
    std::vector<std::size_t> m_next;
    std::vector<double> m_begins, m_free;
    std::vector<double> m_gradients;
    std::vector<double> m_link[2];
    std::vector<double> m_arrived[2];
};

} // namespace pipeline_times

int forwardsAroundFirst(Schedule schedule, int stages, int stage, int microBatches)
{
    const int behind = stages - stage - 1;
    switch (schedule) {
    case Schedule::GPipe:
        return microBatches;
    case Schedule::OneForwardOneBackward:
    case Schedule::ZeroBubbleH1:
        return 1 + microBatches - std::min(microBatches, behind + 1);
    case Schedule::ZeroBubbleH2:
        return 1 + microBatches - std::min(microBatches, 2 * behind + 1);
    case Schedule::KForwardKBackward:
    case Schedule::Interleaved:
    case Schedule::ZeroBubbleV:
    case Schedule::ZeroBubbleGreedy:
        break;
    }
    return 1;
}

std::vector<double> leastThrough(const PipelineTimes& t)
{
    const bool barred = !separatesWeights(t.schedule);
    std::vector<double> through(asIndex(t.stages), 0), first(asIndex(t.stages), 0);
    for (std::size_t position = 0; position < t.stageAt.size(); ++position)
        through[asIndex(t.stageAt[position])] += t.microBatches * (t.forward[position] + t.backward[position] + t.weightsAt(position));
    double arrived = 0; // of the first micro-batch
    for (int s = 0; s < t.stages; ++s) {
        const bool counts = barred || s == 0; // without a barrier the parameters may be there before the pass
        first[asIndex(s)] = std::max(arrived + t.forward[asIndex(s)], counts ? t.endOfFirst(s) : 0);
        through[asIndex(s)] += first[asIndex(s)] - t.forward[asIndex(s)];
        arrived = barred && s + 1 < t.stages ? first[asIndex(s)] + t.sendForward[asIndex(s)] : 0;
    }
    if (t.chunks > 1) {
        pipeline_times::waitForChain(t, first, through);
        return through;
    }
    double behind = 0;
    for (int s = t.stages - 1; s >= 0; --s) {
        if (s + 1 < t.stages)
            behind += t.sendForward[asIndex(s)] + t.forward[asIndex(s + 1)] + t.backward[asIndex(s + 1)] + t.sendBackward[asIndex(s)];
        through[asIndex(s)] = std::max(through[asIndex(s)], first[asIndex(s)] + pipeline_times::afterFirstForward(t, s, behind));
    }
    // The last gradient to leave a stage still goes through those before it.
    for (int s = t.stages - 2; s >= 0 && barred; --s)
        through[asIndex(s)] = std::max(through[asIndex(s)], through[asIndex(s + 1)] + t.sendBackward[asIndex(s)] + t.backward[asIndex(s)]);
    return through;
}

std::optional<PlayedPasses> playedPasses(const PipelineTimes& times, const std::vector<std::vector<Pass>>& orders)
{
    const bool isApart = separatesWeights(times.schedule);
    pipeline_times::Player player(times, orders, std::vector<double>(orders.size(), 0), isApart);
    if (!player.play())
        return {};
    PlayedPasses played {player.through(), player.gradients()};
    if (isApart)
        std::fill(played.through.begin() + 1, played.through.end(), 0);
    for (std::size_t position = 0; isApart && position < played.gradients.size(); ++position)
        if (times.stageAt[position] > 0)
            played.gradients[position] = 0;
    return played;
}

double endOfStream(std::vector<std::pair<double, double>> tasks)
{
    std::sort(tasks.begin(), tasks.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    double left = 0, end = 0;
    for (const auto& [from, seconds] : tasks) {
        left += seconds;
        end = std::max(end, from + left);
    }
    return end;
}

namespace pipeline_times {

/// When the stage can begin its next iteration.
double nextBegin(const StageTail& tail, double start, double through, const std::vector<double>& gradients)
{
    std::vector<std::pair<double, double>> tasks {{through, 0}};
    for (const StageTail::Reduction& one : tail.reductions)
        tasks.emplace_back(one.position < 0 ? through : gradients[asIndex(one.position)] - one.ahead, one.seconds);
    return std::max(start + tail.fromStart, endOfStream(std::move(tasks)) + tail.rest);
}

} // namespace pipeline_times

double playedPeriod(const PipelineTimes& times, const std::vector<std::vector<Pass>>& orders, const std::vector<StageTail>& tails)
{
    constexpr int iterations = 8;
    std::vector<double> begins(orders.size(), 0), before;
    double period = 0;
    for (int i = 0; i < iterations; ++i) {
        pipeline_times::Player player(times, orders, begins, false);
        if (!player.play())
            return 0;
        const std::vector<double> starts = player.starts();
        double shortest = std::numeric_limits<double>::infinity(), longest = 0;
        for (std::size_t s = 0; s < starts.size(); ++s) {
            if (i > 0) {
                shortest = std::min(shortest, starts[s] - before[s]);
                longest = std::max(longest, starts[s] - before[s]);
            }
            begins[s] = pipeline_times::nextBegin(tails[s], starts[s], player.through()[s], player.gradients());
        }
        if (i > 0)
            period = std::max(period, shortest);
        if (i > 0 && longest <= shortest * (1 + 1e-9))
            break;
        before = starts;
    }
    return period;
}

} // namespace core
