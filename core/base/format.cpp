#include "core/base/quantity.h"

#include <array>
#include <charconv>
#include <cmath>
#include <span>

namespace core {
namespace format {

struct Step
{
    double factor;
    const char* unit;
};

/// `value` in the largest unit that leaves at least 1 in front, three significant digits ("41.3 ms", "1,536" never).
std::string scaled(double value, std::span<const Step> steps)
{
    if (!std::isfinite(value))
        return "unbounded";
    const double magnitude = std::abs(value);
    const Step* chosen = &steps.back();
    for (const Step& step : steps)
        if (magnitude >= step.factor * 0.9995) {
            chosen = &step;
            break;
        }
    const double shown = value / chosen->factor;
    const double size = std::abs(shown);
    const int decimals = size >= 99.95 || value == 0 ? 0 : size >= 9.995 ? 1 : 2;
    std::array<char, 64> buffer {};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), shown, std::chars_format::fixed, decimals);
    return std::string(buffer.data(), end.ptr) + " " + chosen->unit;
}

constexpr double Ki = 1024.0, Mi = Ki * Ki, Gi = Mi * Ki, Ti = Gi * Ki;
constexpr Step timeSteps[] = {{3600, "h"}, {60, "min"}, {1, "s"}, {1e-3, "ms"}, {1e-6, "\u00b5s"}, {1e-9, "ns"}};
constexpr Step byteSteps[] = {{Ti, "TiB"}, {Gi, "GiB"}, {Mi, "MiB"}, {Ki, "KiB"}, {1, "B"}};
constexpr Step rateSteps[] = {{1e12, "TB/s"}, {1e9, "GB/s"}, {1e6, "MB/s"}, {1e3, "kB/s"}, {1, "B/s"}};
constexpr Step flopRateSteps[] = {{1e15, "PFLOP/s"}, {1e12, "TFLOP/s"}, {1e9, "GFLOP/s"}, {1e6, "MFLOP/s"}, {1, "FLOP/s"}};
constexpr Step flopSteps[] = {{1e21, "ZFLOP"}, {1e18, "EFLOP"}, {1e15, "PFLOP"}, {1e12, "TFLOP"}, {1e9, "GFLOP"}, {1e6, "MFLOP"},
    {1, "FLOP"}};

} // namespace format

std::string formatted(Nanoseconds time)
{
    return time == Nanoseconds::never() ? "never" : formatted(seconds(time));
}
std::string formatted(Seconds time) { return format::scaled(time.value, format::timeSteps); }
std::string formatted(Bytes amount) { return format::scaled(amount.value, format::byteSteps); }
std::string formatted(BytesPerSecond rate) { return format::scaled(rate.value, format::rateSteps); }
std::string formatted(FlopsPerSecond rate) { return format::scaled(rate.value, format::flopRateSteps); }
std::string formatted(Flops work) { return format::scaled(work.value, format::flopSteps); }

std::string shortestDecimal(double number)
{
    std::array<char, 64> buffer {};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number);
    return std::string(buffer.data(), end.ptr);
}

} // namespace core
