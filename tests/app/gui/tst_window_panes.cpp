#include "tests/app/gui/window_desk.h"
#include "tests/support/registry.h"
#include "ui/timeline/timeline_view.h"

#include <QTabBar>

using support::WindowDesk;

class TestWindowPanes : public QObject
{
    Q_OBJECT
private slots:
    void panesAreWalkedByKeys();
    void aClickOnTheTabOfTheTimelineIsOneIntoIt();
    void aNewProjectIsEmpty();
    void aSmallWindowHoldsEveryPane();
};

void TestWindowPanes::panesAreWalkedByKeys()
{
    WindowDesk desk;
    QVERIFY(desk.isActive());
    const auto paneOf = [&]() -> QString {
        for (QWidget* one = QApplication::focusWidget(); one; one = one->parentWidget())
            if (one == &desk.window.canvas() || qobject_cast<QDockWidget*>(one))
                return one->objectName();
        return {};
    };
    QStringList forward {paneOf()};
    for (int i = 0; i < 12 && (i == 0 || paneOf() != forward.front()); ++i) {
        WindowDesk::key(Qt::Key_F6);
        forward << paneOf();
    }
    QCOMPARE(forward.first(), QStringLiteral("canvas"));
    QCOMPARE(forward.last(), QStringLiteral("canvas")); // around
    QVERIFY2(forward.contains(QStringLiteral("palettePane")) && forward.contains(QStringLiteral("outlinePane")), qPrintable(forward.join(QLatin1Char(' '))));
    WindowDesk::key(Qt::Key_F6, Qt::ShiftModifier);
    QCOMPARE(paneOf(), forward[forward.size() - 2]);
}

void TestWindowPanes::aClickOnTheTabOfTheTimelineIsOneIntoIt()
{
    WindowDesk desk;
    QVERIFY(desk.isActive());
    const auto click = [&](const QString& title) {
        for (QTabBar* bar : desk.window.findChildren<QTabBar*>(Qt::FindDirectChildrenOnly))
            for (int i = 0; i < bar->count(); ++i)
                if (bar->tabText(i) == title)
                    QTest::mouseClick(bar, Qt::LeftButton, {}, bar->tabRect(i).center());
    };
    click(QStringLiteral("Timeline")); // in front already
    QTRY_VERIFY(desk.window.timeline().hasFocus());
    desk.window.canvas().setFocus();
    click(QStringLiteral("Scenario"));
    QTest::qWait(20);
    QVERIFY(desk.window.canvas().hasFocus()); // no field is entered unasked
    click(QStringLiteral("Timeline"));
    QTRY_VERIFY(desk.window.timeline().hasFocus());
}

void TestWindowPanes::aNewProjectIsEmpty()
{
    WindowDesk desk;
    desk.session.start(core::parseProject("{\"clusterloom\":1,\"cluster\":{\"switches\":[{\"id\":\"s\"}]}}").project.value());
    desk.menu("actionNew");
    QVERIFY(desk.session.isEmpty());
    QVERIFY(desk.session.filePath().isEmpty());
}

void TestWindowPanes::aSmallWindowHoldsEveryPane()
{
    WindowDesk desk;
    for (const QDockWidget* pane : desk.window.findChildren<QDockWidget*>()) {
        const QSize least = pane->minimumSizeHint();
        QVERIFY2(least.width() <= 1024 && least.height() <= 280, qPrintable(QStringLiteral("%1 %2x%3").arg(pane->objectName()).arg(least.width()).arg(least.height())));
    }
    desk.window.resize(1024, 760);
    QCoreApplication::processEvents();
    QCOMPARE(desk.window.size(), QSize(1024, 760));
}

CLUSTERLOOM_TEST(TestWindowPanes)
#include "tst_window_panes.moc"
