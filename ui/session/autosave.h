#pragma once

#include "core/documents/project_file.h"
#include "ui/session/session.h"

#include <QObject>
#include <QTimer>

#include <optional>

namespace ui {

/// Writes the project, and a draft of its text, beside its file within 5 s of an edit, so that no more is ever lost; a project that was never saved
/// into the folder for unsaved work. What it wrote goes when the project is saved or given up.
class Autosave : public QObject
{
    Q_OBJECT
public:
    static constexpr int delay = 5000; ///< milliseconds
    /// `unsavedFolder`: for projects on no file.
    Autosave(Session& session, const QString& unsavedFolder, QObject* parent = nullptr);

    void setDelay(int milliseconds) { m_timer.setInterval(milliseconds); }
    /// Where the work on a file (or on no file, when empty) is kept.
    QString pathFor(const QString& file) const;
    QString draftPathFor(const QString& file) const; ///< of text that cannot be read yet
    /// Whether there is kept work that is newer than the file.
    bool isRecoverable(const QString& file) const;
    /// Reads it now: what is done before anyone takes it over is kept in its place.
    void hold();
    /// Takes it over as one edit, as it was when held, or now. Errors: it cannot be read.
    core::Result<void> recover();
    /// Removes what was kept: the work is saved or given up.
    void forget();

signals:
    void saved(const QString& path);
    void failed(const core::Error& error);

private:
    struct Held
    {
        std::optional<core::LoadResult> project {};
        QString draft {};
    };

    bool hasWork() const { return m_session.isModified() || !m_session.draft().isEmpty(); }
    void keepSoon();
    void save();
    bool write(const QString& path, const QByteArray& content);

    Session& m_session;
    QString m_unsavedFolder;
    QTimer m_timer;
    QString m_written; ///< empty: nothing since the last save
    QString m_writtenDraft;
    std::optional<Held> m_held; ///< not taken over yet
};

} // namespace ui
