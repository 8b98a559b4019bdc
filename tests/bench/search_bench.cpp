#include "core/documents/catalogue.h"
#include "core/documents/project_file.h"
#include "core/search/search.h"

#include <chrono>
#include <cstdio>
#include <string>
#include <thread>

namespace {

using namespace core;
using Clock = std::chrono::steady_clock;

std::string node(const std::string& id, const std::string& device, int count, const std::string& kind, const std::string& bandwidth)
{
    return R"({ "id": ")" + id + R"(", "device": ")" + device + R"(", "count": )" + std::to_string(count) + R"(, "fabric": { "kind": ")" + kind
        + R"(", "bandwidth": ")" + bandwidth + R"(", "latency": "3 us" } })";
}

std::string link(const std::string& id, const std::string& end, const std::string& bandwidth)
{
    return R"({ "id": ")" + id + R"(", "ends": [")" + end + R"(", "core"], "bandwidth": ")" + bandwidth + R"(", "latency": "10 us" })";
}

Project project(const std::string& nodes, const std::string& links, const std::string& model, int batch, int sequence, const std::string& precision,
    const std::string& search)
{
    const LoadResult loaded = parseProject(R"({ "clusterloom": 1, "cluster": { "nodes": [)" + nodes + R"(], "switches": [ { "id": "core" } ], "links": [)" + links
        + R"(] }, "model": { "preset": ")" + model + R"(" }, "training": { "global_batch": )" + std::to_string(batch) + R"(, "sequence": )"
        + std::to_string(sequence) + R"(, "precision": ")" + precision + R"(" }, "search": )" + search + " }");
    if (!loaded.project)
        std::fprintf(stderr, "%s\n", describe(loaded.errors.front()).c_str());
    return *loaded.project;
}

/// (a) three kinds in three nodes with 10 Gbit/s.
Project threeKinds(const std::string& search)
{
    return project(node("a", "A100-40G-SXM", 8, "nvswitch", "300 GB/s") + "," + node("v", "V100-16G-SXM", 8, "nvlink-mesh", "150 GB/s") + ","
            + node("t", "T4", 8, "pcie", "12 GB/s"),
        link("la", "a", "10 Gbit/s") + "," + link("lv", "v", "10 Gbit/s") + "," + link("lt", "t", "10 Gbit/s"), "gpt2-xl", 128, 1024, "fp16", search);
}

/// (b) 32 A100-40G and 96 V100-16G.
Project twoKinds(const std::string& model, int sequence, const std::string& search)
{
    return project(node("a[0-3]", "A100-40G-SXM", 8, "nvswitch", "300 GB/s") + "," + node("v[0-11]", "V100-16G-SXM", 8, "nvlink-mesh", "150 GB/s"),
        link("la", "a[0-3]", "100 Gbit/s") + "," + link("lv", "v[0-11]", "100 Gbit/s"), model, 1024, sequence, "fp16", search);
}

/// (c) 512 A100.
Project manyAlike(const std::string& search)
{
    return project(R"({ "id": "n[0-63]", "device": "A100-80G-SXM", "count": 8, "fabric": { "kind": "nvswitch", "bandwidth": "300 GB/s", "latency": "3 us" }, "nics": 8 })",
        link("up", "n[0-63]", "1600 Gbit/s"), "gpt-3-175b", 1536, 2048, "bf16", search);
}

struct Case
{
    const char* name;
    Project input;
    double limit; ///< seconds
    int threads;
};

void run(const Case& one)
{
    const auto start = Clock::now();
    const auto wall = [&] { return std::chrono::duration<double>(Clock::now() - start).count(); };
    SearchOptions options;
    options.threads = one.threads;
    options.goOn = [&] { return wall() < one.limit; };
    const auto outcome = search(one.input, builtInCatalogue(), options);
    if (!outcome || outcome->ranked.empty()) {
        std::printf("%-44s %s\n", one.name, outcome ? "no plan in time" : describe(outcome.error()).c_str());
        return;
    }
    std::printf("%-44s %d threads %6.2f s  space %12lld  looked at %9lld  simulated %4lld  best %9.4f s  %s gap %.2f %%\n", one.name, one.threads, wall(),
        static_cast<long long>(outcome->spaceSize), static_cast<long long>(outcome->funnel.enumerated()),
        static_cast<long long>(outcome->funnel.countOf(Verdict::Simulated)), seconds(outcome->ranked.front().evaluation.iterationTime).value,
        outcome->proved ? "proved" : "open", outcome->gap * 100);
}

} // namespace

/// Prints how long searches take: the figures of the planner. Nothing here passes or fails.
int main()
{
    const int threads = static_cast<int>(std::thread::hardware_concurrency());
    const std::string plain = R"({ "locks": { "schedule": "1f1b", "order": "tp-pp-dp", "sequence_parallel": false } })";
    run({"a: alike, aligned", threeKinds(R"({ "locks": { "pipelines": "alike", "stages": "aligned" } })"), 60, threads});
    run({"a: full space", threeKinds("{}"), 60, threads});
    run({"b: OPT-350M, locked 1f1b, order, SP, 2 s", twoKinds("opt-350m", 2048, plain), 2, threads});
    run({"b: OPT-350M, locked 1f1b, order, SP, 20 s", twoKinds("opt-350m", 2048, plain), 20, threads});
    run({"b: OPT-350M, full space, 20 s", twoKinds("opt-350m", 2048, "{}"), 20, threads});
    run({"b: Llama-2 7B, locked 1f1b, order, SP, 2 s", twoKinds("llama-2-7b", 4096, plain), 2, threads});
    run({"b: Llama-2 7B, locked 1f1b, order, SP, 20 s", twoKinds("llama-2-7b", 4096, plain), 20, threads});
    run({"b: Llama-2 7B, full space, 20 s", twoKinds("llama-2-7b", 4096, "{}"), 20, threads});
    run({"c: GPT-3 175B on 512 A100", manyAlike("{}"), 60, threads});
    run({"e: the same on one thread", manyAlike("{}"), 60, 1});
    return 0;
}
