#include "tests/core/costs/shapes.h"
#include "tests/support/law.h"

#include "core/costs/device_time.h"

using core::Device;
using core::Operator;
using core::OperatorKind;
using core::Precision;
using support::close;

namespace {

const Device& a100()
{
    return *findDevice(core::builtInCatalogue(), core::DeviceKindId{"A100-80G-SXM"});
}

Operator product(int m, int n, int k, int count = 1)
{
    Operator work;
    work.kind = OperatorKind::MatrixProduct;
    work.m = m;
    work.n = n;
    work.k = k;
    work.count = count;
    work.flops = core::Flops(2.0 * m * n * k * count);
    work.moved = core::Bytes(2.0 * count * (1.0 * m * k + 1.0 * k * n + 1.0 * m * n));
    return work;
}

/// A kernel of any kind and shape.
Operator anyOperator()
{
    Operator work = product(*rc::gen::inRange(1, 20000), *rc::gen::inRange(1, 20000),
        *rc::gen::inRange(1, 20000), *rc::gen::inRange(1, 40));
    work.kind
        = *rc::gen::element(OperatorKind::MatrixProduct, OperatorKind::Attention, OperatorKind::ElementWise);
    if (work.kind == OperatorKind::ElementWise)
        work.flops = core::Flops(0);
    return work;
}

Device anyDevice()
{
    const auto& devices = core::builtInCatalogue().devices;
    return devices[static_cast<std::size_t>(*rc::gen::inRange(0, static_cast<int>(devices.size())))];
}

} // namespace

class TestDeviceTime : public QObject
{
    Q_OBJECT
private slots:
    void noKernelBeatsTheRoofline()
    {
        QVERIFY(
            support::law("time is at least FLOPs / peak, bytes / bandwidth and the launch", 500, 20000, [] {
                const Operator work = anyOperator();
                const Device device = anyDevice();
                const core::Seconds time = operatorTime(work, device, Precision::Fp16);
                RC_ASSERT(time >= work.flops / device.fp16 + device.efficiency.launch);
                RC_ASSERT(time >= work.moved / device.memoryBandwidth + device.efficiency.launch);
            }));
    }

    void twiceTheDeviceTakesHalfTheTime()
    {
        QVERIFY(support::law("peak x 2, bandwidth x 2, launch / 2: time / 2", 500, 20000, [] {
            const Operator work = anyOperator();
            const Device device = anyDevice();
            Device twice = device;
            twice.fp16 *= 2;
            twice.memoryBandwidth *= 2;
            twice.efficiency.launch *= 0.5;
            const double time = operatorTime(work, device, Precision::Fp16).value;
            RC_ASSERT(close(operatorTime(work, twice, Precision::Fp16).value, time / 2));
        }));
    }

    void aShareOfThePeakIsAShare()
    {
        QVERIFY(support::law("0 < efficiency <= best product's", 1000, 50000, [] {
            const Device device = anyDevice();
            const double share = gemmEfficiency(*rc::gen::inRange(1, 100000), *rc::gen::inRange(1, 100000),
                *rc::gen::inRange(1, 100000), device);
            RC_ASSERT(share > 0);
            RC_ASSERT(share <= device.efficiency.gemm);
        }));
    }

    void aDeeperProductIsNoLessEfficient()
    {
        QVERIFY(support::law("efficiency rises with k", 1000, 50000, [] {
            const Device device = anyDevice();
            const int m = *rc::gen::inRange(1, 30000), n = *rc::gen::inRange(1, 30000),
                      k = *rc::gen::inRange(1, 30000);
            const int deeper = k + *rc::gen::inRange(1, 5000);
            RC_ASSERT(gemmEfficiency(m, n, k, device) <= gemmEfficiency(m, n, deeper, device));
        }));
    }

    void transposingAProductDoesNotMatter()
    {
        QVERIFY(support::law("m and n are alike", 500, 20000, [] {
            const Device device = anyDevice();
            const int m = *rc::gen::inRange(1, 30000), n = *rc::gen::inRange(1, 30000),
                      k = *rc::gen::inRange(1, 30000);
            RC_ASSERT(close(gemmEfficiency(m, n, k, device), gemmEfficiency(n, m, k, device)));
        }));
    }

    /// 108 multiprocessors: 12 x 9 tiles of 256 x 128 are one wave and lose nothing but the fill of k; one
    /// more column of tiles needs a second wave for a few.
    void fullWavesBeatAWaveAndATile()
    {
        const int m = 12 * 256, n = 9 * 128, k = 1 << 20;
        QVERIFY(close(gemmEfficiency(m, n, k, a100()), a100().efficiency.gemm, 1e-3));
        QVERIFY(gemmEfficiency(m, n + 1, k, a100()) < 0.97 * gemmEfficiency(m, n, k, a100()));
        QVERIFY(gemmEfficiency(m, 2 * n, k, a100()) > gemmEfficiency(m, n + 128, k, a100()));
    }

    void aTinyProductWastesMostOfItsTile()
    {
        QVERIFY(gemmEfficiency(1, 1, 4096, a100()) < 0.001);
        QVERIFY(gemmEfficiency(8192, 8192, 8192, a100()) > 0.9 * a100().efficiency.gemm);
    }

    void likeProductsTakeNoLongerThanOneAfterAnother()
    {
        QVERIFY(support::law("time of n products <= n x time of one", 500, 20000, [] {
            const Device device = anyDevice();
            const int m = *rc::gen::inRange(1, 5000), n = *rc::gen::inRange(1, 5000),
                      k = *rc::gen::inRange(1, 5000);
            const int count = *rc::gen::inRange(1, 200);
            const double one = operatorTime(product(m, n, k), device, Precision::Fp16).value;
            RC_ASSERT(operatorTime(product(m, n, k, count), device, Precision::Fp16).value
                <= count * one * (1 + 1e-12));
        }));
    }

    /// One product leaves most of 108 multiprocessors idle, four fill more of them; after those come the next four.
    void fourLikeProductsShareTheirWaves()
    {
        const auto rate = [](int count) {
            Operator work = product(128, 128, 64, count);
            work.moved = core::Bytes(0);
            const core::Seconds time = kernelTime(work, a100(), Precision::Fp16) - a100().efficiency.launch * (count - 1);
            return work.flops.value / time.value;
        };
        QVERIFY(rate(4) > 3 * rate(1));
        QVERIFY(close(rate(108), rate(4), 1e-9));
    }

    /// 1 GB at 0.752 of 2039 GB/s and 4 us of launch: 652.2 + 4 us.
    void elementWiseKernelsAreBoundByMemory()
    {
        Operator work;
        work.moved = core::Bytes(1e9);
        Device device = a100();
        device.efficiency.memory = 0.752;
        device.efficiency.launch = core::Seconds(4e-6);
        QVERIFY(close(operatorTime(work, device, Precision::Fp16).value, 656.2e-6, 1e-3));
    }

    void onlyProductsRunInEightBits()
    {
        const Device* h100 = findDevice(core::builtInCatalogue(), core::DeviceKindId{"H100-80G-SXM"});
        Operator work = product(8192, 8192, 8192);
        const auto time = [&](Precision precision) { return operatorTime(work, *h100, precision).value; };
        const double launch = h100->efficiency.launch.value;
        QVERIFY(close(time(Precision::Bf16) - launch, 2 * (time(Precision::Fp8) - launch), 1e-3));
        work.highPrecision = true;
        QCOMPARE(time(Precision::Fp8), time(Precision::Bf16));
        work.highPrecision = false;
        work.kind = OperatorKind::Attention;
        QCOMPARE(time(Precision::Fp8), time(Precision::Bf16));
    }

    void fp32IsNotTf32()
    {
        const Operator work = product(8192, 8192, 8192);
        const double launch = a100().efficiency.launch.value;
        const double plain = operatorTime(work, a100(), Precision::Fp32).value - launch;
        const double tensor = operatorTime(work, a100(), Precision::Tf32).value - launch;
        QVERIFY(close(plain, tensor * 156 / 19.5, 1e-6));
    }

    void softwareMayComputeFp32InTf32()
    {
        core::Training training;
        QCOMPARE(deviceFor(a100(), training).fp32.value, a100().fp32.value);
        training.software = "megatron-deepspeed-2024";
        QCOMPARE(deviceFor(a100(), training).fp32.value, a100().tf32.value);
        QCOMPARE(deviceFor(a100(), training).fp16.value, a100().fp16.value);
    }

    void aGenerationsConstantsGoBeforeTheDevices()
    {
        Device device = a100();
        device.generations.clear();
        device.generations["megatron-lm-2021"].gemm = 0.5;
        core::Training training = support::training(2048);
        QCOMPARE(&efficiencyOf(device, training), &device.efficiency);
        training.software = "unheard-of";
        QCOMPARE(&efficiencyOf(device, training), &device.efficiency);
        training.software = "megatron-lm-2021";
        QCOMPARE(efficiencyOf(device, training).gemm, 0.5);
        QCOMPARE(deviceFor(device, training).efficiency.gemm, 0.5);
    }
};

CLUSTERLOOM_TEST(TestDeviceTime)
#include "tst_device_time.moc"
