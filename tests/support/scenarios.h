#pragma once

#include "core/documents/catalogue.h"
#include "core/documents/expansion.h"
#include "core/documents/scenario.h"

#include <string>
#include <vector>

namespace support {

/// Nodes n0 and n1 of 2 devices joined by links a, b, link, for, bandwidth, forward and µ-link; nodes "down" and "compute"; an
/// array "w[0-3]" on the switch "core" by links up:w0 to up:w3, and two more on it by up:n0 and up:n1.
inline core::Cluster scenarioCluster()
{
    core::Cluster cluster;
    for (const char* id : {"n0", "n1", "down", "compute", "w[0-3]"}) {
        core::Node node;
        node.id.text = id;
        node.device = core::DeviceKindId {"A100-80G-SXM"};
        node.count = 2;
        cluster.nodes.append(node);
    }
    core::Switch core;
    core.id.text = "core";
    cluster.switches.append(core);
    const auto add = [&](const char* id, const char* from, const char* to) {
        core::Link link;
        link.id.text = id;
        link.ends = {from, to};
        link.bandwidth = core::parseQuantity<core::BytesPerSecond>("10 GB/s").value();
        cluster.links.append(link);
    };
    for (const char* id : {"a", "b", "bandwidth", "forward", "link", "for", "µ-link"})
        add(id, "n0", "n1");
    add("up", "n[0-1]", "core");
    add("up", "w[0-3]", "core");
    return cluster;
}

inline core::ExpandedCluster expandedScenarioCluster()
{
    return core::expand(scenarioCluster(), core::builtInCatalogue()).value();
}

inline core::Scenario scenarioOf(std::vector<std::string> lines, const char* horizon = "100 s", std::optional<std::uint64_t> seed = 1)
{
    core::Scenario scenario;
    if (*horizon)
        scenario.horizon = core::parseQuantity<core::Seconds>(horizon).value();
    scenario.seed = seed;
    scenario.events = core::Table<std::string>(std::move(lines));
    return scenario;
}

} // namespace support
