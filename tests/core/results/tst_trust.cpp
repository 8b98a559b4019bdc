#include "core/results/source_notes.h"
#include "core/results/trust.h"

#include "core/documents/embedded.h"
#include "tests/support/registry.h"

#include <cmath>
#include <set>

using namespace core;

namespace {

/// `error` of the held-out prediction; the shipped one is exact.
ScoredRun runOf(const char* kind, const char* software, double error)
{
    ScoredRun run;
    run.shipped.source = "source";
    run.shipped.id = std::string(kind) + "-" + std::to_string(error);
    run.shipped.group = "group";
    run.shipped.measured = Seconds(10);
    run.shipped.predicted = Prediction();
    run.shipped.predicted->iteration = Seconds(10);
    run.heldOut = run.shipped;
    run.heldOut.predicted->iteration = Seconds(10 * (1 + error));
    run.facts = {{kind}, software, Precision::Bf16, 8, 2048, 24, 1024, 1, 1, 1};
    return run;
}

std::vector<ScoredRun> elevenRuns()
{
    std::vector<ScoredRun> runs;
    for (const double error : {0.0, -0.1, 0.2, -0.3, 0.4, 0.5})
        runs.push_back(runOf("T4", "new", error));
    for (const double error : {0.6, 0.6, 0.6, 0.6, 0.6})
        runs.push_back(runOf("T4", "old", error));
    return runs;
}

bool near(double a, double b) { return std::abs(a - b) < 1e-9; }

} // namespace

class TestTrust : public QObject
{
    Q_OBJECT

private slots:
    void theBarIsWhatFourOfFiveRunsStayedWithin()
    {
        const auto runs = elevenRuns();
        const Trust trust = trustOf(runs.front().facts, builtInCatalogue(), runs);
        QCOMPARE(trust.time->runs, 6);
        QVERIFY(near(trust.time->share, 0.4)); // of 0, 0.1, ... 0.5, four fifths of the way
        QVERIFY(trust.outside.empty());
        QVERIFY(!trust.memory); // nobody measured any
    }
    void fewerThanFiveRunsDoNotSpeak()
    {
        auto runs = elevenRuns();
        RunFacts plan = runs.front().facts;
        plan.software = "another";
        QCOMPARE(trustOf(plan, builtInCatalogue(), runs).time->runs, 11);
        plan.kinds = {"L4"};
        const Trust trust = trustOf(plan, builtInCatalogue(), runs);
        QCOMPARE(trust.time->runs, 11);
        QVERIFY(trust.time->basis.find("any kind") != std::string::npos);
        runs.resize(4);
        QVERIFY(!trustOf(plan, builtInCatalogue(), runs).time);
    }
    void everyStepOutsideWidensTheBarByHalf()
    {
        const auto runs = elevenRuns();
        RunFacts plan = runs.front().facts;
        plan.devices = 16;
        QVERIFY(trustOf(plan, builtInCatalogue(), runs).outside.empty());
        plan.devices = 17;
        plan.context = 2;
        const Trust trust = trustOf(plan, builtInCatalogue(), runs);
        QCOMPARE(trust.outside.size(), std::size_t(2));
        QCOMPARE(trust.outside.front(), std::string("devices 17: the runs have up to 8"));
        QVERIFY(near(trust.time->share, 0.4 * 1.5 * 1.5));
    }
    void specialRunsDoNotCount()
    {
        auto runs = elevenRuns();
        runs[5].shipped.special = true;
        QVERIFY(near(trustOf(runs.front().facts, builtInCatalogue(), runs).time->share, 0.3 + 0.2 * 0.1));
    }
    void constantsSayWhereTheyAreFrom()
    {
        RunFacts plan;
        plan.kinds = {"A100-80G-SXM", "L4"};
        plan.software = "megatron-lm-2023";
        const auto used = trustOf(plan, builtInCatalogue(), shippedRuns()).constants;
        QCOMPARE(used.size(), std::size_t(2));
        QCOMPARE(used[0].generation, std::string("megatron-lm-2023"));
        QCOMPARE(used[0].runs, 24);
        QVERIFY(used[0].provenance.find("zero_bubble") != std::string::npos);
        QCOMPARE(used[1].generation, std::string());
        QCOMPARE(used[1].runs, 0);
    }
    void notesAreOfSourcesThatShip()
    {
        std::set<std::string> noted;
        for (const ScoredRun& run : shippedRuns())
            if (!noteOf(run.shipped.source).empty())
                noted.insert(run.shipped.source);
        QCOMPARE(noted.size(), std::size_t(8));
        QVERIFY(noteOf("own").empty());
    }
    void aNoteIsTheOneOfTheFile()
    {
        for (const embedded::NamedFile& file : embedded::measurementFiles()) {
            const Measurements own = parseMeasurements(file.content).value();
            if (file.name == own.source + ".json")
                QCOMPARE(noteOf(own.source), own.known);
            else
                QVERIFY2(own.known.empty(), file.name.data()); // nobody would see it
        }
    }
    void theTableReadsBackWhatItWrote()
    {
        auto runs = elevenRuns();
        runs[3].shipped.measuredPeak = runs[3].heldOut.measuredPeak = gibibytes(40);
        runs[3].shipped.predicted->peakMemory = gibibytes(44);
        const std::string table = tableOf(runs);
        const auto again = parseScoredRuns(table);
        QVERIFY(again.ok());
        QCOMPARE(again->size(), runs.size());
        QCOMPARE(tableOf(*again), table);
        QCOMPARE((*again)[3].facts, runs[3].facts);
        QVERIFY(near((*again)[3].shipped.memoryErrors().at(0), 0.1));
        QVERIFY(near(*(*again)[2].heldOut.timeError(), 0.2));
    }
    void aRunThatNoFitLeftOutSaysNothingOfTheTime()
    {
        auto runs = elevenRuns();
        runs[5].heldOut.predicted.reset();
        const auto again = parseScoredRuns(tableOf(runs));
        QVERIFY(again.ok());
        QVERIFY(!(*again)[5].heldOut.predicted);
        QVERIFY((*again)[5].shipped.predicted);
        QCOMPARE(trustOf(runs.front().facts, builtInCatalogue(), *again).time->runs, 5); // of six with this software
    }
    void aBrokenLineIsNamed()
    {
        std::string table = tableOf(elevenRuns());
        table.replace(table.rfind("10,"), 3, "x,");
        const auto read = parseScoredRuns(table);
        QVERIFY(!read.ok());
        QCOMPARE(read.error().where, std::string("line 12"));
        QVERIFY(!parseScoredRuns("titles\n1,2,3\n").ok());
    }
    /// What the Trust page shows is what `validate` computes now: every twentieth row that is quick to simulate. Constants are
    /// shipped with four digits.
    void theShippedTableIsWhatValidateSays()
    {
        QVERIFY2(parseScoredRuns(embedded::predictionsCsv()).ok(), "resources/predictions.csv");
        std::size_t compared = 0;
        for (const embedded::NamedFile& file : embedded::measurementFiles()) {
            const Measurements all = parseMeasurements(file.content).value();
            if (file.name == "bloom.json" || file.name == "narayanan21.json" || file.name == "megatron_bridge.json")
                continue;
            Measurements some {all.source, all.url, all.about, all.known, {}};
            for (std::size_t i = 0; i < all.runs.size(); i += 20)
                some.runs.push_back(all.runs[i]);
            for (const RowScore& row : validate({some}, builtInCatalogue(), {0, false, false, 0.01}).rows)
                for (const ScoredRun& run : shippedRuns())
                    if (run.shipped.source == row.source && run.shipped.id == row.id && row.predicted) {
                        QVERIFY2(std::abs(run.shipped.predicted->iteration / row.predicted->iteration - 1) < 2e-3, row.id.c_str());
                        ++compared;
                    }
        }
        QVERIFY(compared > 50);
    }
};

CLUSTERLOOM_TEST(TestTrust)
#include "tst_trust.moc"
