#pragma once

#include <QFrame>

class QGraphicsView;
class QLabel;
class QLineEdit;

namespace ui {

/// A line over a place of the canvas for the name of something. What is wrong with it is said beneath, at once. Enter takes it; Escape,
/// or leaving it, changes nothing.
class NameEditor : public QFrame
{
    Q_OBJECT
public:
    /// Over the middle of a box of the view's scene, as far as the view has room.
    void begin(const QRectF& box);

protected:
    explicit NameEditor(QGraphicsView& view);
    bool eventFilter(QObject* watched, QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override; ///< of the line, who has taken it: none is the canvas's

    QLineEdit& line() { return *m_line; }
    std::string name() const; ///< without spaces around it
    void tell(const QString& words);
    void end(); ///< back to the canvas

    virtual void judge() = 0;  ///< what was typed
    virtual void commit() = 0; ///< Enter was pressed

private:
    QGraphicsView& m_view;
    QLineEdit* m_line;
    QLabel* m_note;
};

} // namespace ui
