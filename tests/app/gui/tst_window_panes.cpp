#include "app/gui/main_window.h"
#include "tests/support/registry.h"
#include "ui/cluster/cluster_view.h"

#include <QAction>
#include <QApplication>
#include <QDockWidget>
#include <QSettings>
#include <QTemporaryDir>

namespace tst_window_panes {

struct Desk
{
    QTemporaryDir folder;
    QSettings settings {folder.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat};
    ui::Theme theme;
    app::MainWindow window {theme, settings};
    ui::Session& session = window.session();

    Desk()
    {
        window.resize(1600, 1000);
        window.show();
        window.activateWindow();
        window.canvas().setFocus();
    }
    template <typename T>
    T* find(const char* name) const
    {
        return window.findChild<T*>(QLatin1String(name));
    }
    bool isActive() { return QTest::qWaitForWindowActive(&window); }
    // Keys go to whatever has the focus, as from a real keyboard.
    static QWidget* focus() { return QApplication::focusWidget() ? QApplication::focusWidget() : QApplication::activeWindow(); }
    static void key(int key, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(focus(), static_cast<Qt::Key>(key), modifiers); }
    void menu(const char* action) { find<QAction>(action)->trigger(); }
};

} // namespace tst_window_panes

using tst_window_panes::Desk;

class TestWindowPanes : public QObject
{
    Q_OBJECT
private slots:
    void panesAreWalkedByKeys();
    void aNewProjectIsEmpty();
};

void TestWindowPanes::panesAreWalkedByKeys()
{
    Desk desk;
    QVERIFY(desk.isActive());
    const auto paneOf = [&]() -> QString {
        for (QWidget* one = QApplication::focusWidget(); one; one = one->parentWidget())
            if (one == &desk.window.canvas() || qobject_cast<QDockWidget*>(one))
                return one->objectName();
        return {};
    };
    QStringList forward {paneOf()};
    for (int i = 0; i < 12 && (i == 0 || paneOf() != forward.front()); ++i) {
        Desk::key(Qt::Key_F6);
        forward << paneOf();
    }
    QCOMPARE(forward.first(), QStringLiteral("canvas"));
    QCOMPARE(forward.last(), QStringLiteral("canvas")); // around
    QVERIFY2(forward.contains(QStringLiteral("palettePane")) && forward.contains(QStringLiteral("outlinePane")), qPrintable(forward.join(QLatin1Char(' '))));
    Desk::key(Qt::Key_F6, Qt::ShiftModifier);
    QCOMPARE(paneOf(), forward[forward.size() - 2]);
}

void TestWindowPanes::aNewProjectIsEmpty()
{
    Desk desk;
    desk.session.start(core::parseProject("{\"clusterloom\":1,\"cluster\":{\"switches\":[{\"id\":\"s\"}]}}").project.value());
    desk.menu("actionNew");
    QVERIFY(desk.session.isEmpty());
    QVERIFY(desk.session.filePath().isEmpty());
}

CLUSTERLOOM_TEST(TestWindowPanes)
#include "tst_window_panes.moc"
