#include "core/search/stage_costs.h"

#include "core/costs/between_stages.h"
#include "core/costs/device_time.h"
#include "core/costs/memory.h"
#include "core/costs/profiled_steps.h"
#include "core/search/partition.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <set>

namespace core {
namespace stage_costs {

constexpr double never = std::numeric_limits<double>::infinity();
constexpr std::array modes {Recompute::None, Recompute::Selective, Recompute::Full};

/// Of some steps: on the device, and what the host takes to issue them.
struct StepTimes
{
    double device = 0;
    double host = 0;
};

/// A collective alone: at its best, and at nominal bandwidth in the group where that takes longest.
struct CollectiveTimes
{
    double least = never;
    double nominal = 0;
};

/// What reductions and gathers of a group take with little and with much: their times are linear in the bytes.
std::vector<double> signatureOf(const PlanningWorld& world, const std::vector<int>& ranks)
{
    std::vector<double> signature;
    for (const CollectiveKind kind : {CollectiveKind::AllReduce, CollectiveKind::ReduceScatter, CollectiveKind::AllGather})
        for (const double bytes : {1.0, 1e9})
            if (const auto algorithms = world.network().algorithms(kind, ranks, Bytes(bytes)))
                for (const Activity& activity : *algorithms)
                    for (const double figure : {1.0 * static_cast<int>(activity.algorithm), world.leastTime(activity).value, aloneTime(activity, world.network()).value})
                        signature.push_back(figure);
    return signature;
}

/// Adds up steps as they are at best: operators at the pool's top speed, collectives alone. As `SegmentWriter` writes them.
class LeastTimes
{
public:
    LeastTimes(const PlanningWorld& world, int pool, const std::vector<std::vector<int>>& groups)
        : m_world(world), m_device(world.deviceOf(pool)), m_speed(world.mostSpeed(pool))
        , m_hides(overlapOf(Plan(), world.training()).tensor != TensorOverlap::None), m_groups(groups)
    {
    }

    bool canCompute() const { return m_device.peak(m_world.training().precision).value > 0 && !m_groups.empty(); }

    /// The host stretches what is computed until operators and collectives in line take as long as it does.
    StepTimes of(const std::vector<Step>& steps, int& segments)
    {
        StepTimes total;
        double beside = 0; // until when a collective runs beside weight gradients
        double hostLeft = 0, inLine = 0;
        for (std::size_t i = 0; i < steps.size(); ++i) {
            const auto* work = std::get_if<Operator>(&steps[i]);
            if (!work || !work->weightGradient)
                total.device = std::max(total.device, beside);
            if (work) {
                total.device += operatorTime(*work, m_device, m_world.training().precision).value / m_speed;
                hostLeft += hostTime(*work, m_device).value;
                continue;
            }
            const CollectiveTimes times = collective(std::get<Collective>(steps[i]));
            segments += 4;
            if (isBeside(steps, i)) {
                beside = total.device + times.least;
                continue;
            }
            total.device += times.least;
            hostLeft -= times.nominal;
            inLine += times.least;
        }
        total.device = std::max(total.device, beside);
        total.host = hostLeft / m_speed + inLine;
        return total;
    }

    /// Of steps that a measured time may stand for (`profiled_steps.h`): the lesser of both, as a group may lie in several nodes.
    StepTimes least(const auto& stepsOn, int& segments)
    {
        const StepTimes computed = of(stepsOn(nullptr), segments);
        if (m_device.profiles.empty())
            return computed;
        const StepTimes measured = of(stepsOn(&m_device), segments);
        return {std::min(computed.device, measured.device), std::min(computed.host, measured.host)};
    }

private:
    bool isBeside(const std::vector<Step>& steps, std::size_t index) const
    {
        const auto* next = index + 1 < steps.size() ? std::get_if<Operator>(&steps[index + 1]) : nullptr;
        return m_hides && next && next->weightGradient && std::get<Collective>(steps[index]).group == GroupKind::Tensor;
    }

    CollectiveTimes collective(const Collective& step)
    {
        const auto known = std::find_if(m_known.begin(), m_known.end(), [&](const auto& entry) { return entry.first == step; });
        if (known != m_known.end())
            return known->second;
        CollectiveTimes times;
        for (const std::vector<int>& ranks : m_groups)
            if (const auto activity = m_world.network().collective(step.kind, ranks, step.bytes)) {
                times.least = std::min(times.least, m_world.leastTime(*activity).value);
                times.nominal = std::max(times.nominal, aloneTime(*activity, m_world.network()).value);
            }
        m_known.emplace_back(step, times);
        return times;
    }

    const PlanningWorld& m_world;
    Device m_device;
    double m_speed;
    bool m_hides;
    const std::vector<std::vector<int>>& m_groups;
    std::vector<std::pair<Collective, CollectiveTimes>> m_known;
};

void append(Sums& sums, double value) { sums.push_back((sums.empty() ? 0 : sums.back()) + value); }

void append(PassSums& sums, const StepTimes& times)
{
    append(sums.device, times.device);
    append(sums.host, times.host);
}

StepTimes operator+(const StepTimes& a, const StepTimes& b) { return {a.device + b.device, a.host + b.host}; }

/// One half of the backward steps, as schedules have it that run the weights' gradients apart.
std::vector<Step> half(std::vector<Step> steps, bool ofWeights)
{
    std::erase_if(steps, [ofWeights](const Step& step) {
        const auto* work = std::get_if<Operator>(&step);
        return (work && work->weightGradient) != ofWeights;
    });
    return steps;
}

/// What a unit adds to each of the sums.
struct UnitAddition
{
    StepTimes forward, weights;
    std::array<StepTimes, 3> backward {}, input {}, apart {};
    std::array<double, 3> activations {};
    double weightOperands = 0;
    double parameters = 0;
    int segments = 12;
};

UnitAddition additionOf(const WorkShape& shape, int unit, LeastTimes& least)
{
    UnitAddition added;
    const auto halfOf = [&](bool ofWeights) {
        return least.least([&](const Device* measured) { return half(backwardSteps(shape, unit, measured), ofWeights); }, added.segments);
    };
    added.forward = least.least([&](const Device* measured) { return forwardSteps(shape, unit, measured); }, added.segments);
    const StepTimes backward = least.least([&](const Device* measured) { return backwardSteps(shape, unit, measured); }, added.segments);
    const StepTimes input = halfOf(false);
    added.weights = halfOf(true);
    for (std::size_t m = 0; m < modes.size(); ++m) {
        const StepTimes again = least.least([&](const Device* measured) { return recomputeSteps(shape, unit, modes[m], measured); }, added.segments);
        added.backward[m] = again + backward;
        added.input[m] = again + input;
        added.apart[m] = again + input + added.weights;
        added.activations[m] = activationBytes(shape, unit, modes[m]).value;
    }
    added.weightOperands = weightOperandBytes(shape, unit).value;
    added.parameters = parametersPerDevice(shape, unit);
    return added;
}

void append(UnitCosts& costs, const UnitAddition& added)
{
    append(costs.forward, added.forward);
    append(costs.weightGradient, added.weights);
    append(costs.parameters, added.parameters);
    append(costs.weightOperands, added.weightOperands);
    for (std::size_t m = 0; m < modes.size(); ++m) {
        append(costs.backward[m], added.backward[m]);
        append(costs.inputGradient[m], added.input[m]);
        append(costs.apartBy[m], added.apart[m]);
        append(costs.activations[m], added.activations[m]);
    }
    costs.segments = std::max(costs.segments, added.segments);
}

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
    stage_costs::LeastTimes least(m_world, pool, groupsOf(pool, tensor));
    if (!least.canCompute())
        return nullptr;
    using namespace stage_costs;
    const WorkShape shape = shapeOf(tensor, microBatch, sequenceParallel != 0);
    auto costs = std::make_unique<UnitCosts>();
    append(costs->forward, {});
    append(costs->weightGradient, {});
    append(costs->parameters, 0);
    append(costs->weightOperands, 0);
    for (std::size_t m = 0; m < modes.size(); ++m) {
        append(costs->backward[m], {});
        append(costs->inputGradient[m], {});
        append(costs->apartBy[m], {});
        append(costs->activations[m], 0);
    }
    UnitAddition addition;
    for (int unit = 0; unit < shape.model.units(); ++unit) {
        const bool isLikePrevious = unit > 0 && unitKind(shape.model, unit) == unitKind(shape.model, unit - 1);
        if (!isLikePrevious)
            addition = additionOf(shape, unit, least);
        append(*costs, addition);
    }
    const Sums& forward = costs->forward.larger();
    for (std::size_t u = 0; u < forward.size(); ++u) {
        costs->both.push_back(forward[u] + costs->backward[0].larger()[u]);
        costs->bothApart.push_back(forward[u] + costs->apartBy[0].larger()[u]);
        costs->through.push_back(forward[u] + costs->inputGradient[0].larger()[u]);
    }
    const bool isScattered = scattersBoundary(shape.training) && !shape.split.sequenceParallel;
    const BoundarySends sends = boundarySends(shape, isScattered);
    costs->boundary = sends.forward.value;
    costs->boundaryBack = sends.backward.value;
    costs->state = StateTable(shape, m_world.deviceOf(pool));
    return costs;
}

const std::vector<std::vector<int>>& StageCosts::groupsOf(int pool, int tensor) const
{
    return m_groups.of({pool, tensor}, [&] {
        const Pool& all = m_world.pools()[static_cast<std::size_t>(pool)];
        std::vector<std::vector<int>> groups;
        std::set<std::vector<double>> seen;
        const int count = tensor <= all.perHost ? 1 : all.size() / tensor; // inside a node all are alike
        for (int g = 0; g < count; ++g) {
            std::vector<int> ranks(all.ranks.begin() + g * tensor, all.ranks.begin() + (g + 1) * tensor);
            if (count == 1 || seen.insert(stage_costs::signatureOf(m_world, ranks)).second)
                groups.push_back(std::move(ranks));
        }
        return groups;
    });
}

const UnitCosts* StageCosts::costs(int pool, int tensor, int microBatch, bool sequenceParallel) const
{
    const Key key {pool, tensor, microBatch, sequenceParallel && tensor > 1};
    return m_known.of(key, [&] { return computed(key); }).get();
}

StageCosts::PerSample StageCosts::leastPerSample(int pool, int tensor, const SpaceSettings& space) const
{
    return m_perSample.of({pool, tensor}, [&] {
        PerSample least {stage_costs::never, stage_costs::never};
        const UnitRange layers {1, m_world.model().layers + 1};
        for (int b = space.microBatch.least; b <= std::min(space.microBatch.most, m_world.training().globalBatch); ++b) {
            if (m_world.training().globalBatch % b != 0)
                continue;
            for (const bool sequence : space.sequenceParallel)
                if (const UnitCosts* of = costs(pool, tensor, b, sequence)) {
                    const double forward = rangeOf(of->forward.larger(), layers) / b;
                    least.forward = std::min(least.forward, forward);
                    least.both = std::min(least.both, rangeOf(of->both, layers) / b);
                }
        }
        return least;
    });
}

const std::vector<StageCosts::PipelinePace>& StageCosts::paces(std::vector<StageRun> runs, const SpaceSettings& space) const
{
    std::sort(runs.begin(), runs.end()); // their order does not matter
    std::vector<int> key;
    for (const StageRun& run : runs)
        key.insert(key.end(), {run.pool, run.tensor, run.stages});
    return m_paces.of(key, [&] { return pacesOf(runs, space); });
}

std::vector<StageCosts::PipelinePace> StageCosts::pacesOf(const std::vector<StageRun>& runs, const SpaceSettings& space) const
{
    std::vector<PipelinePace> all;
    for (int b = space.microBatch.least; b <= std::min(space.microBatch.most, m_world.training().globalBatch); ++b) {
        if (m_world.training().globalBatch % b != 0)
            continue;
        PipelinePace best {b, stage_costs::never, stage_costs::never};
        for (const bool sequence : space.sequenceParallel) {
            std::vector<SharedPlace> places, chains;
            for (const StageRun& run : runs)
                if (const UnitCosts* of = costs(run.pool, run.tensor, b, sequence)) {
                    places.push_back({&of->both, run.stages});
                    chains.push_back({&of->through, run.stages});
                }
            if (places.size() < runs.size())
                continue;
            best.perSample = std::min(best.perSample, leastStageTime(places, m_world.model().units()) / b);
            best.chain = std::min(best.chain, leastChain(chains, m_world.model().units()));
        }
        if (best.perSample < stage_costs::never)
            all.push_back(best);
    }
    return all;
}

const std::vector<KeptPeaks>& StageCosts::keptAtPeaks(Schedule schedule, ScheduleShape shape) const
{
    return m_kept.of({static_cast<int>(schedule), shape.stages, shape.microBatches, shape.chunks}, [&] {
        std::vector<KeptPeaks> byStage;
        for (shape.stage = 0; shape.stage < shape.stages; ++shape.stage)
            byStage.emplace_back(core::keptAtPeaks(schedule, shape));
        return byStage;
    });
}

double StageCosts::optimizerSeconds(int pool, double parameters) const
{
    if (!m_world.deviceOf(pool).profiles.empty())
        return 0; // a measured update may be faster than any formula
    return operatorTime(optimizerStep(shapeOf(1, 1, false), parameters), m_world.deviceOf(pool), Precision::Fp32).value
        / m_world.mostSpeed(pool);
}

} // namespace core
