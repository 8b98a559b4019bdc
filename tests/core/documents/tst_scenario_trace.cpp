#include "core/documents/scenario_trace.h"

#include "tests/support/law.h"

#include <algorithm>

using namespace core;

namespace {

Nanoseconds milliseconds(std::int64_t n) { return Nanoseconds(n * 1'000'000); }

std::string problemOf(std::string_view text)
{
    const Result<Trace> trace = parseTrace(text);
    return trace ? std::string() : trace.error().where + ": " + trace.error().message;
}

/// Bytes from the beginning to the end of the trace.
double bytesOf(const Trace& trace)
{
    double bytes = 0;
    for (std::size_t i = 0; i < trace.steps.size(); ++i) {
        const Nanoseconds end = i + 1 < trace.steps.size() ? trace.steps[i + 1].at : trace.end;
        bytes += trace.steps[i].rate.value * seconds(end - trace.steps[i].at).value;
    }
    return bytes;
}

} // namespace

class TestScenarioTrace : public QObject
{
    Q_OBJECT

private slots:
    void rowsOfTimeAndRate()
    {
        const std::vector<TraceStep> steps {{milliseconds(0), BytesPerSecond(1e6)}, {milliseconds(500), BytesPerSecond(0)}, {milliseconds(2000), BytesPerSecond(2e6)}};
        const Trace expected {steps, milliseconds(3500)};
        QCOMPARE(parseTrace("0 s,8 Mbit/s\n500 ms, 0 B/s\n2s,2MB/s").value(), expected);
        QCOMPARE(parseTrace("\xEF\xBB\xBF# recorded\r\ntime (ms);rate (Mbit/s)\r\n0;8\r\n\r\n500;0\r\n2000;16\r\n").value(), expected);
        QCOMPARE(parseTrace("time,rate\n0,1e6\n0.5,0\n2,2e6\n").value(), expected);
        QCOMPARE(parseTrace("time_ms,MB/s\n0,1\n500,0\n2000,2\n").value(), expected);
        QCOMPARE(parseTrace("Time;bandwidth Mbps\n0;8\n0.5;0\n2;16\n").value(), expected);
    }
    void oneRowLastsASecond()
    {
        QCOMPARE(parseTrace("3 s,1 GB/s").value().end, milliseconds(4000));
    }
    void mahimahiLinesArePackets()
    {
        // 2 packets at 1 ms, none until 3 ms, 1 packet at 4 ms, of a trace of 4 ms
        const std::vector<TraceStep> steps {{milliseconds(0), BytesPerSecond(2 * 1504e3)}, {milliseconds(1), BytesPerSecond(0)}, {milliseconds(3), BytesPerSecond(1504e3)}};
        QCOMPARE(parseTrace("0\n1\n4\n").value(), (Trace {steps, milliseconds(4)}));
        QCOMPARE(parseTrace("5").value().steps.front(), (TraceStep {milliseconds(0), BytesPerSecond(0)}));
    }
    void mahimahiKeepsEveryByte()
    {
        QVERIFY(support::law("a Mahimahi trace carries 1504 bytes a line", 200, 5000, [] {
            auto times = *rc::gen::nonEmpty(rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 200)));
            std::sort(times.begin(), times.end());
            RC_PRE(times.back() > 0);
            std::string text;
            for (const int time : times)
                text += std::to_string(time) + "\n";
            const Trace trace = parseTrace(text).value();
            RC_ASSERT(std::abs(bytesOf(trace) - 1504.0 * static_cast<double>(times.size())) < 1e-3);
            RC_ASSERT(trace.end == milliseconds(times.back()));
        }));
    }
    void badTracesAreRefused_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("problem");
        const auto row = [](const char* text, const char* problem) { QTest::newRow(text) << text << problem; };
        row("", "line 1, column 1: the trace is empty");
        row("# nothing\n\n", "line 1, column 1: the trace is empty");
        row("time,rate (furlongs/s)\n0,1\n", "line 1, column 6: \"rate (furlongs/s)\" names no unit that is known");
        row("time,rate\n", "line 1, column 1: the trace has a header and no rows");
        row("0 s,1 GB/s\n2 s,1 GB/s\n1 s,1 GB/s\n", "line 3, column 1: the time goes backwards");
        row("0 s,1 GB/s\n0 s,2 GB/s\n", "line 2, column 1: the time goes backwards");
        row("0 s,1 GB/s\n1 s\n", "line 2, column 1: the row does not hold two values");
        row("0 s,1 GB/s\n1 s,2 GB/s,3\n", "line 2, column 1: the row does not hold two values");
        row("0 s,1 GB/s\n1 s, fast\n", "line 2, column 6: \"fast\" does not begin with a number");
        row("0 s,-1 GB/s\n", "line 1, column 5: a bandwidth cannot be negative");
        row("nan,1\n", "line 1, column 1: the number must be finite");
        row("1\n3\n2\n", "line 3, column 1: the time goes backwards");
        row("0\n0\n", "line 2, column 1: the trace has no length");
        row("1\n-2\n", "line 2, column 1: \"-2\" is not a row of a trace");
        row("hello", "line 1, column 1: \"hello\" is not a row of a trace");
    }
    void badTracesAreRefused()
    {
        QFETCH(QString, text);
        QFETCH(QString, problem);
        QCOMPARE(QString::fromStdString(problemOf(text.toStdString())), problem);
    }
};

CLUSTERLOOM_TEST(TestScenarioTrace)

#include "tst_scenario_trace.moc"
