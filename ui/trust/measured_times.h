#pragma once

#include "ui/session/session.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace ui {

class MessageBar;

/// The measured times of layers that the project's devices have, which go before the formulas.
class MeasuredTimes : public QWidget
{
    Q_OBJECT
public:
    explicit MeasuredTimes(Session& session, QWidget* parent = nullptr);

    /// Gives the project the times in these files, one step to undo; why that cannot be is shown.
    void importFiles(const QStringList& files);

signals:
    void importWanted(); ///< files are to be chosen

private:
    void removeAll();
    void rebuild();

    Session& m_session;
    MessageBar* m_messages;
    QLabel* m_devices;
    QPushButton* m_remove;
};

} // namespace ui
