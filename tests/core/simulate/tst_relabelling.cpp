#include "core/documents/catalogue.h"
#include "core/documents/project_file.h"
#include "core/simulate/simulate.h"
#include "tests/support/law.h"
#include "tests/support/listed_nodes.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

using namespace core;

namespace {

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

/// The same things at the same times, but for rounding.
bool areAlike(const std::vector<std::vector<std::int64_t>>& a, const std::vector<std::vector<std::int64_t>>& b)
{
    constexpr std::int64_t rounding = 100;
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const std::vector<std::int64_t>& x, const std::vector<std::int64_t>& y) {
        return std::equal(x.begin(), x.begin() + 4, y.begin()) && std::abs(x[4] - y[4]) <= rounding && std::abs(x[5] - y[5]) <= rounding;
    });
}

} // namespace

class TestRelabelling : public QObject
{
    Q_OBJECT
private slots:
    void namesAndOrderOfNodesChangeNothing()
    {
        QVERIFY(support::law("the same plan over nodes that are listed in another order, with other names: the same spans", 30, 500, [] {
            std::vector<support::ListedNode> nodes;
            std::vector<std::size_t> order, other;
            const auto count = static_cast<std::size_t>(*rc::gen::inRange(2, 5));
            for (std::size_t i = 0; i < count; ++i) {
                nodes.push_back({*rc::gen::element(std::string("A100-80G-SXM"), std::string("V100-16G-SXM")), std::to_string(*rc::gen::inRange(1, 400)), *rc::gen::inRange(1, 4)});
                order.push_back(i);
                other.insert(other.begin() + static_cast<std::ptrdiff_t>(*rc::gen::inRange<std::size_t>(0, i + 1)), i);
            }
            const std::string schedule = *rc::gen::element(std::string("gpipe"), std::string("1f1b"), std::string("zb-h1"), std::string("zb-greedy"));
            RC_ASSERT(areAlike(spansOf(support::listedNodes(nodes, order, "a", schedule)), spansOf(support::listedNodes(nodes, other, "node", schedule))));
        }));
    }
};
CLUSTERLOOM_TEST(TestRelabelling)

#include "tst_relabelling.moc"
