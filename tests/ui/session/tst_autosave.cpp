#include "tests/support/registry.h"
#include "tests/support/sample_project.h"
#include "ui/session/autosave.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

namespace tst_autosave {

core::Result<ui::SimulationResult> neverRun(const ui::SimulationInput&, const core::Progress&) { return core::Error {"not simulated in this test", {}, {}, {}}; }

struct Desk
{
    QTemporaryDir folder;
    ui::Session session {neverRun};
    ui::Autosave autosave {session, folder.filePath(QStringLiteral("unsaved"))};
    QSignalSpy saved {&autosave, &ui::Autosave::saved};
    QString file = folder.filePath(QStringLiteral("a.loom"));

    Desk() { autosave.setDelay(20); }
    void startInFile()
    {
        session.start(support::sampleProject());
        QVERIFY(session.saveAs(file));
    }
    /// What a crash left beside the file: the sample with that batch.
    void leaveBehind(int batch)
    {
        core::Project lost = support::sampleProject();
        lost.training->globalBatch = batch;
        QFile kept(autosave.pathFor(file));
        QVERIFY(kept.open(QIODevice::WriteOnly));
        kept.write(core::canonicalText(lost).c_str());
    }
    void edit(int batch)
    {
        session.edit(QStringLiteral("Set batch"), [=](core::Project& project) { project.training->globalBatch = batch; });
    }
};

} // namespace tst_autosave

using tst_autosave::Desk;

class TestAutosave : public QObject
{
    Q_OBJECT
private slots:
    void workIsKeptBesideTheFile();
    void savingMakesItNeedless();
    void workOnNoFileIsKeptToo();
    void workIsRecovered();
    void whatIsOfferedOutlivesNewWork();
    void aFolderThatCannotBeWrittenIsTold();
    void aDraftOfTheTextIsKept();
};

void TestAutosave::workIsKeptBesideTheFile()
{
    Desk desk;
    desk.startInFile();
    desk.edit(64);
    desk.edit(128);
    QTRY_COMPARE(desk.saved.count(), 1);
    const QString kept = desk.folder.filePath(QStringLiteral(".a.loom.autosave"));
    QCOMPARE(desk.saved.front().front().toString(), kept);
    QVERIFY(*core::loadProject(kept.toStdString()).project == desk.session.project());
    QVERIFY(!(*core::loadProject(desk.file.toStdString()).project == desk.session.project()));
}

void TestAutosave::savingMakesItNeedless()
{
    Desk desk;
    desk.startInFile();
    desk.edit(64);
    QTRY_COMPARE(desk.saved.count(), 1);
    QVERIFY(desk.session.save());
    QVERIFY(!QFile::exists(desk.autosave.pathFor(desk.file)));
    desk.edit(65);
    desk.session.undoStack().undo(); // what is saved again
    QTest::qWait(60);
    QVERIFY(!QFile::exists(desk.autosave.pathFor(desk.file)));
}

void TestAutosave::workOnNoFileIsKeptToo()
{
    Desk desk;
    desk.session.start(support::sampleProject());
    desk.edit(64);
    QTRY_COMPARE(desk.saved.count(), 1);
    QVERIFY(QFile::exists(desk.autosave.pathFor({})));
    QVERIFY(desk.session.saveAs(desk.file));
    QVERIFY(!QFile::exists(desk.autosave.pathFor({})));
}

void TestAutosave::workIsRecovered()
{
    Desk desk;
    desk.startInFile();
    QVERIFY(!desk.autosave.isRecoverable(desk.file));
    desk.leaveBehind(777);
    QVERIFY(desk.autosave.isRecoverable(desk.file));
    QVERIFY(desk.autosave.recover());
    QCOMPARE(desk.session.project().training->globalBatch, 777);
    QVERIFY(desk.session.isModified());
    desk.session.undoStack().undo();
    QVERIFY(desk.session.project() == support::sampleProject());
}

void TestAutosave::whatIsOfferedOutlivesNewWork()
{
    Desk desk;
    desk.startInFile();
    desk.leaveBehind(777);
    desk.autosave.hold();
    desk.edit(64); // before the offer is answered
    QTRY_COMPARE(desk.saved.count(), 1);
    QVERIFY(desk.autosave.recover());
    QCOMPARE(desk.session.project().training->globalBatch, 777);
}

void TestAutosave::aFolderThatCannotBeWrittenIsTold()
{
    Desk desk;
    ui::Autosave nowhere(desk.session, QStringLiteral("/proc/nowhere"));
    nowhere.setDelay(10);
    QSignalSpy failed(&nowhere, &ui::Autosave::failed);
    desk.session.start(support::sampleProject());
    desk.edit(64);
    QTRY_COMPARE(failed.count(), 1);
}

void TestAutosave::aDraftOfTheTextIsKept()
{
    Desk desk;
    desk.startInFile();
    desk.session.setDraft(QStringLiteral("{ \"clusterloom\": 1, broken"));
    QTRY_COMPARE(desk.saved.count(), 1);
    const QString kept = desk.autosave.draftPathFor(desk.file);
    QVERIFY(QFile::exists(kept) && !QFile::exists(desk.autosave.pathFor(desk.file)));
    QVERIFY(desk.session.save()); // of the project, which the draft is not
    QTRY_VERIFY(desk.saved.count() > 1 && QFile::exists(kept));

    ui::Session other {tst_autosave::neverRun};
    ui::Autosave recovery {other, desk.folder.filePath(QStringLiteral("unsaved"))};
    QVERIFY(other.open(desk.file).empty());
    QVERIFY(recovery.isRecoverable(desk.file));
    QVERIFY(recovery.recover().ok());
    QCOMPARE(other.draft(), desk.session.draft());
    other.setDraft({});
    QVERIFY(!QFile::exists(kept));
}

CLUSTERLOOM_TEST(TestAutosave)
#include "tst_autosave.moc"
