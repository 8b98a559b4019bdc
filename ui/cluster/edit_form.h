#pragma once

#include "ui/cluster/edit_fields.h"
#include "ui/session/session.h"

#include <QWidget>

class QGridLayout;
class QLabel;

namespace ui {

/// The values of what is selected, to be written; of several elements at once. What cannot be is told beneath its line,
/// and nothing changes.
class EditForm : public QWidget
{
    Q_OBJECT
public:
    EditForm(Session& session, std::vector<Element> elements, QWidget* parent = nullptr);

    const std::vector<Element>& elements() const { return m_elements; }
    bool isEmpty() const { return m_rows.empty(); }
    /// Takes over what the project has now, except where someone is writing.
    void refresh();

private:
    struct Row
    {
        EditField field;
        QWidget* editor;
        QLabel* note;
    };
    QWidget* makeEditor(const EditField& field, std::size_t row);
    QString valueOf(const EditField& field, bool& mixed) const;
    void write(std::size_t row, const QString& words);

    Session& m_session;
    std::vector<Element> m_elements;
    std::vector<Row> m_rows;
};

} // namespace ui
