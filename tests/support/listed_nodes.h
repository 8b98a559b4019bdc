#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace support {

struct ListedNode
{
    std::string device, link;
    int layers = 1;
};

/// Text of a project with a pipeline of one stage a node, twice; the nodes are listed in `order` and called by `prefix`.
inline std::string listedNodes(const std::vector<ListedNode>& nodes, const std::vector<std::size_t>& order, const std::string& prefix, const std::string& schedule)
{
    std::string list, links;
    for (const std::size_t i : order) {
        const std::string id = prefix + std::to_string(i);
        list += std::string(list.empty() ? "" : ", ") + R"({ "id": ")" + id + R"(", "device": ")" + nodes[i].device
            + R"(", "count": 4, "fabric": { "kind": "nvswitch", "bandwidth": "100 GB/s", "latency": "3 us" } })";
        links += std::string(links.empty() ? "" : ", ") + R"({ "id": "up-)" + id + R"(", "ends": [")" + id + R"(", "core"], "bandwidth": ")"
            + nodes[i].link + R"( Gbit/s", "latency": "5 us" })";
    }
    std::string pipelines;
    for (int p = 0; p < 2; ++p) {
        std::string stages;
        int unit = 0;
        for (std::size_t i = 0; i < nodes.size(); ++i) {
            const int end = i + 1 == nodes.size() ? unit + nodes[i].layers + 2 : unit + nodes[i].layers; // embedding and head
            stages += std::string(stages.empty() ? "" : ", ") + R"({ "devices": [")" + prefix + std::to_string(i) + ":" + std::to_string(2 * p) + "-"
                + std::to_string(2 * p + 1) + R"("], "layers": [)" + std::to_string(unit) + ", " + std::to_string(end) + "] }";
            unit = end;
        }
        pipelines += std::string(p ? ", " : "") + R"({ "micro_batch": 1, "micro_batches": 4, "stages": [ )" + stages + " ] }";
    }
    int layers = 0;
    for (const ListedNode& node : nodes)
        layers += node.layers;
    return R"({ "clusterloom": 1, "cluster": { "nodes": [ )" + list + R"( ], "switches": [ { "id": "core" } ], "links": [ )" + links
        + R"( ] }, "model": { "name": "tiny", "layers": )" + std::to_string(layers) + R"(, "hidden": 512, "heads": 8, "vocab": 4096, "activation": "gelu" },)"
        + R"("training": { "global_batch": 8, "sequence": 512, "precision": "fp16" }, "plans": [ { "name": "p", "schedule": ")" + schedule
        + R"(", "pipelines": [ )" + pipelines + " ] } ] }";
}

} // namespace support
