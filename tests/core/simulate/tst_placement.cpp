#include "core/simulate/placement.h"
#include "tests/support/registry.h"

using namespace core;

namespace {

/// `hosts` hosts of `devices` devices, named n0, n1, ...
ExpandedCluster clusterOf(int hosts, int devices)
{
    ExpandedCluster cluster;
    cluster.kinds.resize(1);
    for (int h = 0; h < hosts; ++h) {
        cluster.hosts.push_back({"n" + std::to_string(h), h, 0, h * devices, devices, 0});
        cluster.hostByName["n" + std::to_string(h)] = h;
        cluster.hostOfRank.insert(cluster.hostOfRank.end(), static_cast<std::size_t>(devices), h);
    }
    return cluster;
}

ModelShape modelOf(int layers)
{
    ModelShape model;
    model.layers = layers;
    return model;
}

Training batchOf(int samples)
{
    Training training;
    training.globalBatch = samples;
    return training;
}

Plan gridOf(int tensor, int pipeline, int data, int microBatch = 1)
{
    Plan plan;
    plan.tensor = tensor;
    plan.pipeline = pipeline;
    plan.data = data;
    plan.microBatch = microBatch;
    return plan;
}

} // namespace

class TestPlacement : public QObject
{
    Q_OBJECT
private slots:
    void tensorIsInnermostThenDataThenPipeline()
    {
        const auto placement = placed(gridOf(2, 2, 2), clusterOf(2, 4), modelOf(4), batchOf(8));
        QVERIFY(placement.ok());
        QCOMPARE(placement->pipelines.size(), std::size_t{2});
        QCOMPARE(placement->pipelines[1].stages[0].ranks, (std::vector{2, 3}));
        QCOMPARE(placement->pipelines[0].stages[1].ranks, (std::vector{4, 5}));
        QCOMPARE(placement->pipelines[0].microBatches, 4);
    }
    void theOrderCanPutThePipelineInside()
    {
        Plan plan = gridOf(2, 2, 2);
        plan.order = "tp-pp-dp";
        const auto placement = placed(plan, clusterOf(2, 4), modelOf(4), batchOf(8));
        QVERIFY(placement.ok());
        QCOMPARE(placement->pipelines[0].stages[1].ranks, (std::vector{2, 3}));
        QCOMPARE(placement->pipelines[1].stages[0].ranks, (std::vector{4, 5}));
    }
    void layersAreCutEvenlyEmbeddingFirstHeadLast()
    {
        QCOMPARE(evenUnits(8, 2), (std::vector<UnitRange>{{0, 5}, {5, 10}}));
        QCOMPARE(evenUnits(5, 2), (std::vector<UnitRange>{{0, 4}, {4, 7}}));
        QCOMPARE(evenUnits(3, 1), (std::vector<UnitRange>{{0, 5}}));
    }
    void interleavedChunksAlternateBetweenStages()
    {
        Plan plan = gridOf(1, 2, 1);
        plan.schedule = Schedule::Interleaved;
        plan.interleave = 2;
        const auto placement = placed(plan, clusterOf(1, 2), modelOf(4), batchOf(4));
        QVERIFY(placement.ok());
        const auto& stages = placement->pipelines[0].stages;
        QCOMPARE(stages[0].chunks, (std::vector<Chunk>{{{0, 2}, 0}, {{3, 4}, 2}}));
        QCOMPARE(stages[1].chunks, (std::vector<Chunk>{{{2, 3}, 1}, {{4, 6}, 3}}));
    }
    void explicitStagesNameTheirDevices()
    {
        Plan plan;
        PipelinePlan pipeline {2, 3, {}, {}};
        pipeline.stages.push_back({{"n1:0-1"}, UnitRange{0, 3}, {}, Recompute::Full, {}});
        pipeline.stages.push_back({{"n0:2"}, UnitRange{3, 6}, {}, {}, {}});
        plan.pipelines.push_back(pipeline);
        const auto placement = placed(plan, clusterOf(2, 4), modelOf(4), batchOf(6));
        QVERIFY2(placement.ok(), placement.ok() ? "" : placement.error().message.c_str());
        QCOMPARE(placement->pipelines[0].stages[0].ranks, (std::vector{4, 5}));
        QCOMPARE(placement->pipelines[0].stages[0].recompute, Recompute::Full);
        QCOMPARE(placement->pipelines[0].stages[1].ranks, (std::vector{2}));
        QCOMPARE(placement->pipelines[0].stages[1].chunks, (std::vector<Chunk>{{{3, 6}, 1}}));
    }
    void refusalsNameTheField_data()
    {
        QTest::addColumn<int>("tensor");
        QTest::addColumn<int>("pipeline");
        QTest::addColumn<int>("microBatch");
        QTest::addColumn<QString>("order");
        QTest::addColumn<QString>("where");
        QTest::newRow("no degree") << 0 << 1 << 1 << "tp-dp-pp" << "/tensor";
        QTest::newRow("too many devices") << 8 << 2 << 1 << "tp-dp-pp" << "";
        QTest::newRow("more stages than layers") << 1 << 5 << 1 << "tp-dp-pp" << "/pipeline";
        QTest::newRow("batch") << 1 << 1 << 3 << "tp-dp-pp" << "/micro_batch";
        QTest::newRow("misspelt order") << 1 << 1 << 1 << "tp-dq-pp" << "/order";
        QTest::newRow("half an order") << 1 << 2 << 1 << "tp-dp" << "/order";
    }
    void refusalsNameTheField()
    {
        QFETCH(int, tensor);
        QFETCH(int, pipeline);
        QFETCH(int, microBatch);
        QFETCH(QString, order);
        QFETCH(QString, where);
        Plan plan = gridOf(tensor, pipeline, 1, microBatch);
        plan.order = order.toStdString();
        const auto placement = placed(plan, clusterOf(2, 4), modelOf(4), batchOf(8));
        QVERIFY(!placement);
        QCOMPARE(QString::fromStdString(placement.error().where), where);
        QVERIFY(!placement.error().expected.empty());
    }
    void explicitStagesMustCoverTheModel()
    {
        Plan plan;
        PipelinePlan pipeline {1, 1, {}, {}};
        pipeline.stages.push_back({{"n0:0"}, UnitRange{0, 3}, {}, {}, {}});
        pipeline.stages.push_back({{"n0:1"}, UnitRange{4, 6}, {}, {}, {}});
        plan.pipelines.push_back(pipeline);
        QVERIFY(!placed(plan, clusterOf(1, 4), modelOf(4), batchOf(1)));
        plan.pipelines[0].stages[1].layers = UnitRange{3, 6};
        QVERIFY(placed(plan, clusterOf(1, 4), modelOf(4), batchOf(1)).ok());
        plan.pipelines[0].stages[1].devices = {"n0:0"};
        QVERIFY(!placed(plan, clusterOf(1, 4), modelOf(4), batchOf(1)));
    }
};
CLUSTERLOOM_TEST(TestPlacement)

#include "tst_placement.moc"
