#pragma once

#include "core/documents/catalogue.h"
#include "core/documents/project_file.h"
#include "core/simulate/simulate.h"

#include <rapidcheck.h>

#include <optional>
#include <string>
#include <vector>

namespace support {

/// Text of a small project with a random plan, under a random scenario that plays within its iterations. Only inside a
/// `law`.
inline std::string randomRunText()
{
    const auto any = [](std::vector<std::string> all) { return *rc::gen::elementOf(all); };
    const auto number = [](int least, int most) { return std::to_string(*rc::gen::inRange(least, most + 1)); };
    const int tensor = *rc::gen::element(1, 2), pipeline = *rc::gen::inRange(1, 4), data = *rc::gen::inRange(1, 4);
    const std::string schedule = any({"1f1b", "gpipe", "kfkb", "interleaved", "zb-h1", "zb-h2", "zb-v", "zb-greedy"});
    const int microBatches = pipeline * *rc::gen::inRange(1, 4) * (schedule == "kfkb" ? 2 : 1);
    std::string events;
    for (int i = *rc::gen::inRange(0, 4); i > 0; --i) {
        const std::string when = "at " + number(0, 40) + " ms ";
        const std::string what = any({"link up latency *9", "link up bandwidth *0.", "link up:n0 bandwidth *0.", "link up:n1 forward bandwidth *0.",
            "node n0 compute *0.", "node n1 compute *0.", "node n* compute *0."});
        events += std::string(events.empty() ? "" : ", ") + "\"" + when + what + number(1, 9) + " for " + number(1, 60) + " ms\"";
    }
    return R"({ "clusterloom": 1, "cluster": { "nodes": [ { "id": "n[0-2]", "device": ")"
        + any({"A100-80G-SXM", "V100-16G-SXM"}) + R"(", "count": 6, "fabric": { "kind": ")" + any({"nvswitch", "pcie"})
        + R"(", "bandwidth": "100 GB/s", "latency": "3 us" }, "nics": )" + any({"1", "2"}) + R"( } ], "switches": [ { "id": "core" } ],)"
        + R"("links": [ { "id": "up", "ends": ["n[0-2]", "core"], "bandwidth": ")" + any({"10", "100", "400"})
        + R"( Gbit/s", "latency": "5 us" } ] }, "model": { "name": "tiny", "layers": )" + number(4 * pipeline, 14) + R"(, "hidden": 512,)"
        + R"("heads": 8, "vocab": 4096, "activation": "gelu", "tied_embeddings": )" + any({"true", "false"}) + R"( },)"
        + R"("training": { "global_batch": )" + std::to_string(microBatches * data) + R"(, "sequence": 512, "precision": "fp16" },)"
        + R"("scenario": { "horizon": "1 min", "seed": 1, "events": [ )" + events + R"( ] }, "plans": [ { "name": "p", "tensor": )"
        + std::to_string(tensor) + R"(, "pipeline": )" + std::to_string(pipeline) + R"(, "data": )" + std::to_string(data)
        + R"(, "micro_batch": 1, "schedule": ")" + schedule + "\"" + (schedule == "kfkb" ? R"(, "group": 2)" : "")
        + (schedule == "interleaved" ? R"(, "interleave": 2)" : "") + R"(, "zero": )" + any({"0", "1", "2", "3"}) + R"(, "recompute": ")"
        + any({"none", "full"}) + R"(", "order": ")" + any({"tp-dp-pp", "dp-tp-pp", "pp-tp-dp"}) + R"(" } ] })";
}

/// A project, made ready and played. Only inside a `law`: what the draw makes infeasible is drawn again.
struct RandomRun
{
    core::Project project;
    core::SimulateOptions options;
    core::PreparedRun run;
    core::Timeline timeline;
};
inline RandomRun randomRun()
{
    const std::string text = randomRunText();
    RC_LOG() << text << "\n";
    const auto loaded = core::parseProject(text);
    RC_ASSERT(loaded.project.has_value());
    core::SimulateOptions options;
    options.at = core::Nanoseconds(*rc::gen::inRange(0, 30) * 1'000'000);
    auto run = core::prepared(*loaded.project, core::builtInCatalogue(), options);
    if (!run)
        RC_LOG() << run.error().message << " " << run.error().where;
    RC_PRE(run.ok());
    auto timeline = core::run(*run);
    RC_PRE(timeline.ok());
    return {*loaded.project, options, std::move(*run), std::move(*timeline)};
}

} // namespace support
