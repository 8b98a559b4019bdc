#include "core/documents/catalogue.h"
#include "tests/support/json.h"
#include "tests/support/registry.h"

#include <QFile>

using namespace core;

namespace {

const std::string devicesText = support::json("{ 'clusterloom-devices': 1, 'devices': ["
            "{ 'id': 'Z', 'vendor': 'V', 'peaks': { 'fp16': '100 TFLOP/s' }, 'memory': '16 GiB', 'memory_bandwidth': '900 GB/s', 'multiprocessors': 80,"
            "'host_bandwidth': '16 GB/s', 'power': '300 W' },"
            "{ 'id': 'A', 'vendor': 'V', 'peaks': { 'fp16': '200 TFLOP/s', 'bf16': '200 TFLOP/s' }, 'memory': '32 GiB', 'memory_bandwidth': '1 TB/s', 'multiprocessors': 100,"
            "'fabric_bandwidth': '300 GB/s', 'host_bandwidth': '32 GB/s', 'power': '400 W', 'price_per_hour': 2.5, 'source': 'sheet', 'sure': 'A', 'unheard': 1,"
            "'efficiency': { 'gemm': 0.7, 'launch': '5 us', 'framework': '2 GB' }, 'generations': { 'old': { 'gemm': 0.5 } } } ] }");
const std::string modelsText = support::json("{ 'clusterloom-models': 1, 'models': ["
            "{ 'name': 'small', 'layers': 4, 'hidden': 64, 'heads': 8, 'vocab': 100, 'source': 'mine' },"
            "{ 'name': 'gated', 'layers': 4, 'hidden': 64, 'heads': 8, 'kv_heads': 2, 'ffn': 172, 'vocab': 100, 'activation': 'swiglu', 'tied_embeddings': false } ] }");

Catalogue catalogue() { return parseCatalogue(devicesText, modelsText).value(); }

QByteArray resource(const char* name)
{
    QFile file(QStringLiteral(CLUSTERLOOM_SOURCE_DIR "/resources/") + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestCatalogue : public QObject
{
    Q_OBJECT
private slots:
    void devicesAreReadWithTheirUnits()
    {
        const Catalogue read = catalogue();
        QCOMPARE(read.devices.size(), std::size_t(2));
        QCOMPARE(read.devices[0].id.text, std::string("A")); // sorted
        const Device& device = *findDevice(read, {"A"});
        QCOMPARE(device.peak(Precision::Fp16).value, 200e12);
        QCOMPARE(device.peak(Precision::Fp8).value, 0.0);
        QCOMPARE(device.memory.value, 32.0 * 1024 * 1024 * 1024);
        QCOMPARE(device.memoryBandwidth.value, 1e12);
        QCOMPARE(device.fabricBandwidth.value, 300e9);
        QCOMPARE(device.pricePerHour, 2.5);
        QCOMPARE(device.efficiency.gemm, 0.7);
        QCOMPARE(device.efficiency.launch.value, 5e-6);
        QCOMPARE(device.efficiency.framework.value, 2e9);
        QCOMPARE(findDevice(read, {"Z"})->fabricBandwidth.value, 0.0);
        QVERIFY(!findDevice(read, {"B"}));
    }
    void aGenerationDefaultsToItsDevice()
    {
        const Catalogue read = catalogue();
        const Efficiency& old = findDevice(read, {"A"})->generations.at("old");
        QCOMPARE(old.gemm, 0.5);
        QCOMPARE(old.launch.value, 5e-6);
    }
    void aBareShapeGetsItsDefaults()
    {
        const Catalogue read = catalogue();
        const ModelShape& shape = *findModel(read, "small");
        QCOMPARE(shape.kvHeads, 8);
        QCOMPARE(shape.headDim, 8);
        QCOMPARE(shape.ffn, 256);
        QCOMPARE(shape.attention, AttentionKind::Mha);
        QVERIFY(shape.learnedPositions);
        QCOMPARE(shape.units(), 6);
        const ModelShape& gated = *findModel(read, "gated");
        QCOMPARE(gated.attention, AttentionKind::Gqa);
        QVERIFY(!gated.learnedPositions);
        QVERIFY(!gated.tiedEmbeddings);
    }
    void aPresetMayBeChanged()
    {
        Model model;
        model.preset = "gated";
        model.layers = 8;
        const ModelShape deeper = resolveModel(model, catalogue()).value();
        QCOMPARE(deeper.layers, 8);
        QCOMPARE(deeper.ffn, 172);
        QCOMPARE(deeper.kvHeads, 2);
        model.hidden = 128;
        QCOMPARE(resolveModel(model, catalogue())->headDim, 16);
        model.preset = "gatet";
        const Error error = resolveModel(model, catalogue()).error();
        QCOMPARE(error.where, std::string("/model/preset"));
        QCOMPARE(error.fix, std::string("\"gated\""));
    }
    void anIncompleteShapeNamesWhatItLacks()
    {
        Model model;
        model.layers = 2;
        model.vocab = 10;
        model.experts = 4;
        QCOMPARE(resolveModel(model, catalogue()).error().message, std::string("lacks hidden, heads, experts_per_token"));
    }
    void anOwnKindStandsOnItsBase()
    {
        Cluster cluster;
        DeviceOverride half;
        half.id.text = "half";
        half.basedOn = DeviceKindId {"A"};
        half.memory = parseQuantity<Bytes>("16 GiB").value();
        DeviceOverride quarter = half;
        quarter.id.text = "quarter";
        quarter.basedOn = DeviceKindId {"half"};
        quarter.memory.reset();
        quarter.fp16 = parseQuantity<FlopsPerSecond>("50 TFLOP/s").value();
        DeviceOverride renewed = half; // changes the catalogue's own Z
        renewed.id.text = "Z";
        renewed.basedOn = DeviceKindId {"Z"};
        cluster.devices = {half, quarter, renewed};
        const Device device = resolveDevice(cluster, catalogue(), {"quarter"}).value();
        QCOMPARE(device.id.text, std::string("quarter"));
        QCOMPARE(device.memory.value, 16.0 * 1024 * 1024 * 1024);
        QCOMPARE(device.fp16.value, 50e12);
        QCOMPARE(device.bf16.value, 200e12);
        QCOMPARE(resolveDevice(cluster, catalogue(), {"Z"})->memoryBandwidth.value, 900e9);
    }
    void aKindThatStandsOnNothingIsRefused()
    {
        Cluster cluster;
        DeviceOverride own;
        own.id.text = "x/y";
        own.basedOn = DeviceKindId {"AA"};
        cluster.devices = {own};
        const Error unknown = resolveDevice(cluster, catalogue(), {"x/y"}).error();
        QCOMPARE(unknown.where, std::string("/cluster/devices/x~1y/based_on"));
        own.basedOn.reset();
        cluster.devices = {own};
        QCOMPARE(resolveDevice(cluster, catalogue(), {"x/y"}).error().message,
            std::string("lacks peaks, memory, memory_bandwidth, multiprocessors, host_bandwidth"));
        DeviceOverride other = own;
        own.basedOn = DeviceKindId {"b"};
        other.id.text = "b";
        other.basedOn = own.id;
        cluster.devices = {own, other};
        QVERIFY(resolveDevice(cluster, catalogue(), {"b"}).error().message.find("is based on itself") == 0);
    }
    void wrongCataloguesAreRefused_data()
    {
        QTest::addColumn<QString>("devices");
        QTest::addColumn<QString>("where");
        QTest::newRow("not a catalogue") << "{}" << "";
        QTest::newRow("not JSON") << "{" << "line 1, column 2";
        QTest::newRow("no list") << "{'clusterloom-devices':1}" << "/devices";
        QTest::newRow("no facts") << "{'clusterloom-devices':1,'devices':[{'id':'a'}]}" << "/devices/0";
        QString twice = QString::fromStdString(devicesText);
        QTest::newRow("twice") << twice.replace("\"Z\"", "\"A\"") << "/devices";
        QString unit = QString::fromStdString(devicesText);
        QTest::newRow("unit") << unit.replace("900 GB/s", "900 GB") << "/devices/0/memory_bandwidth";
    }
    void wrongCataloguesAreRefused()
    {
        QFETCH(const QString, devices);
        QFETCH(const QString, where);
        const Result<Catalogue> read = parseCatalogue(support::json(devices.toStdString()), modelsText);
        QVERIFY(!read);
        QVERIFY(QString::fromStdString(read.error().where).startsWith(where));
        QVERIFY(!read.error().message.empty());
    }
    void theBuiltInCatalogueIsThatOfTheResources()
    {
        const Result<Catalogue> read = parseCatalogue(resource("devices.json").toStdString(), resource("models.json").toStdString());
        QVERIFY2(read.ok(), read ? "" : describe(read.error()).c_str());
        QVERIFY(*read == builtInCatalogue());
        QVERIFY(findDevice(builtInCatalogue(), {"A100-80G-SXM"}));
        QVERIFY(findModel(builtInCatalogue(), "gpt-3-175b"));
    }
};
CLUSTERLOOM_TEST(TestCatalogue)

#include "tst_catalogue.moc"
