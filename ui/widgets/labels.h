#pragma once

#include <QLabel>

namespace ui {

QLabel* titleLabel(const QString& words);   ///< the name of a thing, large
QLabel* sectionLabel(const QString& words); ///< above a group of facts, small and strong
QLabel* mutedLabel(const QString& words);   ///< what matters less; wraps
QLabel* valueLabel(const QString& words);   ///< can be selected and copied; wraps

} // namespace ui
