#include "tests/support/registry.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>

namespace {

struct Answer
{
    int code = -1;
    QByteArray out, err;
    QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
};

Answer answerOf(const QStringList& arguments)
{
    QProcess process;
    process.start(QStringLiteral(CLUSTERLOOM_BINARY_DIR "/bin/clusterloom-cli"), arguments);
    if (!process.waitForFinished(120000) || process.exitStatus() != QProcess::NormalExit)
        return {};
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

QString shippedFile(const char* name) { return QStringLiteral(CLUSTERLOOM_SOURCE_DIR "/resources/measurements/%1.json").arg(name); }

} // namespace

/// `validate` and `calibrate`, from files to what is printed.
class TestCliMeasurements : public QObject
{
    Q_OBJECT
    QTemporaryDir m_folder;

    QString fileWith(const char* name, const QByteArray& content)
    {
        QFile file(m_folder.filePath(name));
        if (file.open(QIODevice::WriteOnly))
            file.write(content);
        return file.fileName();
    }
    /// The GPT-22B rows of a shipped file, and one that cannot be used.
    QString ownLog()
    {
        QFile shipped(shippedFile("korthikanti22"));
        if (!shipped.open(QIODevice::ReadOnly))
            return {};
        QJsonObject file = QJsonDocument::fromJson(shipped.readAll()).object();
        QJsonArray rows = file["rows"].toArray();
        while (rows.size() > 2)
            rows.removeLast();
        QJsonObject wrong = rows[0].toObject();
        wrong["id"] = "nowhere";
        wrong["cluster"] = "nowhere";
        rows.append(wrong);
        file["rows"] = rows;
        file["source"] = "own";
        return fileWith("own.json", QJsonDocument(file).toJson());
    }

private slots:
    void validatePrintsTheStableKeysAndDropsNothing()
    {
        const Answer answer = answerOf({"validate", ownLog(), "--rows", "--json"});
        QCOMPARE(answer.code, 0);
        const QJsonObject source = answer.json()["sources"].toArray().first().toObject();
        for (const char* key : {"source", "rows", "simulated", "mape", "median", "p90", "bias", "memory_mape", "kendall_tau", "regret", "skipped"})
            QVERIFY2(source.contains(key), key);
        QCOMPARE(source["rows"].toInt(), 3);
        QCOMPARE(source["simulated"].toInt(), 2);
        const QJsonArray skipped = source["skipped"].toArray();
        QCOMPARE(skipped.size(), 1);
        QCOMPARE(skipped[0].toObject()["id"].toString(), QString("nowhere"));
        QVERIFY(!skipped[0].toObject()["why"].toString().isEmpty());
        QVERIFY(source["memory_mape"].isNull()); // nobody measured any
        double sum = 0;
        for (const QJsonValue& row : answer.json()["rows"].toArray())
            sum += qAbs(row["error"].toDouble());
        QVERIFY(qAbs(sum / 2 - source["mape"].toDouble()) < 1e-9);
    }
    void boundsAreReportedApart()
    {
        const QJsonObject json = answerOf({"validate", shippedFile("nemo_automodel-bounds"), "--json"}).json();
        QVERIFY(json["sources"].toArray().isEmpty());
        QCOMPARE(json["bounds"].toArray().size(), 2);
        for (const QJsonValue& bound : json["bounds"].toArray()) {
            QVERIFY(bound["tried"].toInt() > 0);
            if (bound["best_s"].isNull()) {
                QVERIFY(!bound["why"].toString().isEmpty());
                continue;
            }
            const double error = bound["best_s"].toDouble() / bound["published_s"].toDouble() - 1;
            QVERIFY(qAbs(error - bound["error"].toDouble()) < 1e-9);
        }
    }
    void calibrateWritesConstantsThatValidateTakes()
    {
        const QString devices = m_folder.filePath("devices.json");
        const QString log = ownLog();
        const Answer fitted = answerOf({"calibrate", log, "--out", devices, "--json"});
        QCOMPARE(fitted.code, 0);
        QCOMPARE(fitted.json()["constants"].toArray().size(), 1);
        const QJsonObject constants = fitted.json()["constants"].toArray().first().toObject();
        QCOMPARE(constants["device"].toString(), QString("A100-80G-SXM"));
        QCOMPARE(constants["rows"].toInt(), 2);
        // The file that it wrote gives the errors that it printed.
        const QJsonObject printed = fitted.json()["fitted"].toObject()["sources"].toArray().first().toObject();
        const QJsonObject again = answerOf({"validate", log, "--devices", devices, "--json"}).json()["sources"].toArray().first().toObject();
        QVERIFY(qAbs(printed["mape"].toDouble() - again["mape"].toDouble()) < 2e-3); // four digits are written
        QVERIFY(fitted.json().contains("cross_validated"));
    }
    void theTableHoldsEveryRunThatCouldBePredicted()
    {
        const QString table = m_folder.filePath("table.csv");
        QCOMPARE(answerOf({"calibrate", ownLog(), "--table", table}).code, 0);
        QFile file(table);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QList<QByteArray> lines = file.readAll().trimmed().split('\n');
        QCOMPARE(lines.size(), 3);
        QCOMPARE(lines[1].split(',').size(), lines[0].split(',').size());
        QVERIFY(lines[1].startsWith("own,"));
    }
    /// A device that nobody knows: the row, the place in the file and the name that was meant; and calibrate has nothing to fit.
    void aLogOfAnUnknownDeviceSaysWhatWasMeant()
    {
        QFile own(ownLog());
        QVERIFY(own.open(QIODevice::ReadOnly));
        const QString path = fileWith("unknown.json", own.readAll().replace("A100-80G-SXM", "A100"));
        const Answer told = answerOf({"validate", path});
        QVERIFY(told.out.contains("/nodes/0/device: no device is called \"A100\""));
        QVERIFY(told.out.contains("/clusters/"));
        QVERIFY(told.out.contains("fix: \"A100-"));
        const Answer refused = answerOf({"calibrate", path, "--json"});
        QCOMPARE(refused.code, 1);
        QVERIFY(refused.json()["error"].toObject()["message"].toString().contains("no run can be fitted on"));
        const Answer device = answerOf({"calibrate", path, "--device", "H100-96G", "--json"});
        QCOMPARE(device.json()["error"].toObject()["fix"].toString(), QString("\"H100-96G-HBM2e\""));
    }
    void filesThatAreNoMeasurementsAreRefused()
    {
        for (const QByteArray& content : {QByteArray("{ \"clusterloom-measurements\": 1, \"rows\": 3 }"), QByteArray("[1, 2"), QByteArray()}) {
            const QString path = fileWith("wrong.json", content);
            for (const char* command : {"validate", "calibrate"}) {
                const Answer answer = answerOf({command, path, "--json"});
                QCOMPARE(answer.code, 1);
                QVERIFY(!answer.json()["error"].toObject()["message"].toString().isEmpty());
            }
        }
    }
};
CLUSTERLOOM_TEST(TestCliMeasurements)

#include "tst_cli_measurements.moc"
