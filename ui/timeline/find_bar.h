#pragma once

#include <QWidget>

#include <cstddef>
#include <optional>

class QLabel;
class QLineEdit;

namespace ui {

/// The line in which spans are searched for. Return and Shift+Return walk through them, Escape closes.
class FindBar : public QWidget
{
    Q_OBJECT
public:
    explicit FindBar(QWidget* parent = nullptr);

    void open();
    QString query() const;
    void showCount(std::size_t spans, std::optional<std::size_t> current); ///< "3 of 120"
    void showError(const QString& message);

signals:
    void queryChanged();
    void stepped(int by); ///< to the next (1) or previous (-1) of what was found
    void closed();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void say(const QString& words, bool isError);

    QLineEdit* m_edit;
    QLabel* m_state;
};

} // namespace ui
