#pragma once

#include "core/costs/operators.h"
#include "core/documents/catalogue.h"

namespace core {

/// Time of one operator on one device, alone: a roofline of FLOPs at the achieved rate against bytes at the achieved
/// memory bandwidth, plus the launch. The GEMM rate depends on the shape: tiles over m and n, waves of tiles over the
/// multiprocessors, and the depth k. Products of several experts run one by one, four at a time, each with its launch.
/// Only matrix products run in fp8 or fp4, all else in 16 bits. fp32 means fp32:
/// tf32 is a precision of its own. Requires `device.peak(precision) > 0`.
Seconds operatorTime(const Operator& work, const Device& device, Precision precision);

/// The same without the launch.
Seconds kernelTime(const Operator& work, const Device& device, Precision precision);

/// Of the host's thread to issue the operator; none where it was measured with all that belongs to it.
Seconds hostTime(const Operator& work, const Device& device);

/// Share of the peak that a matrix product m x k times k x n reaches, in (0, 1]: `efficiency.gemm` times what the shape
/// leaves of it. The best of the tiles and splits of k that libraries have is taken; a tile loses by what hangs over the
/// edges of the result, by the last wave of tiles, by its own size and by filling and draining its pipeline over k.
double gemmEfficiency(int m, int n, int k, const Device& device);

/// The constants of the training's software generation on this device.
const Efficiency& efficiencyOf(const Device& device, const Training& training);

/// The device with `efficiency` chosen for the training's software generation, and its fp32 rate where that means TF32.
Device deviceFor(const Device& device, const Training& training);

} // namespace core
