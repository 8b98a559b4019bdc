#include "tests/support/json.h"
#include "tests/support/registry.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>

#include <signal.h>

namespace tst_ranks {

const QString program = QStringLiteral(CLUSTERLOOM_BINARY_DIR "/bin/clusterloom-cli");

QStringList withRanks(int ranks, const QStringList& arguments)
{
    return QStringList {"--allow-run-as-root", "--oversubscribe", "-n", QString::number(ranks), program} + arguments;
}

/// Processes that another one has started.
QList<qint64> childrenOf(qint64 parent)
{
    QList<qint64> children;
    for (const QString& name : QDir("/proc").entryList(QDir::Dirs)) {
        QFile stat("/proc/" + name + "/stat");
        if (!stat.open(QIODevice::ReadOnly))
            continue;
        const QByteArray line = stat.readAll();
        const QList<QByteArray> words = line.mid(line.lastIndexOf(')') + 2).split(' ');
        if (words.size() > 1 && words[1].toLongLong() == parent)
            children.append(name.toLongLong());
    }
    return children;
}

} // namespace tst_ranks

/// The search among the processes of mpirun.
class TestRanks : public QObject
{
    Q_OBJECT
    QTemporaryDir m_folder;
    QString m_mpirun = QStandardPaths::findExecutable("mpirun");

    QString project(int devices)
    {
        const std::string count = std::to_string(devices);
        const std::string fabric = ", 'fabric': { 'kind': 'nvswitch', 'bandwidth': '300 GB/s', 'latency': '3 us' }";
        QFile file(m_folder.filePath("project.loom"));
        if (file.open(QIODevice::WriteOnly))
            file.write(QByteArray::fromStdString(support::json("{ 'clusterloom': 1, 'cluster': { 'nodes': [ { 'id': 'a', 'device': 'A100-40G-SXM', 'count': " + count
                + fabric + " }, { 'id': 't', 'device': 'T4', 'count': " + count + fabric + " } ], 'switches': [ { 'id': 'core' } ], 'links': [ { 'id': 'la', 'ends': ['a', 'core'], "
                "'bandwidth': '10 Gbit/s', 'latency': '5 us' }, { 'id': 'lt', 'ends': ['t', 'core'], 'bandwidth': '10 Gbit/s', 'latency': '5 us' } ] }, 'model': { 'layers': 6, 'hidden': 1024, 'heads': 4, "
                "'vocab': 1000 }, 'training': { 'global_batch': 16, 'sequence': 512, 'precision': 'fp16' }, 'search': { 'locks': { 'zero': 0, 'recompute': 'none' } } }")));
        return file.fileName();
    }
    QJsonObject run(const QString& command, const QStringList& arguments)
    {
        QProcess process;
        process.start(command, arguments);
        if (!process.waitForFinished(120'000) || process.exitCode() != 0)
            qWarning() << process.readAllStandardError();
        return QJsonDocument::fromJson(process.readAllStandardOutput()).object();
    }

private slots:
    void anyNumberOfRanksFindsTheSame()
    {
        if (m_mpirun.isEmpty())
            QSKIP("mpirun is not installed (openmpi-bin)");
        const QStringList search {"search", project(2), "--threads", "1", "--json"};
        const QJsonObject alone = run(tst_ranks::program, search);
        QVERIFY(alone["proved"].toBool());
        for (const int ranks : {1, 2, 4}) {
            const QJsonObject shared = run(m_mpirun, tst_ranks::withRanks(ranks, search));
            QCOMPARE(shared["ranks"].toInt(), ranks);
            QCOMPARE(shared["lost_ranks"].toInt(), 0);
            QCOMPARE(shared["best"], alone["best"]);
            QCOMPARE(shared["counts"], alone["counts"]);
        }
    }
    void aRefusalIsSaidOnce()
    {
        if (m_mpirun.isEmpty())
            QSKIP("mpirun is not installed (openmpi-bin)");
        QProcess process;
        process.start(m_mpirun, tst_ranks::withRanks(3, {"search", m_folder.filePath("none.loom"), "--json"}));
        QVERIFY(process.waitForFinished(60'000));
        QCOMPARE(process.exitCode(), 1);
        QVERIFY(QJsonDocument::fromJson(process.readAllStandardOutput()).object().contains("error"));
    }
    void whatWasFoundBeforeARankDiedIsNotLost()
    {
        if (m_mpirun.isEmpty())
            QSKIP("mpirun is not installed (openmpi-bin)");
        const QString checkpoint = m_folder.filePath("ranks.checkpoint");
        const QStringList search {"search", project(4), "--threads", "1", "--node-limit", "3000", "--json"};
        const QStringList kept = search + QStringList {"--checkpoint", checkpoint};
        QProcess process;
        process.start(m_mpirun, tst_ranks::withRanks(2, kept));
        const auto lines = [&] {
            QFile file(checkpoint);
            return file.open(QIODevice::ReadOnly) ? file.readAll().count('\n') : 0;
        };
        QTRY_VERIFY_WITH_TIMEOUT(lines() > 3 || process.state() == QProcess::NotRunning, 60'000);
        const QList<qint64> ranks = process.state() == QProcess::Running ? tst_ranks::childrenOf(process.processId()) : QList<qint64>();
        if (ranks.size() < 2)
            QSKIP("the search was over before a rank could be killed");
        ::kill(static_cast<pid_t>(ranks.back()), SIGKILL);
        QVERIFY(process.waitForFinished(120'000) || process.state() == QProcess::NotRunning);
        QVERIFY(lines() > 3);
        QCOMPARE(run(tst_ranks::program, kept)["best"], run(tst_ranks::program, search)["best"]);
    }
};

CLUSTERLOOM_TEST(TestRanks)
#include "tst_ranks.moc"
