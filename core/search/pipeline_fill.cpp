#include "core/search/pipeline_fill.h"

#include "core/search/as_index.h"
#include "core/search/bound.h"
#include "core/search/feasibility.h"
#include "core/search/pipeline_times.h"

#include <algorithm>

namespace core {
namespace pipeline_fill {

/// Sums of the lesser of both for each unit.
Sums lesser(const Sums& a, const Sums& b)
{
    Sums sums {0};
    for (std::size_t unit = 1; unit < a.size(); ++unit)
        sums.push_back(sums.back() + std::min(a[unit] - a[unit - 1], b[unit] - b[unit - 1]));
    return sums;
}

Sums added(const Sums& a, const Sums& b)
{
    Sums sums = a;
    for (std::size_t unit = 0; unit < sums.size(); ++unit)
        sums[unit] += b[unit];
    return sums;
}

} // namespace pipeline_fill

PipelineFill pipelineFillOf(const StageCosts& costs, const LayoutNetwork& network, const Candidate& shape, std::size_t group)
{
    using namespace pipeline_fill;
    const PipelineGroup& of = shape.layout.groups[group];
    const bool apart = separatesWeights(shape.passes.schedule);
    PipelineFill fill;
    std::vector<const UnitCosts*> tables;
    for (const StageRun& run : of.runs) {
        const UnitCosts* table = costs.costs(run.pool, run.tensor, shape.batches[group].microBatch, shape.state.sequenceParallel);
        const bool isByHost = table->forward.isByHost();
        const Sums& forward = table->forward.of(isByHost);
        const Sums& backward = (apart ? table->inputGradient : table->backward)[0].of(isByHost);
        fill.forwards.push_back(fill.forwards.empty() ? forward : lesser(fill.forwards.back(), forward));
        fill.backwards.push_back(fill.backwards.empty() ? backward : lesser(fill.backwards.back(), backward));
        fill.behind.push_back(added(forward, backward));
        tables.push_back(table);
    }
    for (std::size_t run = of.runs.size() - 1; run > 0; --run)
        fill.behind[run - 1] = lesser(fill.behind[run - 1], fill.behind[run]);

    const int microBatches = mostMicroBatches(of, shape.batches[group]);
    double there = 0, back = 0;
    int stage = 0;
    for (std::size_t run = 0; run < of.runs.size(); ++run)
        for (int s = 0; s < of.runs[run].stages; ++s, ++stage) {
            PlaceFill place {&fill.forwards[run], &fill.backwards[run], &fill.behind[run]};
            place.isBarred = !apart;
            place.isByHost = tables[run]->forward.isByHost();
            place.sendsBefore = there;
            place.sendsAfter = back;
            place.forwards = forwardsAroundFirst(shape.passes.schedule, of.stages(), stage, microBatches);
            if (stage + 1 < of.stages()) {
                const EdgeCost& onward = network.forward(group)[asIndex(stage)];
                const EdgeCost& backward = network.backward(group)[asIndex(stage)];
                place.send = onward.latency + onward.secondsPerByte * tables[run]->boundary;
                const double sendBack = backward.latency + backward.secondsPerByte * tables[run]->boundaryBack;
                there += place.send;
                back += sendBack;
            }
            fill.stages.push_back(place);
        }
    for (PlaceFill& place : fill.stages)
        place.sendsBehind = there - place.sendsBefore + back - place.sendsAfter;
    return fill;
}

} // namespace core
