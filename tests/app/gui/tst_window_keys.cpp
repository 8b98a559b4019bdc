#include "tests/app/gui/window_desk.h"
#include "tests/support/registry.h"
#include "ui/text/project_text.h"

#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QTimer>

/// What can be done without a mouse: all of it, from nothing to a picture of the Gantt.
namespace tst_window_keys {

struct Desk : support::WindowDesk
{
    /// Of the menu View: "Go to", and there the pane.
    bool goTo(const QString& pane)
    {
        key(Qt::Key_V, Qt::AltModifier);
        key(Qt::Key_G);
        auto* panes = qobject_cast<QMenu*>(QApplication::activePopupWidget());
        for (int i = 0; panes && i < panes->actions().size() && !(panes->activeAction() && panes->activeAction()->text() == pane); ++i)
            key(Qt::Key_Down);
        key(Qt::Key_Return);
        return panes != nullptr;
    }
    bool write(const QString& field, const QString& words)
    {
        if (!tabTo(field))
            return false;
        key(Qt::Key_A, Qt::ControlModifier);
        type(words);
        key(Qt::Key_Return);
        return true;
    }
    /// Into the file dialog that comes next; one that stays is closed, so that a test fails and does not wait for ever.
    void answerWith(const QString& path)
    {
        answers.callOnTimeout([this, path, asked = 0]() mutable {
            auto* dialog = qobject_cast<QFileDialog*>(QApplication::activeModalWidget());
            if (!dialog || QGuiApplication::focusWindow() != dialog->windowHandle())
                return;
            if (++asked > 50)
                return dialog->reject();
            if (asked > 1)
                return;
            type(path);
            key(Qt::Key_Return);
        });
        answers.start(20);
    }

    QTimer answers;
};

} // namespace tst_window_keys

using tst_window_keys::Desk;

class TestWindowKeys : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QApplication::setAttribute(Qt::AA_DontUseNativeDialogs); }
    void cleanupTestCase() { QApplication::setAttribute(Qt::AA_DontUseNativeDialogs, false); }
    void fromNothingToAPicture();
    void everyPaneIsLeftByTab();
    void tabIndentsOnlyWhileTextIsWritten();
    void elementsAreEditedInTheOutline();
    void whatAFieldWroteIsUndoneFromIt();
    void aLinkIsRefusedByName();
    void savingAsHasAKey() { QCOMPARE(Desk().find<QAction>("actionSaveAs")->shortcut(), QKeySequence(QStringLiteral("Ctrl+Shift+S"))); } // not every desktop gives it one

private:
    void drawCluster(Desk& desk);
    void describeTraining(Desk& desk);
    void makePlan(Desk& desk);
    void scriptDrop(Desk& desk);
};

#define STEP(call) \
    do { \
        call; \
        if (QTest::currentTestFailed()) \
            return; \
    } while (false)

void TestWindowKeys::fromNothingToAPicture()
{
    Desk desk;
    QVERIFY(desk.isActive());
    STEP(drawCluster(desk));
    STEP(describeTraining(desk));
    STEP(makePlan(desk));
    Desk::key(Qt::Key_F5);
    QTRY_VERIFY(desk.simulated());
    const core::Nanoseconds before = desk.session.result()->timeline.period;
    STEP(scriptDrop(desk));
    Desk::key(Qt::Key_F5);
    QTRY_VERIFY(desk.simulated());
    QVERIFY(desk.session.result()->timeline.period > before);

    const QString path = desk.folder.filePath(QStringLiteral("gantt.svg"));
    desk.answerWith(path);
    Desk::key(Qt::Key_E, Qt::ControlModifier);
    desk.answers.stop();
    QVERIFY(QFile::exists(path));
    QVERIFY(Desk::read(path).contains("<svg"));
}

/// Two nodes under a leaf from the line of a template, and a third from the list of devices, linked to the leaf.
void TestWindowKeys::drawCluster(Desk& desk)
{
    Desk::key(Qt::Key_T);
    QVERIFY(Desk::isAt(QStringLiteral("templateLine")));
    Desk::type(QStringLiteral("2x node 4xA100-80G-SXM, under one leaf"));
    Desk::key(Qt::Key_Return);
    QVERIFY(desk.project().cluster && desk.project().cluster->links.size() == 1);
    Desk::key(Qt::Key_Escape);
    QVERIFY(Desk::isAt(QStringLiteral("canvas")));
    Desk::key(Qt::Key_Insert);
    QVERIFY(Desk::isAt(QStringLiteral("paletteSearch")));
    Desk::type(QStringLiteral("A100-40G-SXM"));
    Desk::key(Qt::Key_Return);
    QCOMPARE(desk.project().cluster->nodes.size(), std::size_t(2));
    Desk::key(Qt::Key_Escape);
    Desk::key(Qt::Key_J, Qt::ControlModifier);
    QVERIFY(Desk::isAt(QStringLiteral("linkLine")));
    Desk::type(QStringLiteral("leaf"));
    Desk::key(Qt::Key_Return);
    QVERIFY(Desk::isAt(QStringLiteral("canvas")));
    QCOMPARE(desk.project().cluster->links.size(), std::size_t(2));
}

void TestWindowKeys::describeTraining(Desk& desk)
{
    Desk::key(Qt::Key_Escape); // nothing is selected: the inspector is about the project
    Desk::key(Qt::Key_Return);
    QVERIFY(Desk::isAt(QStringLiteral("inspector")));
    QVERIFY(desk.write(QStringLiteral("Model preset"), QStringLiteral("gpt-1.7b")));
    QVERIFY(desk.write(QStringLiteral("Global batch"), QStringLiteral("64")));
    QVERIFY(desk.write(QStringLiteral("Sequence"), QStringLiteral("2048")));
    QCOMPARE(desk.project().training->globalBatch, 64);
}

void TestWindowKeys::makePlan(Desk& desk)
{
    QVERIFY(desk.goTo(QStringLiteral("Plan")));
    QVERIFY(Desk::isAt(QStringLiteral("planPane")));
    QVERIFY(Desk::tabTo(QStringLiteral("planNew")));
    Desk::key(Qt::Key_Space);
    QCOMPARE(desk.project().plans.size(), std::size_t(1));
    QTRY_VERIFY(desk.session.canSimulate());
}

void TestWindowKeys::scriptDrop(Desk& desk)
{
    QVERIFY(desk.goTo(QStringLiteral("Scenario")));
    QVERIFY(Desk::tabTo(QStringLiteral("scenarioTabs")));
    Desk::key(Qt::Key_Right);
    QVERIFY(Desk::isAt(QStringLiteral("scriptEditor")));
    Desk::type(QStringLiteral("at 0 s link * bandwidth *0.001 for 1 h"));
    QTRY_VERIFY(desk.project().scenario && !desk.project().scenario->events.empty());
    QTRY_VERIFY(desk.session.canSimulate());
}

/// Whatever is in it: the focus comes in, and goes on.
void TestWindowKeys::everyPaneIsLeftByTab()
{
    Desk desk;
    QVERIFY(desk.isActive());
    desk.session.start(support::sampleProject());
    desk.session.edit(QStringLiteral("Script"), [](core::Project& project) {
        project.scenario = core::Scenario {core::parseQuantity<core::Seconds>("60 s").value(), {}, {"at 10 s link slow-leaf down for 5 s", "at 20 s link slow-leaf down for 5 s"}, {}};
    });
    Desk::key(Qt::Key_F5);
    QTRY_VERIFY(desk.simulated());
    for (const auto* pane : desk.window.findChildren<QDockWidget*>(Qt::FindDirectChildrenOnly)) {
        desk.menu(("go:" + pane->objectName().toStdString()).c_str());
        QVERIFY2(Desk::isAt(pane->objectName()), qPrintable(pane->objectName()));
        for (int i = 0; i < 400 && Desk::isAt(pane->objectName()); ++i)
            Desk::key(Qt::Key_Tab);
        QVERIFY2(!Desk::isAt(pane->objectName()), qPrintable(pane->objectName()));
    }
}

void TestWindowKeys::tabIndentsOnlyWhileTextIsWritten()
{
    Desk desk;
    QVERIFY(desk.isActive());
    desk.session.start(support::sampleProject());
    desk.menu("go:textPane");
    auto& editor = desk.find<ui::ProjectText>("projectText")->editor();
    QVERIFY(editor.hasFocus());
    const QString before = editor.text();
    Desk::key(Qt::Key_Tab);
    QVERIFY(!editor.hasFocus());
    QCOMPARE(editor.text(), before);
    desk.menu("go:textPane");
    Desk::key(Qt::Key_Return);
    Desk::key(Qt::Key_Tab);
    QVERIFY(editor.hasFocus());
    QCOMPARE(editor.text(), QStringLiteral("\n  ") + before);
    Desk::key(Qt::Key_Escape);
    Desk::key(Qt::Key_Tab);
    QVERIFY(!editor.hasFocus());
}

void TestWindowKeys::elementsAreEditedInTheOutline()
{
    Desk desk;
    QVERIFY(desk.isActive());
    desk.session.start(support::sampleProject());
    desk.session.selection().select(core::NodeId {"slow"});
    desk.menu("go:outlinePane");
    QVERIFY(Desk::tabTo(QStringLiteral("outlineTree")));
    Desk::key(Qt::Key_F2);
    Desk::type(QStringLiteral("slower"));
    Desk::key(Qt::Key_Return);
    QCOMPARE(desk.project().cluster->nodes[1].id.text, std::string("slower"));
    QVERIFY(Desk::walkTo(QStringLiteral("outlinePane")));
    QVERIFY(Desk::tabTo(QStringLiteral("outlineTree")));
    for (int i = 0; i < 2; ++i) // over the title of the switches to the leaf
        Desk::key(Qt::Key_Down, Qt::ShiftModifier);
    Desk::key(Qt::Key_J, Qt::ControlModifier);
    QCOMPARE(desk.project().cluster->links.size(), std::size_t(3));
    desk.session.undoStack().undo();
    desk.session.selection().select(core::NodeId {"slower"});
    Desk::key(Qt::Key_Delete);
    QCOMPARE(desk.project().cluster->nodes.size(), std::size_t(1));
    QCOMPARE(desk.project().cluster->links.size(), std::size_t(1));
}

void TestWindowKeys::whatAFieldWroteIsUndoneFromIt()
{
    Desk desk;
    QVERIFY(desk.isActive());
    desk.session.start(support::sampleProject());
    desk.session.selection().select(core::NodeId {"slow"});
    QLineEdit* cards = nullptr;
    for (auto* line : desk.find<QWidget>("inspector")->findChildren<QLineEdit*>())
        if (line->accessibleName() == QLatin1String("NICs"))
            cards = line;
    QVERIFY(cards);
    cards->setFocus();
    cards->selectAll();
    Desk::type(QStringLiteral("5"));
    Desk::key(Qt::Key_Return);
    QCOMPARE(desk.project().cluster->nodes[1].nics, 5);
    Desk::type(QStringLiteral("7"));
    Desk::key(Qt::Key_Z, Qt::ControlModifier); // of what is typed and not yet written
    QCOMPARE(cards->text(), QStringLiteral("5"));
    Desk::key(Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(desk.project() == support::sampleProject());
}

void TestWindowKeys::aLinkIsRefusedByName()
{
    Desk desk;
    QVERIFY(desk.isActive());
    desk.session.start(support::sampleProject());
    desk.session.selection().select(core::NodeId {"slow"});
    desk.window.canvas().setFocus();
    Desk::key(Qt::Key_J, Qt::ControlModifier);
    Desk::type(QStringLiteral("none"));
    Desk::key(Qt::Key_Return);
    QVERIFY(Desk::isAt(QStringLiteral("linkLine"))); // it says why, and can be written again
    QVERIFY(desk.find<QWidget>("linkEditor")->findChild<QLabel*>()->text().contains(QStringLiteral("none")));
    QCOMPARE(desk.project().cluster->links.size(), std::size_t(2));
    Desk::key(Qt::Key_Escape);
    QVERIFY(Desk::isAt(QStringLiteral("canvas")));
}

CLUSTERLOOM_TEST(TestWindowKeys)
#include "tst_window_keys.moc"
