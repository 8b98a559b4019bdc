#pragma once

#include "ui/session/autosave.h"
#include "ui/widgets/message_bar.h"

namespace app {

/// Keeps unsaved work by `Autosave`, and offers what a crash left behind when its file is opened, or at the start for a project
/// on no file.
class Recovery : public QObject
{
    Q_OBJECT
public:
    Recovery(ui::Session& session, ui::MessageBar& messages);

    void offer();  ///< if there is something for the open file
    bool accept(); ///< false when nothing is being offered
    void forget() { m_autosave.forget(); }

private:
    bool isOffering() const; ///< and no other message has taken its place

    ui::Session& m_session;
    ui::MessageBar& m_messages;
    ui::Autosave m_autosave;
    QString m_offered; ///< the words of the offer
};

} // namespace app
