#include "app/gui/field_undo.h"

#include <QAbstractSpinBox>
#include <QApplication>
#include <QComboBox>
#include <QKeyEvent>
#include <QLineEdit>

namespace app {
namespace field_undo {

QLineEdit* lineOf(QObject* widget)
{
    if (const auto* box = qobject_cast<QComboBox*>(widget))
        return box->lineEdit();
    if (const auto* box = qobject_cast<QAbstractSpinBox*>(widget))
        return box->findChild<QLineEdit*>();
    return qobject_cast<QLineEdit*>(widget);
}

} // namespace field_undo

FieldUndo::FieldUndo(QObject* parent) : QObject(parent) { qApp->installEventFilter(this); }

/// A field claims both keys even when it has nothing to undo.
bool FieldUndo::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() != QEvent::ShortcutOverride)
        return false;
    const auto* key = static_cast<QKeyEvent*>(event);
    const bool undoes = key->matches(QKeySequence::Undo);
    if (!undoes && !key->matches(QKeySequence::Redo))
        return false;
    const QLineEdit* line = field_undo::lineOf(watched);
    if (!line || (undoes ? line->isUndoAvailable() : line->isRedoAvailable()))
        return false;
    event->ignore();
    return true;
}

} // namespace app
