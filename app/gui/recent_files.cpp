#include "app/gui/recent_files.h"

#include <QDir>
#include <QFileInfo>
#include <QSettings>

namespace app {

namespace recent_files {

const QString key = QStringLiteral("recentFiles");

} // namespace recent_files

RecentFiles::RecentFiles(QSettings& settings, QWidget* parent) : QMenu(parent), m_settings(settings)
{
    setToolTipsVisible(true);
    rebuild();
}

QStringList RecentFiles::paths() const { return m_settings.value(recent_files::key).toStringList(); }

void RecentFiles::add(const QString& path)
{
    QStringList kept = paths();
    kept.removeAll(path);
    kept.prepend(path);
    m_settings.setValue(recent_files::key, kept.mid(0, most));
    rebuild();
}

void RecentFiles::rebuild()
{
    clear();
    for (const QString& path : paths()) {
        QAction* action = addAction(shortName(path));
        action->setToolTip(path);
        connect(action, &QAction::triggered, this, [this, path] { emit chosen(path); });
    }
    setEnabled(!isEmpty());
}

QString shortName(const QString& path)
{
    const QFileInfo file(path);
    const QString folder = file.absoluteDir().dirName();
    return folder.isEmpty() ? file.fileName() : folder + QLatin1Char('/') + file.fileName();
}

} // namespace app
