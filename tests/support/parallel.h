#pragma once

#include "core/documents/catalogue.h"
#include "core/documents/project_file.h"
#include "core/simulate/folding.h"
#include "core/simulate/resolved_plan.h"
#include "core/simulate/run.h"
#include "core/simulate/workload.h"
#include "tests/support/json.h"

#include <cassert>
#include <memory>
#include <string>

namespace support {

/// Nodes of like devices, all joined to one switch, training a small model by one plan.
struct ParallelCase
{
    int nodes = 2;
    int devices = 4;   ///< per node
    int nics = 4;
    std::string fabric = "300 GB/s", link = "100 GB/s"; ///< bandwidths
    std::string fabricLatency = "0 us", linkLatency = "0 us";
    std::string model = "'layers': 4, 'hidden': 512, 'heads': 8, 'vocab': 4096, 'activation': 'swiglu', 'tied_embeddings': false, 'ffn': 1536";
    std::string training = "'global_batch': 32, 'sequence': 1024, 'precision': 'bf16'";
    std::string plan; ///< without its name
};

inline std::string textOf(const ParallelCase& one)
{
    const std::string last = std::to_string(one.nodes - 1);
    return json("{ 'clusterloom': 1, 'cluster': { 'nodes': [ { 'id': 'n[0-" + last + "]', 'device': 'A100-80G-SXM', 'count': "
        + std::to_string(one.devices) + ", 'fabric': { 'kind': 'nvswitch', 'bandwidth': '" + one.fabric + "', 'latency': '" + one.fabricLatency
        + "' }, 'nics': " + std::to_string(one.nics) + " } ], 'switches': [ { 'id': 'core' } ], 'links': [ { 'id': 'up', 'ends': ['n[0-" + last
        + "]', 'core'], 'bandwidth': '" + one.link + "', 'latency': '" + one.linkLatency + "' } ] }, 'model': { " + one.model + " }, 'training': { "
        + one.training + " }, 'plans': [ { 'name': 'plan', " + one.plan + " } ] }");
}

/// A plan with its workload as it is before anything is settled or folded, on bare bandwidths.
struct Made
{
    core::Project project;
    core::ResolvedPlan plan;
    std::shared_ptr<const core::Network> network;
    core::Workload workload;

    core::Waterways waterways() const
    {
        return {[network = network](int capacity) { return network->bandwidth(capacity); }, {}, {}};
    }
};

inline core::Result<Made> tryMade(const core::Project& project, core::ResolvedPlan plan)
{
    auto network = std::make_shared<const core::Network>(*project.cluster, plan.cluster);
    auto workload = core::workloadOf({plan.cluster, *network, plan.model, *project.training, plan.placement});
    if (!workload)
        return workload.error();
    return Made{project, std::move(plan), std::move(network), std::move(*workload)};
}

inline core::Result<Made> tryMade(const std::string& text)
{
    const core::LoadResult loaded = core::parseProject(text);
    assert(loaded.project);
    auto plan = core::resolved(*loaded.project, core::builtInCatalogue(), "");
    if (!plan)
        return plan.error();
    return tryMade(*loaded.project, std::move(*plan));
}

inline Made made(const ParallelCase& one) { return tryMade(textOf(one)).value(); }

inline core::Timeline played(const core::Workload& workload, const Made& made)
{
    core::RunOptions options;
    options.waterways = made.waterways();
    return core::run(workload, options).value();
}
inline core::Timeline played(const Made& made) { return played(made.workload, made); }
inline core::Timeline played(const ParallelCase& one) { return played(made(one)); }

/// Bytes of all spans of a kind on the lanes of the first pipeline's first stage.
inline double bytesOf(const core::Timeline& timeline, core::SpanKind kind)
{
    double bytes = 0;
    for (const core::Lane& lane : timeline.lanes)
        if (lane.pipeline == 0 && lane.stage == 0)
            for (const core::Span& span : timeline.spansOf(lane))
                if (span.kind == kind)
                    bytes += span.bytes;
    return bytes;
}

} // namespace support
