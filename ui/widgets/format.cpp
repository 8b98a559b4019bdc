#include "ui/widgets/format.h"

#include <QLocale>

#include <array>
#include <cmath>

namespace ui {

namespace format {

/// Three significant digits, trailing zeros kept, as "6.74", "45.7", "145".
QString threeDigits(double number)
{
    const double size = std::abs(number);
    const int decimals = size >= 99.95 || size == 0 ? 0 : size >= 9.995 ? 1 : 2;
    return QString::number(number, 'f', decimals);
}

} // namespace format

QString percent(double share) { return QStringLiteral("%1 %").arg(QString::number(share * 100, 'f', 1)); }

QString count(double number) { return QLocale(QLocale::English).toString(number, 'f', 0); }

QString shortCount(double number)
{
    struct Step
    {
        double size;
        const char* name;
    };
    constexpr std::array<Step, 4> steps {{{1e12, "T"}, {1e9, "B"}, {1e6, "M"}, {1e3, "k"}}};
    for (const Step& step : steps) {
        if (std::abs(number) >= step.size * 0.9995)
            return QStringLiteral("%1 %2").arg(format::threeDigits(number / step.size), QLatin1String(step.name));
    }
    return format::threeDigits(number);
}

QString counted(int number, const QString& one, const QString& many)
{
    return QStringLiteral("%1 %2").arg(count(number), number == 1 ? one : many);
}

} // namespace ui
