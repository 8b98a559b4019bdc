#include "tests/app/gui/window_desk.h"
#include "tests/support/registry.h"
#include "ui/widgets/message_bar.h"

#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QMimeData>
#include <QTabBar>
#include <QTableView>
#include <QTimer>

/// Files dragged from outside and let go over the window, as the platform tells the window of it.
namespace tst_window_drops {

struct Desk : support::WindowDesk
{
    QTemporaryDir elsewhere;

    Desk() { session.start(support::sampleProject()); }
    bool isReady() { return QTest::qWaitForWindowExposed(&window) && session.saveAs(folder.filePath(QStringLiteral("p.loom"))); }
    QString fileOf(const char* name, const QByteArray& content) { return write(elsewhere.filePath(QLatin1String(name)), content); }
    QPoint middleOf(const QWidget* widget) const { return widget->mapTo(&window, widget->rect().center()); }
    /// Enters at the corner, moves to the point, lets go.
    bool drop(const QStringList& files, QPoint at)
    {
        QMimeData data;
        QList<QUrl> urls;
        for (const QString& file : files)
            urls << QUrl::fromLocalFile(file);
        data.setUrls(urls);
        QWindow* handle = window.windowHandle();
        QDragEnterEvent enter(at, Qt::CopyAction, &data, Qt::LeftButton, {});
        QCoreApplication::sendEvent(handle, &enter);
        QDragMoveEvent move(at, Qt::CopyAction, &data, Qt::LeftButton, {});
        QCoreApplication::sendEvent(handle, &move);
        QDropEvent drop(at, Qt::CopyAction, &data, Qt::LeftButton, {});
        QCoreApplication::sendEvent(handle, &drop);
        return drop.isAccepted();
    }
    std::size_t lines() const { return project().scenario ? project().scenario->events.size() : 0; }
};

} // namespace tst_window_drops

using tst_window_drops::Desk;

class TestWindowDrops : public QObject
{
    Q_OBJECT
private slots:
    void aTraceLandsInTheTable();
    void aTraceLandsInTheScript();
    void aTraceLandsOnALink();
    void whatIsNoTraceIsRefused();
    void aTraceIsChosenFromTheMenu();
    void aProjectOpens();
};

void TestWindowDrops::aTraceLandsInTheTable()
{
    Desk desk;
    QVERIFY(desk.isReady());
    desk.raise("scenarioPane");
    desk.session.selection().select(core::LinkId {"slow-leaf"});
    QVERIFY(desk.drop({desk.fileOf("uplink.csv", "0 s,50 Mbit/s\n1 s,20 Mbit/s\n")}, desk.middleOf(desk.find<QTableView>("eventTable")->viewport())));
    QCOMPARE(desk.lines(), std::size_t(1));
    QCOMPARE(desk.line(0), std::string("trace \"uplink.csv\" link slow-leaf bandwidth loop"));
    QVERIFY(QFile::exists(desk.folder.filePath(QStringLiteral("uplink.csv"))));
    QTRY_VERIFY(desk.session.scenarioPlayer().played() && !desk.session.scenarioPlayer().played()->changes.profiles.empty());
    desk.find<QAction>("actionUndo")->trigger();
    QCOMPARE(desk.lines(), std::size_t(0));
}

void TestWindowDrops::aTraceLandsInTheScript()
{
    Desk desk;
    QVERIFY(desk.isReady());
    desk.raise("scenarioPane");
    desk.find<QTabBar>("scenarioTabs")->setCurrentIndex(1);
    QTest::qWait(20);
    desk.session.selection().select(core::LinkId {"fast-leaf"});
    const QString mahimahi = desk.fileOf("cellular", "0\n1\n1\n3\n5\n8\n"); // a packet at each of these milliseconds
    QVERIFY(desk.drop({mahimahi}, desk.middleOf(desk.find<QWidget>("scriptEditor"))));
    QCOMPARE(desk.lines(), std::size_t(1));
    QCOMPARE(desk.line(0), std::string("trace \"cellular\" link fast-leaf bandwidth loop"));
}

void TestWindowDrops::aTraceLandsOnALink()
{
    Desk desk;
    QVERIFY(desk.isReady());
    const auto& canvas = desk.window.canvas();
    const QRectF box = ui::boxOf(canvas.clusterScene().still(), core::LinkId {"slow-leaf"});
    const QPoint at = canvas.viewport()->mapTo(&desk.window, canvas.mapFromScene(box.center()));
    QVERIFY(desk.drop({desk.fileOf("uplink.csv", "0 s,50 Mbit/s\n1 s,20 Mbit/s\n")}, at));
    QCOMPARE(desk.lines(), std::size_t(1));
    QCOMPARE(desk.line(0), std::string("trace \"uplink.csv\" link slow-leaf bandwidth loop"));
    QTRY_VERIFY(desk.find<QTableView>("eventTable")->isVisible());
}

void TestWindowDrops::whatIsNoTraceIsRefused()
{
    Desk desk;
    QVERIFY(desk.isReady());
    desk.drop({desk.fileOf("notes.txt", "see you at noon\n")}, desk.middleOf(desk.window.canvas().viewport()));
    QCOMPARE(desk.lines(), std::size_t(0));
    QTRY_VERIFY(desk.find<ui::MessageBar>("scenarioMessages")->isVisible());
}

void TestWindowDrops::aTraceIsChosenFromTheMenu()
{
    Desk desk;
    QVERIFY(desk.isReady());
    const QString file = desk.fileOf("uplink.csv", "0 s,50 Mbit/s\n1 s,20 Mbit/s\n");
    QTimer::singleShot(0, [&] {
        auto* dialog = qobject_cast<QFileDialog*>(QApplication::activeModalWidget());
        QVERIFY(dialog);
        dialog->setDirectory(QFileInfo(file).absolutePath());
        dialog->selectFile(file);
        static_cast<QDialog*>(dialog)->accept();
    });
    QApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
    desk.menu("actionImportTrace");
    QApplication::setAttribute(Qt::AA_DontUseNativeDialogs, false);
    QCOMPARE(desk.lines(), std::size_t(1));
    QVERIFY(desk.line(0).starts_with("trace \"uplink.csv\" link "));
    QVERIFY(desk.find<QTableView>("eventTable")->isVisible());
}

void TestWindowDrops::aProjectOpens()
{
    Desk desk;
    QVERIFY(desk.isReady());
    const QString file = QStringLiteral(CLUSTERLOOM_SOURCE_DIR "/examples/two-sites/project.loom");
    QVERIFY(desk.drop({file}, desk.middleOf(desk.window.canvas().viewport())));
    QTRY_COMPARE(desk.session.filePath(), file);
}

CLUSTERLOOM_TEST(TestWindowDrops)
#include "tst_window_drops.moc"
