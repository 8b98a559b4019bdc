#include "ui/widgets/edit_form.h"

#include "ui/widgets/format.h"
#include "ui/widgets/labels.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>

namespace ui {

EditForm::EditForm(Session& session, std::vector<Element> elements, std::vector<EditField> fields, QWidget* parent)
    : QWidget(parent), m_session(session), m_elements(std::move(elements))
{
    setObjectName(QStringLiteral("editForm"));
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 4, 0, 0);
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(4);
    grid->setColumnStretch(1, 1);
    grid->setColumnMinimumWidth(0, fontMetrics().averageCharWidth() * 20);
    for (EditField& field : fields) {
        const std::size_t row = m_rows.size();
        QWidget* editor = makeEditor(field, row);
        QLabel* name = mutedLabel(field.name);
        name->setBuddy(editor);
        editor->setAccessibleName(field.name);
        QLabel* note = mutedLabel({});
        note->hide();
        grid->addWidget(name, static_cast<int>(2 * row), 0);
        grid->addWidget(editor, static_cast<int>(2 * row), 1);
        grid->addWidget(note, static_cast<int>(2 * row) + 1, 1);
        m_rows.push_back({std::move(field), editor, note});
    }
    refresh();
}

QWidget* EditForm::makeEditor(const EditField& field, std::size_t row)
{
    if (field.choices.isEmpty()) {
        auto* line = new QLineEdit;
        line->setPlaceholderText(field.hint);
        connect(line, &QLineEdit::editingFinished, this, [this, row, line] {
            if (line->isModified())
                write(row, line->text());
        });
        return line;
    }
    auto* box = new QComboBox;
    box->addItems(field.choices);
    box->setEditable(field.otherChoices);
    box->setInsertPolicy(QComboBox::NoInsert);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(8);
    if (box->lineEdit())
        connect(box->lineEdit(), &QLineEdit::editingFinished, this, [this, row, box] {
            if (box->lineEdit()->isModified())
                write(row, box->currentText());
        });
    connect(box, &QComboBox::activated, this, [this, row, box] { write(row, box->currentText()); });
    return box;
}

QString EditForm::valueOf(const EditField& field, bool& mixed) const
{
    const QString first = field.read(m_session.project(), m_elements.empty() ? Element() : m_elements.front());
    for (const Element& element : m_elements)
        mixed = mixed || field.read(m_session.project(), element) != first;
    return mixed ? QString() : first;
}

void EditForm::refresh()
{
    for (const Element& element : m_elements)
        if (!exists(m_session.project(), element))
            return;
    for (Row& row : m_rows) {
        bool mixed = false;
        const QString value = valueOf(row.field, mixed);
        auto* box = qobject_cast<QComboBox*>(row.editor);
        QLineEdit* line = box ? box->lineEdit() : qobject_cast<QLineEdit*>(row.editor);
        if (line && line->hasFocus() && line->isModified())
            continue;
        if (line) {
            line->setPlaceholderText(mixed ? tr("various") : row.field.hint);
            line->setText(value);
            line->setModified(false);
        } else {
            box->setPlaceholderText(mixed ? tr("various") : QString());
            box->setCurrentIndex(box->findText(value)); // -1 shows the placeholder
        }
        row.note->hide();
    }
}

void EditForm::write(std::size_t index, const QString& words)
{
    Row& row = m_rows[index];
    const std::string text = words.trimmed().toStdString();
    core::Project attempt = m_session.project();
    for (const Element& element : m_elements.empty() ? std::vector<Element>(1) : m_elements)
        if (const auto fine = row.field.write(attempt, element, text); !fine) {
            const core::Error& error = fine.error();
            row.note->setText(QString::fromStdString(error.message + (error.fix.empty() ? "" : "; try " + error.fix)));
            row.note->show();
            return;
        }
    if (auto* line = row.editor->findChild<QLineEdit*>())
        line->setModified(false);
    if (auto* line = qobject_cast<QLineEdit*>(row.editor))
        line->setModified(false);
    row.note->hide();
    const QString what = m_elements.size() > 1 ? tr("%1 of %2 elements").arg(row.field.name).arg(m_elements.size()) : row.field.name;
    m_session.edit(tr("Set %1").arg(what), [&](core::Project& project) { project = attempt; });
    refresh();
}

} // namespace ui
