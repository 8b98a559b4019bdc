#include "core/documents/scenario_text.h"

#include "tests/support/law.h"
#include "tests/support/random_scenario.h"

#include <array>

using namespace core;

class TestScenarioText : public QObject
{
    Q_OBJECT

private slots:
    void everyLineOfTheManualIsAnEvent();
    void anEventIsReadAsItSays();
    void theWordAfterLinkIsAnId();
    void blankLinesAndCommentsAreNeitherEventNorError();
    void errorsHaveLineColumnAndFix_data();
    void errorsHaveLineColumnAndFix();
    void rewritingKeepsIndentationAndComment();
    void writtenEventsReadBackAsTheSame();
    void linesSurviveTheTextPane();
    void whatStandsStillIsToldHowItsEventEnds();
    void noLineIsLostOrHalfUnderstood();
};

namespace {

Event eventIn(std::string_view line)
{
    const ScriptLine parsed = parseLine(0, line);
    if (!parsed.event)
        qWarning("%s", parsed.error ? describe(*parsed.error).c_str() : "no event");
    return parsed.event.value_or(Event {});
}

} // namespace

void TestScenarioText::everyLineOfTheManualIsAnEvent()
{
    const std::array<std::string_view, 11> lines {"at 10 s link rack1-spine bandwidth *0.25 for 20 s            # brown-out",
        "at 35 s link rack1-* bandwidth 50 Gbit/s ramp 2 s", "every 2 s from 1 s until 9 s link a-b bandwidth *0.5 for 100 ms",
        "at 40 s link a-b down for 5 s", "at 50 s link a-b latency 20 ms", "at 60 s node n3 compute *0.6 for 30 s   # straggler",
        "at 90 s node n3 down", "random link wan-* bandwidth *0.1..0.8 mean-gap 30 s mean-length 5 s   # seeded",
        "trace \"uplink.csv\" link a-b bandwidth loop   # time, rate", "off at 10 s link up:n3 forward down",
        "at 1s link up:n3 backward bandwidth 50Gbit/s# tight"};
    for (const std::string_view line : lines) {
        const ScriptLine parsed = parseLine(3, line);
        QVERIFY2(parsed.event && !parsed.error, std::string(line).c_str());
        QCOMPARE(parsed.text, std::string(line));
        QCOMPARE(parsed.id, 3);
    }
}

void TestScenarioText::anEventIsReadAsItSays()
{
    const Event ramped = eventIn("at 35 s link rack1-* backward bandwidth 80 Gbit/s ramp 2 s for 1 min");
    QCOMPARE(std::get<At>(ramped.when).start.value, Seconds(35));
    QCOMPARE(ramped.target, (Target {TargetKind::Link, "rack1-*", Direction::Backward}));
    QCOMPARE(std::get<SetBandwidth>(ramped.effect).value.value, BytesPerSecond(10e9));
    QCOMPARE(ramped.ramp->value, Seconds(2));
    QCOMPARE(ramped.length->value, Seconds(60));

    const Event repeated = eventIn("every 2 s from 1 s until 9 s node n3 compute *0.5 for 100 ms");
    QCOMPARE(std::get<Every>(repeated.when).until->value, Seconds(9));
    QCOMPARE(std::get<Factor>(repeated.effect), (Factor {Property::Compute, 0.5, 0.5}));

    const Event random = eventIn("off random link wan-* latency *1..8.5 mean-length 5 s mean-gap 30 s");
    QVERIFY(random.off);
    QCOMPARE(std::get<Factor>(random.effect), (Factor {Property::Latency, 1, 8.5}));
    QCOMPARE(std::get<Random>(random.when).meanGap.value, Seconds(30));
    QCOMPARE(std::get<FromTrace>(eventIn("trace \"a # b.csv\" link x bandwidth hold # c").effect), (FromTrace {"a # b.csv", TraceEnd::Hold}));
}

void TestScenarioText::theWordAfterLinkIsAnId()
{
    QCOMPARE(eventIn("at 1 s link down down").target.pattern, std::string("down"));
    QCOMPARE(eventIn("at 1 s link bandwidth bandwidth *0").target.pattern, std::string("bandwidth"));
    const Event event = eventIn("at 1 s link forward forward down");
    QCOMPARE(event.target, (Target {TargetKind::Link, "forward", Direction::Forward}));
}

void TestScenarioText::blankLinesAndCommentsAreNeitherEventNorError()
{
    for (const char* text : {"", "   ", "\t\r", "# at 1 s link a down", "  # x"}) {
        const ScriptLine line = parseLine(0, text);
        QVERIFY(!line.event && !line.error);
    }
}

void TestScenarioText::errorsHaveLineColumnAndFix_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("where");
    QTest::addColumn<QString>("fix");
    const auto row = [](const char* text, const char* where, const char* fix = "") { QTest::newRow(text) << text << where << fix; };
    row("  att 1 s link a down", "line 8, column 3", "at");
    row("at 1 s lnik a down", "line 8, column 8", "link");
    row("at 1 s link a bandwith *0.5", "line 8, column 15", "bandwidth");
    row("at 1 s link µµµ bandwith *0.5", "line 8, column 17", "bandwidth");
    row("at 1 s link a down fro 3 s", "line 8, column 20", "for");
    row("at 1 link a down", "line 8, column 4", "\"1 s\"");
    row("at 1 s link a bandwidth 0.25", "line 8, column 25", "*0.25, or \"0.25 Gbit/s\"");
    row("at 1 s link a bandwidth 50 gbit/s", "line 8, column 25", "\"50 Gbit/s\" (bits)");
    row("at 1 s node n compute 0.5", "line 8, column 23", "*0.5");
    row("at 1 s node n compute *-1", "line 8, column 23");
    row("at 1 s node n compute *nan", "line 8, column 23");
    row("at 1 s link a bandwidth *1..2", "line 8, column 25");
    row("at 1 s link", "line 8, column 12");
    row("at 1 s", "line 8, column 7");
    row("at 1 s link a", "line 8, column 14");
    row("at -1 s link a down", "line 8, column 4", "\"1 s\"");
    row("at 1e300 d link a down", "line 8, column 4");
    row("at 1 s link a down for 0 s", "line 8, column 24");
    row("at 1 s link a down for 1 s for 2 s", "line 8, column 28");
    row("at 1 s link a down ramp 1 s", "line 8, column 20");
    row("every 0 s link a down", "line 8, column 7");
    row("every 1 s from 3 s until 3 s link a down", "line 8, column 20");
    row("random link a bandwidth *0.8..0.1 mean-gap 1 s mean-length 1 s", "line 8, column 25", "*0.1..0.8");
    row("random link a bandwidth *0.1 mean-gap 1 s", "line 8, column 42");
    row("random link a bandwidth *0.1 mean-gap 1 s mean-lenght 1 s", "line 8, column 43", "mean-length");
    row("trace up.csv link a bandwidth loop", "line 8, column 7", "\"up.csv\"");
    row("trace \"up.csv\" link a bandwidth once", "line 8, column 33");
    row("off", "line 8, column 4");
    row("at 1 s link a down\nat 2 s link a down", "line 8");
}

void TestScenarioText::errorsHaveLineColumnAndFix()
{
    QFETCH(QString, text);
    QFETCH(QString, where);
    QFETCH(QString, fix);
    const ScriptLine line = parseLine(7, text.toStdString());
    QVERIFY(line.error && !line.event);
    QCOMPARE(QString::fromStdString(line.error->where), where);
    QCOMPARE(QString::fromStdString(line.error->fix), fix);
    QVERIFY(!line.error->message.empty());
    QVERIFY(!line.error->expected.empty());
}

void TestScenarioText::rewritingKeepsIndentationAndComment()
{
    const Event event = eventIn("at 2 s link b down");
    QCOMPARE(rewritten("\t at 1 s link a bandwidth *0.5 for 3 s   # why\r", event), std::string("\t at 2 s link b down   # why\r"));
    QCOMPARE(rewritten("nonsense here# why", event), std::string("at 2 s link b down# why"));
    QCOMPARE(rewritten("  # why", event), std::string("  at 2 s link b down  # why"));
    QCOMPARE(rewritten("", event), std::string("at 2 s link b down"));
    QCOMPARE(rewritten("trace \"a # b\" link a bandwidth loop # why", event), std::string("at 2 s link b down # why"));
    QCOMPARE(rewritten("trace \"a link a bandwidth loop # why", event), std::string("at 2 s link b down # why"));
}

void TestScenarioText::writtenEventsReadBackAsTheSame()
{
    QVERIFY(support::law("parse(write(event)) == event, inside any line", 300, 5000, [] {
        const Event event = support::randomEvent();
        const ScriptLine line = parseLine(0, written(event));
        RC_ASSERT(line.event.has_value());
        RC_ASSERT(*line.event == event);
        const std::string old = *rc::gen::element<std::string>("  at 1 s link a down # c", "junk", "# only", "");
        const ScriptLine again = parseLine(4, rewritten(old, event));
        RC_ASSERT(again.event.has_value());
        RC_ASSERT(*again.event == event);
    }));
}

void TestScenarioText::linesSurviveTheTextPane()
{
    QVERIFY(support::law("scriptLines(scriptText(lines)) == lines", 100, 2000, [](std::vector<std::string> lines) {
        for (std::string& line : lines)
            std::replace(line.begin(), line.end(), '\n', ' ');
        const Table<std::string> table(lines);
        RC_ASSERT(scriptLines(scriptText(table)) == table);
    }));
    QCOMPARE(scriptLines("a\n\nb"), (Table<std::string> {"a", "", "b"}));
}

void TestScenarioText::whatStandsStillIsToldHowItsEventEnds()
{
    const auto fixOf = [](const char* line) {
        return QString::fromStdString(quotingLine({"stands still", "/scenario/events/0", {}, "some fix"}, Table<std::string>({line})).fix);
    };
    QCOMPARE(fixOf("at 1 s link a down"), QStringLiteral("end the event with \"for\" and a time"));
    QCOMPARE(fixOf("at 1 s link a down for 90 s"), QStringLiteral("a horizon after the end of the event"));
    QCOMPARE(fixOf("trace \"t.csv\" link a bandwidth hold"), QStringLiteral("end \"t.csv\" with a rate above 0"));
    QCOMPARE(fixOf("trace \"t.csv\" link a bandwidth loop"), QStringLiteral("give \"t.csv\" a rate above 0"));
    QVERIFY(fixOf("every 1 s link a down for 1 s").contains(QStringLiteral("until")));
}

void TestScenarioText::noLineIsLostOrHalfUnderstood()
{
    QVERIFY(support::law("a line is kept, and is an event or an error or has no words", 500, 20000, [] {
        std::string text = written(support::randomEvent());
        for (int i = *rc::gen::inRange(1, 4); i > 0 && !text.empty(); --i) {
            const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
            text[at] = *rc::gen::elementOf(std::string(" #\"*.:0z-\t\xff"));
        }
        const ScriptLine line = parseLine(2, text);
        RC_ASSERT(line.text == text);
        RC_ASSERT(!(line.event && line.error));
        const auto first = text.find_first_not_of(" \t");
        RC_ASSERT((line.event || line.error) == (first != std::string::npos && text[first] != '#'));
        if (line.event)
            RC_ASSERT(parseLine(2, written(*line.event)).event == line.event);
    }));
}

CLUSTERLOOM_TEST(TestScenarioText)

#include "tst_scenario_text.moc"
