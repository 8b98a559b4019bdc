#include "core/documents/script_fixes.h"

#include "core/documents/check_scenario.h"
#include "tests/support/registry.h"
#include "tests/support/scenarios.h"

using namespace core;

class TestScriptFixes : public QObject
{
    Q_OBJECT

private slots:
    void issuesSayWhereInTheLine();
    void aFixIsWrittenInPlace_data();
    void aFixIsWrittenInPlace();
    void whatIsNotOneThingIsNotWritten();
};

namespace {

std::vector<ScriptIssue> issuesOf(const std::string& line)
{
    return scriptIssues(checkScenario(support::scenarioOf({"# first", line}), support::scenarioCluster()));
}

} // namespace

void TestScriptFixes::issuesSayWhereInTheLine()
{
    const auto issues = issuesOf("at 1 s link a bandwith *0.5");
    QCOMPARE(issues.size(), std::size_t(1));
    QCOMPARE(issues[0].line, 1);
    QCOMPARE(issues[0].column, 15);
    QVERIFY(!issues[0].message.starts_with("line"));
    QVERIFY(scriptIssues({{"/cluster/nodes/0", Severity::Error, "line 1, column 2: x", {}, {}}}).empty());
}

void TestScriptFixes::aFixIsWrittenInPlace_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("after");
    QTest::newRow("word") << "at 1 s link a bandwith *0.5 # note" << "at 1 s link a bandwidth *0.5 # note";
    QTest::newRow("unit") << "at 10 link a down" << "at 10 s link a down";
    QTest::newRow("name") << "at 1 s link up:n7 down" << "at 1 s link up:n0 down";
    QTest::newRow("two words") << "at 1 s link a bandwidth 50 Gbit for 2 s" << "at 1 s link a bandwidth 50 Gbit/s for 2 s";
}

void TestScriptFixes::aFixIsWrittenInPlace()
{
    QFETCH(QString, line);
    QFETCH(QString, after);
    const auto issues = issuesOf(line.toStdString());
    QVERIFY(!issues.empty());
    const auto fixed = mended(line.toStdString(), issues[0]);
    QVERIFY2(fixed, issues[0].fix.c_str());
    QCOMPARE(QString::fromStdString(*fixed), after);
    QVERIFY(issuesOf(*fixed).empty());
}

void TestScriptFixes::whatIsNotOneThingIsNotWritten()
{
    const std::string line = "at 1 s link a bandwidth 5";
    const auto issues = issuesOf(line);
    QVERIFY(!issues.empty());
    QVERIFY(!mended(line, issues[0])); // a factor, or a rate
    QVERIFY(!mended(line, {1, 99, Severity::Error, "x", {}, "y"}));
}

CLUSTERLOOM_TEST(TestScriptFixes)
#include "tst_script_fixes.moc"
