#include "tests/core/costs/shapes.h"
#include "tests/support/law.h"

using core::CollectiveKind;
using core::GroupKind;
using core::Recompute;
using support::close;
using support::countOf;
using support::flopsOf;
using support::movedBy;

namespace {

using Steps = std::vector<core::Step>;

Steps allSteps(const core::WorkShape& work, int unit)
{
    Steps steps = forwardSteps(work, unit);
    for (core::Step& step : backwardSteps(work, unit))
        steps.push_back(std::move(step));
    return steps;
}

} // namespace

class TestOperators : public QObject
{
    Q_OBJECT
private slots:
    void unitsAreEmbeddingLayersHead()
    {
        const core::ModelShape model = support::smallExperts();
        QCOMPARE(model.units(), 5);
        QCOMPARE(unitKind(model, 0), core::UnitKind::Embedding);
        QCOMPARE(unitKind(model, 1), core::UnitKind::DenseLayer);
        QCOMPARE(unitKind(model, 2), core::UnitKind::ExpertLayer);
        QCOMPARE(unitKind(model, 4), core::UnitKind::Head);
    }

    /// arXiv 2104.04473 section 3.2: two all-reduces of b s h in the forward pass of a layer and two in the
    /// backward.
    void aTensorParallelLayerReducesFourTimes()
    {
        const core::WorkShape work
            = support::workOf(support::gpt(2, 512, 8), support::training(128), 4, false, 3);
        for (const Steps& steps : {forwardSteps(work, 1), backwardSteps(work, 1)}) {
            QCOMPARE(countOf(steps, CollectiveKind::AllReduce, GroupKind::Tensor), 2);
            QCOMPARE(movedBy(steps, CollectiveKind::AllReduce, GroupKind::Tensor),
                core::Bytes(2 * 2 * 3 * 128 * 512));
        }
    }

    /// arXiv 2205.05198 section 4.2.2: each all-reduce becomes an all-gather and a reduce-scatter of the same
    /// bytes.
    void sequenceParallelismMovesTheSameBytes()
    {
        for (const core::ModelShape& model : {support::gpt(2, 512, 8), support::smallExperts()}) {
            const core::Training training = support::training(128);
            const Steps plain = allSteps(support::workOf(model, training, 4, false), 1);
            const Steps parallel = allSteps(support::workOf(model, training, 4, true), 1);
            QCOMPARE(countOf(parallel, CollectiveKind::AllReduce, GroupKind::Tensor), 0);
            QCOMPARE(countOf(parallel, CollectiveKind::AllGather, GroupKind::Tensor), 4);
            QCOMPARE(countOf(parallel, CollectiveKind::ReduceScatter, GroupKind::Tensor), 4);
            const auto reduced = movedBy(plain, CollectiveKind::AllReduce, GroupKind::Tensor);
            QCOMPARE(movedBy(parallel, CollectiveKind::AllGather, GroupKind::Tensor), reduced);
            QCOMPARE(movedBy(parallel, CollectiveKind::ReduceScatter, GroupKind::Tensor), reduced);
        }
    }

    void aSingleDeviceTalksToNoOne()
    {
        for (const core::ModelShape& model :
            {support::gpt(2, 512, 8), support::smallExperts(), support::smallLatent()}) {
            const core::WorkShape work = support::workOf(model, support::training(128), 1, true);
            for (int unit = 0; unit < model.units(); ++unit)
                for (const core::Step& step : allSteps(work, unit))
                    QVERIFY(std::holds_alternative<core::Operator>(step));
        }
    }

    /// Keys and values of 4 heads of 32 go around forward and backward, their gradients back: 2 x 4 x 32 x
    /// 128 tokens.
    void contextParallelismSendsKeysAndValuesAround()
    {
        core::WorkShape work = support::workOf(support::smallExperts(), support::training(128));
        work.split.context = 4;
        const core::Bytes keysAndValues(2.0 * 2 * 4 * 32 * 128);
        QCOMPARE(
            movedBy(forwardSteps(work, 1), CollectiveKind::AllGather, GroupKind::Context), keysAndValues);
        QCOMPARE(
            movedBy(backwardSteps(work, 1), CollectiveKind::AllGather, GroupKind::Context), keysAndValues);
        QCOMPARE(movedBy(backwardSteps(work, 1), CollectiveKind::ReduceScatter, GroupKind::Context),
            keysAndValues);
    }

    /// Queries of 8 heads of 32, their keys and values of 4, the result of 8, for a fourth of 128 tokens: 32 x 32 x 24 numbers
    /// of 2 bytes in four all-to-alls, and their gradients the other way; each device then has all tokens of two heads.
    void allToAllsTurnTokensIntoHeads()
    {
        core::WorkShape work = support::workOf(support::smallExperts(), support::training(128));
        const core::Flops whole = support::flopsOf(forwardSteps(work, 1));
        work.split.context = 4;
        work.split.contextMethod = core::ContextMethod::AllToAll;
        for (const Steps& steps : {forwardSteps(work, 1), backwardSteps(work, 1)}) {
            QCOMPARE(countOf(steps, CollectiveKind::AllToAll, GroupKind::Context), 4);
            QCOMPARE(movedBy(steps, CollectiveKind::AllToAll, GroupKind::Context), core::Bytes(2.0 * 32 * 32 * (8 + 4 + 4 + 8)));
            QCOMPARE(countOf(steps, CollectiveKind::AllGather, GroupKind::Context), 0);
        }
        for (const core::Step& step : forwardSteps(work, 1))
            if (const auto* one = std::get_if<core::Operator>(&step); one && one->kind == core::OperatorKind::Attention) {
                QCOMPARE(one->m, 128);
                QCOMPARE(one->count, 2);
                QCOMPARE(one->moved, core::Bytes(2.0 * 128 * 32 * 2 * (2 + 1))); // queries and result of two heads, keys and values of one
            }
        QVERIFY(support::close(4 * support::flopsOf(forwardSteps(work, 1)).value, whole.value));
    }

    /// Of 2 heads for 4 devices each gets one: twice as many keys and values are sent as there are.
    void fewKeysAndValuesAreRepeatedForEveryDevice()
    {
        core::WorkShape work = support::workOf(support::smallExperts(), support::training(128));
        work.model.kvHeads = 2;
        work.split.context = 4;
        work.split.contextMethod = core::ContextMethod::AllToAll;
        QCOMPARE(movedBy(forwardSteps(work, 1), CollectiveKind::AllToAll, GroupKind::Context), core::Bytes(2.0 * 32 * 32 * (8 + 4 + 4 + 8)));
    }

    /// Two of eight experts a token: 128 tokens x 2 x 256 numbers of 2 bytes there and back, in both
    /// directions.
    void expertParallelismSendsTokensToTheirExperts()
    {
        core::WorkShape work = support::workOf(support::smallExperts(), support::training(128));
        work.split.expert = 4;
        for (const Steps& steps : {forwardSteps(work, 2), backwardSteps(work, 2)}) {
            QCOMPARE(countOf(steps, CollectiveKind::AllToAll, GroupKind::Expert), 2);
            QCOMPARE(movedBy(steps, CollectiveKind::AllToAll, GroupKind::Expert),
                core::Bytes(2.0 * 128 * 2 * 256 * 2));
        }
        QCOMPARE(countOf(forwardSteps(work, 1), CollectiveKind::AllToAll, GroupKind::Expert), 0);
    }

    /// The look-up's all-reduce, and three fp32 numbers a token in the cross entropy of a split vocabulary.
    void theEndsReduceOverTheVocabulary()
    {
        const core::WorkShape work = support::workOf(support::gpt(2, 512, 8), support::training(128), 4);
        QCOMPARE(movedBy(forwardSteps(work, 0), CollectiveKind::AllReduce, GroupKind::Tensor),
            core::Bytes(2.0 * 128 * 512));
        QCOMPARE(countOf(backwardSteps(work, 0), CollectiveKind::AllReduce, GroupKind::Tensor), 0);
        QCOMPARE(movedBy(forwardSteps(work, 3), CollectiveKind::AllReduce, GroupKind::Tensor),
            core::Bytes(3.0 * 4 * 128));
        QCOMPARE(movedBy(backwardSteps(work, 3), CollectiveKind::AllReduce, GroupKind::Tensor),
            core::Bytes(2.0 * 128 * 512));
    }

    /// Every product with a weight has one gradient of each kind; the attention core belongs to B alone.
    void weightGradientsAreAsMuchWorkAsTheForwardProducts()
    {
        for (const core::ModelShape& model :
            {support::gpt(2, 512, 8), support::smallExperts(), support::smallLatent()}) {
            const core::WorkShape work = support::workOf(model, support::training(128));
            for (int unit = 0; unit < model.units(); ++unit) {
                double products = 0, weights = 0;
                for (const core::Step& step : forwardSteps(work, unit))
                    if (const auto& one = std::get<core::Operator>(step);
                        one.kind == core::OperatorKind::MatrixProduct)
                        products += one.flops.value;
                for (const core::Step& step : backwardSteps(work, unit))
                    if (const auto& one = std::get<core::Operator>(step); one.weightGradient)
                        weights += one.flops.value;
                QVERIFY(close(products, weights));
            }
        }
    }

    void flopsAreThoseOfTheShapes()
    {
        for (const core::ModelShape& model :
            {support::gpt(2, 512, 8), support::smallExperts(), support::smallLatent()}) {
            const core::WorkShape work = support::workOf(model, support::training(128), 2, true, 2);
            for (int unit = 0; unit < model.units(); ++unit)
                for (const core::Step& step : allSteps(work, unit))
                    if (const auto* one = std::get_if<core::Operator>(&step);
                        one && one->kind == core::OperatorKind::MatrixProduct)
                        QVERIFY2(
                            close(one->flops.value, 2.0 * one->m * one->n * one->k * one->count), one->name);
        }
    }

    void recomputeRepeatsNothingTheCoreOrTheLayer()
    {
        const core::WorkShape work = support::workOf(support::gpt(2, 512, 8), support::training(128), 2);
        QVERIFY(recomputeSteps(work, 1, Recompute::None).empty());
        const Steps core = recomputeSteps(work, 1, Recompute::Selective);
        QCOMPARE(core.size(), std::size_t(1));
        QCOMPARE(std::get<core::Operator>(core.front()).kind, core::OperatorKind::Attention);
        QCOMPARE(recomputeSteps(work, 1, Recompute::Full).size(), forwardSteps(work, 1).size());
        QCOMPARE(flopsOf(recomputeSteps(work, 1, Recompute::Full)), flopsOf(forwardSteps(work, 1)));
        for (const int end : {0, 3})
            QVERIFY(recomputeSteps(work, end, Recompute::Full).empty());
    }

    /// PyTorch's checkpoints end before the product down to 512, a third of the products of a layer of GPT: 2 x 4 of 2 x 12
    /// units of 512 x 512 a token.
    void pytorchRepeatsALayerUpToItsLastProduct()
    {
        core::WorkShape work = support::workOf(support::gpt(2, 512, 8), support::training(128));
        work.training.software = "llm-foundry-2023";
        const double left = (flopsOf(forwardSteps(work, 1)) - flopsOf(recomputeSteps(work, 1, Recompute::Full))).value;
        QCOMPARE(left, 2.0 * 4 * 512 * 512 * 128);
    }

    /// Of a SwiGLU layer of 256: keys 128 x 256, the projection 256 x 256 and the product beside the gate 1024 x 256.
    void torchtitanRepeatsEverySecondProduct()
    {
        core::WorkShape work = support::workOf(support::smallExperts(), support::training(128));
        work.training.software = "torchtitan-2024";
        QCOMPARE(flopsOf(recomputeSteps(work, 1, Recompute::Selective)).value, 2.0 * 128 * 256 * (128 + 256 + 1024));
    }

    /// In fp8 each operand that arrives is read in 2 bytes and written twice in 1: 4 for each of 128 x (512 + 512 + 512 + 2048)
    /// inputs forward and 128 x (1536 + 512 + 2048 + 512) gradients backward.
    void loweredOperandsAreQuantisedFirst()
    {
        const auto movedBy = [](core::Precision precision, bool forward) {
            const auto work = support::workOf(support::gpt(2, 512, 8), support::training(128, 1, precision));
            double moved = 0;
            for (const core::Step& step : forward ? forwardSteps(work, 1) : backwardSteps(work, 1))
                if (const auto& one = std::get<core::Operator>(step); one.kind == core::OperatorKind::ElementWise)
                    moved += one.moved.value;
            return moved;
        };
        QCOMPARE(movedBy(core::Precision::Fp8, true) - movedBy(core::Precision::Bf16, true), 4.0 * 128 * (3 * 512 + 2048));
        QCOMPARE(movedBy(core::Precision::Fp8, false) - movedBy(core::Precision::Bf16, false), 4.0 * 128 * (1536 + 512 + 2048 + 512));
    }

    /// Reading and writing operands and result, each once, is the least a kernel can move.
    void productsMoveTheirOperandsAndResult()
    {
        const core::WorkShape work = support::workOf(support::gpt(2, 512, 8), support::training(128));
        for (const core::Step& step : forwardSteps(work, 1)) {
            const auto& one = std::get<core::Operator>(step);
            const double m = one.m, n = one.n, k = one.k;
            if (one.kind == core::OperatorKind::MatrixProduct)
                QCOMPARE(one.moved, core::Bytes(2 * (m * k + k * n + m * n)));
        }
    }

    /// Before fused attention, 8 x 128 x 128 scores of 2 bytes go to memory and back: written by the first product, read and
    /// written by softmax and by dropout (with a mask of 1 byte), read by the second product.
    void unfusedAttentionMovesTheScores()
    {
        core::WorkShape work = support::workOf(support::gpt(2, 512, 8), support::training(128));
        const auto moved = [&](const char* software) {
            work.training.software = software;
            return std::get<core::Operator>(recomputeSteps(work, 1, Recompute::Selective).front()).moved;
        };
        QCOMPARE(moved("megatron-core-2023"), core::Bytes(2.0 * 4 * 128 * 512)); // queries, keys, values, output
        QCOMPARE(moved("megatron-lm-2022") - moved("megatron-core-2023"), core::Bytes(8.0 * 128 * 128 * 13));
    }

    void stagesSendTheirShardOfTheHiddenStates()
    {
        const core::ModelShape model = support::gpt(2, 512, 8);
        const core::Training training = support::training(128);
        QCOMPARE(
            boundaryBytes(support::workOf(model, training, 4, false, 3)), core::Bytes(2.0 * 3 * 128 * 512));
        QCOMPARE(boundaryBytes(support::workOf(model, training, 4, true, 3)),
            core::Bytes(2.0 * 3 * 128 * 512 / 4));
    }

    /// fp16: gradient 2 read, master and two moments of 4 read and written, copy of 2 written. fp32: 4 + 3
    /// x 8.
    void anOptimizerStepReadsAndWritesTheState()
    {
        const core::ModelShape model = support::gpt(2, 512, 8);
        QCOMPARE(
            optimizerStep(support::workOf(model, support::training(128)), 1000).moved, core::Bytes(28000));
        const auto single = support::training(128, 1, core::Precision::Fp32);
        QCOMPARE(optimizerStep(support::workOf(model, single), 1000).moved, core::Bytes(28000));
        const auto wide = support::training(128, 1, core::Precision::Bf16); // fp32 gradients
        QCOMPARE(optimizerStep(support::workOf(model, wide), 1000).moved, core::Bytes(30000));
    }
};

CLUSTERLOOM_TEST(TestOperators)
#include "tst_operators.moc"
