#pragma once

#include "ui/cluster/array_bar.h"
#include "ui/cluster/facts.h"
#include "ui/widgets/edit_form.h"

#include <QScrollArea>

class QVBoxLayout;

namespace ui {

/// What is selected, or the project when nothing is: its values to be written, and the facts that follow from them.
class Inspector : public QScrollArea
{
    Q_OBJECT
public:
    explicit Inspector(Session& session, QWidget* parent = nullptr);

    const Facts& facts() const { return m_facts; } ///< as shown

private:
    void rebuild();
    void showFacts();
    void addGroup(QVBoxLayout& layout, const FactGroup& group);
    std::vector<Element> edited() const;

    Session& m_session;
    Facts m_facts;
    EditForm* m_form = nullptr;
    ArrayBar* m_arrays = nullptr;
    QWidget* m_shownFacts = nullptr;
};

} // namespace ui
