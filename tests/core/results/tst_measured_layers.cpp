#include "core/documents/layer_profiles.h"
#include "core/documents/project_file.h"
#include "core/results/validation.h"
#include "tests/support/json.h"
#include "tests/support/registry.h"

using namespace core;

namespace tst_measured_layers {

/// Two layers on one device, four samples one by one; times of each unit as given.
Project onOneDevice(const std::string& times)
{
    const LoadResult read = parseProject(support::json("{ 'clusterloom': 1, 'cluster': {"
        "'devices': { 'mine': { 'based_on': 'A100-80G-SXM', 'profiles': [{ 'tensor': 1, 'micro_batch': 1, " + times + " }] } },"
        "'nodes': [{ 'id': 'n0', 'device': 'mine', 'count': 1 }] },"
        "'model': { 'layers': 2, 'hidden': 1024, 'heads': 16, 'vocab': 1000 }, 'training': { 'global_batch': 4, 'sequence': 512, 'precision': 'bf16' },"
        "'plans': [{ 'name': 'p', 'tensor': 1, 'pipeline': 1, 'data': 1, 'micro_batch': 1, 'schedule': '1f1b' }] }"));
    return *read.project;
}

} // namespace tst_measured_layers

class TestMeasuredLayers : public QObject
{
    Q_OBJECT
private slots:
    void anIterationIsTheSumOfItsMeasuredPasses()
    {
        // Four times embedding 1 + 2 ms, two layers of 10 + 20 ms, head 3 + 4 ms; then the updates, 5 + 2 x 1 + 6 ms.
        const Project project = tst_measured_layers::onOneDevice(
            "'embedding_s': [0.001, 0.002, 0.005], 'layer_s': [0.010, 0.020, 0.001], 'head_s': [0.003, 0.004, 0.006]");
        const auto prediction = predicted(project, builtInCatalogue(), true);
        QVERIFY2(prediction.ok(), prediction.ok() ? "" : prediction.error().message.c_str());
        QVERIFY2(std::abs(prediction->iteration.value - 0.293) < 1e-6, std::to_string(prediction->iteration.value).c_str());
        QVERIFY(std::abs(prediction->parts.total() / prediction->iteration - 1) < 1e-6);
    }
    void unitsThatWereNotMeasuredAreComputed()
    {
        const auto whole = predicted(tst_measured_layers::onOneDevice("'embedding_s': [0, 0], 'layer_s': [0.010, 0.020], 'head_s': [0, 0]"), builtInCatalogue());
        const auto layersOnly = predicted(tst_measured_layers::onOneDevice("'layer_s': [0.010, 0.020]"), builtInCatalogue());
        QVERIFY(whole.ok());
        QVERIFY(layersOnly.ok());
        QVERIFY(whole->iteration.value > 0.240); // and the computed update
        QVERIFY(layersOnly->iteration > whole->iteration);
        QVERIFY(layersOnly->iteration.value < 0.300);
    }
    /// Sailor's runs with the times of layers that its authors measured on the same devices, which no constant was fitted to.
    void measuredTimesOfLayersDoBetterThanFacts()
    {
        Catalogue facts = builtInCatalogue();
        for (Device& device : facts.devices)
            device.generations.clear();
        const auto profiles = loadLayerProfiles(CLUSTERLOOM_SOURCE_DIR "/resources/measurements/layer_profiles.json");
        QVERIFY2(profiles.ok(), profiles.ok() ? "" : profiles.error().message.c_str());
        const Measurements sailor = loadMeasurements(CLUSTERLOOM_SOURCE_DIR "/resources/measurements/sailor.json").value();
        Measurements measured = sailor;
        for (MeasuredRun& run : measured.runs) {
            const auto project = withProfiles(run.project, *profiles, {}, facts);
            QVERIFY2(project.ok(), run.id.c_str());
            run.project = *project;
        }
        const auto without = validate({sailor}, facts).sources.front().time, with = validate({measured}, facts).sources.front().time;
        const std::string figures = "median " + std::to_string(*without.median) + " without, " + std::to_string(*with.median) + " with";
        QVERIFY2(*with.median < 0.8 * *without.median, figures.c_str());
    }
};

CLUSTERLOOM_TEST(TestMeasuredLayers)
#include "tst_measured_layers.moc"
