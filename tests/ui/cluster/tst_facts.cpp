#include "tests/support/registry.h"
#include "tests/support/sample_project.h"
#include "ui/cluster/facts.h"

namespace {

QString valueOf(const ui::Facts& facts, const QString& name)
{
    for (const ui::FactGroup& group : facts.groups) {
        for (const ui::Fact& fact : group.facts) {
            if (fact.name == name)
                return fact.value;
        }
    }
    return QStringLiteral("no fact of that name");
}

} // namespace

class TestFacts : public QObject
{
    Q_OBJECT
private slots:
    void aNodeTellsOfItsDevices();
    void aLinkTellsBothDirections();
    void theProjectTellsOfTraining();
    void aSpanTellsWhatItWaitedFor();
};

void TestFacts::aNodeTellsOfItsDevices()
{
    const core::Project project = support::sampleProject();
    const auto facts = ui::nodeFacts(project, core::builtInCatalogue(), project.cluster->nodes[0]);
    QCOMPARE(facts.title, QStringLiteral("fast"));
    QCOMPARE(valueOf(facts, QStringLiteral("Devices")), QStringLiteral("4 × A100-80G-SXM"));
    QCOMPARE(valueOf(facts, QStringLiteral("Per device and direction")), QStringLiteral("300 GB/s"));
    QCOMPARE(valueOf(facts, QStringLiteral("FP16")), QStringLiteral("312 TFLOP/s")); // datasheet of the A100
    QCOMPARE(valueOf(facts, QStringLiteral("to leaf")), QStringLiteral("400 Gbit/s"));
    QVERIFY(!valueOf(facts, QStringLiteral("Source")).isEmpty());
}

void TestFacts::aLinkTellsBothDirections()
{
    core::Project project = support::sampleProject();
    const auto same = ui::linkFacts(project.cluster->links[0]);
    QCOMPARE(same.groups.back().title, QStringLiteral("Each direction"));
    core::Link link = project.cluster->links[0];
    link.bandwidthBack = *core::parseQuantity<core::BytesPerSecond>("1 GB/s");
    const auto unlike = ui::linkFacts(link);
    QCOMPARE(unlike.groups[1].title, QStringLiteral("Forward"));
    QCOMPARE(unlike.groups[2].title, QStringLiteral("Backward"));
    QCOMPARE(unlike.groups[1].facts[0].value, QStringLiteral("400 Gbit/s"));
    QCOMPARE(unlike.groups[2].facts[0].value, QStringLiteral("1 GB/s"));
    QCOMPARE(unlike.groups[2].facts[1].value, QStringLiteral("5 us"));
}

void TestFacts::theProjectTellsOfTraining()
{
    const auto facts = ui::projectFacts(support::sampleProject(), core::builtInCatalogue());
    QCOMPARE(valueOf(facts, QStringLiteral("Tokens per iteration")), QStringLiteral("32,768")); // 32 x 1024
    QCOMPARE(valueOf(facts, QStringLiteral("Nodes")), QStringLiteral("2"));
    QCOMPARE(valueOf(facts, QStringLiteral("A100-80G-SXM")), QStringLiteral("4"));
    QCOMPARE(valueOf(facts, QStringLiteral("Precision")), QStringLiteral("FP16"));
}

void TestFacts::aSpanTellsWhatItWaitedFor()
{
    ui::SimulationResult result;
    core::Lane lane;
    lane.title = "n0:0-3";
    lane.stage = 1;
    lane.spanCount = 2;
    result.timeline.lanes.push_back(lane);
    core::Span first;
    first.end = core::Nanoseconds(2'000'000);
    core::Span second;
    second.start = first.end;
    second.end = core::Nanoseconds(5'000'000);
    second.kind = core::SpanKind::Backward;
    second.microBatch = 3;
    second.waitedFor = 0;
    result.timeline.spans = {first, second};
    const auto facts = ui::spanFacts(result, ui::SpanIndex {1});
    QCOMPARE(facts.title, QStringLiteral("Backward"));
    QCOMPARE(valueOf(facts, QStringLiteral("Takes")), QStringLiteral("3.00 ms"));
    QCOMPARE(valueOf(facts, QStringLiteral("Micro-batch")), QStringLiteral("3"));
    QCOMPARE(valueOf(facts, QStringLiteral("Which ended at")), QStringLiteral("2.00 ms"));
    QCOMPARE(valueOf(ui::spanFacts(result, ui::SpanIndex {0}), QStringLiteral("Which ended at")),
        QStringLiteral("no fact of that name"));
}

CLUSTERLOOM_TEST(TestFacts)
#include "tst_facts.moc"
