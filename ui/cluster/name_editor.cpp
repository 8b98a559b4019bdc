#include "ui/cluster/name_editor.h"

#include "ui/widgets/labels.h"

#include <QGraphicsView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

#include <algorithm>

namespace ui {
namespace name_editor {

/// Offers that drop down, or another window in front, are no leaving.
bool isLeft(const QEvent& event)
{
    if (event.type() != QEvent::FocusOut)
        return false;
    const Qt::FocusReason reason = static_cast<const QFocusEvent&>(event).reason();
    return reason != Qt::PopupFocusReason && reason != Qt::ActiveWindowFocusReason;
}

} // namespace name_editor

NameEditor::NameEditor(QGraphicsView& view) : QFrame(view.viewport()), m_view(view), m_line(new QLineEdit), m_note(mutedLabel({}))
{
    setFrameShape(QFrame::StyledPanel);
    setAutoFillBackground(true);
    m_line->setMinimumWidth(220);
    m_note->setWordWrap(true);
    m_note->hide();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->addWidget(m_line);
    layout->addWidget(m_note);
    m_line->installEventFilter(this);
    connect(m_line, &QLineEdit::textEdited, this, [this] { judge(); });
    connect(m_line, &QLineEdit::returnPressed, this, [this] { commit(); });
}

void NameEditor::begin(const QRectF& box)
{
    constexpr int edge = 4;
    const QSize room = m_view.viewport()->size(), size = sizeHint();
    const QPoint at = m_view.mapFromScene(box.center()) - QPoint(size.width() / 2, size.height() / 2);
    move(std::clamp(at.x(), edge, std::max(edge, room.width() - size.width() - edge)), std::clamp(at.y(), edge, std::max(edge, room.height() - size.height() - edge)));
    show();
    raise();
    m_line->selectAll();
    m_line->setFocus();
}

bool NameEditor::eventFilter(QObject* watched, QEvent* event)
{
    const bool escape = event->type() == QEvent::KeyPress && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape;
    if (watched == m_line && (escape || name_editor::isLeft(*event))) {
        if (escape)
            m_view.setFocus();
        deleteLater();
        return escape;
    }
    return QFrame::eventFilter(watched, event);
}

void NameEditor::keyPressEvent(QKeyEvent* event) { event->accept(); }

std::string NameEditor::name() const { return m_line->text().trimmed().toStdString(); }

void NameEditor::tell(const QString& words)
{
    m_note->setText(words);
    m_note->setVisible(!words.isEmpty());
    adjustSize();
}

void NameEditor::end() { m_view.setFocus(); }

} // namespace ui
