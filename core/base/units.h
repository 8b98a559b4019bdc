#pragma once

#include <cmath>
#include <compare>
#include <cstdint>
#include <limits>

namespace core {

/// A number with its unit in the type. Arithmetic that would mix units does not compile.
template <typename Tag>
struct Unit
{
    double value = 0;

    constexpr Unit() = default;
    constexpr explicit Unit(double v) : value(v) { }
    auto operator<=>(const Unit&) const = default;

    constexpr Unit& operator+=(Unit other) { return value += other.value, *this; }
    constexpr Unit& operator-=(Unit other) { return value -= other.value, *this; }
    constexpr Unit& operator*=(double factor) { return value *= factor, *this; }
    friend constexpr Unit operator+(Unit a, Unit b) { return Unit(a.value + b.value); }
    friend constexpr Unit operator-(Unit a, Unit b) { return Unit(a.value - b.value); }
    friend constexpr Unit operator*(Unit a, double factor) { return Unit(a.value * factor); }
    friend constexpr Unit operator*(double factor, Unit a) { return Unit(a.value * factor); }
    friend constexpr Unit operator/(Unit a, double divisor) { return Unit(a.value / divisor); }
    friend constexpr double operator/(Unit a, Unit b) { return a.value / b.value; }
};

using Bytes = Unit<struct BytesTag>;                   ///< B, not bits
using BytesPerSecond = Unit<struct BytesPerSecondTag>; ///< B/s
using Flops = Unit<struct FlopsTag>;                   ///< floating-point operations; a multiply-add is two
using FlopsPerSecond = Unit<struct FlopsPerSecondTag>; ///< FLOP/s
using Seconds = Unit<struct SecondsTag>;               ///< only inside rate formulas; timelines use Nanoseconds
using Watts = Unit<struct WattsTag>;

constexpr Seconds operator/(Bytes amount, BytesPerSecond rate) { return Seconds(amount.value / rate.value); }
constexpr Bytes operator*(BytesPerSecond rate, Seconds time) { return Bytes(rate.value * time.value); }
constexpr Seconds operator/(Flops work, FlopsPerSecond rate) { return Seconds(work.value / rate.value); }
constexpr Flops operator*(FlopsPerSecond rate, Seconds time) { return Flops(rate.value * time.value); }

constexpr Bytes gibibytes(double n) { return Bytes(n * 1024.0 * 1024.0 * 1024.0); }
constexpr BytesPerSecond gigabytesPerSecond(double n) { return BytesPerSecond(n * 1e9); }
constexpr BytesPerSecond gigabitsPerSecond(double n) { return BytesPerSecond(n * 1e9 / 8); }
constexpr FlopsPerSecond teraflopsPerSecond(double n) { return FlopsPerSecond(n * 1e12); }

/// Every instant and duration on a timeline or an event queue: exact, so sums of parts equal the whole. What would lie beyond
/// 290 years is `never`, the greatest of all.
struct Nanoseconds
{
    std::int64_t count = 0;

    constexpr Nanoseconds() = default;
    constexpr explicit Nanoseconds(std::int64_t n) : count(n) { }
    auto operator<=>(const Nanoseconds&) const = default;

    constexpr Nanoseconds& operator+=(Nanoseconds other) { return *this = *this + other; }
    constexpr Nanoseconds& operator-=(Nanoseconds other) { return count -= other.count, *this; }
    friend constexpr Nanoseconds operator+(Nanoseconds a, Nanoseconds b)
    {
        std::int64_t sum = 0;
        return __builtin_add_overflow(a.count, b.count, &sum) ? beyond(a) : Nanoseconds(sum);
    }
    friend constexpr Nanoseconds operator-(Nanoseconds a, Nanoseconds b) { return Nanoseconds(a.count - b.count); }
    friend constexpr Nanoseconds operator*(Nanoseconds a, std::int64_t n)
    {
        std::int64_t product = 0;
        return __builtin_mul_overflow(a.count, n, &product) ? beyond(Nanoseconds(a.count ^ n)) : Nanoseconds(product);
    }
    static constexpr Nanoseconds never() { return Nanoseconds(std::numeric_limits<std::int64_t>::max()); }

private:
    static constexpr Nanoseconds beyond(Nanoseconds sign) { return sign.count < 0 ? Nanoseconds(std::numeric_limits<std::int64_t>::min()) : never(); }
};

/// The one place where a duration becomes integer. Infinite or over 290 years: `Nanoseconds::never()`.
inline Nanoseconds rounded(Seconds time)
{
    constexpr double limit = 9.2e18;
    const double nanoseconds = time.value * 1e9;
    return nanoseconds < limit ? Nanoseconds(std::llround(nanoseconds)) : Nanoseconds::never();
}

constexpr Seconds seconds(Nanoseconds time) { return Seconds(static_cast<double>(time.count) / 1e9); }

} // namespace core
