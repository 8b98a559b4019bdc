#pragma once

#include <QFrame>

class QLabel;
class QToolButton;
class QPushButton;

namespace ui {

/// One message above a view, in place of a dialog: an icon, a sentence, at most one button that helps, and a cross.
class MessageBar : public QFrame
{
    Q_OBJECT
public:
    enum class Kind { Error, Warning, Information };
    explicit MessageBar(QWidget* parent = nullptr);

    /// `action` empty: no button. Shows the bar; a second message takes the first one's place.
    void showMessage(Kind kind, const QString& message, const QString& action = {});
    QString message() const;

signals:
    void actionTriggered();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void applyIcon();

    Kind m_kind = Kind::Information;
    QLabel* m_icon;
    QLabel* m_text;
    QPushButton* m_action;
    QToolButton* m_close;
};

} // namespace ui
