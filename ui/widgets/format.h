#pragma once

#include "core/base/quantity.h"

#include <QString>

#include <optional>
#include <string>

namespace ui {

/// Numbers with units for a person, as `core::formatted` writes them. An unknown value is a dash.
template <typename U>
QString text(U value)
{
    return QString::fromStdString(core::formatted(value));
}
template <typename U>
QString text(const std::optional<core::Quantity<U>>& quantity)
{
    return quantity ? QString::fromStdString(quantity->text) : QStringLiteral("–");
}
inline QString text(const std::string& words) { return QString::fromStdString(words); }
inline QString text(const char* words) { return QString::fromUtf8(words); }

QString percent(double share);        ///< 0.4567 is "45.7 %"
QString count(double number);         ///< 1234567 is "1,234,567"
QString shortCount(double number);    ///< 144900000000 is "145 B", 6738415616 "6.74 B"
QString counted(int number, const QString& one, const QString& many); ///< "1 node", "3 nodes"

} // namespace ui
