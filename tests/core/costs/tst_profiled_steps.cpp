#include "core/costs/profiled_steps.h"

#include "core/costs/device_time.h"
#include "tests/core/costs/shapes.h"
#include "tests/support/registry.h"

using namespace core;

namespace tst_profiled_steps {

LayerProfile layerOf(int tensor, int microBatch, UnitTimes times)
{
    LayerProfile profile;
    profile.tensor = tensor;
    profile.microBatch = microBatch;
    profile.hidden = 2048;
    profile.sequence = 2048;
    profile.layer = times;
    return profile;
}

/// A layer of hidden size 2048 with two micro-batch sizes and one tensor degree.
Device measuredDevice()
{
    Device device = *findDevice(builtInCatalogue(), DeviceKindId {"A100-80G-SXM"});
    device.profiles = Table<LayerProfile> {layerOf(2, 6, {Seconds(0.030), Seconds(0.050), Seconds(0.001)}),
        layerOf(2, 2, {Seconds(0.010), Seconds(0.020), Seconds(0.001)})};
    return device;
}

WorkShape work(int tensor, int microBatch)
{
    WorkShape shape;
    shape.model = *findModel(builtInCatalogue(), "gpt-3-175b");
    shape.model.hidden = 2048;
    shape.training.sequence = 2048;
    shape.training.globalBatch = 8;
    shape.split.tensor = tensor;
    shape.microBatch = microBatch;
    return shape;
}

double total(const std::vector<Step>& steps, const Device& device)
{
    Seconds sum;
    for (const Step& step : steps)
        if (const auto* one = std::get_if<Operator>(&step))
            sum += operatorTime(*one, device, Precision::Bf16);
    return sum.value;
}

bool isComputed(const WorkShape& shape, int unit, const Device& device)
{
    return forwardSteps(shape, unit, &device).size() == forwardSteps(shape, unit).size() && !measuredTimes(shape, unit, device);
}

} // namespace tst_profiled_steps

using namespace tst_profiled_steps;

class TestProfiledSteps : public QObject
{
    Q_OBJECT
private slots:
    void measuredTimesGoBeforeTheFormulas()
    {
        const Device device = measuredDevice();
        const auto forward = forwardSteps(work(2, 2), 1, &device);
        QCOMPARE(forward.size(), std::size_t(1)); // the tensor group's collectives are in it
        QVERIFY(support::close(total(forward, device), 0.010));
        QVERIFY(support::close(total(backwardSteps(work(2, 2), 1, &device), device), 0.020));
        QVERIFY(support::close(total(recomputeSteps(work(2, 2), 1, Recompute::Full, &device), device), 0.010));
        QVERIFY(support::close(measuredUpdate(work(2, 2), {1, 4}, &device)->value, 0.003));
    }
    /// The half that carries the gradient on and that of the weights, as zero-bubble schedules run them, are the whole.
    void theHalvesOfAMeasuredBackwardPassAreTheWhole()
    {
        const Device device = measuredDevice();
        double input = 0, weights = 0;
        for (const Step& step : backwardSteps(work(2, 2), 1, &device)) {
            const Operator& one = std::get<Operator>(step);
            (one.weightGradient ? weights : input) += operatorTime(one, device, Precision::Bf16).value;
        }
        QVERIFY(support::close(input + weights, 0.020));
        QVERIFY(weights > 0.005 && weights < 0.010); // of dense layers nearly half
    }
    void betweenTwoSizesTimesAreInterpolated()
    {
        const Device device = measuredDevice();
        QVERIFY(support::close(total(forwardSteps(work(2, 3), 1, &device), device), 0.015));
        QVERIFY(support::close(total(backwardSteps(work(2, 5), 1, &device), device), 0.0425));
    }
    void whatWasNotMeasuredIsComputed()
    {
        const Device device = measuredDevice();
        QVERIFY(isComputed(work(2, 8), 1, device)); // larger than any
        QVERIFY(isComputed(work(2, 1), 1, device)); // smaller than any
        QVERIFY(isComputed(work(1, 2), 1, device));
        QVERIFY(isComputed(work(2, 2), 0, device)); // no embedding was
        WorkShape other = work(2, 2);
        other.training.sequence = 4096;
        QVERIFY(isComputed(other, 1, device));
        other = work(2, 2);
        other.model.hidden = 4096;
        QVERIFY(isComputed(other, 1, device));
        other = work(2, 2);
        other.split.context = 2;
        QVERIFY(isComputed(other, 1, device));
        QCOMPARE(forwardSteps(work(2, 2), 1, nullptr).size(), forwardSteps(work(2, 2), 1).size());
    }
    void precisionAndSequenceParallelismMustAgreeWhereTheyAreSaid()
    {
        Device device = measuredDevice();
        LayerProfile profile = layerOf(2, 2, {Seconds(1), Seconds(1), {}});
        profile.precision = Precision::Fp16;
        profile.sequenceParallel = true;
        device.profiles = Table<LayerProfile> {profile};
        WorkShape shape = work(2, 2);
        QVERIFY(isComputed(shape, 1, device));
        shape.training.precision = Precision::Fp16;
        QVERIFY(isComputed(shape, 1, device));
        shape.split.sequenceParallel = true;
        QVERIFY(!isComputed(shape, 1, device));
    }
};

CLUSTERLOOM_TEST(TestProfiledSteps)
#include "tst_profiled_steps.moc"
