#include "core/simulate/overlap.h"
#include "tests/support/registry.h"

using namespace core;

/// What runs beside the passes where a plan says nothing: see the sources at `overlapOf`.
class TestOverlap : public QObject
{
    Q_OBJECT

    static Overlap of(const char* software, int zero, const OverlapPlan& given = {})
    {
        Plan plan;
        plan.zero = zero;
        plan.overlap = given;
        Training training;
        if (*software)
            training.software = software;
        return overlapOf(plan, training);
    }

private slots:
    void eachGenerationHasItsOwn_data()
    {
        QTest::addColumn<bool>("data");      // gradients and parameters, up to ZeRO 2
        QTest::addColumn<bool>("gradients"); // of tensor-parallel weights
        QTest::addColumn<bool>("sends");     // between stages
        QTest::newRow("") << true << true << true;
        QTest::newRow("megatron-lm-2021") << false << false << false;
        QTest::newRow("megatron-lm-2022") << false << true << false;
        QTest::newRow("megatron-lm-2023") << false << true << false;
        QTest::newRow("megatron-lm-2024") << true << true << true;
        QTest::newRow("megatron-core-2024") << true << true << true;
        QTest::newRow("deepspeed-2021") << false << false << false;
        QTest::newRow("megatron-deepspeed-2022") << false << false << false;
        QTest::newRow("torchtitan-2024") << true << false << true;
        QTest::newRow("torchtitan-2024-eager") << true << false << true;
        QTest::newRow("llm-foundry-2023") << true << false << true;
    }
    void eachGenerationHasItsOwn()
    {
        QFETCH(const bool, data);
        QFETCH(const bool, gradients);
        QFETCH(const bool, sends);
        const TensorOverlap tensor = gradients ? TensorOverlap::WeightGradients : TensorOverlap::None;
        for (int zero = 0; zero <= 3; ++zero) {
            // DeepSpeed's overlap_comm is on for ZeRO 3, but up to 2021 its gathers wait for the device.
            const bool isBeside = data || (zero == 3 && std::string(QTest::currentDataTag()) != "deepspeed-2021");
            QCOMPARE(of(QTest::currentDataTag(), zero), (Overlap {isBeside, isBeside, tensor, sends}));
        }
    }
    void whatThePlanSaysHolds()
    {
        OverlapPlan given;
        given.gradientReduce = true;
        QCOMPARE(of("deepspeed-2021", 1, given), (Overlap {true, false, TensorOverlap::None, false}));
        given.tensor = true;
        QCOMPARE(of("deepspeed-2021", 1, given), (Overlap {true, false, TensorOverlap::Pipelined, false}));
        given = {};
        given.parameterGather = given.tensor = false;
        QCOMPARE(of("", 1, given), (Overlap {true, false, TensorOverlap::None}));
    }
    void whatThePlanSaysOfSendsHolds()
    {
        Training training;
        training.software = "megatron-lm-2022";
        Plan plan;
        plan.sends = Sends::Asynchronous;
        QVERIFY(overlapOf(plan, training).sends);
        plan.sends = std::nullopt;
        plan.schedule = Schedule::ZeroBubbleH1; // with its own sends
        QVERIFY(overlapOf(plan, training).sends);
        plan.sends = Sends::Blocking;
        QVERIFY(!overlapOf(plan, training).sends);
    }
    void shardedGradientsNeverWaitForTheEnd()
    {
        for (const bool isBeside : {false, true})
            for (int zero = 0; zero <= 3; ++zero) {
                QCOMPARE(reducesInPasses(zero, {isBeside, true, TensorOverlap::None}), isBeside || zero >= 2);
                QCOMPARE(reducesEveryPass(zero), zero >= 2);
            }
    }
};
CLUSTERLOOM_TEST(TestOverlap)

#include "tst_overlap.moc"
