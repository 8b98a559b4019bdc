#pragma once

#include "core/documents/project_file.h"
#include "tests/support/json.h"

#include <rapidcheck.h>

#include <string>
#include <vector>

namespace support {

/// What a random project for the planner may hold.
struct SpaceLimits
{
    int mostKinds = 3;
    int mostNodes = 3;
    int mostDevices = 4; ///< of a node
    int mostLayers = 5;
    int mostBatch = 12;
    bool scenario = true;
    bool likeNodes = false; ///< all of one pool
};

inline std::string randomNodes(const SpaceLimits& limits, int& nodes)
{
    const std::vector<std::string> kinds {"A100-40G-SXM", "V100-16G-SXM", "T4"};
    const std::vector<std::string> fabrics {"nvswitch", "nvlink-mesh", "pcie"};
    const int count = *rc::gen::inRange(1, limits.mostKinds + 1);
    nodes = *rc::gen::inRange(1, limits.mostNodes + 1);
    std::string text;
    std::string look;
    for (int n = 0; n < nodes; ++n) {
        if (n == 0 || (!limits.likeNodes && *rc::gen::arbitrary<bool>())) // else as the one before: both are of one pool
            look = "'device': '" + kinds[static_cast<std::size_t>(*rc::gen::inRange(0, count))] + "', 'count': " + std::to_string(*rc::gen::element(1, 2, 2, 3, 4))
                + ", 'fabric': { 'kind': '" + *rc::gen::elementOf(fabrics) + "', 'bandwidth': '" + std::to_string(*rc::gen::inRange(5, 300))
                + " GB/s', 'latency': '3 us' }, 'nics': " + std::to_string(*rc::gen::inRange(1, 3));
        text += std::string(n ? ", " : "") + "{ 'id': 'n" + std::to_string(n) + "', " + look + " }";
    }
    return text;
}

inline std::string randomScenario(int nodes)
{
    std::string events;
    const int count = *rc::gen::inRange(0, 4);
    for (int i = 0; i < count; ++i) {
        const std::string node = std::to_string(*rc::gen::inRange(0, nodes));
        const std::string factor = *rc::gen::element<std::string>("*0.2", "*0.5", "*0.9", "*1.5", "*3");
        const std::string from = std::to_string(*rc::gen::inRange(0, 900)) + " ms";
        const std::string length = *rc::gen::element<std::string>("", " for 300 ms", " for 20 ms");
        const std::string event = *rc::gen::element<std::string>("link l" + node + " bandwidth " + factor, "node n" + node + " compute " + factor,
            "link l" + node + " latency " + factor, "node n" + node + " bandwidth *0.5");
        if (event.find("node") == 0 && event.find("bandwidth") != std::string::npos)
            continue;
        events += std::string(events.empty() ? "" : ", ") + "'at " + from + " " + event + length + "'";
    }
    return "'scenario': { 'horizon': '2 s', 'seed': 1, 'events': [" + events + "] }, ";
}

/// A small cluster around one switch or in two sites, a small model, a batch, perhaps a scenario; `search` is put in as it is.
inline core::Project randomSpace(const SpaceLimits& limits, const std::string& search = "{}")
{
    int nodes = 0;
    std::string text = "{ 'clusterloom': 1, 'cluster': { 'nodes': [" + randomNodes(limits, nodes) + "], 'switches': [ { 'id': 'core' }, { 'id': 'far' } ], 'links': [";
    const bool isSplit = *rc::gen::inRange(0, 4) == 0;
    for (int n = 0; n < nodes; ++n)
        text += "{ 'id': 'l" + std::to_string(n) + "', 'ends': ['n" + std::to_string(n) + "', '" + (isSplit && *rc::gen::arbitrary<bool>() ? "far" : "core")
            + "'], 'bandwidth': '" + std::to_string(*rc::gen::element(1, 10, 100)) + " Gbit/s', 'latency': '" + std::to_string(*rc::gen::inRange(0, 50)) + " us' }, ";
    text += "{ 'id': 'wan', 'ends': ['core', 'far'], 'bandwidth': '" + std::to_string(*rc::gen::element(1, 10, 100)) + " Gbit/s', 'latency': '1 ms' }";
    text += "] }, 'model': { 'layers': " + std::to_string(*rc::gen::inRange(1, limits.mostLayers + 1)) + ", 'hidden': 1024, 'heads': 4, 'vocab': "
        + std::to_string(*rc::gen::element(1000, 50000)) + ", 'tied_embeddings': " + *rc::gen::element<std::string>("true", "false") + " }, 'training': { 'global_batch': "
        + std::to_string(*rc::gen::inRange(1, limits.mostBatch + 1)) + ", 'sequence': 512, 'precision': 'fp16', 'optimizer': 'adam' }, ";
    if (limits.scenario && *rc::gen::arbitrary<bool>())
        text += randomScenario(nodes);
    text += "'search': " + search + " }";
    const core::LoadResult loaded = core::parseProject(json(text));
    if (!loaded.project)
        throw std::runtime_error(core::describe(loaded.errors.front()) + "\n" + text);
    return *loaded.project;
}

} // namespace support
