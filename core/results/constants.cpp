#include "core/results/constants.h"

#include <algorithm>
#include <cassert>

namespace core {

const std::vector<FittedConstant>& fittedConstants()
{
    static const std::vector<FittedConstant> constants {
        {"gemm", 0.1, 1.0, 0.15, [](const Efficiency& e) { return e.gemm; }, [](Efficiency& e, double v) { e.gemm = v; }},
        {"host", 1e-6, 300e-6, 1.0, [](const Efficiency& e) { return e.host.value; }, [](Efficiency& e, double v) { e.host = Seconds(v); }},
        {"memory", 0.15, 1.0, 0.2, [](const Efficiency& e) { return e.memory; }, [](Efficiency& e, double v) { e.memory = v; }},
        {"attention", 0.05, 1.0, 0.3, [](const Efficiency& e) { return e.attention; }, [](Efficiency& e, double v) { e.attention = v; }},
        {"fabric", 0.1, 1.0, 0.2, [](const Efficiency& e) { return e.fabric; }, [](Efficiency& e, double v) { e.fabric = v; }},
        {"network", 0.1, 1.0, 0.3, [](const Efficiency& e) { return e.network; }, [](Efficiency& e, double v) { e.network = v; }},
        {"collective", 1e-6, 300e-6, 0.7, [](const Efficiency& e) { return e.collective.value; },
            [](Efficiency& e, double v) { e.collective = Seconds(v); }}};
    return constants;
}

namespace constants {

const Device* deviceOf(const Catalogue& catalogue, const ConstantKey& key)
{
    return findDevice(catalogue, DeviceKindId {key.device});
}

} // namespace constants

const Efficiency& constantsOf(const Catalogue& catalogue, const ConstantKey& key)
{
    const Device* device = constants::deviceOf(catalogue, key);
    assert(device);
    const auto own = device->generations.find(key.software);
    return own != device->generations.end() ? own->second : device->efficiency;
}

Efficiency& efficiencyAt(Catalogue& catalogue, const ConstantKey& key)
{
    const auto device = std::find_if(catalogue.devices.begin(), catalogue.devices.end(),
        [&](const Device& one) { return one.id.text == key.device; });
    assert(device != catalogue.devices.end());
    return device->generations.emplace(key.software, device->efficiency).first->second;
}

} // namespace core
