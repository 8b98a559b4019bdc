#pragma once

#include "core/base/units.h"

#include <QObject>
#include <QString>

namespace app {

class MainWindow;

/// Writes a picture of the window once its project is simulated (or cannot be), then ends the program: 0 written,
/// 1 not.
class Screenshot : public QObject
{
    Q_OBJECT
public:
    Screenshot(MainWindow& window, const QString& path, core::Nanoseconds playhead);

private:
    void waitForResult();
    void write();

    MainWindow& m_window;
    QString m_path;
    core::Nanoseconds m_playhead;
    bool m_scheduled = false;
};

} // namespace app
