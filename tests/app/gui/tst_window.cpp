#include "app/gui/gantt_export.h"
#include "app/gui/load_errors_page.h"
#include "core/results/explanation.h"
#include "core/results/metrics.h"
#include "core/results/svg.h"
#include "core/simulate/simulate.h"
#include "tests/app/gui/window_desk.h"
#include "tests/support/registry.h"
#include "ui/cluster/inspector.h"
#include "ui/results/metric_texts.h"
#include "ui/timeline/timeline_view.h"
#include "ui/widgets/colours.h"
#include "ui/widgets/message_bar.h"

#include <QComboBox>
#include <QLabel>
#include <QListView>
#include <QMap>
#include <QMessageBox>
#include <QPushButton>
#include <QStackedWidget>
#include <QTimer>

namespace {

/// The sample project lies in a file.
struct Desk : support::WindowDesk
{
    QString path = write(folder.filePath(QStringLiteral("project.loom")), QByteArray::fromStdString(support::sampleText()));

    Desk() : WindowDesk({1440, 900}) { }
    QString words(const char* label) const { return find<QLabel>(label)->text(); }
};

core::Metrics metricsOf(const std::string& plan)
{
    const core::Project project = support::sampleProject();
    const auto timeline = core::simulate(project, core::builtInCatalogue(), {plan, {}});
    return *core::metrics(*timeline, project, core::builtInCatalogue(), plan);
}

} // namespace

class TestWindow : public QObject
{
    Q_OBJECT
private slots:
    void aProjectIsOpenedAndSimulatedWithF5();
    void anotherPlanShowsItsFigures();
    void aNodeOnTheCanvasIsReadInTheInspector();
    void aSpanSelectedInTheTimelineIsRead();
    void theTimelineZooms();
    void theSchemeChangesLive();
    void anEditIsUndoneAndSaved();
    void aBrokenFileIsExplained();
    void aProjectWithErrorsSaysSoOnF5();
    void recentFilesAreKept();
    void noTwoActionsShareAKey();
    void thePictureIsWritten();
    void theCommandLineWritesTheSamePicture();
    void whatIsSeenIsWritten();
    void aSmallScreenIsEnough();
    void unsavedWorkIsAskedAboutOnce();
};

void TestWindow::aProjectIsOpenedAndSimulatedWithF5()
{
    Desk desk;
    QVERIFY(desk.window.openFile(desk.path));
    QVERIFY(desk.window.windowTitle().endsWith(QStringLiteral("project.loom[*] – Clusterloom")));
    QTRY_VERIFY(desk.simulated());
    const auto first = desk.session.result();
    desk.window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&desk.window));
    QTest::keyClick(&desk.window, Qt::Key_F5);
    QTRY_VERIFY(desk.simulated() && desk.session.result() != first);
    const core::Metrics expected = metricsOf("one-by-one");
    for (const ui::MetricText& metric : ui::metricTexts(expected))
        QCOMPARE(desk.words(metric.key), metric.value);
    QCOMPARE(desk.session.result()->timeline.fingerprint, first->timeline.fingerprint);
    QVERIFY(desk.window.timeline().timeline() == &desk.session.result()->timeline);
}

void TestWindow::anotherPlanShowsItsFigures()
{
    Desk desk;
    QVERIFY(desk.window.openFile(desk.path));
    QTRY_VERIFY(desk.simulated());
    auto* chooser = desk.find<QComboBox>("planChooser");
    QCOMPARE(chooser->currentText(), QStringLiteral("one-by-one"));
    chooser->setFocus();
    QTest::keyClick(chooser, Qt::Key_Down);
    QCOMPARE(QString::fromStdString(desk.session.plan()), QStringLiteral("all-forward-first"));
    desk.find<QAction>("actionSimulate")->trigger();
    QTRY_VERIFY(desk.simulated());
    QCOMPARE(desk.words("peakMemory"), ui::metricTexts(metricsOf("all-forward-first"))[5].value);
}

void TestWindow::aNodeOnTheCanvasIsReadInTheInspector()
{
    Desk desk;
    QVERIFY(desk.window.openFile(desk.path));
    QVERIFY(QTest::qWaitForWindowExposed(&desk.window));
    auto& canvas = desk.window.canvas();
    canvas.fit();
    const QRectF box = ui::boxOf(canvas.clusterScene().picture(), core::NodeId {"slow"});
    QTest::mouseClick(canvas.viewport(), Qt::LeftButton, {}, canvas.mapFromScene(box.center()));
    const auto& facts = desk.find<ui::Inspector>("inspector")->facts();
    QCOMPARE(facts.title, QStringLiteral("slow"));
    QVERIFY(facts.groups[0].facts[0] == (ui::Fact {QStringLiteral("Devices"), QStringLiteral("4 × V100-16G-SXM")}));
}

void TestWindow::aSpanSelectedInTheTimelineIsRead()
{
    Desk desk;
    QVERIFY(desk.window.openFile(desk.path));
    QTRY_VERIFY(desk.simulated());
    emit desk.window.timeline().spanSelected(0);
    const auto& facts = desk.find<ui::Inspector>("inspector")->facts();
    QCOMPARE(facts.groups[0].title, QStringLiteral("Time"));
    QVERIFY(desk.window.timeline().selectedSpan() == 0U);
    desk.session.selection().select(core::NodeId {"slow"});
    QVERIFY(!desk.window.timeline().selectedSpan());
}

void TestWindow::theTimelineZooms()
{
    Desk desk;
    QVERIFY(desk.window.openFile(desk.path));
    QTRY_VERIFY(desk.simulated());
    const core::Nanoseconds period = desk.session.result()->timeline.period;
    QCOMPARE(desk.window.visibleRange().range().length().count, period.count);
    desk.window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&desk.window));
    desk.window.timeline().setFocus();
    QTest::keyClick(&desk.window.timeline(), Qt::Key_Plus);
    QTRY_VERIFY(desk.window.visibleRange().range().length() < period);
    QTest::keyClick(&desk.window.timeline(), Qt::Key_0);
    QTRY_COMPARE(desk.window.visibleRange().range().length().count, period.count);
}

void TestWindow::theSchemeChangesLive()
{
    Desk desk;
    QVERIFY(desk.window.openFile(desk.path));
    desk.find<QAction>("actionSchemeDark")->trigger();
    QVERIFY(desk.theme.isDark());
    QVERIFY(QApplication::palette().color(QPalette::Window).lightness() < 100);
    QCOMPARE(QIcon::themeName(), QStringLiteral("breeze-dark"));
    desk.find<QAction>("actionSchemeLight")->trigger();
    QVERIFY(QApplication::palette().color(QPalette::Window).lightness() > 200);
    QCOMPARE(QIcon::themeName(), QStringLiteral("breeze"));
    for (const char* name : {"actionOpen", "actionSave", "actionUndo", "actionSimulate", "actionCancel", "canvasFit"})
        QVERIFY2(!desk.find<QAction>(name)->icon().pixmap(22).isNull(), name);
}

void TestWindow::anEditIsUndoneAndSaved()
{
    Desk desk;
    QVERIFY(desk.window.openFile(desk.path));
    desk.session.edit(QStringLiteral("Batch"), [](core::Project& p) { p.training->globalBatch = 64; });
    QVERIFY(desk.window.isWindowModified());
    desk.find<QAction>("actionSave")->trigger();
    QVERIFY(!desk.window.isWindowModified());
    QVERIFY(Desk::read(desk.path) != QByteArray::fromStdString(support::sampleText()));
    desk.find<QAction>("actionUndo")->trigger();
    QVERIFY(desk.window.isWindowModified());
    desk.find<QAction>("actionSave")->trigger();
    QCOMPARE(Desk::read(desk.path), QByteArray::fromStdString(support::sampleText()));
}

void TestWindow::aBrokenFileIsExplained()
{
    Desk desk;
    QVERIFY(desk.window.openFile(desk.path));
    const core::Project before = desk.session.project();
    const QString broken = desk.folder.filePath(QStringLiteral("broken.loom"));
    Desk::write(broken, R"({ "clusterloom": 1, "cluster": { "nodes": [ { "id": "n0", "count": "eight" } ] } })");
    QVERIFY(!desk.window.openFile(broken));
    QVERIFY(desk.session.project() == before);
    auto* centre = desk.find<QStackedWidget>("centre");
    QCOMPARE(centre->currentWidget()->objectName(), QStringLiteral("loadErrors"));
    const auto* list = desk.find<QListView>("loadErrorList");
    QVERIFY(list->model()->rowCount() > 0);
    QVERIFY(list->model()->index(0, 0).data(Qt::AccessibleTextRole).toString().contains(QStringLiteral("count")));
    desk.find<QPushButton>("loadErrorBack")->click();
    QCOMPARE(centre->currentWidget()->objectName(), QStringLiteral("canvas"));
    QVERIFY(!desk.window.openFile(broken));
    Desk::write(broken, QByteArray::fromStdString(support::sampleText()));
    desk.find<QPushButton>("loadErrorRetry")->click();
    QCOMPARE(centre->currentWidget()->objectName(), QStringLiteral("canvas"));
    QCOMPARE(desk.session.filePath(), broken);
}

void TestWindow::aProjectWithErrorsSaysSoOnF5()
{
    Desk desk;
    QVERIFY(desk.window.openFile(desk.path));
    desk.session.edit(QStringLiteral("Kind"), [](core::Project& p) {
        p.cluster->nodes.update(0, [](core::Node& node) { node.device = core::DeviceKindId {"no-such-gpu"}; });
    });
    desk.window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&desk.window));
    QTest::keyClick(&desk.window, Qt::Key_F5);
    auto* bar = desk.find<ui::MessageBar>("messageBar");
    QVERIFY(bar->isVisible());
    QVERIFY(bar->message().contains(QStringLiteral("/cluster/nodes/0")));
    QVERIFY(desk.find<QDockWidget>("problemsPane")->windowTitle().contains(QLatin1Char('(')));
}

void TestWindow::recentFilesAreKept()
{
    Desk desk;
    QVERIFY(desk.window.openFile(desk.path));
    const QStringList kept = desk.settings.value(QStringLiteral("recentFiles")).toStringList();
    QCOMPARE(kept, QStringList {desk.path});
}

/// Keys that work in the whole window at once must differ; those of a pane work only in it.
void TestWindow::noTwoActionsShareAKey()
{
    Desk desk;
    QMap<QString, QString> owners;
    for (const QAction* action : desk.window.findChildren<QAction*>()) {
        if (action->shortcutContext() != Qt::WindowShortcut)
            continue;
        for (const QKeySequence& keys : action->shortcuts()) {
            const QString name = keys.toString();
            QVERIFY2(!owners.contains(name), qPrintable(name + QStringLiteral(": ") + owners[name] + QStringLiteral(" and ") + action->text()));
            owners[name] = action->text();
        }
    }
    QVERIFY(owners.contains(QStringLiteral("F5")));
}

void TestWindow::thePictureIsWritten()
{
    Desk desk;
    const QMap<QString, QByteArray> beginnings {{"svg", "<"}, {"pdf", "%PDF"}, {"png", "\x89PNG"}};
    for (auto it = beginnings.begin(); it != beginnings.end(); ++it) {
        const QString file = desk.folder.filePath(QStringLiteral("gantt.") + it.key());
        QVERIFY(app::exportGantt(desk.path, file, QStringLiteral("one-by-one")).empty());
        QVERIFY2(Desk::read(file).startsWith(it.value()), qPrintable(it.key()));
    }
    QVERIFY(!app::exportGantt(desk.path, desk.folder.filePath(QStringLiteral("gantt.gif")), {}).empty());
    QVERIFY(!app::exportGantt(desk.path, desk.folder.filePath(QStringLiteral("gantt.svg")), QStringLiteral("no such plan")).empty());
    QVERIFY(!app::exportGantt(desk.folder.filePath(QStringLiteral("missing.loom")), desk.folder.filePath(QStringLiteral("g.svg")), {}).empty());
}

/// `clusterloom-cli simulate --svg` has no Qt: this is what it does.
void TestWindow::theCommandLineWritesTheSamePicture()
{
    Desk desk;
    const QString path = desk.folder.filePath(QStringLiteral("gantt.svg"));
    QVERIFY(app::exportGantt(desk.path, path, {}).empty());
    const core::Project project = *core::loadProject(desk.path.toStdString()).project;
    core::SimulateOptions options;
    options.plan = project.plans.front().name;
    const auto run = core::prepared(project, core::builtInCatalogue(), options);
    const auto timeline = core::run(*run);
    const auto explanation = core::explained(*timeline, *run, project, core::builtInCatalogue(), options);
    const auto links = core::linkUseOf(*timeline, *run, run->plan.cluster, *project.cluster, {});
    const core::Picture picture = core::ganttPicture(*timeline, core::wholePlan(options.plan, explanation->bubbles, *links));
    QCOMPARE(Desk::read(path), QByteArray::fromStdString(core::svg(picture, core::builtInPalette(core::Scheme::Light))));
}

void TestWindow::whatIsSeenIsWritten()
{
    Desk desk;
    QVERIFY(desk.window.openFile(desk.path));
    QTRY_VERIFY(desk.simulated());
    const auto result = desk.session.result();
    const QString path = desk.folder.filePath(QStringLiteral("seen.svg"));
    const auto written = [&] {
        return app::writeView(*result, desk.window.timeline().ganttView(), desk.window.timeline().linksShown(), path) ? Desk::read(path) : QByteArray();
    };
    const QByteArray whole = written();
    QVERIFY(whole.contains("stage 0") && whole.contains("one-by-one"));
    const core::Nanoseconds period = result->timeline.period;
    desk.window.visibleRange().setRange({core::Nanoseconds(period.count * 9 / 10), period}); // after the last forward pass
    const QByteArray end = written();
    QVERIFY(end.size() > 500 && end.size() < whole.size());
    desk.window.timeline().showPath(true);
    QVERIFY(written().size() > end.size());
    ui::Colours::instance().setScheme(core::Scheme::Dark);
    QVERIFY(written().contains(QByteArray::fromStdString(core::hexText(core::builtInPalette(core::Scheme::Dark)[core::ColourRole::Panel]))));
    ui::Colours::instance().setScheme(core::Scheme::Light);
}

void TestWindow::aSmallScreenIsEnough()
{
    QTemporaryDir folder;
    QSettings settings(folder.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
    ui::Theme theme;
    app::MainWindow window(theme, settings);
    window.resize(1280, 800);
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    QTest::qWait(50);
    QCOMPARE(window.width(), 1280); // no pane asks for more
    QVERIFY(window.minimumSizeHint().width() <= 1280);
}

void TestWindow::unsavedWorkIsAskedAboutOnce()
{
    Desk desk;
    QVERIFY(desk.window.openFile(desk.path));
    desk.session.edit(QStringLiteral("Batch"), [](core::Project& p) { p.training->globalBatch = 64; });
    int asked = 0;
    QMessageBox::StandardButton answer = QMessageBox::Cancel;
    QTimer answers;
    answers.callOnTimeout([&] {
        if (auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget())) {
            ++asked;
            box->button(answer)->click();
        }
    });
    answers.start(10);
    QVERIFY(!desk.window.close());
    QCOMPARE(asked, 1);
    QCOMPARE(Desk::read(desk.path), QByteArray::fromStdString(support::sampleText()));
    answer = QMessageBox::Save;
    QVERIFY(desk.window.close());
    QCOMPARE(asked, 2);
    QCOMPARE(core::loadProject(desk.path.toStdString()).project->training->globalBatch, 64);
    desk.window.show();
    QVERIFY(desk.window.close()); // saved
    QCOMPARE(asked, 2);
}

CLUSTERLOOM_TEST(TestWindow)
#include "tst_window.moc"
