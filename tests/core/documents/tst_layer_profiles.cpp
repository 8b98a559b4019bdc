#include "core/documents/layer_profiles.h"

#include "core/documents/project_file.h"
#include "tests/support/json.h"
#include "tests/support/registry.h"

using namespace core;

namespace tst_layer_profiles {

Project projectOf(const std::string& nodes)
{
    const LoadResult read = parseProject(support::json("{ 'clusterloom': 1, 'cluster': { 'nodes': [" + nodes + "] },"
        "'model': { 'layers': 2, 'hidden': 64, 'heads': 4, 'vocab': 100 }, 'training': { 'global_batch': 4, 'sequence': 128, 'precision': 'bf16' } }"));
    return *read.project;
}

Project oneKind() { return projectOf("{ 'id': 'n0', 'device': 'A100-80G-SXM', 'count': 2 }"); }

Result<std::vector<ImportedProfile>> parsed(const std::string& text, const std::string& name = "profile.json")
{
    return parseLayerProfiles(support::json(text), name);
}

std::string rows(const std::string& text) { return "{ 'clusterloom-layer-profiles': 1, 'rows': [" + text + "] }"; }

/// The project with profiles of a text; the error's message where it is refused.
std::string refusal(const Project& project, const std::string& text, const std::string& device = {})
{
    const auto profiles = parsed(text);
    if (!profiles)
        return profiles.error().message;
    const auto measured = withProfiles(project, *profiles, device, builtInCatalogue());
    return measured ? "" : measured.error().message;
}

const char* const sailorText = "{ '2': { '4': { '0': [0.1, 0.2, 0.3], '1': [1, 2, 3], '2': [4, 5, 6], '3': [7, 8, 9] } } }";

} // namespace tst_layer_profiles

using namespace tst_layer_profiles;

class TestLayerProfiles : public QObject
{
    Q_OBJECT
private slots:
    void ourOwnRowsAreRead()
    {
        const auto read = parsed(rows("{ 'device': 'T4', 'tensor': 2, 'micro_batch': 3, 'hidden': 64, 'sequence': 128, 'layer_s': [0.5, 1, null], 'head_s': [2, 3] },"
            "{ 'device': 'T4', 'recompute': 'full', 'tensor': 1, 'micro_batch': 1, 'layer_s': [1, 1] }"));
        QVERIFY(read.ok());
        QCOMPARE(read->size(), std::size_t(1)); // the other recomputes
        QCOMPARE(read->front().device, std::string("T4"));
        const LayerProfile& profile = read->front().profile;
        QCOMPARE(profile.tensor, 2);
        QCOMPARE(profile.microBatch, 3);
        QCOMPARE(profile.hidden, 64);
        QCOMPARE(profile.heads, 0);
        QVERIFY(*profile.layer == (UnitTimes {Seconds(0.5), Seconds(1), {}}));
        QVERIFY(*profile.head == (UnitTimes {Seconds(2), Seconds(3), {}}));
        QVERIFY(!profile.embedding);
    }
    void sailorsLayoutIsRead()
    {
        const auto read = parsed(sailorText);
        QVERIFY(read.ok());
        QCOMPARE(read->size(), std::size_t(1));
        const LayerProfile& profile = read->front().profile;
        QCOMPARE(profile.microBatch, 2);
        QCOMPARE(profile.tensor, 4);
        QVERIFY(*profile.embedding == (UnitTimes {Seconds(0.1), Seconds(0.2), Seconds(0.3)}));
        QVERIFY(*profile.layer == (UnitTimes {Seconds(4), Seconds(5), Seconds(6)}));
        QVERIFY(*profile.head == (UnitTimes {Seconds(7), Seconds(8), Seconds(9)}));
    }
    void metisLayoutIsRead()
    {
        const auto read = parsed("{ 'execution_time': { 'layer_compute_total_ms': [3, 30, 30, 6] } }", "DeviceType.A100_tp2_bs4.json");
        QVERIFY(read.ok());
        const LayerProfile& profile = read->front().profile;
        QCOMPARE(profile.tensor, 2);
        QCOMPARE(profile.microBatch, 4);
        QVERIFY(std::abs(profile.layer->forward.value - 0.010) < 1e-12);
        QVERIFY(std::abs(profile.layer->backward.value - 0.020) < 1e-12);
        QVERIFY(std::abs(profile.head->forward.value - 0.002) < 1e-12);
    }
    void brokenFilesAreRefusedWithTheirPlace_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("place");
        const auto add = [](const char* name, const std::string& text, const char* place) { QTest::newRow(name) << QString::fromStdString(text) << place; };
        add("a list", "[]", "");
        add("no rows", "{ 'clusterloom-layer-profiles': 1 }", "/rows");
        add("negative", rows("{ 'device': 'T4', 'layer_s': [1, -2] }"), "/rows/0/layer_s/1");
        add("words", rows("{ 'device': 'T4', 'layer_s': [1, 'a'] }"), "/rows/0/layer_s/1");
        add("one pass", rows("{ 'device': 'T4', 'layer_s': [1] }"), "/rows/0/layer_s");
        add("no device", rows("{ 'layer_s': [1, 2] }"), "/rows/0/device");
        add("no times", rows("{ 'device': 'T4', 'tensor': 2 }"), "/rows/0");
        add("a degree", rows("{ 'device': 'T4', 'tensor': 0, 'layer_s': [1, 2] }"), "/rows/0");
        add("one layer", "{ '1': { '1': { '0': [1, 2] } } }", "/1/1");
        add("no embedding", "{ '1': { '1': { '1': [1, 2], '2': [1, 2], '3': [1, 2] } } }", "/1/1");
        add("a micro-batch", "{ 'x': { '1': {} } }", "/x");
        add("a tensor degree", "{ '1': { '0': { '0': [1, 2], '1': [1, 2], '2': [1, 2] } } }", "/1/0");
        add("no list of Metis'", "{ 'execution_time': 3 }", "/execution_time/layer_compute_total_ms");
        add("a hole", "{ 'execution_time': { 'layer_compute_total_ms': [1, null, 3] } }", "/execution_time/layer_compute_total_ms/1");
    }
    void brokenFilesAreRefusedWithTheirPlace()
    {
        QFETCH(const QString, text);
        QFETCH(const QString, place);
        const auto read = parsed(text.toStdString(), "x_tp1_bs1.json");
        QVERIFY(!read.ok());
        QCOMPARE(QString::fromStdString(read.error().where), place);
        QVERIFY(!read.error().message.empty());
    }
    void aMetisFileWithoutDegreesInItsNameIsRefused()
    {
        QVERIFY(!parsed("{ 'execution_time': { 'layer_compute_total_ms': [3, 30, 6] } }").ok());
    }
    void aProjectTakesTheTimesOfItsDevicesAndKeepsThem()
    {
        const auto profiles = parsed(rows("{ 'device': 'A100-80G-SXM', 'tensor': 2, 'micro_batch': 1, 'layer_s': [0.25, 0.5] }, { 'device': 'T4', 'layer_s': [1, 2] },"
            "{ 'device': 'A100-80G-SXM', 'tensor': 1, 'micro_batch': 1, 'layer_s': [1, 2, 3] }, { 'device': 'A100-80G-SXM', 'hidden': 65, 'layer_s': [9, 9] }"));
        QVERIFY(profiles.ok());
        const auto measured = withProfiles(oneKind(), *profiles, {}, builtInCatalogue());
        QVERIFY(measured.ok());
        const auto device = resolveDevice(*measured->cluster, builtInCatalogue(), {"A100-80G-SXM"});
        QVERIFY(device.ok());
        QCOMPARE(device->profiles.size(), std::size_t(2)); // neither the T4 nor another model
        QCOMPARE(device->profiles[0].tensor, 1);
        QCOMPARE(device->profiles[1].tensor, 2);
        QCOMPARE(device->profiles[0].hidden, 64); // filled in: of this model only
        QCOMPARE(device->profiles[0].sequence, 128);
        QCOMPARE(device->bf16.value, findDevice(builtInCatalogue(), {"A100-80G-SXM"})->bf16.value);
        const LoadResult again = parseProject(saveProject(*measured));
        QVERIFY2(again.project.has_value(), again.errors.empty() ? "" : again.errors.front().message.c_str());
        QVERIFY(*again.project == *measured);
    }
    void aFileThatDoesNotSayItsDeviceIsOfTheOnlyKindThereIs()
    {
        QCOMPARE(refusal(oneKind(), sailorText), std::string());
        const Project mixed = projectOf("{ 'id': 'a', 'device': 'T4' }, { 'id': 'b', 'device': 'L4' }");
        QVERIFY(refusal(mixed, sailorText).find("do not say") != std::string::npos);
        QCOMPARE(refusal(mixed, sailorText, "L4"), std::string());
        QVERIFY(refusal(mixed, sailorText, "H200").find("the cluster has T4, L4") != std::string::npos);
    }
    void timesOfAnotherModelOrTwiceTheSameAreRefused()
    {
        QVERIFY(refusal(oneKind(), rows("{ 'device': 'A100-80G-SXM', 'hidden': 65, 'layer_s': [9, 9] }")).find("hidden 64") != std::string::npos);
        const std::string one = "{ 'device': 'A100-80G-SXM', 'tensor': 2, 'layer_s': [9, 9] }";
        QVERIFY(refusal(oneKind(), rows(one + ", " + one)).find("twice") != std::string::npos);
        QVERIFY(refusal(oneKind(), rows("{ 'device': 'T4', 'layer_s': [9, 9] }")).find("of T4") != std::string::npos);
    }
};

CLUSTERLOOM_TEST(TestLayerProfiles)
#include "tst_layer_profiles.moc"
