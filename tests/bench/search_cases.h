#pragma once

#include "core/documents/project_file.h"

#include <cstdio>
#include <random>
#include <string>
#include <vector>

/// Clusters for the benches of the planner.
namespace bench {

inline std::string node(const std::string& id, const std::string& device, int count, const std::string& kind, const std::string& bandwidth)
{
    return R"({ "id": ")" + id + R"(", "device": ")" + device + R"(", "count": )" + std::to_string(count) + R"(, "fabric": { "kind": ")" + kind
        + R"(", "bandwidth": ")" + bandwidth + R"(", "latency": "3 us" }, "nics": )" + std::to_string(count) + " }";
}

inline std::string link(const std::string& id, const std::string& from, const std::string& to, const std::string& bandwidth,
    const std::string& latency = "10 us")
{
    return R"({ "id": ")" + id + R"(", "ends": [")" + from + R"(", ")" + to + R"("], "bandwidth": ")" + bandwidth + R"(", "latency": ")" + latency + R"(" })";
}

struct Parts
{
    std::string nodes, links, switches = R"({ "id": "core" })";
    std::string model, precision = "fp16", search = "{}", scenario {};
    int batch = 128;
    int sequence = 1024;
};

inline core::Project projectOf(const Parts& parts)
{
    const core::LoadResult loaded = core::parseProject(R"({ "clusterloom": 1, "cluster": { "nodes": [)" + parts.nodes + R"(], "switches": [)" + parts.switches
        + R"(], "links": [)" + parts.links + R"(] }, "model": { "preset": ")" + parts.model + R"(" }, "training": { "global_batch": )" + std::to_string(parts.batch)
        + R"(, "sequence": )" + std::to_string(parts.sequence) + R"(, "precision": ")" + parts.precision + R"(" }, )"
        + (parts.scenario.empty() ? "" : R"("scenario": )" + parts.scenario + ", ") + R"("search": )" + parts.search + " }");
    if (!loaded.project)
        std::fprintf(stderr, "%s\n", core::describe(loaded.errors.front()).c_str());
    return *loaded.project;
}

/// (a) Three kinds in three nodes with 10 Gbit/s.
inline core::Project threeKinds(const std::string& search)
{
    return projectOf({node("a", "A100-40G-SXM", 8, "nvswitch", "300 GB/s") + "," + node("v", "V100-16G-SXM", 8, "nvlink-mesh", "150 GB/s") + ","
            + node("t", "T4", 8, "pcie", "12 GB/s"),
        link("la", "a", "core", "10 Gbit/s") + "," + link("lv", "v", "core", "10 Gbit/s") + "," + link("lt", "t", "core", "10 Gbit/s"),
        R"({ "id": "core" })", "gpt2-xl", "fp16", search, {}, 128, 1024});
}

/// (b) 32 A100-40G and 96 V100-16G.
inline core::Project twoKinds(const std::string& model, int sequence, const std::string& search)
{
    return projectOf({node("a[0-3]", "A100-40G-SXM", 8, "nvswitch", "300 GB/s") + "," + node("v[0-11]", "V100-16G-SXM", 8, "nvlink-mesh", "150 GB/s"),
        link("la", "a[0-3]", "core", "100 Gbit/s") + "," + link("lv", "v[0-11]", "core", "100 Gbit/s"), R"({ "id": "core" })", model, "fp16", search, {}, 1024, sequence});
}

/// (c) 512 A100 alike.
inline core::Project manyAlike(const std::string& search)
{
    return projectOf({node("n[0-63]", "A100-80G-SXM", 8, "nvswitch", "300 GB/s"), link("up", "n[0-63]", "core", "1600 Gbit/s"), R"({ "id": "core" })",
        "gpt-3-175b", "bf16", search, {}, 1536, 2048});
}

/// (d) 4,096 devices of three kinds in two sites, 800 Gbit/s and 5 ms apart.
inline core::Project twoSites(const std::string& search)
{
    return projectOf({node("a[0-127]", "A100-80G-SXM", 8, "nvswitch", "300 GB/s") + "," + node("h[0-127]", "H100-80G-SXM", 8, "nvswitch", "450 GB/s") + ","
            + node("s[0-255]", "A100-40G-SXM", 8, "nvswitch", "300 GB/s"),
        link("la", "a[0-127]", "west", "800 Gbit/s") + "," + link("lh", "h[0-127]", "east", "1600 Gbit/s") + "," + link("ls", "s[0-255]", "west", "100 Gbit/s") + ","
            + link("wan", "west", "east", "800 Gbit/s", "5 ms"),
        R"({ "id": "west" }, { "id": "east" })", "gpt-3-175b", "fp16", search, {}, 3072, 2048});
}

/// One to three kinds in two to five nodes on one switch, each with a link of its own.
inline core::Project randomCluster(unsigned seed, const std::string& search, const std::string& scenario = {})
{
    std::mt19937 random(seed);
    const auto pick = [&](const std::vector<std::string>& from) { return from[random() % from.size()]; };
    const std::vector<std::string> kinds {"A100-80G-SXM", "A100-40G-SXM", "V100-16G-SXM", "T4", "L4", "RTX-3090"};
    std::string nodes, links;
    const int count = 2 + static_cast<int>(random() % 3);
    for (int n = 0; n < count; ++n) {
        const std::string id = "n" + std::to_string(n);
        const std::string kind = pick(kinds);
        const bool fast = kind[0] == 'A' || kind[0] == 'V';
        nodes += (n ? "," : "") + node(id, kind, 2 << (random() % 3), fast ? "nvswitch" : "pcie", fast ? "200 GB/s" : "12 GB/s");
        links += (n ? "," : "") + link("l" + std::to_string(n), id, "core", pick({"10 Gbit/s", "25 Gbit/s", "100 Gbit/s", "200 Gbit/s"}));
    }
    return projectOf({nodes, links, R"({ "id": "core" })", pick({"gpt2-xl", "opt-350m", "gpt2-large"}), "fp16", search, scenario, 32 << (random() % 3), 1024});
}

} // namespace bench
