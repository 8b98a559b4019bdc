#include "core/results/sensitivity.h"

#include "core/results/metrics.h"
#include "tests/support/json.h"
#include "tests/support/registry.h"
#include "tests/support/sample_project.h"

#include <cmath>

using namespace core;

class TestSensitivity : public QObject
{
    Q_OBJECT
private slots:
    void everyPointIsASimulationOfTheSlowedCluster();
    void theWholeSpeedIsTheNominalRun();
    void aPlanThatCrossesIsFoundWhereBothTakeEqualLong();
    void threadsDoNotMatter();
    void whatCannotBeIsSaid();
    void itCanBeCancelled();
};

namespace {

/// A plan that takes the slow node's help and one that does without.
Project crossing()
{
    std::string text = support::sampleText();
    const std::string plans = support::json("{ 'name': 'both', 'tensor': 4, 'pipeline': 2, 'data': 1, 'micro_batch': 2, 'schedule': '1f1b' },"
                                            "{ 'name': 'alone', 'schedule': '1f1b', 'pipelines': [ { 'micro_batch': 2, 'micro_batches': 16, 'stages': ["
                                            "{ 'devices': ['fast:0-3'], 'layers': [0, 26] } ] } ] }");
    const std::size_t from = text.find("{ \"name\": \"one-by-one\"");
    return *parseProject(text.substr(0, from) + plans + " ] }").project;
}

} // namespace

void TestSensitivity::everyPointIsASimulationOfTheSlowedCluster()
{
    // Half the bandwidth written into the cluster gives the same time as the factor.
    Project project = support::sampleProject();
    const auto result = sensitivityOf(project, builtInCatalogue(), {{{TargetKind::Link, "slow-leaf"}}, {"one-by-one"}, {0.5, 1}});
    QVERIFY(result.ok());
    project.cluster->links.update(1, [](Link& link) { link.bandwidth = parseQuantity<BytesPerSecond>("50 Gbit/s").value(); });
    const auto halved = simulate(project, builtInCatalogue(), {"one-by-one", {}});
    QVERIFY(halved.ok());
    const double difference = std::abs(static_cast<double>((*result->curves[0].times[0] - halved->period).count));
    // NICs of a drawn link shrink with it, those of a slowed one do not: one flow sees no difference but for rounding.
    QVERIFY2(difference <= 1e-3 * static_cast<double>(halved->period.count), qPrintable(QString::number(difference)));
}

void TestSensitivity::theWholeSpeedIsTheNominalRun()
{
    const Project project = support::sampleProject();
    const auto result = sensitivityOf(project, builtInCatalogue(), {{{TargetKind::Link, "*"}, {TargetKind::Node, "slow"}}});
    QVERIFY(result.ok());
    QCOMPARE(result->factors.size(), std::size_t(10));
    QCOMPARE(result->curves.size(), std::size_t(2));
    for (const SensitivityCurve& curve : result->curves) {
        QVERIFY(!curve.error);
        const auto nominal = simulate(project, builtInCatalogue(), {curve.plan, {}});
        QCOMPARE(*curve.times.back(), nominal->period);
        QCOMPARE(curve.fits, metrics(*nominal, project, builtInCatalogue(), curve.plan)->feasible);
        QVERIFY(*curve.times.front() > *curve.times.back());
    }
}

void TestSensitivity::aPlanThatCrossesIsFoundWhereBothTakeEqualLong()
{
    const Project project = crossing();
    SensitivityOptions options {{{TargetKind::Node, "slow"}}, {}, {0.05, 0.75, 1}};
    options.accuracy = 0.001;
    const auto result = sensitivityOf(project, builtInCatalogue(), options);
    QVERIFY(result.ok());
    for (const SensitivityCurve& curve : result->curves)
        QVERIFY2(!curve.error, curve.error ? describe(*curve.error).c_str() : "");
    const auto best = [&](std::size_t i) { return *result->curves[0].times[i] <= *result->curves[1].times[i] ? 0 : 1; };
    QVERIFY(best(0) != best(2)); // help is welcome only from a node that is fast enough
    QCOMPARE(result->crossovers.size(), std::size_t(1));
    const Crossover crossover = result->crossovers[0];
    QCOMPARE(crossover.slower, result->curves[static_cast<std::size_t>(best(0))].plan);
    QCOMPARE(crossover.faster, result->curves[static_cast<std::size_t>(best(2))].plan);
    SensitivityOptions there = options;
    there.factors = {crossover.factor - 0.001, crossover.factor + 0.001};
    const auto around = sensitivityOf(project, builtInCatalogue(), there);
    const auto gap = [&](std::size_t i) { return (*around->curves[0].times[i] - *around->curves[1].times[i]).count; };
    QVERIFY((gap(0) > 0) != (gap(1) > 0));
}

void TestSensitivity::threadsDoNotMatter()
{
    SensitivityOptions options {{{TargetKind::Node, "slow"}}, {}, {0.05, 1}};
    options.threads = 1;
    const auto one = sensitivityOf(crossing(), builtInCatalogue(), options);
    options.threads = 4;
    const auto four = sensitivityOf(crossing(), builtInCatalogue(), options);
    QVERIFY(one.ok() && four.ok());
    for (std::size_t i = 0; i < one->curves.size(); ++i)
        QVERIFY(one->curves[i].times == four->curves[i].times);
    QCOMPARE(one->crossovers.size(), four->crossovers.size());
    for (std::size_t i = 0; i < one->crossovers.size(); ++i)
        QCOMPARE(one->crossovers[i].factor, four->crossovers[i].factor);
}

void TestSensitivity::whatCannotBeIsSaid()
{
    const Project project = support::sampleProject();
    QVERIFY(!sensitivityOf(project, builtInCatalogue(), {{}}));
    QVERIFY(!sensitivityOf(project, builtInCatalogue(), {{{TargetKind::Link, "no-such-link"}}}));
    QVERIFY(!sensitivityOf(project, builtInCatalogue(), {{{TargetKind::Link, "*"}}, {}, {0.5, 0.5}}));
    QVERIFY(!sensitivityOf(project, builtInCatalogue(), {{{TargetKind::Link, "*"}}, {}, {0, 1}}));
    const auto unknown = sensitivityOf(project, builtInCatalogue(), {{{TargetKind::Link, "*"}}, {"no such plan"}, {1}});
    QVERIFY(unknown.ok() && unknown->curves[0].error && !unknown->curves[0].times[0]);
}

void TestSensitivity::itCanBeCancelled()
{
    SensitivityOptions options {{{TargetKind::Link, "*"}}};
    options.progress = [](double) { return false; };
    const auto result = sensitivityOf(support::sampleProject(), builtInCatalogue(), options);
    QVERIFY(!result);
    QCOMPARE(result.error().message, std::string("cancelled"));
}

CLUSTERLOOM_TEST(TestSensitivity)
#include "tst_sensitivity.moc"
