#include "tests/support/registry.h"
#include "ui/cluster/link_looks.h"

class TestLinkLooks : public QObject
{
    Q_OBJECT
private slots:
    void wordsAreBrief()
    {
        ui::LinkLook look;
        look.share = 0.25;
        look.use = 1;
        QCOMPARE(ui::wordsOf(look, QStringLiteral("100 Gbit/s")), QStringLiteral("25 % of 100 Gbit/s · 100 % used"));
        look.share = 0.125;
        look.use = 0.9996;
        QCOMPARE(ui::wordsOf(look, QStringLiteral("100 Gbit/s")), QStringLiteral("12.5 % of 100 Gbit/s · 100 % used"));
    }

    /// 20 of 100 B/s, of which an event leaves 25 after 5 ns; nothing from 10 ns on; the iteration begins at 1,000 ns.
    void useIsOfWhatThereIsThen()
    {
        const auto at = [](std::int64_t time) { return core::Nanoseconds(time); };
        ui::SimulationResult result;
        result.timeline.start = at(1000);
        result.timeline.period = at(12);
        core::LinkUse use;
        use.link = "b";
        use.use.used = {{at(0), core::BytesPerSecond(20)}, {at(10), core::BytesPerSecond(0)}};
        use.use.limit = {{at(0), core::BytesPerSecond(100)}, {at(5), core::BytesPerSecond(25)}};
        result.links = {use};
        core::Cluster cluster;
        for (const char* id : {"a", "b"}) {
            core::Link link;
            link.id.text = id;
            cluster.links.append(link);
        }
        const auto uses = ui::usesOf(result, cluster);
        QCOMPARE(uses.size(), std::size_t {1});
        QCOMPARE(uses[0].drawn, 1);
        const std::vector<std::pair<std::int64_t, double>> expected {{1000, 0.2}, {1004, 0.2}, {1005, 0.8}, {1009, 0.8}, {1010, 0}, {1011, 0}};
        for (const auto& [time, share] : expected)
            QCOMPARE(uses[0].at(at(time)), share);
        QVERIFY(uses[0].at(at(999)) < 0); // another iteration, which was not simulated
        QVERIFY(uses[0].at(at(1012)) < 0);
        QVERIFY(ui::usesOf(result, core::Cluster()).empty());
    }
};

CLUSTERLOOM_TEST(TestLinkLooks)
#include "tst_link_looks.moc"
