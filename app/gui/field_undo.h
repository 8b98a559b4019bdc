#pragma once

#include <QObject>

namespace app {

/// Undo and redo in a field of one line are the field's own only while something is typed there: once that is written, the
/// keys are the window's, as everywhere else.
class FieldUndo : public QObject
{
    Q_OBJECT
public:
    explicit FieldUndo(QObject* parent);
    bool eventFilter(QObject* watched, QEvent* event) override;
};

} // namespace app
