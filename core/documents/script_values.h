#pragma once

#include "core/base/quantity.h"

/// Quantities as a person would write them into a line of the script.
namespace core {

/// In ns, us, ms or s, with `digits` significant digits: "12.5 s", "300 ms", "0 s".
Quantity<Seconds> plainTime(Seconds time, int digits = 4);
/// In bit/s, kbit/s .. Tbit/s: "37.5 Gbit/s".
Quantity<BytesPerSecond> plainRate(BytesPerSecond rate, int digits = 3);
/// A number with so many significant digits.
double withDigits(double number, int digits);

} // namespace core
