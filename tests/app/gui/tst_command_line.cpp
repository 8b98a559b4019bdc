#include "app/gui/command_line.h"
#include "tests/support/registry.h"

namespace {

core::Result<app::CommandLine> parsed(const QStringList& words)
{
    return app::parseCommandLine(QStringList {QStringLiteral("clusterloom")} + words);
}

} // namespace

class TestCommandLine : public QObject
{
    Q_OBJECT
private slots:
    void wordsBecomeWishes();
    void wrongUseIsNamed_data();
    void wrongUseIsNamed();
};

void TestCommandLine::wordsBecomeWishes()
{
    const auto nothing = parsed({});
    QVERIFY(nothing.ok() && nothing->file.isEmpty() && nothing->exportTo.isEmpty());
    const auto exported = parsed({"--export", "g.svg", "p.loom", "--plan", "uneven"});
    QVERIFY(exported.ok());
    QCOMPARE(exported->exportTo, QStringLiteral("g.svg"));
    QCOMPARE(exported->file, QStringLiteral("p.loom"));
    QCOMPARE(exported->plan, QStringLiteral("uneven"));
    const auto shot = parsed({"p.loom", "--screenshot", "w.png", "--scheme", "dark", "--size", "1600x1000", "--pane", "scenario", "--at", "12 s", "--select", "n0"});
    QVERIFY(shot.ok());
    QVERIFY(shot->scheme == ui::SchemeChoice::Dark);
    QCOMPARE(shot->size, QSize(1600, 1000));
    QCOMPARE(shot->pane, QStringLiteral("scenario"));
    QCOMPARE(shot->select, QStringLiteral("n0"));
    QCOMPARE(shot->at.count, 12'000'000'000);
}

void TestCommandLine::wrongUseIsNamed_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::newRow("unknown option") << QStringList {"--frobnicate"};
    QTest::newRow("two files") << QStringList {"a.loom", "b.loom"};
    QTest::newRow("export without a project") << QStringList {"--export", "g.svg"};
    QTest::newRow("unknown scheme") << QStringList {"--scheme", "pink"};
    QTest::newRow("no size") << QStringList {"--size", "large"};
    QTest::newRow("negative size") << QStringList {"--size", "-5x1000"};
    QTest::newRow("no time") << QStringList {"--at", "noon"};
    QTest::newRow("value missing") << QStringList {"--export"};
}

void TestCommandLine::wrongUseIsNamed()
{
    QFETCH(QStringList, words);
    const auto result = parsed(words);
    QVERIFY(!result.ok());
    QVERIFY(!result.error().message.empty());
}

CLUSTERLOOM_TEST(TestCommandLine)
#include "tst_command_line.moc"
