#pragma once

#include "core/base/id.h"
#include "core/base/result.h"
#include "core/base/units.h"
#include "core/documents/cluster.h"
#include "core/documents/model.h"
#include "core/documents/training.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace core {

/// Constants that turn datasheet peaks into achieved rates, of one device kind and software generation.
/// Fitted by `calibrate`; until a kind has rows of its own, `provenance` says which facts it stands on.
struct Efficiency
{
    double gemm = 0.8;           ///< best share of the peak that a large matrix product reaches
    double attention = 0.5;      ///< share of the peak that fused attention reaches
    double memory = 0.8;         ///< share of the memory bandwidth that element-wise kernels reach
    Seconds launch {2e-6};       ///< on the device, between the end of one kernel and the start of the next
    Seconds host {60e-6};        ///< of the host's thread that issues one operator; where it is the slower the device waits
    double fabric = 0.8;         ///< share of the fabric's bandwidth that a collective reaches
    Seconds collective {20e-6};  ///< of any collective, beside the latencies of its links
    double network = 0.9;        ///< share of a NIC's or link's bandwidth that a transfer reaches
    Bytes framework {1.5e9};     ///< context, communicators and allocator slack on the device
    std::string provenance;
    bool operator==(const Efficiency&) const = default;
};

/// A kind of accelerator with everything resolved. A peak of 0 means that it cannot do that precision.
struct Device
{
    DeviceKindId id;
    std::string vendor;
    FlopsPerSecond fp32, tf32, fp16, bf16, fp8, fp4; ///< dense, fp32 accumulation
    Bytes memory;                                    ///< usable: nvidia-smi's total where it is known
    BytesPerSecond memoryBandwidth;
    int multiprocessors = 0;
    BytesPerSecond fabricBandwidth; ///< NVLink or the like, per direction; 0 = none
    BytesPerSecond hostBandwidth;   ///< PCIe or C2C, per direction
    Watts power;
    double pricePerHour = 0; ///< US dollars, 0 = unknown
    std::string source;      ///< where the facts come from
    std::string sure;        ///< "A" datasheet, "B" related or disagreeing pages, "C" derived
    Efficiency efficiency;
    std::map<std::string, Efficiency> generations; ///< by software generation, where fitted; "typical": all others
    Table<LayerProfile> profiles {};               ///< measured times, which go before the formulas

    FlopsPerSecond peak(Precision precision) const; ///< 0 when the device cannot do it
    bool operator==(const Device&) const = default;
};

struct Catalogue
{
    std::vector<Device> devices;    ///< sorted by id
    std::vector<ModelShape> models; ///< sorted by name; the name is the preset
    bool operator==(const Catalogue&) const = default;
};

/// The catalogue of `resources/devices.json` and `resources/models.json`, built into the program.
const Catalogue& builtInCatalogue();
Result<Catalogue> parseCatalogue(std::string_view devicesJson, std::string_view modelsJson);

const Device* findDevice(const Catalogue& catalogue, const DeviceKindId& id);
const ModelShape* findModel(const Catalogue& catalogue, std::string_view preset);

/// The constants of a software generation on this device: its own where fitted, else those of "typical", else the
/// device's facts.
const Efficiency& efficiencyOf(const Device& device, const std::string& software);

/// The device kind `id` as a cluster sees it: the project's own kinds first, resolved through `based_on`.
Result<Device> resolveDevice(const Cluster& cluster, const Catalogue& catalogue, const DeviceKindId& id);

/// The shape with preset and defaults filled in (heads' size, kv heads, ffn = 4 hidden, ...).
Result<ModelShape> resolveModel(const Model& model, const Catalogue& catalogue);

} // namespace core
