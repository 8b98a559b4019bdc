#include "core/costs/device_time.h"

#include "core/costs/software.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace core {
namespace device_time {

struct Tile
{
    double rows = 0;
    double columns = 0;

    /// Work per byte brought in, against that of the largest tile.
    double intensity() const { return rows * columns / (rows + columns) / (256.0 * 128 / (256 + 128)); }
};

constexpr std::array tiles {
    Tile{256, 128}, Tile{128, 256}, Tile{128, 128}, Tile{128, 64}, Tile{64, 128}, Tile{64, 64}};
constexpr std::array splits {1.0, 2.0, 4.0, 8.0};

/// Depth that a tile could have computed while its pipeline fills and its result drains.
constexpr double fillDepth = 128;
/// How much a tile of half the intensity loses.
constexpr double sizeLoss = 0.15;
/// Products of experts run one by one over so many streams: Transformer Engine's `multi_stream_cublas_gemm`.
constexpr double expertStreams = 4;

double fullness(double blocks, double processors)
{
    return blocks / (std::ceil(blocks / processors) * processors);
}

double shareOf(const Tile& tile, const Operator& product, double processors)
{
    const double across = std::ceil(product.m / tile.rows);
    const double along = std::ceil(product.n / tile.columns);
    const double edges = product.m * 1.0 * product.n / (across * tile.rows * along * tile.columns);
    const double size = 1 / (1 + sizeLoss * (1 / tile.intensity() - 1));
    const double together = std::min<double>(product.count, expertStreams);
    double best = 0;
    for (const double split : splits) {
        const double depth = product.k / split;
        const double waves = fullness(across * along * together * split, processors);
        best = std::max(best, waves * depth / (depth + fillDepth));
    }
    return edges * size * best;
}

double productShare(const Operator& product, const Device& device)
{
    const double processors = std::max(1, device.multiprocessors);
    double best = 0;
    for (const Tile& tile : tiles)
        best = std::max(best, shareOf(tile, product, processors));
    return std::min(1.0, device.efficiency.gemm * best);
}

/// Blocks of 128 queries of a head over the multiprocessors.
double attentionShare(const Operator& attention, const Device& device)
{
    const double blocks = std::ceil(attention.m / 128.0) * attention.count;
    return std::min(1.0, device.efficiency.attention * fullness(blocks, std::max(1, device.multiprocessors)));
}

FlopsPerSecond rateOf(const Operator& work, const Device& device, Precision precision)
{
    const bool lowered = precision == Precision::Fp8 || precision == Precision::Fp4;
    if (!lowered || (work.kind == OperatorKind::MatrixProduct && !work.highPrecision))
        return device.peak(precision);
    return device.bf16.value > 0 ? device.bf16 : device.fp16;
}

Seconds computeTime(const Operator& work, const Device& device, Precision precision)
{
    switch (work.kind) {
    case OperatorKind::MatrixProduct:
        return work.flops / (rateOf(work, device, precision) * productShare(work, device));
    case OperatorKind::Attention:
        return work.flops / (rateOf(work, device, precision) * attentionShare(work, device));
    case OperatorKind::Measured:
        return work.measured;
    case OperatorKind::ElementWise:
        break;
    }
    return Seconds(0);
}

} // namespace device_time

Seconds kernelTime(const Operator& work, const Device& device, Precision precision)
{
    const Seconds compute = device_time::computeTime(work, device, precision);
    const Seconds memory = work.moved / (device.memoryBandwidth * device.efficiency.memory);
    const int launchesMore = work.kind == OperatorKind::MatrixProduct ? work.count - 1 : 0;
    return std::max(compute, memory) + device.efficiency.launch * launchesMore;
}

Seconds operatorTime(const Operator& work, const Device& device, Precision precision)
{
    const Seconds kernel = kernelTime(work, device, precision);
    return work.kind == OperatorKind::Measured ? kernel : kernel + device.efficiency.launch;
}

Seconds hostTime(const Operator& work, const Device& device)
{
    return work.kind == OperatorKind::Measured ? Seconds(0) : device.efficiency.host;
}

double gemmEfficiency(int m, int n, int k, const Device& device)
{
    Operator product;
    product.kind = OperatorKind::MatrixProduct;
    product.m = m;
    product.n = n;
    product.k = k;
    return device_time::productShare(product, device);
}

const Efficiency& efficiencyOf(const Device& device, const Training& training)
{
    return efficiencyOf(device, training.software.value_or(""));
}

Device deviceFor(const Device& device, const Training& training)
{
    Device chosen = device;
    if (softwareOf(training, {}).tensorFloat32)
        chosen.fp32 = std::max(device.fp32, device.tf32);
    chosen.efficiency = efficiencyOf(device, training);
    return chosen;
}

} // namespace core
