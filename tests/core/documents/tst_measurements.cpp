#include "core/documents/measurements.h"

#include "core/documents/project_file.h"
#include "tests/support/json.h"
#include "tests/support/registry.h"

using namespace core;

class TestMeasurements : public QObject
{
    Q_OBJECT

    static std::string fileWith(const std::string& rows)
    {
        return support::json("{'clusterloom-measurements': 1, 'source': 'mine', 'url': 'https://example.org', 'clusters': {'one/two': {'nodes': "
                             "[{'id': 'n0', 'device': 'A100-80G-SXM', 'count': 8, 'fabric': {'kind': 'nvswitch', 'bandwidth': '300 GB/s'}}]}}, 'rows': ["
            + rows + "]}");
    }
    static std::string rowWith(const std::string& plan, const std::string& measured, const std::string& training = "")
    {
        return "{'id': 'r', 'cluster': 'one/two', 'devices': 8, 'model': {'preset': 'gpt-3-175b'}, 'training': {'global_batch': 8, 'sequence': 2048" + training
            + "}, 'plan': {" + plan + "}, 'measured': {" + measured + "}, 'group': 'g', 'unknown': ['plan.zero'], 'special': ['dropped tokens']}";
    }
    static MeasuredRun only(const std::string& row) { return parseMeasurements(fileWith(row)).value().runs.at(0); }

private slots:
    void aRowIsAProjectAndWhatWasMeasured()
    {
        const MeasuredRun run = only(rowWith("'tensor': 8, 'micro_batch': 1, 'recompute': 'full'", "'iteration_s': 1.5, 'peak_memory_gib': 40, 'memory_kind': 'allocated'"));
        QVERIFY2(!run.refused, run.refused ? describe(*run.refused).c_str() : "");
        QCOMPARE(run.id, std::string("r"));
        QCOMPARE(run.group, std::string("g"));
        QCOMPARE(run.unknown, std::vector<std::string> {"plan.zero"});
        QCOMPARE(run.special.size(), std::size_t(1));
        QCOMPARE(run.measured.iteration->value, 1.5);
        QCOMPARE(run.measured.peakMemory->value, gibibytes(40).value);
        // The same project as a file with these members.
        const LoadResult project = parseProject(support::json("{'clusterloom': 1, 'cluster': {'nodes': [{'id': 'n0', 'device': 'A100-80G-SXM', 'count': 8, "
                                                              "'fabric': {'kind': 'nvswitch', 'bandwidth': '300 GB/s'}}]}, 'model': {'preset': 'gpt-3-175b'}, 'training': "
                                                              "{'global_batch': 8, 'sequence': 2048}, 'plans': [{'name': 'r', 'tensor': 8, 'micro_batch': 1, 'recompute': 'full'}]}"));
        QVERIFY(project.project.has_value());
        QVERIFY(run.project == *project.project);
    }
    void wordsThatNoProjectKnowsAreTranslated()
    {
        const MeasuredRun run = only(rowWith("'pipeline': 8, 'schedule': 'zb-2p', 'micro_batch': 1", "'iteration_s': 1", ", 'precision': 'mxfp8'"));
        QVERIFY2(!run.refused, run.refused ? describe(*run.refused).c_str() : "");
        QVERIFY(run.project.plans[0].schedule == Schedule::ZeroBubbleGreedy);
        QCOMPARE(run.project.plans[0].activationLimit, std::optional<int>(16));
        QVERIFY(run.project.training->precision == Precision::Fp8);
    }
    void nullsAreOpen()
    {
        const MeasuredRun run = only(rowWith("'tensor': 8, 'micro_batch': null, 'recompute': null", "'iteration_s': 1"));
        QVERIFY(!run.refused);
        QCOMPARE(run.open, std::vector<std::string>({"micro_batch", "recompute"}));
        QVERIFY(!run.project.plans[0].microBatch);
    }
    void wrongRowsSayWhere_data()
    {
        QTest::addColumn<QByteArray>("row");
        QTest::addColumn<QString>("where");
        const auto add = [](const char* name, const std::string& row, const char* where) { QTest::newRow(name) << QByteArray::fromStdString(row) << where; };
        add("not an object", "7", "/rows/0");
        add("plan", rowWith("'tensor': 'eight'", "'iteration_s': 1"), "/rows/0/plan/tensor");
        add("schedule", rowWith("'schedule': 'zigzag'", "'iteration_s': 1"), "/rows/0/plan/schedule");
        add("training", rowWith("'tensor': 8", "'iteration_s': 1", ", 'precision': 'fp12'"), "/rows/0/training/precision");
        add("measured", rowWith("'tensor': 8", "'iteration_s': '1 s'"), "/rows/0/measured/iteration_s");
        add("negative", rowWith("'tensor': 8", "'iteration_s': -1"), "/rows/0/measured/iteration_s");
        add("zero", rowWith("'tensor': 8", "'iteration_s': 1, 'peak_memory_gib': 0"), "/rows/0/measured/peak_memory_gib");
        add("beyond all reason", rowWith("'tensor': 8", "'iteration_s': 1e300"), "/rows/0/measured/iteration_s");
        add("of one device", rowWith("'tensor': 8", "'iteration_s': 1, 'peak_memory_by_device_gib': [4, -4]"), "/rows/0/measured/peak_memory_by_device_gib/1");
        add("another number of devices", rowWith("'tensor': 4, 'data': 1", "'iteration_s': 1"), "/rows/0/devices");
        add("no measured", "{'id': 'r', 'cluster': 'one/two'}", "/rows/0/measured");
        add("cluster", "{'id': 'r', 'cluster': 'three', 'measured': {}}", "/rows/0/cluster");
    }
    void wrongRowsSayWhere()
    {
        QFETCH(QByteArray, row);
        QFETCH(QString, where);
        const MeasuredRun run = only(row.toStdString());
        QVERIFY(run.refused.has_value());
        QCOMPARE(QString::fromStdString(run.refused->where), where);
    }
    void errorsOfAClusterPointIntoIt()
    {
        std::string text = fileWith(rowWith("'tensor': 8", "'iteration_s': 1"));
        text.replace(text.find("300 GB/s"), 8, "300 GBps");
        const MeasuredRun run = parseMeasurements(text).value().runs.at(0);
        QVERIFY(run.refused.has_value());
        QCOMPARE(run.refused->where, std::string("/clusters/one~1two/nodes/0/fabric/bandwidth"));
    }
    void aPlaceInTheProjectIsAPlaceInTheFile()
    {
        const MeasuredRun run = parseMeasurements(fileWith(rowWith("'tensor': 8", "'iteration_s': 1") + "," + rowWith("'tensor': 4", "'iteration_s': 1"))).value().runs.at(1);
        QCOMPARE(run.placeOf("/cluster/nodes/0/device"), std::string("/clusters/one~1two/nodes/0/device"));
        QCOMPARE(run.placeOf("/plans/0/tensor"), std::string("/rows/1/plan/tensor"));
        QCOMPARE(run.placeOf("/model"), std::string("/rows/1/model"));
        QCOMPARE(run.placeOf(""), std::string("/rows/1"));
    }
    void whatIsNoFileOfRowsIsRefused()
    {
        QVERIFY(!parseMeasurements("").ok());
        QVERIFY(!parseMeasurements("[]").ok());
        QVERIFY(!parseMeasurements("{\"clusterloom\": 1}").ok());
        QVERIFY(!parseMeasurements(support::json("{'clusterloom-measurements': 1, 'clusters': {}, 'rows': 3}")).ok());
        QVERIFY(!parseMeasurements(support::json("{'clusterloom-measurements': 1, 'rows': []}")).ok());
        QCOMPARE(parseMeasurements(fileWith("")).error().where, std::string("/rows"));
        QVERIFY(!loadMeasurements("/nowhere/at/all.json").ok());
    }
    void whatIsKnownOfItsErrorsIsRead()
    {
        std::string text = fileWith(rowWith("'tensor': 8", "'iteration_s': 1"));
        QVERIFY(parseMeasurements(text).value().known.empty());
        text.insert(1, "\"known\": \"the head takes longer\", ");
        QCOMPARE(parseMeasurements(text).value().known, std::string("the head takes longer"));
    }
    void equalIdsAreRefused()
    {
        const std::string row = rowWith("'tensor': 8", "'iteration_s': 1");
        const Measurements file = parseMeasurements(fileWith(row + "," + row)).value();
        QVERIFY(!file.runs[0].refused);
        QCOMPARE(file.runs[1].refused->where, std::string("/rows/1/id"));
    }
};

CLUSTERLOOM_TEST(TestMeasurements)
#include "tst_measurements.moc"
