#include "core/base/quantity.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <span>

namespace core {
namespace quantity {

struct UnitName
{
    std::string_view name;
    double factor; ///< to the unit of the type
};

constexpr double Ki = 1024.0, Mi = Ki * Ki, Gi = Mi * Ki, Ti = Gi * Ki, Pi = Ti * Ki;

constexpr UnitName byteUnits[] = {{"B", 1}, {"kB", 1e3}, {"KB", 1e3}, {"MB", 1e6}, {"GB", 1e9}, {"TB", 1e12}, {"PB", 1e15},
    {"KiB", Ki}, {"MiB", Mi}, {"GiB", Gi}, {"TiB", Ti}, {"PiB", Pi}};

constexpr UnitName rateUnits[] = {{"bit/s", 0.125}, {"kbit/s", 125}, {"Mbit/s", 125e3}, {"Gbit/s", 125e6}, {"Tbit/s", 125e9},
    {"b/s", 0.125}, {"kb/s", 125}, {"Kb/s", 125}, {"Mb/s", 125e3}, {"Gb/s", 125e6}, {"Tb/s", 125e9},
    {"bps", 0.125}, {"kbps", 125}, {"Kbps", 125}, {"Mbps", 125e3}, {"Gbps", 125e6}, {"Tbps", 125e9},
    {"B/s", 1}, {"kB/s", 1e3}, {"KB/s", 1e3}, {"MB/s", 1e6}, {"GB/s", 1e9}, {"TB/s", 1e12},
    {"KiB/s", Ki}, {"MiB/s", Mi}, {"GiB/s", Gi}, {"TiB/s", Ti}};

constexpr UnitName timeUnits[] = {{"s", 1}, {"ms", 1e-3}, {"us", 1e-6}, {"\u00b5s", 1e-6}, {"\u03bcs", 1e-6}, {"ns", 1e-9}, {"min", 60},
    {"h", 3600}, {"d", 86400}};

constexpr UnitName flopRateUnits[] = {{"FLOP/s", 1}, {"kFLOP/s", 1e3}, {"MFLOP/s", 1e6}, {"GFLOP/s", 1e9}, {"TFLOP/s", 1e12},
    {"PFLOP/s", 1e15}, {"FLOPS", 1}, {"GFLOPS", 1e9}, {"TFLOPS", 1e12}, {"PFLOPS", 1e15}};

constexpr UnitName wattUnits[] = {{"W", 1}, {"kW", 1e3}, {"mW", 1e-3}, {"MW", 1e6}};

/// What a type of quantity accepts, and how to say so.
template <typename U>
struct Rules;

template <>
struct Rules<Bytes>
{
    static constexpr std::span<const UnitName> units = byteUnits;
    static constexpr std::string_view name = "an amount of memory", example = "80 GiB";
    static constexpr bool mayBeZero = false;
};
template <>
struct Rules<BytesPerSecond>
{
    static constexpr std::span<const UnitName> units = rateUnits;
    static constexpr std::string_view name = "a bandwidth", example = "200 Gbit/s";
    static constexpr bool mayBeZero = true;
};
template <>
struct Rules<Seconds>
{
    static constexpr std::span<const UnitName> units = timeUnits;
    static constexpr std::string_view name = "a time", example = "5 us";
    static constexpr bool mayBeZero = true;
    static constexpr double most = 1e9; ///< 31 years: some of them can be added up
};
template <>
struct Rules<FlopsPerSecond>
{
    static constexpr std::span<const UnitName> units = flopRateUnits;
    static constexpr std::string_view name = "a compute rate", example = "312 TFLOP/s";
    static constexpr bool mayBeZero = false;
};
template <>
struct Rules<Watts>
{
    static constexpr std::span<const UnitName> units = wattUnits;
    static constexpr std::string_view name = "a power", example = "400 W";
    static constexpr bool mayBeZero = false;
};

std::string_view trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }

bool equalIgnoringCase(std::string_view a, std::string_view b)
{
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    if (a.size() != b.size())
        return false;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (lower(a[i]) != lower(b[i]))
            return false;
    return true;
}

template <typename U>
std::string expectation()
{
    return std::string(Rules<U>::name) + " with its unit, like " + quoted(Rules<U>::example);
}

template <typename U>
bool isUnit(std::string_view name)
{
    return std::any_of(Rules<U>::units.begin(), Rules<U>::units.end(), [&](const UnitName& known) { return known.name == name; });
}

/// Units that differ from `unit` in case only, most likely ones first: "200 gb/s" may mean Gb/s or GB/s.
template <typename U>
std::string suggestions(std::string_view number, std::string_view unit)
{
    std::string text;
    for (const UnitName& known : Rules<U>::units)
        if (equalIgnoringCase(known.name, unit)) {
            const bool bits = known.name.find('b') != std::string_view::npos;
            text += (text.empty() ? "" : " or ") + quoted(std::string(number) + " " + std::string(known.name));
            if constexpr (std::is_same_v<U, BytesPerSecond>)
                text += bits ? " (bits)" : " (bytes)";
        }
    return text;
}

template <typename U>
Error unknownUnit(std::string_view number, std::string_view unit)
{
    Error error {"unknown unit " + quoted(unit), {}, expectation<U>(), suggestions<U>(number, unit)};
    if (unit.empty()) {
        error.message = "the unit is missing";
        error.fix = quoted(std::string(number) + " " + std::string(Rules<U>::example.substr(Rules<U>::example.find(' ') + 1)));
    } else if (std::is_same_v<U, Bytes> && unit.find('b') != std::string_view::npos && unit.find('B') == std::string_view::npos) {
        error.message = quoted(unit) + " counts bits, and memory is counted in bytes (B)";
        if (error.fix.empty() && unit.size() >= 2)
            error.fix = quoted(std::string(number) + " " + std::string(1, unit[0]) + "B");
    } else if (std::is_same_v<U, BytesPerSecond> && isUnit<U>(std::string(unit) + "/s")) {
        error.message = quoted(unit) + " is an amount, not a bandwidth";
        error.fix = quoted(std::string(number) + " " + std::string(unit) + "/s");
    }
    return error;
}

} // namespace quantity

template <typename U>
Result<Quantity<U>> parseQuantity(std::string_view text)
{
    using Rules = quantity::Rules<U>;
    const std::string_view body = quantity::trimmed(text);
    double number = 0;
    const auto [end, failure] = std::from_chars(body.data(), body.data() + body.size(), number);
    if (failure == std::errc::result_out_of_range)
        return Error{"the number is out of range", {}, quantity::expectation<U>(), {}};
    if (failure != std::errc())
        return Error{quantity::quoted(text) + " does not begin with a number", {}, quantity::expectation<U>(), {}};
    if (!std::isfinite(number))
        return Error{"the number must be finite", {}, quantity::expectation<U>(), {}};

    const std::string_view digits = body.substr(0, static_cast<std::size_t>(end - body.data()));
    const std::string_view unit = quantity::trimmed(body.substr(digits.size()));
    for (const quantity::UnitName& known : Rules::units) {
        if (known.name != unit)
            continue;
        if (number < 0)
            return Error{std::string(Rules::name) + " cannot be negative", {}, quantity::expectation<U>(),
                quantity::quoted(body.substr(1))};
        if (number == 0 && !Rules::mayBeZero)
            return Error{std::string(Rules::name) + " must be greater than 0", {}, quantity::expectation<U>(), {}};
        const double value = number * known.factor;
        if (!std::isfinite(value))
            return Error{"the number is out of range", {}, quantity::expectation<U>(), {}};
        if constexpr (requires { Rules::most; })
            if (value > Rules::most)
                return Error{std::string(Rules::name) + " of over 31 years is out of range", {}, quantity::expectation<U>(), {}};
        return Quantity<U>{U(value), std::string(text)};
    }
    return quantity::unknownUnit<U>(digits, unit);
}

template Result<Quantity<Bytes>> parseQuantity<Bytes>(std::string_view);
template Result<Quantity<BytesPerSecond>> parseQuantity<BytesPerSecond>(std::string_view);
template Result<Quantity<Seconds>> parseQuantity<Seconds>(std::string_view);
template Result<Quantity<FlopsPerSecond>> parseQuantity<FlopsPerSecond>(std::string_view);
template Result<Quantity<Watts>> parseQuantity<Watts>(std::string_view);

} // namespace core
