#include "tests/core/costs/shapes.h"
#include "tests/support/law.h"

#include "core/costs/memory.h"

using core::Bytes;
using core::Recompute;
using support::close;

namespace {

struct Row
{
    int tensor;
    bool sequenceParallel;
    Recompute recompute;
    double bytes;
};

double keptBy(const core::ModelShape& model, int microBatch, const Row& row)
{
    const auto work
        = support::workOf(model, support::training(2048), row.tensor, row.sequenceParallel, microBatch);
    return activationBytes(work, 1, row.recompute).value;
}

core::StateMemory stateOf(const core::ModelShape& model, const core::Training& training, int data, int zero)
{
    core::WorkShape work = support::workOf(model, training);
    work.split.data = data;
    work.split.zero = zero;
    return stateMemory(work, {0, model.units()}, core::Device{});
}

/// Weights, gradients and optimizer in units of 10^9 bytes.
double gigabytesOfState(const core::ModelShape& model, int data, int zero)
{
    const core::StateMemory state = stateOf(model, support::training(2048), data, zero);
    return (state.weights + state.gradients + state.optimizer).value / 1e9;
}

} // namespace

class TestMemory : public QObject
{
    Q_OBJECT
private slots:
    /// arXiv 2205.05198 table 2 for GPT-3 175B, b = 1: s b h = 25,165,824, 5 a s / h = 80.
    void gpt3KeepsWhatTable2Says()
    {
        const core::ModelShape model = support::gpt175b();
        const std::vector<Row> rows{
            {1, false, Recompute::None, 25165824.0 * (34 + 80)},
            {8, false, Recompute::None, 25165824.0 * (10 + 3 + 10)},
            {8, true, Recompute::None, 25165824.0 / 8 * (34 + 80)},
            {8, false, Recompute::Selective, 25165824.0 * (10 + 3)},
            {8, true, Recompute::Selective, 25165824.0 / 8 * 34}, {8, false, Recompute::Full, 25165824.0 * 2},
            {8, true, Recompute::Full, 25165824.0 * 2 / 8}, // the shard is all that a rank has
        };
        for (const Row& row : rows)
            QCOMPARE(keptBy(model, 1, row), row.bytes);
    }

    /// The paper's 22B, b = 4, t = 8: s b h = 50,331,648, 5 a s / h = 106 2/3. Worked: 7,079,985,152 on one
    /// device.
    void gpt22bKeepsWhatTable2Says()
    {
        const core::ModelShape model = support::gpt(48, 6144, 64);
        QCOMPARE(keptBy(model, 4, {1, false, Recompute::None, 0}), 7079985152.0);
        QCOMPARE(keptBy(model, 4, {8, false, Recompute::None, 0}), 1325400064.0);
        QCOMPARE(keptBy(model, 4, {8, true, Recompute::None, 0}), 884998144.0);
        QCOMPARE(keptBy(model, 4, {8, false, Recompute::Selective, 0}), 654311424.0);
        QCOMPARE(keptBy(model, 4, {8, true, Recompute::Selective, 0}), 213909504.0);
    }

    void anyGptLayerKeepsWhatTable2Says()
    {
        QVERIFY(support::law("activations are those of table 2", 100, 2000, [] {
            const int tensor = *rc::gen::element(1, 2, 4, 8);
            const int heads = 8 * *rc::gen::inRange(1, 20);
            const int headDim = *rc::gen::element(64, 80, 128);
            const int microBatch = *rc::gen::inRange(1, 9);
            const bool sequenceParallel = *rc::gen::arbitrary<bool>();
            const core::ModelShape model = support::gpt(2, heads * headDim, heads);
            const double h = model.hidden, a = heads, t = tensor, s = 2048, b = microBatch;
            const double scores = 5 * a * s / (h * t);
            const double linear = sequenceParallel ? 34 / t : 10 + 24 / t;
            const Row row{tensor, sequenceParallel, Recompute::None, 0};
            RC_ASSERT(close(keptBy(model, microBatch, row), s * b * h * (linear + scores)));
            const Row selective{tensor, sequenceParallel, Recompute::Selective, 0};
            RC_ASSERT(close(keptBy(model, microBatch, selective), s * b * h * linear));
        }));
    }

    /// arXiv 2205.05198 section 4.3: embedding's dropout sbh, head's inputs 4sbh and fp32 logits 4sbv.
    void theEndsKeepWhatSection43Says()
    {
        const core::ModelShape model = support::gpt(2, 512, 8, 1000);
        const auto work = support::workOf(model, support::training(128), 1, false, 3);
        QCOMPARE(activationBytes(work, 0, Recompute::None), Bytes(128.0 * 3 * 512));
        QCOMPARE(activationBytes(work, 3, Recompute::None), Bytes(4.0 * 128 * 3 * (512 + 1000)));
        QCOMPARE(activationBytes(work, 3, Recompute::Full), activationBytes(work, 3, Recompute::None));
    }

    /// Fused attention keeps one fp32 number a row in place of 5 a s^2 b.
    void newerSoftwareKeepsNoScores()
    {
        const core::ModelShape model = support::gpt175b();
        core::Training training = support::training(2048);
        QVERIFY(keepsScores(support::workOf(model, training)));
        training.software = "megatron-lm-2022";
        QVERIFY(keepsScores(support::workOf(model, training)));
        training.software = "torchtitan-2024-eager";
        const auto work = support::workOf(model, training);
        QVERIFY(!keepsScores(work));
        QCOMPARE(activationBytes(work, 1, Recompute::None), Bytes(34 * 25165824.0 + 4.0 * 96 * 2048));
    }

    /// torchtitan's `_apply_op_sac`, a layer of 256 with 8 heads of 32 (4 of keys), 1024 wide: its input 256, queries 256, values
    /// 128, attention's result 256, gate 1024 and down's result 256 in 16 bits, log-sums of 8 heads in fp32.
    void torchtitanKeepsEverySecondProduct()
    {
        core::Training training = support::training(128);
        training.software = "torchtitan-2024";
        const auto work = support::workOf(support::smallExperts(), training);
        QCOMPARE(activationBytes(work, 1, Recompute::Selective), Bytes(128.0 * (2 * (256 + 256 + 128 + 256 + 1024 + 256) + 4 * 8)));
    }

    /// Bytes of each of 128 x 3 x 1000 logits: kept 4 and twice 4 at once; kept 2 and nothing beside them.
    void theLossDecidesWhatLogitsTake()
    {
        const core::ModelShape model = support::gpt(2, 512, 8, 1000);
        core::Training training = support::training(128, 1, core::Precision::Bf16);
        const auto bytesOfLogits = [&](const char* software) {
            training.software = software;
            const auto work = support::workOf(model, training, 1, false, 3);
            const double inputs = 2 * 2 * 128.0 * 3 * 512;
            const double gradientOfStates = 2 * 128.0 * 3 * 512;
            return (activationBytes(work, 3, Recompute::None) + stateMemory(work, {3, 4}, core::Device{}).buffers).value - inputs - gradientOfStates;
        };
        QCOMPARE(bytesOfLogits("torchtitan-2024"), (4 + 8) * 128.0 * 3 * 1000);
        QCOMPARE(bytesOfLogits("llm-foundry-2023"), 2 * 128.0 * 3 * 1000);
        QCOMPARE(bytesOfLogits("megatron-lm-2023"), (4 + 4 + 2) * 128.0 * 3 * 1000);
    }

    /// FSDP: 16 bytes of state a parameter, all sharded; DeepSpeed and Megatron have the 16-bit weights beside their master.
    void fsdpShardsTheMasterOnly()
    {
        core::Training training = support::training(128, 1, core::Precision::Bf16);
        const core::ModelShape model = support::gpt(2, 512, 8, 1000);
        const double parameters = parameterCount(model, training);
        for (const auto& [software, bytes] : {std::pair("torchtitan-2024", 16.0), std::pair("megatron-lm-2024", 18.0)}) {
            training.software = software;
            const auto state = stateOf(model, training, 8, 3);
            QVERIFY(close((state.weights + state.gradients + state.optimizer).value, bytes * parameters / 8));
        }
    }

    /// arXiv 2401.10241 table 1: 32 s b h wait for the weights' half of a layer's backward. A tensor degree leaves both
    /// inputs and both outputs' gradients of the blocks whole, 8 s b h.
    void theWeightsHalfNeedsWhatTheZeroBubblePaperSays()
    {
        const core::ModelShape model = support::gpt175b();
        QCOMPARE(weightOperandBytes(support::workOf(model, support::training(2048)), 1), Bytes(25165824.0 * 32));
        QCOMPARE(weightOperandBytes(support::workOf(model, support::training(2048), 8), 1), Bytes(25165824.0 * (8 + 24.0 / 8)));
    }

    /// Per token: 4 inputs of 256 x 2 B, queries 256, keys and values 2 x 128, core output 256; gate, up and
    /// down's input 3 x 1024; log-sums of 8 heads in fp32.
    void aSwigluLayerIsCountedTermByTerm()
    {
        const auto work = support::workOf(support::smallExperts(), support::training(128));
        const double perToken = 2 * (4 * 256 + 256 + 2 * 128 + 256 + 3 * 1024) + 4 * 8;
        QCOMPARE(activationBytes(work, 1, Recompute::None), Bytes(128 * perToken));
    }

    /// As above without the dense block: router 2 x 8 fp32 numbers, two copies of 256 there and back, 2 x 3 x
    /// 128 inside, and the shared expert's 3 x 128.
    void anExpertLayerIsCountedTermByTerm()
    {
        const auto work = support::workOf(support::smallExperts(), support::training(128));
        const double perToken
            = 2 * (4 * 256 + 256 + 2 * 128 + 256 + 2 * 2 * 256 + 2 * 3 * 128 + 3 * 128) + 4 * 8 + 4 * 2 * 8;
        QCOMPARE(activationBytes(work, 2, Recompute::None), Bytes(128 * perToken));
    }

    void whatIsNotKeptIsThereAgainWhileALayerRunsBackward()
    {
        for (const core::ModelShape& model :
            {support::gpt(2, 512, 8), support::smallExperts(), support::smallLatent()})
            for (const auto mode : {Recompute::None, Recompute::Selective, Recompute::Full})
                for (int unit = 0; unit < model.units(); ++unit) {
                    const auto work = support::workOf(model, support::training(128), 2, true);
                    QVERIFY(close((activationBytes(work, unit, mode) + workingBytes(work, unit, mode)).value,
                        activationBytes(work, unit, Recompute::None).value));
                }
    }

    void contextParallelismDividesWhatIsKept()
    {
        for (const core::ModelShape& model :
            {support::gpt(2, 512, 8), support::smallExperts(), support::smallLatent()}) {
            core::WorkShape work = support::workOf(model, support::training(128));
            const Bytes whole = activationBytes(work, 1, Recompute::None);
            work.split.context = 4;
            QVERIFY(close(4 * activationBytes(work, 1, Recompute::None).value, whole.value));
        }
    }

    /// arXiv 1910.02054 figure 1: 7.5 billion parameters, Adam in mixed precision, N = 64:
    /// 120, 31.4, 16.6, 1.9 GB.
    void zeroShardsAsFigure1Says()
    {
        const core::ModelShape model = support::gpt(36, 4096, 32); // 7.4678e9: 0.43 % below the figure's
        QVERIFY(close(gigabytesOfState(model, 64, 0), 120, 0.005));
        QVERIFY(close(gigabytesOfState(model, 64, 1), 31.4, 0.005));
        QVERIFY(close(gigabytesOfState(model, 64, 2), 16.6, 0.005));
        QVERIFY(close(gigabytesOfState(model, 64, 3), 1.9, 0.02));
    }

    void aParameterTakesEighteenOrSixteenBytes()
    {
        const core::ModelShape model = support::gpt(2, 512, 8);
        const auto perParameter = [&](const core::Training& training) {
            const core::StateMemory state = stateOf(model, training, 1, 0);
            return (state.weights + state.gradients + state.optimizer).value
                / parameterCount(model, training);
        };
        QVERIFY(close(perParameter(support::training(128, 1, core::Precision::Fp16)), 16));
        QVERIFY(close(perParameter(support::training(128, 1, core::Precision::Bf16)), 18));
        QVERIFY(close(perParameter(support::training(128, 1, core::Precision::Fp8)), 18));
        QVERIFY(close(perParameter(support::training(128, 1, core::Precision::Fp32)), 16));
        core::Training narrow = support::training(128, 1, core::Precision::Bf16);
        narrow.gradientPrecision = core::Precision::Bf16;
        QVERIFY(close(perParameter(narrow), 16));
    }

    /// Experts are replicated over data / expert only, so that is all ZeRO can divide them by.
    void zeroShardsExpertsOverTheirOwnReplicas()
    {
        const core::ModelShape model = support::smallExperts();
        core::WorkShape work = support::workOf(model, support::training(128));
        work.split.data = 8;
        work.split.expert = 4;
        work.split.zero = 1;
        const core::ParameterShare share = parameterShare(work, 2);
        QVERIFY(close(stateMemory(work, {2, 3}, core::Device{}).optimizer.value,
            12 * (share.common / 8 + share.expert / 2)));
    }

    /// arXiv 2304.11277: two units' weights are whole at a time, 2 bytes each; two units' gradients, one as it is computed in
    /// 2 bytes, one as it is reduced in 4. ZeRO 2 keeps its weights whole anyway.
    void zero3HoldsTwoUnitsWhole()
    {
        const core::ModelShape model = support::gpt(4, 512, 8, 1000);
        core::WorkShape work = support::workOf(model, support::training(128, 1, core::Precision::Bf16));
        work.split.data = 8;
        const double layer = parametersPerDevice(work, 1); // the largest unit
        const auto wholeAt = [&](int zero) {
            work.split.zero = zero;
            return stateMemory(work, {0, 6}, core::Device{}).whole;
        };
        QCOMPARE(wholeAt(0), Bytes(0));
        QCOMPARE(wholeAt(1), Bytes(0));
        QCOMPARE(wholeAt(2), Bytes((2 + 4) * layer));
        QCOMPARE(wholeAt(3), Bytes((2 * 2 + 2 + 4) * layer));
    }

    void theOptimizerUpdatesItsShard()
    {
        core::WorkShape work = support::workOf(support::smallExperts(), support::training(128));
        work.split.data = 4;
        work.split.context = 2;
        work.split.expert = 4;
        const core::ParameterShare share = parameterShare(work, 2);
        QVERIFY(close(parametersUpdated(work, {2, 3}), share.common + share.expert));
        work.split.zero = 1;
        QVERIFY(close(parametersUpdated(work, {2, 3}), share.common / 8 + share.expert / 2));
    }

    /// Keys and values of 8 heads of 64 for 2 x 512 of the tokens in 16 bits, the block in use and the one that arrives, and
    /// as much for their gradients, beside the gradient of the state.
    void aRingHoldsTwoBlocksAndTheirGradients()
    {
        core::Training training = support::training(2048);
        training.software = "megatron-core-2025"; // fused attention
        core::WorkShape work = support::workOf(support::gpt(1, 512, 8, 8), training, 1, false, 2);
        work.model.ffn = 1; // so that the attention core decides
        work.split.context = 4;
        const double tokens = 2 * 512;
        const double block = 2 * tokens * 8 * (64 + 64);
        QCOMPARE(stateMemory(work, {1, 2}, core::Device{}).buffers, Bytes(2 * tokens * 512 + 4 * block));
    }

    /// As many queries, keys, values and scores as with a ring, and the attention core's result beside the projection's input.
    /// Gradients of queries, keys and values of 2 x 512 tokens x 512 each are there as they are sent and as they arrive.
    void allToAllsKeepTheCoresResult()
    {
        core::Training training = support::training(2048);
        training.software = "megatron-core-2025"; // fused attention
        core::WorkShape work = support::workOf(support::gpt(1, 512, 8, 8), training, 1, false, 2);
        work.model.ffn = 1;
        work.split.context = 4;
        const Bytes ring = activationBytes(work, 1, Recompute::None);
        const Bytes repeated = activationBytes(work, 1, Recompute::Selective);
        work.split.contextMethod = core::ContextMethod::AllToAll;
        const double state = 2.0 * 2 * 512 * 512;
        QCOMPARE(activationBytes(work, 1, Recompute::None), ring + Bytes(state));
        QCOMPARE(activationBytes(work, 1, Recompute::Selective), repeated);
        QCOMPARE(stateMemory(work, {1, 2}, core::Device{}).buffers, Bytes(state + 2 * 3 * state));
    }

    /// What is sent is there beside what arrives: two copies of 128 tokens of 256 numbers more than without experts elsewhere.
    void anAllToAllHoldsWhatItSends()
    {
        core::WorkShape work = support::workOf(support::smallExperts(), support::training(128));
        const Bytes alone = stateMemory(work, {2, 3}, core::Device{}).buffers;
        work.split.data = work.split.expert = 4;
        QCOMPARE(stateMemory(work, {2, 3}, core::Device{}).buffers, alone + Bytes(2.0 * 2 * 128 * 256));
    }

    void aTiedHeadAwayFromTheEmbeddingHoldsACopyOfTheTable()
    {
        const core::ModelShape model = support::gpt(2, 512, 8, 1000);
        const core::WorkShape work = support::workOf(model, support::training(128));
        QCOMPARE(stateMemory(work, {3, 4}, core::Device{}).weights, Bytes(2.0 * (1000 * 512 + 2 * 512)));
        const double both = parameterCount(model, support::training(128));
        QCOMPARE(stateMemory(work, {0, 4}, core::Device{}).weights, Bytes(2 * both));
    }

    void theFrameworksShareIsThatOfTheGeneration()
    {
        core::Device device;
        device.efficiency.framework = Bytes(1e9);
        device.generations["megatron-lm-2021"].framework = Bytes(3e9);
        core::WorkShape work = support::workOf(support::gpt(2, 512, 8), support::training(128));
        QCOMPARE(stateMemory(work, {0, 4}, device).framework, Bytes(1e9));
        work.training.software = "megatron-lm-2021";
        QCOMPARE(stateMemory(work, {0, 4}, device).framework, Bytes(3e9));
    }
};

CLUSTERLOOM_TEST(TestMemory)
#include "tst_memory.moc"
