#pragma once

#include <QFrame>
#include <QList>

class QAction;

namespace ui {

/// All keys of a view, read from its actions, and its mouse: over the view until a key or a click. Painted, as high as it needs.
class KeyHelp : public QFrame
{
    Q_OBJECT
public:
    explicit KeyHelp(QWidget* view);
    void toggle(); ///< with the view's actions as they are now

protected:
    bool event(QEvent* event) override; // keys close it before they act on the view
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    struct Entry
    {
        QStringList keys;
        QString words;
    };
    void close();

    QList<Entry> m_entries;
};

} // namespace ui
