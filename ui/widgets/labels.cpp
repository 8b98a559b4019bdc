#include "ui/widgets/labels.h"

namespace ui {

namespace labels {

QLabel* label(const QString& words, double scale, QFont::Weight weight)
{
    auto* result = new QLabel(words);
    QFont font = result->font();
    font.setPointSizeF(font.pointSizeF() * scale);
    font.setWeight(weight);
    result->setFont(font);
    result->setTextFormat(Qt::PlainText);
    result->setWordWrap(true);
    return result;
}

} // namespace labels

void ElidedLabel::setWhole(const QString& words)
{
    setTextFormat(Qt::PlainText);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_whole = words;
    setToolTip(words);
    setAccessibleName(words);
    showWords();
}

QSize ElidedLabel::minimumSizeHint() const { return {0, QLabel::minimumSizeHint().height()}; }

void ElidedLabel::resizeEvent(QResizeEvent* event)
{
    QLabel::resizeEvent(event);
    showWords();
}

QLabel* titleLabel(const QString& words) { return labels::label(words, 1.3, QFont::DemiBold); }

QLabel* sectionLabel(const QString& words) { return labels::label(words, 1, QFont::DemiBold); }

QLabel* mutedLabel(const QString& words)
{
    QLabel* result = labels::label(words, 1, QFont::Normal);
    result->setForegroundRole(QPalette::PlaceholderText);
    return result;
}

QLabel* valueLabel(const QString& words)
{
    QLabel* result = labels::label(words, 1, QFont::Normal);
    result->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return result;
}

} // namespace ui
