#include "ui/session/autosave.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

#include <utility>

namespace ui {

Autosave::Autosave(Session& session, const QString& unsavedFolder, QObject* parent)
    : QObject(parent), m_session(session), m_unsavedFolder(unsavedFolder)
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(delay);
    connect(&m_timer, &QTimer::timeout, this, &Autosave::save);
    connect(&session, &Session::projectChanged, this, &Autosave::keepSoon);
    connect(&session, &Session::draftChanged, this, [this] {
        if (m_session.draft().isEmpty())
            QFile::remove(std::exchange(m_writtenDraft, QString()));
        keepSoon();
    });
    connect(&session, &Session::fileChanged, this, [this] {
        if (!m_session.isModified())
            forget();
        keepSoon();
    });
    connect(&session, &Session::projectReplaced, this, &Autosave::forget);
}

/// The first edit counts, however many follow.
void Autosave::keepSoon()
{
    if (hasWork() && !m_timer.isActive())
        m_timer.start();
}

QString Autosave::pathFor(const QString& file) const
{
    if (file.isEmpty())
        return m_unsavedFolder + QStringLiteral("/unsaved.loom.autosave");
    const QFileInfo info(file);
    return info.absolutePath() + QStringLiteral("/.") + info.fileName() + QStringLiteral(".autosave");
}

QString Autosave::draftPathFor(const QString& file) const { return pathFor(file) + QStringLiteral("-draft"); }

bool Autosave::isRecoverable(const QString& file) const
{
    const auto isNewer = [&file](const QString& path) {
        const QFileInfo kept(path);
        return kept.exists() && (file.isEmpty() || kept.lastModified() >= QFileInfo(file).lastModified());
    };
    return isNewer(pathFor(file)) || isNewer(draftPathFor(file));
}

void Autosave::hold()
{
    m_held.emplace();
    const QString path = pathFor(m_session.filePath());
    if (QFile::exists(path))
        m_held->project = core::loadProject(QFile::encodeName(path).toStdString());
    if (QFile draft(draftPathFor(m_session.filePath())); draft.open(QIODevice::ReadOnly))
        m_held->draft = QString::fromUtf8(draft.readAll());
}

core::Result<void> Autosave::recover()
{
    if (!m_held)
        hold();
    const Held held = *std::exchange(m_held, std::nullopt);
    if (held.project && !held.project->project)
        return held.project->errors.front();
    if (held.project) {
        m_session.edit(tr("Recover unsaved work"), [&](core::Project& project) { project = *held.project->project; });
        m_written = pathFor(m_session.filePath()); // goes with the next save
    }
    if (!held.draft.isEmpty()) {
        m_writtenDraft = draftPathFor(m_session.filePath());
        m_session.setDraft(held.draft);
    }
    return {};
}

bool Autosave::write(const QString& path, const QByteArray& content)
{
    QDir().mkpath(QFileInfo(path).absolutePath());
    QSaveFile file(path);
    if (file.open(QIODevice::WriteOnly) && file.write(content) == content.size() && file.commit())
        return true;
    emit failed({"the work since the last save could not be kept: " + file.errorString().toStdString(), path.toStdString(), {}, "save it into another folder"});
    return false;
}

void Autosave::save()
{
    const auto keep = [this](const QString& path, const QByteArray& content, QString& written) {
        if (!write(path, content))
            return;
        if (!written.isEmpty() && written != path)
            QFile::remove(written);
        written = path;
        emit saved(path);
    };
    const QString file = m_session.filePath();
    if (m_session.isModified())
        keep(pathFor(file), QByteArray::fromStdString(core::saveProject(m_session.project())), m_written);
    if (!m_session.draft().isEmpty())
        keep(draftPathFor(file), m_session.draft().toUtf8(), m_writtenDraft);
}

void Autosave::forget()
{
    m_timer.stop();
    if (!m_written.isEmpty())
        QFile::remove(m_written);
    m_written.clear();
    if (!m_writtenDraft.isEmpty())
        QFile::remove(m_writtenDraft);
    m_writtenDraft.clear();
}

} // namespace ui
