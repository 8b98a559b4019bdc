#include "core/results/chrome_trace.h"
#include "tests/support/law.h"
#include "tests/support/timelines.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <cmath>
#include <map>

namespace {

struct Event
{
    std::int64_t start = 0; ///< ns
    std::int64_t end = 0;
};

std::int64_t nanoseconds(const QJsonValue& microseconds) { return std::llround(microseconds.toDouble() * 1000); }

QJsonArray events(const core::Timeline& timeline)
{
    QJsonParseError error;
    const auto document = QJsonDocument::fromJson(QByteArray::fromStdString(core::chromeTrace(timeline)), &error);
    return error.error == QJsonParseError::NoError ? document["traceEvents"].toArray() : QJsonArray();
}

} // namespace

class TestChromeTrace : public QObject
{
    Q_OBJECT
private slots:
    void spansOfAThreadNeverOverlapAndNoneIsLost()
    {
        QVERIFY(support::law("spans of a thread never overlap; times are exact", 15, 200, [] {
            const auto timeline = support::randomTimeline(*rc::gen::inRange(1, 600), *rc::gen::inRange(1, 9),
                *rc::gen::arbitrary<std::uint32_t>());
            std::map<int, std::vector<Event>> threads;
            std::size_t count = 0;
            for (const auto& value : events(timeline)) {
                const QJsonObject event = value.toObject();
                if (event["ph"].toString() != "X")
                    continue;
                ++count;
                const auto& span = timeline.spans[static_cast<std::size_t>(event["args"].toObject()["span"].toInt())];
                const Event e {nanoseconds(event["ts"]), nanoseconds(event["ts"]) + nanoseconds(event["dur"])};
                RC_ASSERT(e.start == span.start.count && e.end == span.end.count);
                threads[event["tid"].toInt()].push_back(e);
            }
            RC_ASSERT(count == timeline.spans.size());
            for (auto& [thread, list] : threads) {
                std::sort(list.begin(), list.end(), [](const Event& a, const Event& b) { return a.start < b.start; });
                for (std::size_t i = 1; i < list.size(); ++i)
                    RC_ASSERT(list[i - 1].end <= list[i].start);
            }
        }));
    }
    void flowsPairUpAndGoForwardInTime()
    {
        const auto timeline = support::randomTimeline(2000, 8, 7);
        std::map<int, std::pair<std::int64_t, std::int64_t>> flows; // start, finish
        int starts = 0, finishes = 0;
        for (const auto& value : events(timeline)) {
            const QJsonObject event = value.toObject();
            const QString phase = event["ph"].toString();
            if (phase == "s") {
                ++starts;
                flows[event["id"].toInt()].first = nanoseconds(event["ts"]);
            } else if (phase == "f") {
                ++finishes;
                flows[event["id"].toInt()].second = nanoseconds(event["ts"]);
                QCOMPARE(event["bp"].toString(), QString("e"));
            }
        }
        QVERIFY(starts > 500);
        QCOMPARE(starts, finishes);
        QCOMPARE(flows.size(), static_cast<std::size_t>(starts)); // ids are used once
        for (const auto& [id, flow] : flows)
            QVERIFY(flow.first <= flow.second);
    }
    void timesAreMicrosecondsWithThreeDecimals()
    {
        core::Timeline timeline;
        support::addLane(timeline, core::LaneKind::Compute, 0, {{core::SpanKind::Forward, 1'002'003, 1'004'010, 5}});
        const std::string text = core::chromeTrace(timeline);
        QVERIFY(text.find("\"ts\":1002.003,\"dur\":2.007") != std::string::npos);
        QVERIFY(text.find("\"micro_batch\":5") != std::string::npos);
    }
    void memoryIsACounter()
    {
        core::Timeline timeline;
        support::addLane(timeline, core::LaneKind::Compute, 0, {{core::SpanKind::Forward, 0, 10}}).title = "a \"b\"";
        timeline.memory[0].weights = core::Bytes(100);
        timeline.memory[0].steps = {{core::Nanoseconds(0), core::Bytes(0)}, {core::Nanoseconds(10), core::Bytes(7)}};
        int counters = 0;
        for (const auto& value : events(timeline)) {
            const QJsonObject event = value.toObject();
            if (event["ph"].toString() != "C")
                continue;
            ++counters;
            QCOMPARE(event["name"].toString(), QString("memory a \"b\""));
            QCOMPARE(event["args"].toObject()["fixed"].toDouble(), 100.0);
        }
        QCOMPARE(counters, 2);
    }
    void anEmptyTimelineIsAValidTrace()
    {
        QCOMPARE(core::chromeTrace({}), std::string("{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n\n]}\n"));
    }
};
CLUSTERLOOM_TEST(TestChromeTrace)

#include "tst_chrome_trace.moc"
