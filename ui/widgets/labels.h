#pragma once

#include <QLabel>

namespace ui {

QLabel* titleLabel(const QString& words);   ///< the name of a thing, large
QLabel* sectionLabel(const QString& words); ///< above a group of facts, small and strong
QLabel* mutedLabel(const QString& words);   ///< what matters less; wraps
QLabel* valueLabel(const QString& words);   ///< can be selected and copied; wraps

/// One line that ends in an ellipsis where the room ends; its tool tip has it all.
class ElidedLabel : public QLabel
{
public:
    explicit ElidedLabel(const QString& words = {}) { setWhole(words); }

    void setWhole(const QString& words);
    const QString& whole() const { return m_whole; }
    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void showWords() { setText(fontMetrics().elidedText(m_whole, Qt::ElideRight, width())); }

    QString m_whole;
};

} // namespace ui
