#pragma once

#include "ui/session/session.h"

#include <QComboBox>

namespace ui {

/// Which plan of the project is shown and simulated.
class PlanChooser : public QComboBox
{
    Q_OBJECT
public:
    explicit PlanChooser(Session& session, QWidget* parent = nullptr);

private:
    void rebuild();

    Session& m_session;
};

} // namespace ui
