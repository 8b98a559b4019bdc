#include "tests/support/law.h"
#include "tests/support/sample_project.h"
#include "ui/session/session.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>

namespace {

core::Result<ui::SimulationResult> neverRun(const ui::SimulationInput&, const core::Progress&)
{
    return core::Error {"not simulated in this test", {}, {}, {}};
}

void renameLeaf(core::Project& project, const std::string& name)
{
    project.cluster->switches.update(0, [&](core::Switch& hub) { hub.id.text = name; });
}

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QString writeFile(const QTemporaryDir& folder, const QByteArray& content)
{
    QFile file(folder.filePath(QStringLiteral("project.loom")));
    [[maybe_unused]] const bool opened = file.open(QIODevice::WriteOnly);
    file.write(content);
    return file.fileName();
}

} // namespace

class TestSession : public QObject
{
    Q_OBJECT
private slots:
    void anEditIsUndoneAndRedone();
    void editsOfOneKeyAreOneStep();
    void anEditThatChangesNothingLeavesNoTrace();
    void editsThatEndWhereTheyBeganVanish();
    void anyEditsAreUndoneAndRedone();
    void anUneditedProjectSavesItsBytes();
    void anEditedProjectIsModifiedUntilSaved();
    void aBrokenFileLeavesTheSessionAsItWas();
    void issuesFollowAnEdit();
    void aLongScriptIsCheckedBesideTheWindow();
    void theSelectionForgetsWhatAnEditRemoves();
    void theShownPlanIsOneOfTheProject();
    void undoShowsThePlanThatWasShown();
    void pointersNameElements();
};

void TestSession::anEditIsUndoneAndRedone()
{
    ui::Session session(neverRun);
    session.start(support::sampleProject());
    const core::Project before = session.project();
    session.edit(QStringLiteral("Rename"), [](core::Project& p) { renameLeaf(p, "spine"); });
    const core::Project after = session.project();
    QCOMPARE(after.cluster->switches[0].id.text, std::string("spine"));
    session.undoStack().undo();
    QVERIFY(session.project() == before);
    session.undoStack().redo();
    QVERIFY(session.project() == after);
}

void TestSession::editsOfOneKeyAreOneStep()
{
    ui::Session session(neverRun);
    session.start(support::sampleProject());
    for (const char* name : {"l", "le", "lea"})
        session.edit(QStringLiteral("Rename"), [&](core::Project& p) { renameLeaf(p, name); }, QStringLiteral("rename leaf"));
    QCOMPARE(session.undoStack().count(), 1);
    session.edit(QStringLiteral("Rename"), [](core::Project& p) { renameLeaf(p, "other"); }, QStringLiteral("rename other"));
    QCOMPARE(session.undoStack().count(), 2);
    session.undoStack().undo();
    session.undoStack().undo();
    QCOMPARE(session.project().cluster->switches[0].id.text, std::string("leaf"));
}

void TestSession::anEditThatChangesNothingLeavesNoTrace()
{
    ui::Session session(neverRun);
    session.start(support::sampleProject());
    session.edit(QStringLiteral("Rename"), [](core::Project& p) { renameLeaf(p, "leaf"); });
    QCOMPARE(session.undoStack().count(), 0);
    QVERIFY(!session.isModified());
}

void TestSession::editsThatEndWhereTheyBeganVanish()
{
    ui::Session session(neverRun);
    session.start(support::sampleProject());
    for (const char* name : {"x", "leaf"})
        session.edit(QStringLiteral("Rename"), [&](core::Project& p) { renameLeaf(p, name); }, QStringLiteral("rename leaf"));
    QCOMPARE(session.undoStack().count(), 0);
    QCOMPARE(session.project().cluster->switches[0].id.text, std::string("leaf"));
}

void TestSession::anyEditsAreUndoneAndRedone()
{
    QVERIFY(support::law("undo and redo of any edits", 20, 500, [] {
        ui::Session session(neverRun);
        session.start(support::sampleProject());
        std::vector<core::Project> states {session.project()};
        const auto names = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 5));
        for (const int name : names) {
            session.edit(QStringLiteral("Rename"), [&](core::Project& p) { renameLeaf(p, "s" + std::to_string(name)); });
            if (!(session.project() == states.back()))
                states.push_back(session.project());
        }
        RC_ASSERT(session.undoStack().count() == static_cast<int>(states.size()) - 1);
        for (std::size_t i = states.size(); i-- > 1;) {
            RC_ASSERT(session.project() == states[i]);
            session.undoStack().undo();
        }
        RC_ASSERT(session.project() == states.front());
        while (session.undoStack().canRedo())
            session.undoStack().redo();
        RC_ASSERT(session.project() == states.back());
    }));
}

void TestSession::anUneditedProjectSavesItsBytes()
{
    const QTemporaryDir folder;
    const QString path = writeFile(folder, QByteArray::fromStdString(support::sampleText()));
    const QString copy = folder.filePath(QStringLiteral("copy.loom"));
    ui::Session session(neverRun);
    QVERIFY(session.open(path).empty());
    QVERIFY(session.saveAs(copy).ok());
    QCOMPARE(contentOf(copy), QByteArray::fromStdString(support::sampleText()));
    session.edit(QStringLiteral("Rename"), [](core::Project& p) { renameLeaf(p, "spine"); });
    QVERIFY(session.save().ok());
    QVERIFY(contentOf(copy).contains("\"spine\""));
    session.undoStack().undo();
    QVERIFY(session.save().ok());
    QCOMPARE(contentOf(copy), QByteArray::fromStdString(support::sampleText()));
}

void TestSession::anEditedProjectIsModifiedUntilSaved()
{
    const QTemporaryDir folder;
    ui::Session session(neverRun);
    session.start(support::sampleProject());
    QVERIFY(!session.isModified());
    session.edit(QStringLiteral("Rename"), [](core::Project& p) { renameLeaf(p, "spine"); });
    QVERIFY(session.isModified());
    const auto refused = session.saveAs(folder.filePath(QStringLiteral("no such folder/project.loom")));
    QVERIFY(!refused.ok());
    QVERIFY(session.isModified());
    QVERIFY(session.saveAs(folder.filePath(QStringLiteral("project.loom"))).ok());
    QVERIFY(!session.isModified());
    session.undoStack().undo();
    QVERIFY(session.isModified());
}

void TestSession::aBrokenFileLeavesTheSessionAsItWas()
{
    const QTemporaryDir folder;
    ui::Session session(neverRun);
    session.start(support::sampleProject());
    session.edit(QStringLiteral("Rename"), [](core::Project& p) { renameLeaf(p, "spine"); });
    const core::Project before = session.project();
    const QString path = writeFile(folder, R"({ "clusterloom": 1, "cluster": { "nodes": [ { "id": 7 } ] } })");
    const auto errors = session.open(path);
    QVERIFY(!errors.empty());
    QVERIFY(session.project() == before);
    QVERIFY(session.undoStack().canUndo());
    QVERIFY(session.filePath().isEmpty());
    QVERIFY(!session.open(folder.path()).empty());
    QVERIFY(!session.open(folder.filePath(QStringLiteral("missing.loom"))).empty());
    QVERIFY(session.project() == before);
}

void TestSession::issuesFollowAnEdit()
{
    ui::Session session(neverRun);
    session.start(support::sampleProject());
    QVERIFY(!core::hasErrors(session.issues()));
    session.edit(QStringLiteral("Rename"), [](core::Project& p) { renameLeaf(p, "spine"); });
    QTRY_VERIFY(core::hasErrors(session.issues())); // both links now end at a switch that is not there
    session.undoStack().undo();
    QTRY_VERIFY(!core::hasErrors(session.issues()));
}

void TestSession::aLongScriptIsCheckedBesideTheWindow()
{
    ui::Session session(neverRun);
    session.start(support::sampleProject());
    QSignalSpy checks(&session, &ui::Session::issuesChanged);
    const auto write = [&](const std::string& last) {
        session.edit(QStringLiteral("Script"), [&](core::Project& p) {
            std::vector<std::string> lines(5'000, "# nothing");
            lines.push_back(last);
            p.scenario.emplace();
            p.scenario->events = core::Table<std::string>(std::move(lines));
        });
    };
    write("at 1 s link nowhere down");
    write("at noon"); // the check of what was before is not heard of
    QTRY_COMPARE(checks.size(), qsizetype(1));
    QCOMPARE(session.issues().back().pointer, std::string("/scenario/events/5000"));
    QVERIFY(!session.canSimulate());
    session.undoStack().undo();
    session.undoStack().undo();
    QTRY_VERIFY(!core::hasErrors(session.issues()));
}

void TestSession::theSelectionForgetsWhatAnEditRemoves()
{
    ui::Session session(neverRun);
    session.start(support::sampleProject());
    session.selection().select({core::NodeId {"fast"}, core::SwitchId {"leaf"}});
    session.edit(QStringLiteral("Rename"), [](core::Project& p) { renameLeaf(p, "spine"); });
    QCOMPARE(session.selection().elements().size(), std::size_t(1));
    QVERIFY(session.selection().current() == ui::Element(core::NodeId {"fast"}));
}

void TestSession::theShownPlanIsOneOfTheProject()
{
    ui::Session session(neverRun);
    session.start(support::sampleProject());
    QCOMPARE(session.plan(), std::string("one-by-one"));
    session.setPlan("all-forward-first");
    session.edit(QStringLiteral("Remove a plan"), [](core::Project& p) { p.plans.erase(0); });
    QCOMPARE(session.plan(), std::string("all-forward-first"));
    session.edit(QStringLiteral("Remove a plan"), [](core::Project& p) { p.plans.erase(0); });
    QCOMPARE(session.plan(), std::string());
    session.undoStack().undo();
    QCOMPARE(session.plan(), std::string("all-forward-first"));
}

void TestSession::undoShowsThePlanThatWasShown()
{
    ui::Session session(neverRun);
    session.start(support::sampleProject());
    session.setPlan("all-forward-first");
    const auto take = [&] {
        session.edit(QStringLiteral("Take a plan"), [](core::Project& p) {
            core::Plan found = p.plans[0];
            found.name = "found";
            p.plans.append(found);
        }, {}, "found");
    };
    take();
    QCOMPARE(session.plan(), std::string("found"));
    session.undoStack().undo();
    QCOMPARE(session.plan(), std::string("all-forward-first"));
    session.undoStack().redo();
    QCOMPARE(session.plan(), std::string("found"));
    session.setPlan("one-by-one"); // chosen since: it is not taken away
    session.undoStack().undo();
    QCOMPARE(session.plan(), std::string("one-by-one"));
    session.undoStack().redo();
    QCOMPARE(session.plan(), std::string("one-by-one"));
}

void TestSession::pointersNameElements()
{
    const core::Project project = support::sampleProject();
    QVERIFY(ui::elementAt(project, "/cluster/nodes/1/device") == ui::Element(core::NodeId {"slow"}));
    QVERIFY(ui::elementAt(project, "/cluster/switches/0") == ui::Element(core::SwitchId {"leaf"}));
    QVERIFY(ui::elementAt(project, "/cluster/links/1/bandwidth") == ui::Element(core::LinkId {"slow-leaf"}));
    for (const char* nowhere : {"", "/cluster", "/cluster/nodes/2", "/cluster/nodes/x", "/cluster/nodes/1x", "/plans/0"})
        QVERIFY(ui::isNothing(ui::elementAt(project, nowhere)));
}

CLUSTERLOOM_TEST(TestSession)
#include "tst_session.moc"
