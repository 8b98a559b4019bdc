#include "tests/support/registry.h"
#include "tests/ui/scenario/scenario_desk.h"
#include "ui/scenario/script_words.h"

#include <numeric>

using ui::ScriptStyle;

class TestScriptWords : public QObject
{
    Q_OBJECT
private slots:
    void wordsAreColouredByWhatTheyAre();
    void everyByteHasAStyle();
    void offersFitTheirPlace();
};

namespace {

std::vector<ScriptStyle> wordStyles(std::string_view line)
{
    std::vector<ScriptStyle> styles;
    for (const ui::StyledBytes& part : ui::styledLine(line))
        if (part.style != ScriptStyle::Plain)
            styles.push_back(part.style);
    return styles;
}

} // namespace

void TestScriptWords::wordsAreColouredByWhatTheyAre()
{
    using S = ScriptStyle;
    QCOMPARE(wordStyles("off at 10 s link down bandwidth *0.5 # why"),
        (std::vector<S> {S::Keyword, S::Keyword, S::Value, S::Value, S::Kind, S::Name, S::Field, S::Value, S::Comment}));
    QCOMPARE(wordStyles("trace \"a # b.csv\" link x bandwidth loop"),
        (std::vector<S> {S::Keyword, S::Text, S::Kind, S::Name, S::Field, S::Keyword}));
    QVERIFY(wordStyles("").empty());
}

void TestScriptWords::everyByteHasAStyle()
{
    for (const std::string_view line : {std::string_view("  at 1 s link µ-link down  # µ"), std::string_view("#"), std::string_view("\"open"), std::string_view("   ")}) {
        const auto parts = ui::styledLine(line);
        QCOMPARE(std::accumulate(parts.begin(), parts.end(), 0, [](int sum, const ui::StyledBytes& part) { return sum + part.length; }), static_cast<int>(line.size()));
    }
}

void TestScriptWords::offersFitTheirPlace()
{
    support::ScenarioDesk desk;
    const ui::Script& script = desk.panel.script();
    const auto offers = [&](const char* before) { return ui::scriptOffers(QString::fromUtf8(before), script); };
    QVERIFY(offers("").contains(QStringLiteral("random")));
    QCOMPARE(offers("at 10 s link "), (QStringList {QStringLiteral("fast-leaf"), QStringLiteral("slow-leaf")}));
    QVERIFY(offers("at 10 s node f").contains(QStringLiteral("fast")));
    QVERIFY(offers("at 10 s link fast-leaf b").contains(QStringLiteral("bandwidth")));
    QCOMPARE(offers("at 1 s node fast "), (QStringList {QStringLiteral("compute"), QStringLiteral("down")}));
    QVERIFY(offers("at 10 s link a bandwidth 50 G").contains(QStringLiteral("Gbit/s")));
    QVERIFY(offers("at 10 s link a down for 5 ").contains(QStringLiteral("ms")));
    QVERIFY(offers("at 10 s # li").isEmpty());
    // The pane shows what begins like the word that is there.
    desk.panel.editor().goTo(2, 0);
    QTest::keyClicks(&desk.panel.editor(), QStringLiteral("at 5 s link sl"));
    QVERIFY(desk.panel.editor().isListActive());
    QTest::keyClick(&desk.panel.editor(), Qt::Key_Tab);
    desk.panel.editor().flush();
    QCOMPARE(desk.line(2), std::string("at 5 s link slow-leaf"));
    // A word that is whole needs no list: Return ends the line.
    QTest::keyClicks(&desk.panel.editor(), QStringLiteral(" bandwidth *0.5 for 2 s"));
    QVERIFY(!desk.panel.editor().isListActive());
}

CLUSTERLOOM_TEST(TestScriptWords)
#include "tst_script_words.moc"
