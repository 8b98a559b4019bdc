#include "core/search/stage_costs.h"

#include "core/costs/device_time.h"
#include "core/costs/memory.h"
#include "core/simulate/stage_work.h"

#include <algorithm>
#include <limits>
#include <optional>

namespace core {
namespace stage_costs {

constexpr double never = std::numeric_limits<double>::infinity();
constexpr std::array modes {Recompute::None, Recompute::Selective, Recompute::Full};

/// Adds up steps as they are at best: operators at the pool's top speed, collectives alone.
class LeastTimes
{
public:
    LeastTimes(const PlanningWorld& world, int pool, int tensor)
        : m_world(world), m_device(world.deviceOf(pool)), m_speed(world.mostSpeed(pool))
    {
        const Pool& all = world.pools()[static_cast<std::size_t>(pool)];
        // Inside a node all groups are alike; over nodes the best of them counts.
        const int groups = tensor <= all.perHost ? 1 : all.size() / tensor;
        for (int g = 0; g < groups; ++g)
            m_groups.emplace_back(all.ranks.begin() + g * tensor, all.ranks.begin() + (g + 1) * tensor);
    }

    bool canCompute() const { return m_device.peak(m_world.training().precision).value > 0 && !m_groups.empty(); }

    double of(const std::vector<Step>& steps, int& segments)
    {
        double total = 0;
        for (const Step& step : steps) {
            if (const auto* work = std::get_if<Operator>(&step)) {
                total += operatorTime(*work, m_device, m_world.training().precision).value / m_speed;
            } else {
                total += collective(std::get<Collective>(step));
                segments += 2;
            }
        }
        return total;
    }

private:
    double collective(const Collective& step)
    {
        const auto known = std::find_if(m_known.begin(), m_known.end(), [&](const auto& entry) { return entry.first == step; });
        if (known != m_known.end())
            return known->second;
        double least = never;
        for (const std::vector<int>& ranks : m_groups)
            if (const auto activity = m_world.network().collective(step.kind, ranks, step.bytes))
                least = std::min(least, m_world.leastTime(*activity).value);
        m_known.emplace_back(step, least);
        return least;
    }

    const PlanningWorld& m_world;
    Device m_device;
    double m_speed;
    std::vector<std::vector<int>> m_groups;
    std::vector<std::pair<Collective, double>> m_known;
};

} // namespace stage_costs

WorkShape StageCosts::shapeOf(int tensor, int microBatch, bool sequenceParallel) const
{
    WorkShape shape;
    shape.model = m_world.model();
    shape.training = m_world.training();
    shape.microBatch = microBatch;
    shape.split.tensor = tensor;
    shape.split.sequenceParallel = sequenceParallel && tensor > 1;
    return shape;
}

std::unique_ptr<UnitCosts> StageCosts::computed(const Key& key) const
{
    const auto [pool, tensor, microBatch, sequenceParallel] = key;
    stage_costs::LeastTimes least(m_world, pool, tensor);
    if (!least.canCompute())
        return nullptr;
    const WorkShape shape = shapeOf(tensor, microBatch, sequenceParallel);
    auto costs = std::make_unique<UnitCosts>();
    const auto append = [](UnitCosts::Sums& sums, double value) { sums.push_back((sums.empty() ? 0 : sums.back()) + value); };
    append(costs->forward, 0);
    append(costs->parameters, 0);
    append(costs->weightOperands, 0);
    for (std::size_t m = 0; m < 3; ++m) {
        append(costs->backward[m], 0);
        append(costs->activations[m], 0);
    }
    for (int unit = 0; unit < shape.model.units(); ++unit) {
        int segments = 6;
        append(costs->forward, least.of(forwardSteps(shape, unit), segments));
        append(costs->parameters, parametersPerDevice(shape, unit));
        append(costs->weightOperands, weightOperandBytes(shape, unit).value);
        const double backward = least.of(backwardSteps(shape, unit), segments);
        for (std::size_t m = 0; m < 3; ++m) {
            append(costs->backward[m], backward + least.of(recomputeSteps(shape, unit, stage_costs::modes[m]), segments));
            append(costs->activations[m], activationBytes(shape, unit, stage_costs::modes[m]).value);
        }
        costs->segments = std::max(costs->segments, segments);
    }
    const bool isScattered = scattersBoundary(shape.training) && !shape.split.sequenceParallel;
    costs->boundary = boundaryBytes(shape).value / (isScattered ? shape.split.tensor : 1);
    return costs;
}

const UnitCosts* StageCosts::costs(int pool, int tensor, int microBatch, bool sequenceParallel) const
{
    const Key key {pool, tensor, microBatch, sequenceParallel && tensor > 1};
    {
        const std::lock_guard lock(m_mutex);
        if (const auto known = m_known.find(key); known != m_known.end())
            return known->second.get();
    }
    auto fresh = computed(key);
    const std::lock_guard lock(m_mutex);
    return m_known.emplace(key, std::move(fresh)).first->second.get();
}

StageCosts::PerSample StageCosts::leastPerSample(int pool, int tensor, const SpaceSettings& space) const
{
    {
        const std::lock_guard lock(m_mutex);
        if (const auto known = m_perSample.find({pool, tensor}); known != m_perSample.end())
            return known->second;
    }
    PerSample least {stage_costs::never, stage_costs::never};
    const UnitRange layers {1, m_world.model().layers + 1};
    for (int b = space.microBatch.least; b <= std::min(space.microBatch.most, m_world.training().globalBatch); ++b) {
        if (m_world.training().globalBatch % b != 0)
            continue;
        for (const bool sequence : space.sequenceParallel)
            if (const UnitCosts* of = costs(pool, tensor, b, sequence)) {
                const double forward = UnitCosts::of(of->forward, layers) / b;
                least.forward = std::min(least.forward, forward);
                least.both = std::min(least.both, forward + UnitCosts::of(of->backward[0], layers) / b);
            }
    }
    const std::lock_guard lock(m_mutex);
    return m_perSample.emplace(std::pair(pool, tensor), least).first->second;
}

double StageCosts::stateBytes(const StageRun& run, const GroupBatch& batch, const StateChoice& state, int pipelines,
    const std::vector<UnitRange>& chunks, Recompute recompute) const
{
    const int sharers = state.zero > 0 ? pipelines : 1;
    const MemoryKey key {run.pool, run.tensor, batch.microBatch, state.sequenceParallel && run.tensor > 1, state.zero, sharers,
        static_cast<int>(recompute), chunks};
    {
        const std::lock_guard lock(m_mutex);
        if (const auto known = m_memory.find(key); known != m_memory.end())
            return known->second;
    }
    WorkShape shape = shapeOf(run.tensor, batch.microBatch, state.sequenceParallel);
    shape.split.data = pipelines;
    shape.split.zero = state.zero;
    std::vector<Chunk> placed;
    for (const UnitRange& units : chunks)
        placed.push_back({units, 0});
    const double bytes = stateMemoryOf(shape, placed, recompute, m_world.deviceOf(run.pool)).fixed().value;
    const std::lock_guard lock(m_mutex);
    return m_memory.emplace(key, bytes).first->second;
}

double StageCosts::optimizerSeconds(int pool, double parameters) const
{
    return operatorTime(optimizerStep(shapeOf(1, 1, false), parameters), m_world.deviceOf(pool), Precision::Fp32).value
        / m_world.mostSpeed(pool);
}

} // namespace core
