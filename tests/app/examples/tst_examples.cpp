#include "core/documents/catalogue.h"
#include "core/documents/check.h"
#include "core/documents/project_file.h"
#include "core/results/explanation.h"
#include "core/results/metrics.h"
#include "core/simulate/simulate.h"
#include "tests/support/registry.h"

#include <QDir>
#include <QFile>
#include <QMap>
#include <QTextStream>

#include <numeric>

using namespace core;

/// `expected.txt` of an example: lines "plan | figure | lowest | highest | where the range comes from"; # begins a comment.
class TestExamples : public QObject
{
    Q_OBJECT

    static QMap<QString, double> figures(const Project& project, const std::string& plan)
    {
        const auto timeline = simulate(project, builtInCatalogue(), {plan, {}});
        if (!timeline)
            return {};
        const auto result = metrics(*timeline, project, builtInCatalogue(), plan);
        if (!result)
            return {};
        return {{"iteration_time_s", seconds(result->iterationTime).value}, {"tokens_per_s", result->tokensPerSecond},
            {"mfu", result->mfu}, {"tflops_per_device", result->achievedPerDevice.value / 1e12},
            {"bubble_ratio", result->bubbleRatio}, {"feasible", result->feasible ? 1.0 : 0.0},
            {"peak_memory_gib", result->peakMemory.value / gibibytes(1).value}};
    }

private slots:
    void everyExampleKeepsItsFigures_data()
    {
        QTest::addColumn<QString>("folder");
        const QDir examples(QStringLiteral(CLUSTERLOOM_SOURCE_DIR "/examples"));
        for (const QString& name : examples.entryList(QDir::Dirs | QDir::NoDotAndDotDot))
            QTest::newRow(qPrintable(name)) << examples.filePath(name);
    }
    void everyExampleKeepsItsFigures()
    {
        QFETCH(QString, folder);
        QVERIFY(QFile::exists(folder + "/README.md"));
        const LoadResult loaded = loadProject((folder + "/project.loom").toStdString());
        QVERIFY2(loaded.project.has_value(), loaded.errors.empty() ? "" : describe(loaded.errors.front()).c_str());
        for (const Issue& issue : check(*loaded.project, builtInCatalogue())) // a WAN is oversubscribed: a warning
            QVERIFY2(issue.severity == Severity::Warning, (issue.pointer + ": " + issue.message).c_str());

        QFile file(folder + "/expected.txt");
        QVERIFY(file.open(QIODevice::ReadOnly | QIODevice::Text));
        QTextStream stream(&file);
        QMap<QString, QMap<QString, double>> known;
        int checked = 0;
        for (QString line = stream.readLine(); !line.isNull(); line = stream.readLine()) {
            if (line.trimmed().isEmpty() || line.startsWith('#'))
                continue;
            const QStringList parts = line.split('|');
            QVERIFY2(parts.size() == 5, qPrintable(line));
            const QString plan = parts[0].trimmed();
            if (!known.contains(plan))
                known[plan] = figures(*loaded.project, plan.toStdString());
            QVERIFY2(known[plan].contains(parts[1].trimmed()), qPrintable(line));
            const double value = known[plan][parts[1].trimmed()];
            QVERIFY2(value >= parts[2].toDouble() && value <= parts[3].toDouble(), qPrintable(QString("%1: is %2").arg(line).arg(value)));
            ++checked;
        }
        QVERIFY(checked > 0);
    }
    void everyIdleNanosecondOfEveryPlanHasACause_data() { everyExampleKeepsItsFigures_data(); }
    void everyIdleNanosecondOfEveryPlanHasACause()
    {
        QFETCH(QString, folder);
        const Project project = *loadProject((folder + "/project.loom").toStdString()).project;
        for (const Plan& plan : project.plans) {
            SimulateOptions options;
            options.plan = plan.name;
            const auto run = prepared(project, builtInCatalogue(), options);
            QVERIFY2(run.ok(), plan.name.c_str());
            const Timeline timeline = core::run(*run).value();
            const Explanation explanation = explained(timeline, *run, project, builtInCatalogue(), options).value();
            const Metrics figures = metrics(timeline, project, builtInCatalogue(), plan.name).value();
            const auto& causes = explanation.bubbles.totals;
            QCOMPARE(std::accumulate(causes.begin(), causes.end(), std::int64_t{0}), figures.idleNs);
            QCOMPARE(explanation.bubbles.totals[static_cast<std::size_t>(BubbleCause::MemoryStall)], 0);
            QVERIFY(explanation.bounds.compute <= timeline.period && explanation.bounds.link <= timeline.period);
            QCOMPARE(explanation.path.pieces.front().start.count, 0);
            QCOMPARE(explanation.path.pieces.back().end.count, timeline.period.count);
        }
    }
};
CLUSTERLOOM_TEST(TestExamples)

#include "tst_examples.moc"
