#include "core/results/text_width.h"
#include "core/results/time_axis.h"
#include "core/results/tracks.h"
#include "tests/support/law.h"
#include "tests/support/timelines.h"

using core::Nanoseconds;

class TestTimeAxis : public QObject
{
    Q_OBJECT

    static QStringList labels(std::int64_t start, std::int64_t end, int most)
    {
        QStringList result;
        for (const core::TimeTick& tick : core::timeTicks(Nanoseconds(start), Nanoseconds(end), most))
            result << QString::fromStdString(tick.label);
        return result;
    }

private slots:
    void ticksAreRoundAndNamedInOneUnit()
    {
        QCOMPARE(labels(0, 40'000'000, 5), QStringList({"0 ms", "10 ms", "20 ms", "30 ms", "40 ms"}));
        QCOMPARE(labels(0, 1'000'000'000, 3), QStringList({"0.0 s", "0.5 s", "1.0 s"}));
        QCOMPARE(labels(12'345'100, 12'345'500, 5),
            QStringList({"12.3451 ms", "12.3452 ms", "12.3453 ms", "12.3454 ms", "12.3455 ms"}));
        QCOMPARE(labels(0, 20, 3), QStringList({"0 ns", "10 ns", "20 ns"}));
    }
    void ticksNeverExceedTheirNumberAndDiffer()
    {
        QVERIFY(support::law("ticks are few, inside, rising, and labelled differently", 300, 5000, [] {
            const auto start = *rc::gen::inRange<std::int64_t>(0, 10'000'000'000);
            const auto length = *rc::gen::inRange<std::int64_t>(20, 10'000'000'000);
            const int most = *rc::gen::inRange(3, 30);
            const auto ticks = core::timeTicks(Nanoseconds(start), Nanoseconds(start + length), most);
            RC_ASSERT(ticks.size() <= static_cast<std::size_t>(most));
            for (std::size_t i = 0; i < ticks.size(); ++i) {
                RC_ASSERT(ticks[i].at.count >= start && ticks[i].at.count <= start + length);
                if (i > 0)
                    RC_ASSERT(ticks[i - 1].at < ticks[i].at && ticks[i - 1].label != ticks[i].label);
            }
        }));
    }
    void aScaleGoesThereAndBack()
    {
        const core::TimeScale scale {Nanoseconds(1000), Nanoseconds(3000), 50, 400};
        QCOMPARE(scale.x(Nanoseconds(2000)), 250.0);
        QCOMPARE(scale.at(250), Nanoseconds(2000));
        QCOMPARE(scale.x(Nanoseconds(3000)), 450.0);
    }
    void textIsAsWideAsTheFontSays()
    {
        // A is 1401 units of 2048 to the em, a 1255, o-umlaut 1253, the micro sign 1303.
        QCOMPARE(core::textWidth("A", 2048), 1401.0);
        QCOMPARE(core::textWidth("Aa\u00f6\u00b5", 2048), 1401.0 + 1255 + 1253 + 1303);
        QCOMPARE(core::textWidth("", 12), 0.0);
        QCOMPARE(core::textWidth("\u6f22", 12), 12.0);
    }
    void textIsCutWhereItNoLongerFits()
    {
        QCOMPARE(core::elided("stage", 2048, 1e6), std::string("stage"));
        QCOMPARE(core::elided("AAA", 2048, 2048 + 1401), std::string("A\u2026"));
        QCOMPARE(core::elided("AAA", 2048, 2048 + 1400), std::string());
        QCOMPARE(core::elided("\u00f6\u00f6\u00f6", 2048, 2048 + 1253), std::string("\u00f6\u2026"));
    }
    void spansThatRunAtOnceTakeTracksOfTheirOwn()
    {
        core::Timeline timeline;
        const auto send = core::SpanKind::SendActivation;
        support::addLane(timeline, core::LaneKind::StageToStage, 0, {{send, 0, 10}, {send, 5, 8}, {send, 8, 20}, {send, 10, 12}});
        const core::Tracks tracks = core::tracksOf(timeline.spansOf(timeline.lanes[0]));
        QCOMPARE(tracks.ofSpan, (std::vector<std::uint16_t> {0, 1, 1, 0}));
        QCOMPARE(tracks.count, 2);
        QCOMPARE(core::tracksOf({}).count, 1);
    }
};
CLUSTERLOOM_TEST(TestTimeAxis)

#include "tst_time_axis.moc"
