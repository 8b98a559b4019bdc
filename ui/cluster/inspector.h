#pragma once

#include "ui/cluster/facts.h"
#include "ui/session/session.h"

#include <QScrollArea>

class QVBoxLayout;

namespace ui {

/// The facts of what is selected, or of the project when nothing is.
class Inspector : public QScrollArea
{
    Q_OBJECT
public:
    explicit Inspector(Session& session, QWidget* parent = nullptr);

    const Facts& facts() const { return m_facts; } ///< as shown

private:
    void rebuild();
    void addGroup(QVBoxLayout& layout, const FactGroup& group);

    Session& m_session;
    Facts m_facts;
};

} // namespace ui
