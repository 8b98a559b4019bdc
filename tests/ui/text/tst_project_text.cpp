#include "tests/support/law.h"
#include "tests/support/sample_project.h"
#include "ui/text/line_merge.h"
#include "ui/text/project_text.h"
#include "ui/widgets/message_bar.h"

#include <QTest>

namespace {

struct TextDesk
{
    ui::Session session;
    ui::ProjectText pane {session};

    TextDesk()
    {
        session.start(support::sampleProject());
        pane.resize(700, 400);
        pane.show();
    }
    ui::CodeEditor& editor() { return pane.editor(); }
    /// Writes words in place of others, as a user would who selects and types.
    void replace(const QString& from, const QString& to)
    {
        QVERIFY(editor().findFirst(from, false, true, false, false, true, 0, 0));
        editor().replaceSelectedText(to);
        editor().flush();
    }
    QString saved() const { return QString::fromStdString(core::saveProject(session.project())); }
};

} // namespace

class TestProjectText : public QObject
{
    Q_OBJECT
private slots:
    void theTextIsWhatWouldBeSaved();
    void whatIsTypedIsAnEdit();
    void aDraftLeavesTheProjectAlone();
    void aDroppedDraftShowsTheProject();
    void anEditElsewhereChangesOnlyItsLines();
    void aDraftTakesInWhatChangesElsewhere();
    void aBrokenLineSaysWhyInTheWidthThereIs();
    void keysAreOffered();
    void mergingKeepsBothChanges();
};

void TestProjectText::theTextIsWhatWouldBeSaved()
{
    TextDesk desk;
    QCOMPARE(desk.editor().text(), desk.saved());
    desk.session.edit(QStringLiteral("Batch"), [](core::Project& project) { project.training->globalBatch = 64; });
    QCOMPARE(desk.editor().text(), desk.saved());
    desk.session.undoStack().undo();
    QCOMPARE(desk.editor().text(), desk.saved());
}

void TestProjectText::whatIsTypedIsAnEdit()
{
    TextDesk desk;
    desk.replace(QStringLiteral("\"global_batch\": 32"), QStringLiteral("\"global_batch\": 64"));
    QCOMPARE(desk.session.project().training->globalBatch, 64);
    QVERIFY(!desk.pane.isDraft());
    QCOMPARE(desk.session.undoStack().count(), 1);
    desk.replace(QStringLiteral("\"global_batch\": 64"), QStringLiteral("\"global_batch\":   96"));
    QCOMPARE(desk.session.project().training->globalBatch, 96);
    QCOMPARE(desk.session.undoStack().count(), 1); // the same burst
    QVERIFY(desk.editor().text().contains(QStringLiteral(":   96"))); // as it was written
    desk.session.undoStack().undo();
    QCOMPARE(desk.session.project().training->globalBatch, 32);
    QCOMPARE(desk.editor().text(), desk.saved());
}

void TestProjectText::aDraftLeavesTheProjectAlone()
{
    TextDesk desk;
    const core::Project before = desk.session.project();
    desk.replace(QStringLiteral("\"global_batch\": 32"), QStringLiteral("\"global_batch\": "));
    QVERIFY(desk.pane.isDraft());
    QVERIFY(desk.session.project() == before);
    QVERIFY(desk.pane.findChild<ui::MessageBar*>()->isVisible());
    desk.replace(QStringLiteral("\"global_batch\": "), QStringLiteral("\"global_batch\": 48 "));
    QVERIFY(!desk.pane.isDraft());
    QCOMPARE(desk.session.project().training->globalBatch, 48);
    QVERIFY(!desk.pane.findChild<ui::MessageBar*>()->isVisible());
}

void TestProjectText::aDroppedDraftShowsTheProject()
{
    TextDesk desk;
    desk.session.edit(QStringLiteral("Batch"), [](core::Project& project) { project.training->globalBatch = 64; });
    desk.replace(QStringLiteral("\"global_batch\": 64"), QStringLiteral("\"global_batch\": "));
    QVERIFY(desk.pane.isDraft());
    desk.session.setDraft({});
    QVERIFY(!desk.pane.isDraft());
    QCOMPARE(desk.editor().text(), desk.saved());
    QCOMPARE(desk.session.project().training->globalBatch, 64);
}

void TestProjectText::anEditElsewhereChangesOnlyItsLines()
{
    TextDesk desk;
    desk.session.edit(QStringLiteral("Batch"), [](core::Project& project) { project.training->globalBatch = 64; }); // the text is canonical now
    const int last = desk.editor().lines() - 2;
    desk.editor().goTo(last, 1);
    desk.session.edit(QStringLiteral("Bandwidth"), [](core::Project& project) {
        project.cluster->links.update(0, [](core::Link& link) { link.bandwidth = core::parseQuantity<core::BytesPerSecond>("1 Tbit/s").value(); });
    });
    int line = 0, column = 0;
    desk.editor().getCursorPosition(&line, &column);
    QCOMPARE(line, last);
    QCOMPARE(column, 1);
    desk.session.edit(QStringLiteral("Link"), [](core::Project& project) { project.cluster->links.append(project.cluster->links[0]); });
    desk.editor().getCursorPosition(&line, &column);
    QCOMPARE(line, last + 1);
}

void TestProjectText::aDraftTakesInWhatChangesElsewhere()
{
    TextDesk desk;
    desk.session.edit(QStringLiteral("Batch"), [](core::Project& project) { project.training->globalBatch = 64; }); // the text is canonical now
    desk.replace(QStringLiteral("\"hidden\": 1024"), QStringLiteral("\"hidden\": "));
    QVERIFY(desk.pane.isDraft());
    desk.session.edit(QStringLiteral("Remove"), [](core::Project& project) { project.plans.erase(1); });
    QVERIFY(desk.pane.isDraft());
    QVERIFY(!desk.editor().text().contains(QStringLiteral("all-forward-first")));
    desk.replace(QStringLiteral("\"hidden\": "), QStringLiteral("\"hidden\": 2048"));
    QVERIFY(!desk.pane.isDraft());
    QCOMPARE(desk.session.project().plans.size(), std::size_t(1));
    QCOMPARE(*desk.session.project().model->hidden, 2048);
}

void TestProjectText::aBrokenLineSaysWhyInTheWidthThereIs()
{
    TextDesk desk;
    desk.replace(QStringLiteral("\"global_batch\": 32"), QStringLiteral("\"global_batch\": "));
    const auto place = [&] {
        for (int line = 0; line < desk.editor().lines(); ++line)
            if (!desk.editor().annotation(line).isEmpty())
                return line;
        return -1;
    };
    const int line = place();
    QVERIFY(line >= 0);
    QVERIFY(desk.pane.findChild<ui::MessageBar*>()->message().contains(QStringLiteral("line %1 ").arg(line + 1)));
    const QString wide = desk.editor().annotation(line);
    QVERIFY(wide.contains(QStringLiteral("a value is missing")));
    desk.pane.resize(260, 400);
    const QString narrow = desk.editor().annotation(line);
    QVERIFY(narrow.count(QLatin1Char('\n')) > wide.count(QLatin1Char('\n')));
    QCOMPARE(QString(narrow).replace(QLatin1Char('\n'), QLatin1Char(' ')), QString(wide).replace(QLatin1Char('\n'), QLatin1Char(' ')));
}

void TestProjectText::keysAreOffered()
{
    TextDesk desk;
    QVERIFY(desk.editor().findFirst(QStringLiteral("\"global_batch\""), false, true, false, false, true, 0, 0));
    int line = 0, column = 0;
    desk.editor().getCursorPosition(&line, &column);
    desk.editor().goTo(line, column - static_cast<int>(QStringLiteral("\"global_batch\"").size()));
    QTest::keyClicks(&desk.editor(), QStringLiteral("\"o"));
    QVERIFY(desk.editor().isListActive());
}

void TestProjectText::mergingKeepsBothChanges()
{
    QCOMPARE(*ui::mergedLines(QStringLiteral("a\nb\nc\nd\ne"), QStringLiteral("a\nB\nc\nd\ne"), QStringLiteral("a\nb\nc\nd\nx\ny")), QStringLiteral("a\nB\nc\nd\nx\ny"));
    QVERIFY(!ui::mergedLines(QStringLiteral("a\nb\nc"), QStringLiteral("a\nB\nc"), QStringLiteral("a\nx\nc")));
    QVERIFY(support::law("changes of different lines are both kept, and in either order", 200, 5000, [] {
        QStringList base;
        const int lines = *rc::gen::inRange(6, 20);
        for (int i = 0; i < lines; ++i)
            base << QString::number(i);
        const int first = *rc::gen::inRange(0, lines - 4);
        const int second = *rc::gen::inRange(first + 3, lines);
        QStringList mine = base, theirs = base, both = base;
        mine[first] = both[first] = QStringLiteral("mine\nmore");
        theirs[second] = both[second] = QStringLiteral("theirs");
        const auto text = [](const QStringList& list) { return list.join(QLatin1Char('\n')); };
        RC_ASSERT(ui::mergedLines(text(base), text(mine), text(theirs)) == text(both));
        RC_ASSERT(ui::mergedLines(text(base), text(theirs), text(mine)) == text(both));
    }));
}

CLUSTERLOOM_TEST(TestProjectText)
#include "tst_project_text.moc"
