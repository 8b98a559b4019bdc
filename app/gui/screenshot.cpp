#include "app/gui/screenshot.h"

#include "app/gui/main_window.h"

#include <QCoreApplication>
#include <QPixmap>
#include <QTimer>

#include <chrono>
#include <cstdio>

namespace app {

namespace screenshot {

using namespace std::chrono_literals;
constexpr auto settle = 400ms; ///< for layouts and level of detail to become sharp

} // namespace screenshot

Screenshot::Screenshot(MainWindow& window, const QString& path, core::Nanoseconds playhead)
    : QObject(&window), m_window(window), m_path(path), m_playhead(playhead)
{
    connect(&window.session(), &ui::Session::simulationEnded, this, &Screenshot::waitForResult);
    QTimer::singleShot(screenshot::settle, this, &Screenshot::waitForResult);
}

void Screenshot::waitForResult()
{
    if (m_scheduled || m_window.session().isSimulating())
        return;
    m_scheduled = true;
    m_window.session().playhead().setTime(m_playhead);
    QTimer::singleShot(screenshot::settle, this, &Screenshot::write);
}

void Screenshot::write()
{
    const bool written = m_window.grab().save(m_path);
    if (!written)
        std::fprintf(stderr, "clusterloom: %s could not be written\n", qPrintable(m_path));
    QCoreApplication::exit(written ? 0 : 1);
}

} // namespace app
