#include "core/documents/script_cells.h"
#include "core/documents/script_presets.h"
#include "core/documents/script_values.h"

#include "tests/support/law.h"
#include "tests/support/random_scenario.h"

#include <array>

using namespace core;

class TestScriptCells : public QObject
{
    Q_OBJECT

private slots:
    void anEventIsReadCellByCell();
    void oneCellChangesAndTheRestStays();
    void cellsThatCannotStayFollow();
    void aCellThatIsNotUnderstoodIsRefused();
    void aLineMadeOfItsCellsSaysTheSame();
    void aSpreadsheetComesBackAsItWent();
    void rowsOfASpreadsheetBecomeLines();
    void presetsAreLinesThatParse();
    void plainQuantitiesReadBack();
};

namespace {

std::string changed(std::string_view line, ScriptColumn column, std::string_view words)
{
    const auto after = withCell(parseLine(0, line), column, words);
    return after ? *after : "error: " + after.error().message;
}

} // namespace

void TestScriptCells::anEventIsReadCellByCell()
{
    QCOMPARE(cellsOf(parseLine(0, "off at 10 s link up:n3 forward bandwidth *0.25 for 20 s ramp 1 s   # brown-out")),
        (ScriptCells {"off", "10 s", "link", "up:n3 forward", "bandwidth", "*0.25", "20 s", "1 s", "brown-out"}));
    QCOMPARE(cellsOf(parseLine(0, "every 2 s from 1 s node n3 down")),
        (ScriptCells {"on", "every 2 s from 1 s", "node", "n3", "down", "", "", "", ""}));
    QCOMPARE(cellsOf(parseLine(0, "random link wan-* bandwidth *0.1..0.8 mean-gap 30 s mean-length 5 s")),
        (ScriptCells {"on", "random", "link", "wan-*", "bandwidth", "*0.1..0.8", "mean-gap 30 s mean-length 5 s", "", ""}));
    QCOMPARE(cellsOf(parseLine(0, "trace \"a link x b.csv\" link a bandwidth loop")),
        (ScriptCells {"on", "trace \"a link x b.csv\"", "link", "a", "bandwidth", "loop", "", "", ""}));
    QCOMPARE(cell(cellsOf(parseLine(0, "  # only words")), ScriptColumn::Note), std::string("only words"));
}

void TestScriptCells::oneCellChangesAndTheRestStays()
{
    const std::string_view line = "  at 10 s link a bandwidth *0.25 for 20 s     # brown-out";
    QCOMPARE(changed(line, ScriptColumn::Time, "12.5 s"), std::string("  at 12.5 s link a bandwidth *0.25 for 20 s     # brown-out"));
    QCOMPARE(changed(line, ScriptColumn::Value, "50 Gbit/s"), std::string("  at 10 s link a bandwidth 50 Gbit/s for 20 s     # brown-out"));
    QCOMPARE(changed(line, ScriptColumn::Length, ""), std::string("  at 10 s link a bandwidth *0.25     # brown-out"));
    QCOMPARE(changed(line, ScriptColumn::On, "off"), std::string("  off at 10 s link a bandwidth *0.25 for 20 s     # brown-out"));
    QCOMPARE(changed(line, ScriptColumn::Note, "x"), std::string("  at 10 s link a bandwidth *0.25 for 20 s  # x"));
    QCOMPARE(changed(line, ScriptColumn::Note, ""), std::string("  at 10 s link a bandwidth *0.25 for 20 s"));
    QCOMPARE(changed(line, ScriptColumn::Target, "b backward"), std::string("  at 10 s link b backward bandwidth *0.25 for 20 s     # brown-out"));
    const std::string spaced = "at  10   s  link a down"; // nothing changes: not even its blanks
    QCOMPARE(changed(spaced, ScriptColumn::Field, "down"), spaced);
}

void TestScriptCells::cellsThatCannotStayFollow()
{
    const std::string_view line = "at 10 s link a bandwidth 50 Gbit/s for 20 s ramp 1 s";
    QCOMPARE(changed(line, ScriptColumn::Field, "down"), std::string("at 10 s link a down for 20 s"));
    QCOMPARE(changed(line, ScriptColumn::Field, "latency"), std::string("at 10 s link a latency *2 for 20 s ramp 1 s"));
    QCOMPARE(changed(line, ScriptColumn::What, "node"), std::string("at 10 s node a compute *0.5 for 20 s ramp 1 s"));
    QCOMPARE(changed(line, ScriptColumn::Time, "random"), std::string("random link a bandwidth *0.5 mean-gap 30 s mean-length 5 s"));
    QCOMPARE(changed(line, ScriptColumn::Time, "trace \"f.csv\""), std::string("trace \"f.csv\" link a bandwidth hold"));
    QCOMPARE(changed("at 1 s link a down", ScriptColumn::Value, "20 ms"), std::string("at 1 s link a latency 20 ms"));
    QCOMPARE(changed("random link a bandwidth *0.1..0.8 mean-gap 3 s mean-length 1 s", ScriptColumn::Time, "4 s"),
        std::string("at 4 s link a bandwidth *0.1"));
}

void TestScriptCells::aCellThatIsNotUnderstoodIsRefused()
{
    const auto refused = withCell(parseLine(0, "at 10 s link a down"), ScriptColumn::Time, "ten");
    QVERIFY(!refused);
    QCOMPARE(refused.error().where, std::string("time"));
    QVERIFY(!withCell(parseLine(0, "at 10 s link a down"), ScriptColumn::Target, ""));
    QVERIFY(!withCell(parseLine(0, "at ten s link a down"), ScriptColumn::Time, "10 s"));
    QCOMPARE(changed("at ten s link a down", ScriptColumn::Note, "mend"), std::string("at ten s link a down  # mend"));
}

void TestScriptCells::aLineMadeOfItsCellsSaysTheSame()
{
    QVERIFY(support::law("parseLine(lineOf(cellsOf(e))) == e", 300, 5000, [] {
        const Event event = support::randomEvent();
        const ScriptLine line = parseLine(0, written(event));
        RC_ASSERT(line.event.has_value());
        const ScriptLine again = parseLine(0, lineOf(cellsOf(line)));
        RC_ASSERT(again.event == line.event);
    }));
}

void TestScriptCells::aSpreadsheetComesBackAsItWent()
{
    QVERIFY(support::law("linesFromRows(rowsOf(lines)) says what lines say", 100, 2000, [] {
        std::vector<ScriptLine> lines;
        const int count = *rc::gen::inRange(1, 6);
        for (int i = 0; i < count; ++i)
            lines.push_back(parseLine(i, written(support::randomEvent()) + "  # note"));
        const std::vector<std::string> back = linesFromRows(rowsOf(lines));
        RC_ASSERT(back.size() == lines.size());
        for (std::size_t i = 0; i < lines.size(); ++i)
            RC_ASSERT(parseLine(static_cast<int>(i), back[i]).event == lines[i].event);
    }));
}

void TestScriptCells::rowsOfASpreadsheetBecomeLines()
{
    QCOMPARE(linesFromRows("10 s\tlink\ta\tbandwidth\t*0.5\t20 s\r\n"), (std::vector<std::string> {"at 10 s link a bandwidth *0.5 for 20 s"}));
    QCOMPARE(linesFromRows("target;time;what;field\na;1 s;link;down\n"), (std::vector<std::string> {"at 1 s link a down"}));
    QCOMPARE(linesFromRows("off\t3 s\tnode\tn0\tdown\n# all\n\n"), (std::vector<std::string> {"off at 3 s node n0 down", "# all", ""}));
}

void TestScriptCells::presetsAreLinesThatParse()
{
    for (const double horizon : {0.5, 60.0, 7 * 86400.0}) {
        for (int i = 0; i < scenarioPresets; ++i) {
            const auto preset = static_cast<ScenarioPreset>(i);
            const auto lines = linesOf(preset, {{"a", "up:n3"}, Seconds(horizon / 3), Seconds(horizon)});
            QVERIFY(lines.size() >= 2);
            for (const std::string& line : lines) {
                const ScriptLine parsed = parseLine(0, line);
                QVERIFY2(parsed.event, line.c_str());
                QCOMPARE(cell(cellsOf(parsed), ScriptColumn::Note), std::string(nameOf(preset)));
                if (const At* at = std::get_if<At>(&parsed.event->when))
                    QVERIFY(at->start.value.value < horizon);
            }
        }
        QVERIFY(linesOf(ScenarioPreset::Flap, {{}, Seconds(0), Seconds(horizon)}).empty());
    }
}

void TestScriptCells::plainQuantitiesReadBack()
{
    QCOMPARE(plainTime(Seconds(12.5)).text, std::string("12.5 s"));
    QCOMPARE(plainTime(Seconds(0.3)).text, std::string("300 ms"));
    QCOMPARE(plainTime(Seconds(-1)).text, std::string("0 s"));
    QCOMPARE(plainTime(Seconds(1.23456789e-6)).text, std::string("1.235 us"));
    QCOMPARE(plainRate(gigabitsPerSecond(37.46)).text, std::string("37.5 Gbit/s"));
    QCOMPARE(plainRate(BytesPerSecond(0)).value, BytesPerSecond(0));
    QCOMPARE(plainRate(gigabitsPerSecond(0.9999)).text, std::string("1000 Mbit/s"));
}

CLUSTERLOOM_TEST(TestScriptCells)
#include "tst_script_cells.moc"
