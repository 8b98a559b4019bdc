#pragma once

#include "core/base/result.h"
#include "core/base/units.h"

#include <string>
#include <string_view>

namespace core {

/// A value together with the text that its user wrote ("200 Gbit/s"), so that saving never rewrites it.
/// Equal when both are: an edit from "1 GB/s" to "8 Gbit/s" is an edit.
template <typename U>
struct Quantity
{
    U value;
    std::string text;

    bool operator==(const Quantity&) const = default;
};

/// Reads "<number> <unit>". b is a bit and B a byte, never confused; k M G T are powers of 1000 and Ki Mi Gi Ti
/// of 1024. The number must be finite. The error says what was expected and, where it can be guessed, the fix.
///   BytesPerSecond: bit/s, b/s, kbit/s .. Tbit/s, Gb/s, Gbps, B/s, kB/s .. TB/s, KiB/s .. TiB/s
///   Bytes:          B, kB .. PB, KiB .. PiB
///   Seconds:        ns, us, µs, ms, s, min, h, d; at most 1e9 s, that is 31 years
///   FlopsPerSecond: FLOP/s, GFLOP/s, TFLOP/s, PFLOP/s (also TFLOPS)
///   Watts:          W, kW
/// Only `Seconds` and `BytesPerSecond` may be zero; none may be negative.
template <typename U>
Result<Quantity<U>> parseQuantity(std::string_view text);

extern template Result<Quantity<Bytes>> parseQuantity<Bytes>(std::string_view);
extern template Result<Quantity<BytesPerSecond>> parseQuantity<BytesPerSecond>(std::string_view);
extern template Result<Quantity<Seconds>> parseQuantity<Seconds>(std::string_view);
extern template Result<Quantity<FlopsPerSecond>> parseQuantity<FlopsPerSecond>(std::string_view);
extern template Result<Quantity<Watts>> parseQuantity<Watts>(std::string_view);

/// Text for a person, three significant digits: "41.3 ms", "187 GiB", "12.5 GB/s", "148 TFLOP/s".
std::string formatted(Nanoseconds time);
std::string formatted(Seconds time);
std::string formatted(Bytes amount);
std::string formatted(BytesPerSecond rate);
std::string formatted(FlopsPerSecond rate);
std::string formatted(Flops work);

/// Shortest decimal that reads back as the same double; independent of the locale.
std::string shortestDecimal(double number);

} // namespace core
