#include "core/documents/script_values.h"

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace core {
namespace script_values {

struct UnitName
{
    double size;
    const char* name;
};

constexpr std::array<UnitName, 4> times {{{1, "s"}, {1e-3, "ms"}, {1e-6, "us"}, {1e-9, "ns"}}};
constexpr std::array<UnitName, 5> rates {{{1e12 / 8, "Tbit/s"}, {1e9 / 8, "Gbit/s"}, {1e6 / 8, "Mbit/s"}, {1e3 / 8, "kbit/s"}, {1.0 / 8, "bit/s"}}};

template <std::size_t N>
std::string textIn(const std::array<UnitName, N>& units, double value, int digits)
{
    std::size_t unit = 0;
    while (unit + 1 < N && value < units[unit].size * (1 - 1e-9))
        ++unit;
    return shortestDecimal(withDigits(value / units[unit].size, digits)) + " " + units[unit].name;
}

} // namespace script_values

double withDigits(double number, int digits)
{
    std::array<char, 64> text {};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), number, std::chars_format::scientific, digits - 1).ptr;
    double rounded = number;
    std::from_chars(text.data(), end, rounded);
    return rounded;
}

Quantity<Seconds> plainTime(Seconds time, int digits)
{
    if (!(time.value > 0.5e-9))
        return {Seconds(0), "0 s"};
    return parseQuantity<Seconds>(script_values::textIn(script_values::times, time.value, digits)).value();
}

Quantity<BytesPerSecond> plainRate(BytesPerSecond rate, int digits)
{
    if (!(rate.value > 0))
        return {BytesPerSecond(0), "0 Gbit/s"};
    return parseQuantity<BytesPerSecond>(script_values::textIn(script_values::rates, rate.value, digits)).value();
}

} // namespace core
