#include "core/costs/between_stages.h"

#include "tests/core/costs/shapes.h"
#include "tests/support/registry.h"

using support::close;

namespace {

core::WorkShape workUnder(const char* software, int tensor, int microBatch = 3)
{
    core::Training training = support::training(1024);
    training.software = software;
    return support::workOf(support::gpt(24, 1024, 16), training, tensor, false, microBatch);
}

constexpr double activations = 2.0 * 3 * 1024 * 1024; // 16 bits, three samples of 1,024 tokens, 1,024 wide
constexpr double mask = 2.0 * 1024 * 1024;            // 16 bits, 1,024 x 1,024 tokens, once

} // namespace

class TestBetweenStages : public QObject
{
    Q_OBJECT
private slots:
    void ranksSendTheirSharesBothWays()
    {
        const core::BoundarySends scattered = boundarySends(workUnder("megatron-lm-2021", 4), true);
        QVERIFY(close(scattered.forward.value, activations / 4));
        QVERIFY(close(scattered.backward.value, activations / 4));
        QVERIFY(close(boundarySends(workUnder("megatron-lm-2021", 4), false).forward.value, activations));
    }
    void earlyDeepSpeedSendsTheMaskAndWholeGradients()
    {
        const core::BoundarySends sends = boundarySends(workUnder("megatron-deepspeed-2021", 4), true);
        QVERIFY(close(sends.forward.value, activations / 4 + mask));
        QVERIFY(close(sends.backward.value, activations));
        const core::BoundarySends later = boundarySends(workUnder("megatron-deepspeed-2022", 4), true);
        QVERIFY(close(later.forward.value, activations / 4));
        QVERIFY(close(later.backward.value, activations / 4));
    }
    void deepSpeedSumsATiedTableAsItIsStored()
    {
        const core::ModelShape model = support::gpt(24, 1024, 16, 50000);
        core::Training training = support::training(1024);
        training.gradientPrecision = core::Precision::Fp32;
        const double numbers = 50000.0 * 1024;
        for (const char* software : {"megatron-lm-2021", "", "megatron-core-2025"}) {
            training.software = software;
            QVERIFY(close(tiedGradient(model, training).value, 4 * numbers));
        }
        training.software = "megatron-deepspeed-2021";
        QVERIFY(close(tiedGradient(model, training).value, 2 * numbers));
        // Its bf16 optimizer keeps gradients of its own, in 32 bits.
        training.precision = core::Precision::Bf16;
        QVERIFY(close(tiedGradient(model, training).value, 4 * numbers));
    }
};

CLUSTERLOOM_TEST(TestBetweenStages)
#include "tst_between_stages.moc"
