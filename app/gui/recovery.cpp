#include "app/gui/recovery.h"

#include "ui/widgets/format.h"

#include <QDateTime>
#include <QFileInfo>
#include <QLocale>
#include <QStandardPaths>

#include <algorithm>

namespace app {

Recovery::Recovery(ui::Session& session, ui::MessageBar& messages)
    : QObject(&messages), m_session(session), m_messages(messages)
    , m_autosave(session, QStandardPaths::writableLocation(QStandardPaths::AppDataLocation))
{
    connect(&m_autosave, &ui::Autosave::failed, this, [this](const core::Error& error) {
        m_messages.showMessage(ui::MessageBar::Kind::Warning, ui::text(core::describe(error)));
    });
}

void Recovery::offer()
{
    if (isOffering())
        m_messages.hide(); // that was for another file
    m_offered.clear();
    if (!m_autosave.isRecoverable(m_session.filePath()))
        return;
    m_autosave.hold();
    const QString file = m_session.filePath();
    const QDateTime when = std::max(QFileInfo(m_autosave.pathFor(file)).lastModified(), QFileInfo(m_autosave.draftPathFor(file)).lastModified());
    m_offered = tr("There is work that was not saved, from %1").arg(QLocale().toString(when, QLocale::ShortFormat));
    m_messages.showMessage(ui::MessageBar::Kind::Information, m_offered, tr("Recover"));
}

bool Recovery::isOffering() const { return !m_offered.isEmpty() && m_messages.message() == m_offered; }

bool Recovery::accept()
{
    if (!isOffering())
        return false;
    m_offered.clear();
    const auto recovered = m_autosave.recover();
    if (recovered)
        m_messages.hide();
    else
        m_messages.showMessage(ui::MessageBar::Kind::Error, ui::text(core::describe(recovered.error())));
    return true;
}

} // namespace app
