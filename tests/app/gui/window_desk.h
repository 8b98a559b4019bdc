#pragma once

#include "app/gui/main_window.h"
#include "tests/support/sample_project.h"
#include "ui/cluster/cluster_view.h"

#include <QAction>
#include <QApplication>
#include <QDockWidget>
#include <QFile>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>
#include <QWindow>

namespace support {

/// The real window over settings of its own, empty, and someone at its keyboard.
struct WindowDesk
{
    QTemporaryDir folder;
    QSettings settings {folder.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat};
    ui::Theme theme;
    app::MainWindow window {theme, settings};
    ui::Session& session = window.session();

    explicit WindowDesk(QSize size = {1600, 1000})
    {
        window.resize(size);
        window.show();
        window.activateWindow();
        window.canvas().setFocus();
    }
    bool isActive() { return QTest::qWaitForWindowActive(&window); }
    const core::Project& project() const { return session.project(); }
    std::string line(std::size_t index) const { return project().scenario->events[index]; }
    bool simulated() const { return !session.isSimulating() && session.result() && !session.isStale(); }

    template <typename T>
    T* find(const char* name) const
    {
        return window.findChild<T*>(QLatin1String(name));
    }
    void menu(const char* action) { find<QAction>(action)->trigger(); }
    void raise(const char* pane)
    {
        find<QDockWidget>(pane)->show();
        find<QDockWidget>(pane)->raise();
        QTest::qWait(20);
    }
    static QString write(const QString& file, const QByteArray& content)
    {
        QFile out(file);
        [[maybe_unused]] const bool opened = out.open(QIODevice::WriteOnly);
        out.write(content);
        return file;
    }
    static QByteArray read(const QString& file)
    {
        QFile in(file);
        return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
    }

    /// Keys go to the window that the platform says has the focus, which gives them to menus and whatever else is in front.
    static void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {})
    {
        if (QWindow* front = QGuiApplication::focusWindow())
            QTest::keyClick(front, key, modifiers);
    }
    static void type(const QString& words)
    {
        for (const QChar letter : words)
            if (QWindow* front = QGuiApplication::focusWindow())
                QTest::keyClick(front, letter.toLatin1());
    }
    /// Whether the focus is in the widget of that object or accessible name.
    static bool isAt(const QString& name)
    {
        for (const QWidget* one = QApplication::focusWidget(); one; one = one->parentWidget())
            if (one->accessibleName() == name || one->objectName() == name)
                return true;
        return false;
    }
    /// By Tab, at most once around.
    static bool tabTo(const QString& name)
    {
        constexpr int mostWidgets = 400;
        for (int i = 0; i < mostWidgets && !isAt(name); ++i)
            key(Qt::Key_Tab);
        return isAt(name);
    }
    /// By F6, at most once around.
    static bool walkTo(const QString& pane)
    {
        constexpr int mostPanes = 12;
        for (int i = 0; i < mostPanes && !isAt(pane); ++i)
            key(Qt::Key_F6);
        return isAt(pane);
    }
};

} // namespace support
