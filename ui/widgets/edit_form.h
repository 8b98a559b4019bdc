#pragma once

#include "ui/session/session.h"

#include <QString>
#include <QStringList>
#include <QWidget>

#include <functional>
#include <string>
#include <vector>

class QGridLayout;
class QLabel;

namespace ui {

/// A value of an element that can be written: as text, with its unit. An empty text takes an optional value away.
struct EditField
{
    QString name;
    QString hint;        ///< what such a value looks like
    QStringList choices; ///< not empty: one of these
    bool otherChoices = false; ///< or something else
    std::function<QString(const core::Project&, const Element&)> read;
    std::function<core::Result<void>(core::Project&, const Element&, const std::string&)> write;
};

/// Values of the project to be written, of several elements at once or of none in particular. What cannot be is told
/// beneath its line, and nothing changes.
class EditForm : public QWidget
{
    Q_OBJECT
public:
    EditForm(Session& session, std::vector<Element> elements, std::vector<EditField> fields, QWidget* parent = nullptr);

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
