#include "ui/session/autosave.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

namespace ui {

Autosave::Autosave(Session& session, const QString& unsavedFolder, QObject* parent)
    : QObject(parent), m_session(session), m_unsavedFolder(unsavedFolder)
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(delay);
    connect(&m_timer, &QTimer::timeout, this, &Autosave::save);
    connect(&session, &Session::projectChanged, this, [this] {
        if (m_session.isModified() && !m_timer.isActive()) // the first edit counts, however many follow
            m_timer.start();
    });
    connect(&session, &Session::fileChanged, this, [this] {
        if (m_session.isModified() && !m_timer.isActive())
            m_timer.start();
        else if (!m_session.isModified())
            forget();
    });
    connect(&session, &Session::projectReplaced, this, &Autosave::forget);
}

QString Autosave::pathFor(const QString& file) const
{
    if (file.isEmpty())
        return m_unsavedFolder + QStringLiteral("/unsaved.loom.autosave");
    const QFileInfo info(file);
    return info.absolutePath() + QStringLiteral("/.") + info.fileName() + QStringLiteral(".autosave");
}

bool Autosave::isRecoverable(const QString& file) const
{
    const QFileInfo kept(pathFor(file));
    return kept.exists() && (file.isEmpty() || kept.lastModified() >= QFileInfo(file).lastModified());
}

core::Result<void> Autosave::recover()
{
    const QString path = pathFor(m_session.filePath());
    const core::LoadResult loaded = core::loadProject(QFile::encodeName(path).toStdString());
    if (!loaded.project)
        return loaded.errors.front();
    m_session.edit(tr("Recover unsaved work"), [&](core::Project& project) { project = *loaded.project; });
    m_written = path; // goes with the next save
    return {};
}

void Autosave::save()
{
    if (!m_session.isModified())
        return;
    const QString path = pathFor(m_session.filePath());
    QDir().mkpath(QFileInfo(path).absolutePath());
    QSaveFile file(path);
    const std::string text = core::saveProject(m_session.project());
    const auto size = static_cast<qint64>(text.size());
    if (!file.open(QIODevice::WriteOnly) || file.write(text.data(), size) != size || !file.commit())
        return emit failed({"the work since the last save could not be kept: " + file.errorString().toStdString(), path.toStdString(), {}, "save it into another folder"});
    if (!m_written.isEmpty() && m_written != path)
        QFile::remove(m_written);
    m_written = path;
    emit saved(path);
}

void Autosave::forget()
{
    m_timer.stop();
    if (!m_written.isEmpty())
        QFile::remove(m_written);
    m_written.clear();
}

} // namespace ui
