#include "core/search/pipeline_times.h"

#include "core/search/as_index.h"

#include <algorithm>

namespace core {
namespace pipeline_times {


/// One chunk a stage and all forward passes, or as many as stages follow, before the first backward pass: what a stage
/// must still do after the first gradient can be back.
double throughFirstGradient(const PipelineTimes& t, int stage, double behind, bool allForwardFirst)
{
    const double forward = t.forward[asIndex(stage)], backward = t.backward[asIndex(stage)];
    const int warmUp = allForwardFirst ? t.microBatches : std::min(t.stages - stage, t.microBatches);
    const int before = allForwardFirst ? t.microBatches : 1;
    return before * forward + behind + (t.microBatches - warmUp) * forward + t.microBatches * backward;
}

bool isPlain(Schedule schedule) { return schedule == Schedule::GPipe || schedule == Schedule::OneForwardOneBackward; }

/// Plays passes in their orders until none can go on.
class Player
{
public:
    Player(const PipelineTimes& times, const std::vector<std::vector<Pass>>& orders)
        : m_times(times), m_orders(orders), m_next(orders.size(), 0), m_free(orders.size(), 0)
        , m_link {std::vector<double>(orders.size(), 0), std::vector<double>(orders.size(), 0)}
    {
        const std::size_t arrivals = asIndex(times.stages * times.chunks * times.microBatches);
        m_arrived[0].assign(arrivals, -1);
        m_arrived[1].assign(arrivals, -1);
    }

    std::vector<double> play()
    {
        for (bool moved = true; moved;) {
            moved = false;
            for (int stage = 0; stage < m_times.stages; ++stage)
                while (step(stage))
                    moved = true;
        }
        for (std::size_t s = 0; s < m_orders.size(); ++s)
            if (m_next[s] < m_orders[s].size())
                return {};
        return m_free;
    }

private:
    double& arrival(PassKind kind, int position, int microBatch)
    {
        return m_arrived[static_cast<std::size_t>(kind)][asIndex(position * m_times.microBatches + microBatch)];
    }

    bool step(int stage)
    {
        if (m_next[asIndex(stage)] == m_orders[asIndex(stage)].size())
            return false;
        const Pass& pass = m_orders[asIndex(stage)][m_next[asIndex(stage)]];
        const int position = pass.chunk * m_times.stages + stage;
        const bool forward = pass.kind == PassKind::Forward;
        double input = 0;
        if (!forward || position > 0) {
            input = arrival(pass.kind, position, pass.microBatch);
            if (input < 0)
                return false;
        }
        double& now = m_free[asIndex(stage)];
        now = std::max(now, input) + (forward ? m_times.forward : m_times.backward)[asIndex(position)];
        ++m_next[asIndex(stage)];
        pass.kind == PassKind::Forward ? sendOn(stage, position, pass.microBatch, now) : sendBack(stage, position, pass.microBatch, now);
        return true;
    }

    void sendOn(int stage, int position, int microBatch, double ready)
    {
        if (position + 1 == m_times.stages * m_times.chunks) {
            arrival(PassKind::Backward, position, microBatch) = ready;
            return;
        }
        double& link = m_link[0][asIndex(stage)];
        link = std::max(link, ready) + m_times.sendForward[asIndex(position)];
        arrival(PassKind::Forward, position + 1, microBatch) = link;
    }

    void sendBack(int stage, int position, int microBatch, double ready)
    {
        if (position == 0)
            return;
        double& link = m_link[1][asIndex(stage)];
        link = std::max(link, ready) + m_times.sendBackward[asIndex(position - 1)];
        arrival(PassKind::Backward, position - 1, microBatch) = link;
    }

    const PipelineTimes& m_times;
    const std::vector<std::vector<Pass>>& m_orders;
    std::vector<std::size_t> m_next;
    std::vector<double> m_free;
    std::vector<double> m_link[2];
    std::vector<double> m_arrived[2];
};

} // namespace pipeline_times

std::vector<double> leastThrough(const PipelineTimes& t, Schedule schedule)
{
    const bool barred = schedule == Schedule::ZeroBubbleH1 || schedule == Schedule::ZeroBubbleH2 || schedule == Schedule::ZeroBubbleV
        || schedule == Schedule::ZeroBubbleGreedy;
    std::vector<double> through(asIndex(t.stages), 0), work(asIndex(t.stages), 0);
    for (std::size_t position = 0; position < t.stageAt.size(); ++position)
        work[asIndex(t.stageAt[position])] += t.forward[position] + t.backward[position];
    double behind = 0; // from the end of a forward pass here to the arrival of its gradient
    for (int s = t.stages - 1; s >= 0; --s) {
        if (s + 1 < t.stages)
            behind += t.sendForward[asIndex(s)] + t.forward[asIndex(s + 1)] + t.backward[asIndex(s + 1)] + t.sendBackward[asIndex(s)];
        through[asIndex(s)] = work[asIndex(s)] * t.microBatches;
        if (t.chunks == 1 && pipeline_times::isPlain(schedule))
            through[asIndex(s)] = std::max({through[asIndex(s)], pipeline_times::throughFirstGradient(t, s, behind, schedule == Schedule::GPipe),
                s + 1 < t.stages ? t.forward[asIndex(s)] + (t.microBatches - 1) * t.sendForward[asIndex(s)] + behind + t.backward[asIndex(s)] : 0});
    }
    if (barred) // periods overlap: only a stage's own work is certain
        return through;
    double head = 0;
    for (int s = 0; s < t.stages; ++s) {
        through[asIndex(s)] += head;
        if (s + 1 < t.stages)
            head += t.forward[asIndex(s)] + t.sendForward[asIndex(s)];
    }
    // The last gradient to leave a stage still goes through those before it.
    for (int s = t.stages - 2; s >= 0; --s)
        through[asIndex(s)] = std::max(through[asIndex(s)], through[asIndex(s + 1)] + t.sendBackward[asIndex(s)] + t.backward[asIndex(s)]);
    return through;
}

std::vector<double> playedThrough(const PipelineTimes& times, const std::vector<std::vector<Pass>>& orders)
{
    return pipeline_times::Player(times, orders).play();
}

} // namespace core
