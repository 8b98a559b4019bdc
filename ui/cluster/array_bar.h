#pragma once

#include "ui/session/session.h"

#include <QWidget>

class QComboBox;
class QPushButton;

namespace ui {

/// What can be done with arrays, of what is selected: go to one member or back to all, and join like neighbours again.
class ArrayBar : public QWidget
{
    Q_OBJECT
public:
    explicit ArrayBar(Session& session, QWidget* parent = nullptr);
    void refresh(); ///< hides itself when there is nothing to be done

private:
    void showMembers(const core::NodeId& array);
    void showJoining(const core::NodeId& node);

    Session& m_session;
    QComboBox* m_member;
    QPushButton* m_all;
    QPushButton* m_join;
    std::vector<core::NodeId> m_row; ///< that can be joined
};

} // namespace ui
