#include "core/results/validation.h"

#include "core/documents/embedded.h"
#include "core/results/calibration.h"
#include "tests/support/registry.h"

#include <cmath>
#include <map>
#include <set>

using namespace core;

namespace {

bool close(double a, double b) { return std::abs(a - b) < 1e-9; }

RowScore rowOf(const char* id, const char* group, double measured, double predicted)
{
    RowScore row;
    row.id = id;
    row.group = group;
    row.measured = Seconds(measured);
    row.predicted = Prediction();
    row.predicted->iteration = Seconds(predicted);
    return row;
}

/// Every `stride`-th row of a shipped file, at most `most`.
Measurements shipped(std::string_view name, std::size_t stride, std::size_t most)
{
    for (const embedded::NamedFile& file : embedded::measurementFiles()) {
        if (file.name != name)
            continue;
        Measurements all = parseMeasurements(file.content).value();
        Measurements some {all.source, all.url, all.about, all.known, {}};
        for (std::size_t i = 0; i < all.runs.size() && some.runs.size() < most; i += stride)
            some.runs.push_back(all.runs[i]);
        return some;
    }
    return {};
}

} // namespace

class TestValidation : public QObject
{
    Q_OBJECT

private slots:
    void figuresByHand()
    {
        const std::vector<RowScore> rows {rowOf("a", "g", 10, 11), rowOf("b", "g", 20, 16), rowOf("c", "g", 30, 30.9), rowOf("d", "h", 5, 10)};
        const SourceScore score = sourceScore("source", rows, 0.01);
        QCOMPARE(score.rows, 4);
        QCOMPARE(score.simulated, 4);
        // Errors +0.1, -0.2, +0.03, +1: absolute 0.03, 0.1, 0.2, 1.
        QVERIFY(close(*score.time.mape, 1.33 / 4));
        QVERIFY(close(*score.time.median, 0.15));
        QVERIFY(close(*score.time.p90, 0.2 + 0.7 * 0.8));
        QVERIFY(close(*score.time.bias, 0.93 / 4));
        QCOMPARE(score.worstRow, std::string("d"));
        // Only group g has three rows, in the right order.
        QCOMPARE(score.groups, 1);
        QVERIFY(close(*score.kendallTau, 1));
        QVERIFY(close(*score.regret, 0));
    }
    void groupsWithinTheNoiseSayNothing()
    {
        const std::vector<RowScore> rows {rowOf("a", "g", 10, 3), rowOf("b", "g", 10.1, 2), rowOf("c", "g", 10.15, 1)};
        QCOMPARE(sourceScore("source", rows, 0.01).groups, 0);
        QCOMPARE(sourceScore("source", rows, 0.001).groups, 1);
        QVERIFY(close(*sourceScore("source", rows, 0.001).kendallTau, -1));
        QVERIFY(close(*sourceScore("source", rows, 0.001).regret, 0.015));
    }
    void specialRowsStayOutOfTheHeadline()
    {
        std::vector<RowScore> rows {rowOf("a", "", 10, 11), rowOf("b", "", 10, 20)};
        rows[1].special = true;
        const SourceScore score = sourceScore("source", rows, 0.01);
        QVERIFY(close(*score.time.mape, 0.1));
        QVERIFY(close(*score.special.mape, 1));
    }
    void failuresAreCounted()
    {
        std::vector<RowScore> rows {rowOf("ran", "", 10, 11), rowOf("failed", "", 1, 1), rowOf("missed", "", 1, 1)};
        rows[0].predicted->fits = false;
        for (const std::size_t i : {1u, 2u}) {
            rows[i].measured.reset();
            rows[i].failed = "out of memory";
        }
        rows[1].predicted->fits = false;
        const SourceScore score = sourceScore("source", rows, 0.01);
        QCOMPARE(score.failed, 2);
        QCOMPARE(score.failuresPredicted, 1);
        QCOMPARE(score.failuresMissed, std::vector<std::string> {"missed"});
        QCOMPARE(score.wronglyRejected, std::vector<std::string> {"ran"});
        QCOMPARE(score.time.count, 1);
    }
    void memoryIsComparedDeviceByDevice()
    {
        RowScore row = rowOf("a", "", 1, 1);
        row.measuredPeak = gibibytes(50);
        row.measuredByDevice = {gibibytes(40), gibibytes(50)};
        row.predicted->memory = {gibibytes(44), gibibytes(45)};
        row.predicted->peakMemory = gibibytes(45);
        QVERIFY(close(row.memoryErrors().at(0), 0.1));
        QVERIFY(close(row.memoryErrors().at(1), -0.1));
        row.measuredByDevice.clear();
        QCOMPARE(row.memoryErrors().size(), std::size_t(1));
        QVERIFY(close(row.memoryErrors().at(0), -0.1));
    }
    void theReportDoesNotDependOnThreads()
    {
        const std::vector<Measurements> files {shipped("vtrain.json", 100, 8), shipped("amp.json", 9, 5)};
        const auto one = validate(files, builtInCatalogue(), {1, true, true, 0.01});
        const auto four = validate(files, builtInCatalogue(), {4, true, true, 0.01});
        QCOMPARE(one.rows.size(), std::size_t(13));
        for (std::size_t i = 0; i < one.rows.size(); ++i) {
            QCOMPARE(one.rows[i].id, four.rows[i].id);
            QCOMPARE(one.rows[i].predicted->iteration.value, four.rows[i].predicted->iteration.value);
            QCOMPARE(one.rows[i].predicted->memory, four.rows[i].predicted->memory);
        }
    }
    void thePartsOfTheTimeSumToIt()
    {
        for (const RowScore& row : validate({shipped("bloom.json", 20, 3), shipped("korthikanti22.json", 1, 2)}, builtInCatalogue(), {0, true, true, 0.01}).rows) {
            QVERIFY2(row.predicted, row.id.c_str());
            QVERIFY(std::abs(row.predicted->parts.total() / row.predicted->iteration - 1) < 1e-6);
            QVERIFY(row.predicted->parts.launch.value >= 0);
        }
    }
    void everyShippedRowIsReadAndPredictedOrExplained()
    {
        std::size_t rows = 0;
        for (const embedded::NamedFile& file : embedded::measurementFiles()) {
            const auto read = parseMeasurements(file.content);
            QVERIFY2(read.ok(), file.name.data());
            QVERIFY(!read->url.empty() || read->source == "mosaicml");
            for (const MeasuredRun& run : read->runs)
                QVERIFY2(!run.refused, (run.id + ": " + (run.refused ? describe(*run.refused) : "")).c_str());
            rows += read->runs.size();
        }
        QCOMPARE(rows, std::size_t(1207));
    }
    /// A regression guard: medians of a fixed subset, with constants as shipped. Tolerance: the printed median of the subset plus
    /// two points; a change that makes any of them worse than that must be understood.
    void errorsStayWithinTheirGuard()
    {
        const std::vector<Measurements> files {shipped("vtrain.json", 40, 20), shipped("simumax_b200.json", 1, 12),
            shipped("korthikanti22.json", 1, 4), shipped("zero_bubble.json", 3, 8), shipped("amp.json", 3, 17), shipped("bloom.json", 6, 10)};
        const std::map<std::string, double> guard {{"vtrain", 0.063}, {"simumax_b200", 0.049}, {"korthikanti22", 0.037}, {"zero_bubble", 0.039}, {"amp", 0.068}, {"bloom", 0.143}};
        for (const SourceScore& score : validate(files, builtInCatalogue()).sources) {
            const double median = score.time.median.value_or(9);
            QVERIFY2(median <= guard.at(score.source), (score.source + " " + std::to_string(median)).c_str());
        }
    }
    /// A run that takes a fifth longer than the facts say, alone and eight times over.
    void oneRunMovesConstantsLessThanManyThatSayTheSame()
    {
        Catalogue facts = builtInCatalogue();
        for (Device& device : facts.devices)
            device.generations.clear();
        Measurements file = shipped("korthikanti22.json", 1, 1);
        const double told = std::log(1.2);
        file.runs.front().measured.iteration = *predictedTime(file.runs.front().project, facts) * 1.2;
        const auto left = [&] { return calibrate({file}, facts, {0, "", 40, 4, "2026-11-23", false}).objectiveAfter; };
        const double alone = left();
        file.runs.resize(8, file.runs.front());
        const double together = left();
        QVERIFY2(alone > 0.1 * told && alone < 0.9 * told, std::to_string(alone / told).c_str());
        QVERIFY2(together < alone / 2, std::to_string(together / alone).c_str());
    }
    void aRunOfAnUnknownDeviceMovesNothing()
    {
        Measurements file = shipped("korthikanti22.json", 1, 1);
        file.runs.front().refused = Error {"has no such device", {}, {}, {}};
        QVERIFY(calibrate({file}, builtInCatalogue(), {0, "", 40, 4, "2026-11-23", false}).keys.empty());
    }
    void rowsOfOneShapeAreHeldOutTogether()
    {
        for (const char* name : {"bloom.json", "vtrain.json", "zero_bubble.json"}) {
            const Measurements file = shipped(name, 1, 1000);
            std::map<std::pair<int, int>, std::set<std::string>> foldsOfShape;
            std::set<std::string> folds;
            for (const MeasuredRun& run : file.runs) {
                foldsOfShape[{*run.project.model->layers, *run.project.model->hidden}].insert(foldOf(file, run));
                folds.insert(foldOf(file, run));
            }
            for (const auto& [shape, names] : foldsOfShape)
                QCOMPARE(names.size(), std::size_t(1));
            QVERIFY(folds.size() > 1);
            QVERIFY(folds.size() <= 6);
        }
    }
    void calibrationFindsWhatItWasGiven()
    {
        // Measured times are the predictions of a device with other constants: the fit must come back to them.
        Measurements file = shipped("korthikanti22.json", 1, 2);
        const std::vector<MeasuredRun> twice = file.runs;
        file.runs.insert(file.runs.end(), twice.begin(), twice.end());
        // Small layers, one sample at a time: the host decides.
        for (MeasuredRun& run : shipped("vtrain.json", 1, 500).runs)
            if (run.project.model->hidden == 1024 && run.project.plans[0].microBatch == 1 && file.runs.size() < 10) {
                run.project.training->software = "megatron-lm-2022";
                file.runs.push_back(run);
            }
        Catalogue truth = builtInCatalogue();
        for (Device& device : truth.devices)
            device.generations.clear();
        const Catalogue facts = truth;
        Efficiency& secret = efficiencyAt(truth, {"A100-80G-SXM", "megatron-lm-2022"});
        secret.gemm *= 0.85;
        secret.host = Seconds(90e-6);
        for (const RowScore& row : validate({file}, truth).rows)
            for (MeasuredRun& run : file.runs)
                if (run.id == row.id)
                    run.measured.iteration = row.predicted->iteration;
        const Calibration found = calibrate({file}, facts, {0, "", 40, 4, "2026-11-23", false});
        QVERIFY(found.objectiveAfter < 0.25 * found.objectiveBefore);
        const Efficiency& fitted = constantsOf(found.catalogue, {"A100-80G-SXM", "megatron-lm-2022"});
        QVERIFY2(std::abs(fitted.gemm / secret.gemm - 1) < 0.09, std::to_string(fitted.gemm / secret.gemm).c_str());
        QVERIFY2(std::abs(fitted.host / secret.host - 1) < 0.1, std::to_string(fitted.host / secret.host).c_str());
    }
};

CLUSTERLOOM_TEST(TestValidation)
#include "tst_validation.moc"
