#include "core/documents/catalogue.h"
#include "core/documents/project_file.h"
#include "core/simulate/simulate.h"
#include "tests/support/law.h"

#include <algorithm>
#include <string>
#include <vector>

using namespace core;

namespace {

struct NodeCase
{
    std::string device, link;
    int layers = 1;
};

/// A pipeline of one stage a node, twice; the nodes are listed in `order` and called by `prefix`.
std::string textOf(const std::vector<NodeCase>& nodes, const std::vector<std::size_t>& order, const std::string& prefix, const std::string& schedule)
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
    for (const NodeCase& node : nodes)
        layers += node.layers;
    return R"({ "clusterloom": 1, "cluster": { "nodes": [ )" + list + R"( ], "switches": [ { "id": "core" } ], "links": [ )" + links
        + R"( ] }, "model": { "name": "tiny", "layers": )" + std::to_string(layers) + R"(, "hidden": 512, "heads": 8, "vocab": 4096, "activation": "gelu" },)"
        + R"("training": { "global_batch": 8, "sequence": 512, "precision": "fp16" }, "plans": [ { "name": "p", "schedule": ")" + schedule
        + R"(", "pipelines": [ )" + pipelines + " ] } ] }";
}

/// Of every lane of a stage: what it does when, whatever it is called.
std::vector<std::vector<std::int64_t>> spansOf(const std::string& text)
{
    RC_LOG() << text << "\n";
    const LoadResult loaded = parseProject(text);
    RC_ASSERT(loaded.project.has_value());
    const auto timeline = simulate(*loaded.project, builtInCatalogue());
    RC_ASSERT(timeline.ok());
    std::vector<std::vector<std::int64_t>> spans;
    for (const Lane& lane : timeline->lanes)
        for (const Span& span : timeline->spansOf(lane))
            spans.push_back({lane.pipeline, lane.stage, static_cast<int>(span.kind), span.microBatch, span.start.count, span.end.count});
    std::sort(spans.begin(), spans.end());
    return spans;
}

} // namespace

class TestRelabelling : public QObject
{
    Q_OBJECT
private slots:
    void namesAndOrderOfNodesChangeNothing()
    {
        QVERIFY(support::law("the same plan over nodes that are listed in another order, with other names: the same spans", 30, 500, [] {
            std::vector<NodeCase> nodes;
            std::vector<std::size_t> order, other;
            const auto count = static_cast<std::size_t>(*rc::gen::inRange(2, 5));
            for (std::size_t i = 0; i < count; ++i) {
                nodes.push_back({*rc::gen::element<std::string>("A100-80G-SXM", "V100-16G-SXM"), std::to_string(*rc::gen::inRange(1, 400)), *rc::gen::inRange(1, 4)});
                order.push_back(i);
                other.insert(other.begin() + static_cast<std::ptrdiff_t>(*rc::gen::inRange<std::size_t>(0, i + 1)), i);
            }
            const std::string schedule = *rc::gen::element<std::string>("gpipe", "1f1b", "zb-h1", "zb-greedy");
            RC_ASSERT(spansOf(textOf(nodes, order, "a", schedule)) == spansOf(textOf(nodes, other, "node", schedule)));
        }));
    }
};
CLUSTERLOOM_TEST(TestRelabelling)

#include "tst_relabelling.moc"
