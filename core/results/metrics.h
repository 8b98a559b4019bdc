#pragma once

#include "core/base/result.h"
#include "core/documents/catalogue.h"
#include "core/documents/project.h"
#include "core/simulate/timeline.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace core {

struct DeviceMemory
{
    std::string device; ///< "n0:3"
    Bytes peak;
    Bytes limit;
};

/// What a run means in the field's figures. MFU counts full attention and no recompute; HFU adds recompute; the peak is
/// that of the training precision, summed over the devices used.
struct Metrics
{
    std::string plan;
    bool feasible = true; ///< every device's peak memory is within its limit
    Nanoseconds iterationTime;
    double tokensPerSecond = 0;
    double mfu = 0;
    double hfu = 0;
    Flops modelFlops;          ///< of one iteration
    FlopsPerSecond achievedPerDevice; ///< hardware FLOPs (with recompute) per device used, what Narayanan et al. print
    std::int64_t idleNs = 0;   ///< over all device lanes, unfolded
    double bubbleRatio = 0;    ///< idle / (device lanes x period)
    std::vector<DeviceMemory> memory; ///< by rank
    Bytes peakMemory;          ///< of the largest device
    std::string peakDevice;
    DeviceMemory fullest;      ///< nearest to its limit, or farthest beyond, as a share of it
    int devices = 0;           ///< used by the plan
    double dollarsPerMillionTokens = 0; ///< 0 when a price is unknown
    double joulesPerToken = 0; ///< at board power
};

Result<Metrics> metrics(const Timeline& timeline, const Project& project, const Catalogue& catalogue,
    const std::string& plan);

} // namespace core
