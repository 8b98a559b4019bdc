#include "tests/support/json.h"
#include "tests/support/registry.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>

namespace {

struct Outcome
{
    int code = -1;
    QByteArray out, err;
    QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
};

Outcome cli(const QStringList& arguments)
{
    QProcess process;
    process.start(QStringLiteral(CLUSTERLOOM_BINARY_DIR "/bin/clusterloom-cli"), arguments);
    if (!process.waitForFinished(1'800'000) || process.exitStatus() != QProcess::NormalExit)
        return {};
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

QString example(const char* name) { return QStringLiteral(CLUSTERLOOM_SOURCE_DIR "/examples/%1/project.loom").arg(name); }

} // namespace

class TestCli : public QObject
{
    Q_OBJECT
    QTemporaryDir m_folder;

    QString fileWith(const QByteArray& text)
    {
        QFile file(m_folder.filePath("project.loom"));
        if (file.open(QIODevice::WriteOnly))
            file.write(text);
        return file.fileName();
    }
    QByteArray exampleText(const char* name)
    {
        QFile file(example(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private slots:
    void simulatePrintsTheStableKeys()
    {
        const Outcome outcome = cli({"simulate", example("gpt-39b-512-a100"), "--json"});
        QCOMPARE(outcome.code, 0);
        const QJsonObject json = outcome.json();
        for (const char* key : {"plan", "feasible", "iteration_time_s", "tokens_per_s", "mfu", "hfu", "bubble_ratio",
                 "peak_memory_gib", "memory_gib", "idle_ns", "bubbles_ns", "critical_path_ns", "lower_bounds_s", "spans", "fingerprint"})
            QVERIFY2(json.contains(key), key);
        QCOMPARE(json["memory_gib"].toObject().size(), 512);
        // tokens/s is the definition: 1536 samples of 2048 tokens in one iteration.
        QVERIFY(qAbs(json["tokens_per_s"].toDouble() * json["iteration_time_s"].toDouble() / (1536.0 * 2048) - 1) < 1e-9);
        QVERIFY(json["iteration_time_s"].toDouble() >= json["lower_bounds_s"].toObject()["compute"].toDouble());
    }
    void searchPrintsTheStableKeysAndCountsThatAddUp()
    {
        const QString saved = m_folder.filePath("saved.loom");
        const QString checkpoint = m_folder.filePath("search.checkpoint");
        const QString file = fileWith(QByteArray::fromStdString(support::json("{ 'clusterloom': 1, 'cluster': { 'nodes': [ { 'id': 'n0', 'device': 'A100-40G-SXM', 'count': 2, 'fabric': { 'kind': 'nvswitch', 'bandwidth': '300 GB/s', 'latency': '3 us' } } ] }, "
            "'model': { 'layers': 4, 'hidden': 512, 'heads': 4, 'vocab': 1000 }, 'training': { 'global_batch': 4, 'sequence': 128, 'precision': 'fp16' }, "
            "'plans': [ { 'name': 'mine', 'tensor': 2, 'micro_batch': 1 } ] }")));
        const Outcome outcome = cli({"search", file, "--planner", "all", "--explain", "mine", "--save", saved, "--checkpoint", checkpoint, "--json"});
        QCOMPARE(outcome.code, 0);
        const QJsonObject json = outcome.json();
        for (const char* key : {"best", "iteration_time_s", "objective", "bound_s", "gap", "proved", "counts", "wall_s", "threads", "rejected_nearest", "planners", "explain"})
            QVERIFY2(json.contains(key), key);
        const QJsonObject counts = json["counts"].toObject();
        qint64 sum = 0;
        for (const QString& rule : counts.keys())
            sum += rule == "enumerated" ? 0 : counts[rule].toInteger();
        QCOMPARE(sum, counts["enumerated"].toInteger());
        QVERIFY(json["proved"].toBool());
        QCOMPARE(json["planners"].toArray().size(), 7);
        // The plan that was saved is the plan that was ranked.
        QCOMPARE(cli({"simulate", saved, "--plan", "best", "--json"}).json()["iteration_time_s"], json["iteration_time_s"]);
        QCOMPARE(cli({"search", file, "--checkpoint", checkpoint, "--json"}).json()["best"], json["best"]);
        QCOMPARE(cli({"search", file, "--planner", "none"}).code, 1);
        QCOMPARE(cli({"search", file, "--objective", "mean", "--json"}).json()["error"].toObject()["where"].toString(), QString("/scenario"));
    }
    void aSearchThatWasKilledComesToTheSameAnswer()
    {
        const QString checkpoint = m_folder.filePath("killed.checkpoint");
        const QStringList arguments {"search", example("two-sites"), "--node-limit", "600", "--checkpoint", checkpoint, "--json"};
        QProcess killed;
        killed.start(QStringLiteral(CLUSTERLOOM_BINARY_DIR "/bin/clusterloom-cli"), arguments);
        QTRY_VERIFY_WITH_TIMEOUT(QFileInfo(checkpoint).size() > 250 || killed.state() == QProcess::NotRunning, 1'800'000);
        killed.kill();
        QVERIFY(killed.waitForFinished());
        const QJsonObject resumed = cli(arguments).json();
        QFile::remove(checkpoint);
        const QJsonObject whole = cli(arguments).json();
        QVERIFY(!whole["best"].isNull());
        QCOMPARE(resumed["best"], whole["best"]);
        QCOMPARE(resumed["bound_s"], whole["bound_s"]);
        QCOMPARE(resumed["counts"], whole["counts"]);
    }
    void adaptPrintsPoliciesAndTheBreakEven()
    {
        const QString file = fileWith(QByteArray::fromStdString(support::json("{ 'clusterloom': 1, 'cluster': { 'nodes': [ { 'id': 'a', 'device': 'A100-40G-SXM', 'count': 2, 'fabric': { 'kind': 'nvswitch', 'bandwidth': '300 GB/s', 'latency': '3 us' } }, "
            "{ 'id': 'b', 'device': 'A100-40G-SXM', 'count': 2, 'fabric': { 'kind': 'nvswitch', 'bandwidth': '300 GB/s', 'latency': '3 us' } } ], 'switches': [ { 'id': 'core' } ], 'links': [ { 'id': 'la', 'ends': ['a', 'core'], 'bandwidth': '10 Gbit/s', 'latency': '5 us' }, "
            "{ 'id': 'lb', 'ends': ['b', 'core'], 'bandwidth': '10 Gbit/s', 'latency': '5 us' } ] }, 'model': { 'layers': 6, 'hidden': 1024, 'heads': 4, 'vocab': 1000 }, "
            "'training': { 'global_batch': 8, 'sequence': 512, 'precision': 'fp16' }, "
            "'scenario': { 'horizon': '20 s', 'events': [ 'at 4 s link lb bandwidth *0.02 for 12 s' ] }, "
            "'search': { 'locks': { 'schedule': '1f1b', 'recompute': 'none', 'zero': 0 } }, 'plans': [ { 'name': 'data', 'data': 4, 'micro_batch': 1 } ] }")));
        const Outcome outcome = cli({"adapt", file, "--plan", "data", "--detection", "100 ms", "--planning", "100 ms", "--restart", "200 ms", "--json"});
        QCOMPARE(outcome.code, 0);
        const QJsonObject json = outcome.json();
        const QJsonArray policies = json["policies"].toArray();
        QCOMPARE(policies.size(), 4);
        for (const QJsonValue& policy : policies) {
            QVERIFY(policy["samples"].toInteger() <= policies[3]["samples"].toInteger());
            const QJsonArray series = policy["series"].toArray();
            QCOMPARE(series.last().toArray()[1].toInteger(), policy["samples"].toInteger());
        }
        const QJsonObject change = policies[1]["switches"].toArray()[0].toObject();
        QVERIFY(qAbs(change["cost_s"].toDouble() - change["migration_s"].toDouble() - change["restart_s"].toDouble()) < 1e-9);
        QVERIFY(json["break_even"].toArray().size() > 10);
        QCOMPARE(cli({"adapt", file, "--restart", "soon"}).code, 1);
        QCOMPARE(cli({"adapt", file, "--plan", "none", "--json"}).json()["error"].toObject()["where"].toString(), QString("/plans"));
    }
    void aFrontSaysWhatIsProved()
    {
        const QString file = fileWith(QByteArray::fromStdString(support::json("{ 'clusterloom': 1, 'cluster': { 'nodes': [ { 'id': 'n0', 'device': 'A100-40G-SXM', 'count': 2, 'fabric': { 'kind': 'nvswitch', 'bandwidth': '300 GB/s', 'latency': '3 us' } } ] }, "
            "'model': { 'layers': 4, 'hidden': 512, 'heads': 4, 'vocab': 1000 }, 'training': { 'global_batch': 4, 'sequence': 128, 'precision': 'fp16' } }")));
        const QJsonObject json = cli({"search", file, "--objective", "memory,nominal", "--json"}).json();
        QCOMPARE(json["front_objectives"].toArray(), (QJsonArray {"nominal", "memory"}));
        QVERIFY(json["front_proved"].toBool());
        QVERIFY(!json["front"].toArray().isEmpty());
        QCOMPARE(cli({"search", file, "--objective", "mean,worst"}).code, 1);
    }
    void causesAreExact()
    {
        const QJsonObject json = cli({"simulate", example("two-sites"), "--at", "121 s", "--effects", "--json"}).json();
        qint64 idle = 0;
        const QJsonObject causes = json["bubbles_ns"].toObject();
        QCOMPARE(causes.size(), 9);
        for (const QJsonValue& time : causes)
            idle += time.toInteger();
        QCOMPARE(idle, json["idle_ns"].toInteger());
        qint64 path = 0;
        for (const QJsonValue& time : json["critical_path_ns"].toObject())
            path += time.toInteger();
        QCOMPARE(path, qRound64(json["iteration_time_s"].toDouble() * 1e9));
        const QJsonObject event = json["bubbles_by_event"].toArray().first().toObject();
        QCOMPARE(event["line"].toInt(), 2);
        QCOMPARE(event["text"].toString(), QString("at 2 min link wan bandwidth *0.5 for 4 min"));
        QCOMPARE(event["network_ns"].toInteger(), causes["event"].toInteger());
        QVERIFY(json["effects"].toObject()["events"].toArray().first().toObject()["ns"].toInteger() > 0);
        QVERIFY(!json["effects"].toObject()["flows"].toArray().isEmpty());
        const Outcome text = cli({"simulate", example("two-sites"), "--at", "121 s"});
        QVERIFY2(text.out.contains(" % = contention "), text.out);
    }
    void plansAreCompared()
    {
        const Outcome outcome = cli({"compare", example("llama2-7b-a100-v100"), "even", "uneven", "--json"});
        QVERIFY2(outcome.code == 0, outcome.out + outcome.err);
        const QJsonObject json = outcome.json();
        QCOMPARE(json["a"].toString(), QString("even"));
        QCOMPARE(json["b"].toString(), QString("uneven"));
        qint64 sum = 0;
        for (const QJsonValue& bar : json["waterfall"].toArray())
            sum += bar.toObject()["ns"].toInteger();
        QCOMPARE(sum, json["difference_ns"].toInteger());
        QVERIFY(json["sentence"].toString().startsWith("uneven takes "));
        QVERIFY(json["unmatched"].isArray());
        const QJsonObject same = cli({"compare", example("llama2-7b-a100-v100"), "even", "even", "--json"}).json();
        QCOMPARE(same["difference_ns"].toInteger(), 0);
        QVERIFY(same["unmatched"].toArray().isEmpty());
        QCOMPARE(cli({"compare", example("llama2-7b-a100-v100"), "even", "absent"}).code, 1);
        QCOMPARE(cli({"compare", example("llama2-7b-a100-v100"), "even"}).code, 2);
    }
    void theSameProjectGivesTheSameFingerprint()
    {
        const auto fingerprint = [] { return cli({"simulate", example("two-sites"), "--json"}).json()["fingerprint"].toString(); };
        QCOMPARE(fingerprint().size(), 16);
        QCOMPARE(fingerprint(), fingerprint());
    }
    void aPlanIsChosenByName()
    {
        const Outcome outcome = cli({"simulate", example("llama2-7b-a100-v100"), "--plan", "uneven", "--json"});
        QCOMPARE(outcome.code, 0);
        QCOMPARE(outcome.json()["plan"].toString(), QString("uneven"));
        const Outcome unknown = cli({"simulate", example("llama2-7b-a100-v100"), "--plan", "unevn", "--json"});
        QCOMPARE(unknown.code, 1);
        QVERIFY(unknown.json()["error"].toObject()["expected"].toString().contains("\"uneven\""));
    }
    void aPlanThatThereIsNotIsRefusedWithThoseThereAre()
    {
        const Outcome outcome = cli({"sensitivity", example("two-sites"), "--link", "wan", "--plan", "nosuch", "--json"});
        QCOMPARE(outcome.code, 1);
        QVERIFY(outcome.json()["error"].toObject()["expected"].toString().contains("\"data over the WAN\""));
    }
    void exportsAreWritten()
    {
        const QString svg = m_folder.filePath("gantt.svg"), trace = m_folder.filePath("trace.json"), csv = m_folder.filePath("csv");
        const Outcome outcome = cli({"simulate", example("llama2-7b-a100-v100"), "--svg", svg, "--trace", trace, "--csv", csv});
        QVERIFY2(outcome.code == 0, outcome.err);
        QVERIFY(QFile(svg).size() > 1000);
        QVERIFY(QFile(csv + "/spans.csv").size() > 1000);
        QVERIFY(QFile(csv + "/memory.csv").size() > 100);
        QFile file(trace);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(!QJsonDocument::fromJson(file.readAll()).object()["traceEvents"].toArray().isEmpty());
        QCOMPARE(cli({"simulate", example("llama2-7b-a100-v100"), "--svg", "/nowhere/at/all.svg"}).code, 1);
    }
    void checkListsEveryIssue()
    {
        QByteArray text = exampleText("llama2-7b-a100-v100");
        text.replace("\"device\": \"V100-16G-SXM\"", "\"device\": \"V100-16G-SMX\"");
        text.replace("\"a100\", \"leaf\"", "\"a100\", \"laef\"");
        const Outcome outcome = cli({"check", fileWith(text), "--json"});
        QCOMPARE(outcome.code, 1);
        QStringList pointers;
        for (const QJsonValue& issue : outcome.json()["issues"].toArray())
            pointers << issue.toObject()["pointer"].toString();
        QVERIFY2(pointers.contains("/cluster/nodes/1/device"), outcome.out);
        QVERIFY2(pointers.contains("/cluster/links/0/ends/0") || pointers.contains("/cluster/links/0/ends/1"), outcome.out);
        QCOMPARE(cli({"simulate", fileWith(text)}).code, 1);
    }
    void checkListsWhatThePlannerRefuses()
    {
        QByteArray text = exampleText("two-sites");
        text.replace("\"model\":", "\"search\": { \"objective\": \"fastest\", \"locks\": { \"tensr\": 8 } }, \"model\":");
        QStringList pointers;
        const Outcome outcome = cli({"check", fileWith(text), "--json"});
        for (const QJsonValue& issue : outcome.json()["issues"].toArray())
            if (issue.toObject()["severity"] == QStringLiteral("error"))
                pointers << issue.toObject()["pointer"].toString();
        QCOMPARE(pointers, QStringList({"/search/objective", "/search/locks/tensr"}));
        QCOMPARE(outcome.code, 1);
        QCOMPARE(cli({"search", fileWith(text)}).code, 1);
    }
    void aSearchThatCannotBeSavedIsNotBegun()
    {
        const Outcome outcome = cli({"search", example("llama2-7b-a100-v100"), "--save", "/nowhere/at/all.loom"});
        QCOMPARE(outcome.code, 1);
        QVERIFY2(outcome.out.isEmpty() && outcome.err.contains("/nowhere/at/all.loom"), outcome.err);
        QVERIFY(!QFile::exists("/nowhere/at/all.loom.part"));
    }
    void aSearchWithoutAPlanSaysWhy()
    {
        const Outcome outcome = cli({"search", example("gpt-39b-512-a100"), "--time-limit", "0.000001", "--json"});
        QCOMPARE(outcome.code, 1);
        QVERIFY2(outcome.json()["best"].isNull() && !outcome.json()["error"].toObject()["message"].toString().isEmpty(), outcome.out);
    }
    void checkListsWhatCannotBeRead()
    {
        QByteArray text = exampleText("two-sites");
        text.replace("\"count\": 8", "\"count\": \"eight\"");
        text.replace("\"450 GB/s\"", "\"450 gb/s\"");
        const Outcome outcome = cli({"check", fileWith(text), "--json"});
        QCOMPARE(outcome.code, 1);
        QStringList pointers;
        for (const QJsonValue& issue : outcome.json()["issues"].toArray())
            pointers << issue.toObject()["pointer"].toString();
        QVERIFY2(pointers.contains("/cluster/nodes/0/count") && pointers.contains("/cluster/nodes/0/fabric/bandwidth"), outcome.out);
        QCOMPARE(outcome.json()["error"].toObject()["where"].toString(), pointers.front());
    }
    void outputGoesThroughLinksAndToDevices()
    {
        const QString target = m_folder.filePath("target.svg"), link = m_folder.filePath("link.svg");
        QFile old(target);
        QVERIFY(old.open(QIODevice::WriteOnly) && old.write("old") == 3);
        old.close();
        QVERIFY(QFile::link(target, link));
        QCOMPARE(cli({"simulate", example("llama2-7b-a100-v100"), "--svg", link}).code, 0);
        QVERIFY(QFileInfo(link).isSymLink() && QFile(target).size() > 1000);
        for (const auto& [device, code] : {std::pair("/dev/null", 0), std::pair("/dev/full", 1)}) {
            const QString toDevice = m_folder.filePath(QFileInfo(device).fileName());
            QVERIFY(QFile::link(device, toDevice));
            QCOMPARE(cli({"simulate", example("llama2-7b-a100-v100"), "--trace", toDevice}).code, code);
            QVERIFY(QFileInfo(toDevice).isSymLink());
        }
    }
    void whatDoesNotFitIsNamed()
    {
        QByteArray text = exampleText("llama2-7b-a100-v100");
        text.replace("\"micro_batch\": 1, \"micro_batches\": 64", "\"micro_batch\": 16, \"micro_batches\": 4");
        text.replace("\"recompute\": \"full\"", "\"recompute\": \"none\"");
        const QJsonObject json = cli({"simulate", fileWith(text), "--plan", "uneven", "--json"}).json();
        QVERIFY(!json["feasible"].toBool());
        const QJsonObject fullest = json["fullest_device"].toObject();
        QVERIFY2(fullest["device"].toString().startsWith("v100") && json["peak_memory_device"].toString().startsWith("a100"), "the fullest is not the largest");
        QVERIFY(fullest["peak_gib"].toDouble() > fullest["limit_gib"].toDouble());
        QCOMPARE(fullest["peak_gib"].toDouble(), json["memory_gib"].toObject()[fullest["device"].toString()].toDouble());
    }
    void timesBeyondAllBoundsAreRefused()
    {
        const Outcome outcome = cli({"simulate", example("llama2-7b-a100-v100"), "--at", "1e30 s", "--json"});
        QCOMPARE(outcome.code, 1);
        QCOMPARE(outcome.json()["error"].toObject()["where"].toString(), QString("--at"));
        QByteArray text = exampleText("two-sites");
        text.replace("\"events\": [", "\"events\": [ \"at 0 s node west0 compute *1e-12\", ");
        const Outcome slow = cli({"simulate", fileWith(text), "--json"});
        QVERIFY2(slow.code == 1 && slow.json()["error"].toObject()["message"].toString().contains("stands still"), slow.out);
    }
    void aCleanProjectHasNoIssues()
    {
        const Outcome outcome = cli({"check", example("llama2-7b-a100-v100"), "--json"});
        QVERIFY2(outcome.code == 0, outcome.out);
        QVERIFY2(outcome.json()["issues"].toArray().isEmpty(), outcome.out);
    }
    void refusedInputSaysWhereAndExits1_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("where");
        QTest::newRow("truncated") << QByteArray("{ \"clusterloom\": 1, ") << "line 1";
        QTest::newRow("bits for bytes") << exampleText("two-sites").replace("\"450 GB/s\"", "\"450 gb/s\"") << "/cluster/nodes/0/fabric/bandwidth";
        QTest::newRow("wrong type") << exampleText("two-sites").replace("\"count\": 8", "\"count\": \"eight\"") << "/cluster/nodes/0/count";
        QTest::newRow("no model") << exampleText("two-sites").replace("\"model\"", "\"modell\"") << "project.loom";
        QTest::newRow("schedule") << exampleText("two-sites").replace("\"1f1b\"", "\"zb\"") << "/plans/0/schedule";
    }
    void refusedInputSaysWhereAndExits1()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, where);
        const Outcome outcome = cli({"simulate", fileWith(text), "--json"});
        QCOMPARE(outcome.code, 1);
        const QJsonObject error = outcome.json()["error"].toObject();
        QVERIFY2(error["where"].toString().contains(where), outcome.out);
        QVERIFY(!error["message"].toString().isEmpty());
        const Outcome plain = cli({"simulate", fileWith(text)});
        QCOMPARE(plain.code, 1);
        QVERIFY(plain.out.isEmpty());
        QVERIFY2(plain.err.contains(where.toUtf8()), plain.err);
    }
    void bareTransfersTakeWhatIsWorkedByHand_data()
    {
        // The cases of the design, in MB and MB/s.
        QTest::addColumn<QString>("events");
        QTest::addColumn<QString>("transfers");
        QTest::addColumn<QList<double>>("ends");
        const auto flow = [](const char* id, const char* from, const char* to, int megabytes) {
            return QString("{ 'id': '%1', 'from': '%2:0', 'to': '%3:0', 'bytes': '%4 MB', 'start': '0 s' }").arg(id, from, to).arg(megabytes);
        };
        QTest::newRow("falling twice") << "'at 5 s link b bandwidth 50 MB/s', 'at 10 s link b bandwidth 20 MB/s'"
                                       << flow("f", "A", "B", 1000) << QList<double> {22.5};
        QTest::newRow("two share") << "" << flow("f", "A", "B", 300) + ", " + flow("g", "A", "B", 500) << QList<double> {6, 8};
        QTest::newRow("down in between") << "'at 3 s link b down for 2 s'" << flow("f", "A", "B", 500) << QList<double> {7};
        // Reduce 300 MB over three at 100 MB/s: each edge carries 2 x 2/3 x 300 MB = 400 MB.
        QTest::newRow("ring") << "" << "{ 'id': 'r', 'collective': 'all-reduce', 'among': ['A', 'B', 'C'], 'bytes': 3e8 }" << QList<double> {4};
    }
    void bareTransfersTakeWhatIsWorkedByHand()
    {
        QFETCH(QString, events);
        QFETCH(QString, transfers);
        QFETCH(QList<double>, ends);
        QString nodes, links;
        for (const char* name : {"A", "B", "C"}) {
            nodes += QString("%1{ 'id': '%2', 'device': 'T4', 'count': 1 }").arg(nodes.isEmpty() ? "" : ", ", name);
            links += QString("%1{ 'id': '%2', 'ends': ['%3', 'core'], 'bandwidth': '100 MB/s', 'latency': '0 s' }")
                         .arg(links.isEmpty() ? "" : ", ", QString(name).toLower(), name);
        }
        QString text = QString("{ 'cluster': { 'nodes': [%1], 'switches': [{ 'id': 'core' }], 'links': [%2] },"
                               " 'scenario': { 'horizon': '1 h', 'events': [%3] }, 'transfers': [%4] }").arg(nodes, links, events, transfers);
        const Outcome outcome = cli({"transfers", fileWith(text.replace('\'', '"').toUtf8()), "--json"});
        QVERIFY2(outcome.code == 0, outcome.out);
        const QJsonArray list = outcome.json()["transfers"].toArray();
        QCOMPARE(list.size(), ends.size());
        for (int i = 0; i < ends.size(); ++i) {
            QVERIFY2(qAbs(list[i].toObject()["end_s"].toDouble() - ends[i]) < 1e-8, outcome.out);
            QVERIFY(!list[i].toObject()["route"].toArray().isEmpty());
        }
    }
    /// Two hosts on one link; the lists in single quotes.
    QString pairCase(const QString& events, const QString& transfers)
    {
        const QString text = QString("{ 'cluster': { 'nodes': [{ 'id': 'A', 'device': 'T4' }, { 'id': 'B', 'device': 'T4' }],"
            " 'links': [{ 'id': 'ab', 'ends': ['A', 'B'], 'bandwidth': '100 MB/s', 'latency': '1 ms' }] },"
            " 'scenario': { 'horizon': '1 h', 'events': [%1] }, 'transfers': [%2] }").arg(events, transfers);
        return fileWith(QString(text).replace('\'', '"').toUtf8());
    }
    void aTransferThatCannotFinishNamesLinkAndEvent()
    {
        const QString file = pairCase("'at 1 s link ab bandwidth *0.5', 'at 2 s link ab down'", "{ 'id': 'f', 'from': 'A:0', 'to': 'B:0', 'bytes': 1e9 }");
        const Outcome outcome = cli({"transfers", file, "--json"});
        QCOMPARE(outcome.code, 1);
        const QJsonObject error = outcome.json()["error"].toObject();
        QCOMPARE(error["message"].toString(),
            QString("transfer \"f\" can never finish: no bandwidth on ab forward since the event of line 2 (\"at 2 s link ab down\")"));
        QCOMPARE(error["where"].toString(), QString("/scenario/events/1"));
    }
    void latencyIsThatOfTheStart()
    {
        const Outcome outcome = cli({"transfers", pairCase("'at 5 s link ab latency 20 ms'",
            "{ 'id': 'f', 'from': 'A:0', 'to': 'B:0', 'bytes': 1e8, 'start': '4.9999 s' },"
            "{ 'id': 'g', 'from': 'B:0', 'to': 'A:0', 'bytes': 1e8, 'start': '5 s' }"), "--json"});
        const QJsonArray list = outcome.json()["transfers"].toArray();
        QCOMPARE(list.size(), 2);
        QVERIFY2(qAbs(list[0].toObject()["end_s"].toDouble() - 6.0009) < 1e-9, outcome.out);
        QVERIFY2(qAbs(list[1].toObject()["end_s"].toDouble() - 6.02) < 1e-9, outcome.out);
    }
    void warningsAreKeptFromTheAnswer()
    {
        const QString file = pairCase("'at 1 s link ab bandwidth 50 MB/s', '', 'at 2 s link ab bandwidth 20 MB/s for 1 s'",
            "{ 'id': 'f', 'from': 'A:0', 'to': 'B:0', 'bytes': 1e8 }");
        const QJsonArray warnings = cli({"transfers", file, "--json"}).json()["warnings"].toArray();
        QCOMPARE(warnings.size(), 1);
        const QString message = warnings[0].toObject()["message"].toString();
        QVERIFY2(message.contains("line 3") && message.contains("line 1"), qPrintable(message));
        const Outcome plain = cli({"transfers", file});
        QCOMPARE(plain.code, 0);
        QVERIFY2(plain.err.contains("warning") && plain.err.contains("line 3") && !plain.out.contains("warning"), plain.out);
        QByteArray text = exampleText("two-sites");
        text.replace("\"events\": [", "\"events\": [ \"at 1 s link * bandwidth 5 GB/s\", \"at 2 s link * bandwidth 6 GB/s\", ");
        const QString project = fileWith(text);
        for (const char* command : {"check", "simulate"}) {
            const Outcome json = cli({command, project, "--json"});
            QVERIFY2(json.code == 0 && json.err.isEmpty(), json.out + json.err);
            QVERIFY(!json.json()["warnings"].toArray().isEmpty());
            const Outcome words = cli({command, project});
            QVERIFY2(words.err.contains("warning") && !words.out.contains("warning"), words.out);
        }
    }
    void unsoundTransfersAreRefused_data()
    {
        QTest::addColumn<QString>("transfer");
        QTest::addColumn<QString>("where");
        QTest::newRow("no such node") << "{ 'id': 'f', 'from': 'A:0', 'to': 'Z:0', 'bytes': 1 }" << "/transfers/0/to";
        QTest::newRow("no bytes") << "{ 'id': 'f', 'from': 'A:0', 'to': 'B:0' }" << "/transfers/0/bytes";
        QTest::newRow("named twice") << "{ 'id': 'f', 'collective': 'all-reduce', 'among': ['A', 'A:0'], 'bytes': 1 }" << "/transfers/0/among";
        QTest::newRow("no devices") << "{ 'id': 'f', 'collective': 'all-reduce', 'among': [], 'bytes': 1 }" << "/transfers/0/among";
        QTest::newRow("misspelt") << "{ 'id': 'f', 'collective': 'all-reduse', 'among': ['A'], 'bytes': 1 }" << "/transfers/0/collective";
        QTest::newRow("too long") << "{ 'id': 'f', 'from': 'A:0', 'to': 'B:0', 'bytes': 1e300 }" << "project.loom";
    }
    void unsoundTransfersAreRefused()
    {
        QFETCH(QString, transfer);
        QFETCH(QString, where);
        const Outcome outcome = cli({"transfers", pairCase("", transfer), "--json"});
        QCOMPARE(outcome.code, 1);
        QVERIFY2(outcome.json()["error"].toObject()["where"].toString().contains(where), outcome.out);
    }
    void usageErrorsExit2()
    {
        QCOMPARE(cli({}).code, 2);
        QCOMPARE(cli({"simulate"}).code, 2);
        const Outcome misspelt = cli({"simulat", "x.loom"});
        QCOMPARE(misspelt.code, 2);
        QVERIFY2(misspelt.err.contains("did you mean simulate?"), misspelt.err);
        QCOMPARE(cli({"simulate", "x.loom", "--nonsense"}).code, 2);
        QCOMPARE(cli({"--help"}).code, 0);
    }
    void missingFilesAndFoldersAreRefused()
    {
        QCOMPARE(cli({"check", m_folder.filePath("absent.loom")}).code, 1);
        QCOMPARE(cli({"check", m_folder.path()}).code, 1);
    }
};
CLUSTERLOOM_TEST(TestCli)

#include "tst_cli.moc"
