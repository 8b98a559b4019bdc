#pragma once

#include "core/documents/catalogue.h"

#include <compare>
#include <string>
#include <vector>

namespace core {

/// One of the numbers that `calibrate` fits, on a logarithmic scale.
struct FittedConstant
{
    const char* name;  ///< as in devices.json
    double least, most;
    double spread;     ///< standard deviation of the logarithm of what is believed before
    double (*get)(const Efficiency&);
    void (*set)(Efficiency&, double);
};

/// In the order of their importance. Times in seconds.
const std::vector<FittedConstant>& fittedConstants();

/// Constants belong to a device kind and a software generation, never to anything else.
struct ConstantKey
{
    std::string device, software;
    auto operator<=>(const ConstantKey&) const = default;
};

/// The constants of a key; they are the device's facts until `efficiencyAt` has been called for it.
const Efficiency& constantsOf(const Catalogue& catalogue, const ConstantKey& key);
/// To be changed: a generation's own constants, made from the device's facts where it has none. The device must exist.
Efficiency& efficiencyAt(Catalogue& catalogue, const ConstantKey& key);

} // namespace core
