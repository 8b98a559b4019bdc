#include "core/base/quantity.h"
#include "tests/support/law.h"

#include <cmath>
#include <string>

using namespace core;

class TestQuantity : public QObject
{
    Q_OBJECT
private slots:
    void bitsAndBytesAreNeverConfused()
    {
        QCOMPARE(parseQuantity<BytesPerSecond>("200 Gbit/s")->value.value, 25e9);
        QCOMPARE(parseQuantity<BytesPerSecond>("200Gb/s")->value.value, 25e9);
        QCOMPARE(parseQuantity<BytesPerSecond>("12.5 GB/s")->value.value, 12.5e9);
        QCOMPARE(parseQuantity<BytesPerSecond>("1 GiB/s")->value.value, 1073741824.0);
        const auto unclear = parseQuantity<BytesPerSecond>("200 gb/s");
        QVERIFY(!unclear);
        QCOMPARE(unclear.error().fix, std::string("\"200 Gb/s\" (bits) or \"200 GB/s\" (bytes)"));
        const auto bits = parseQuantity<Bytes>("80 Gb");
        QVERIFY(!bits);
        QCOMPARE(bits.error().fix, std::string("\"80 GB\""));
    }
    void decimalAndBinaryPrefixesDiffer()
    {
        QCOMPARE(parseQuantity<Bytes>("80 GB")->value.value, 80e9);
        QCOMPARE(parseQuantity<Bytes>("80 GiB")->value.value, 85899345920.0);
    }
    void timesComeInAllUnits()
    {
        QCOMPARE(parseQuantity<Seconds>("5 us")->value.value, 5e-6);
        QCOMPARE(parseQuantity<Seconds>("5 \u00b5s")->value.value, 5e-6);
        QCOMPARE(parseQuantity<Seconds>("10 min")->value.value, 600.0);
        QCOMPARE(parseQuantity<Seconds>("0 s")->value.value, 0.0);
    }
    void theTextIsKept()
    {
        QCOMPARE(parseQuantity<Bytes>("  64.0GiB ")->text, std::string("  64.0GiB "));
    }
    void refusals_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("message");
        QTest::newRow("empty") << "" << "does not begin with a number";
        QTest::newRow("no unit") << "200" << "the unit is missing";
        QTest::newRow("no number") << "Gbit/s" << "does not begin with a number";
        QTest::newRow("negative") << "-5 Gbit/s" << "cannot be negative";
        QTest::newRow("not a number") << "nan Gbit/s" << "must be finite";
        QTest::newRow("infinite") << "inf Gbit/s" << "must be finite";
        QTest::newRow("too large") << "1e999 Gbit/s" << "out of range";
        QTest::newRow("amount") << "200 GB" << "is an amount, not a bandwidth";
        QTest::newRow("no amount") << "12.5 parsec" << "unknown unit";
        QTest::newRow("hexadecimal") << "0x10 GB/s" << "unknown unit";
    }
    void refusals()
    {
        QFETCH(QString, text);
        QFETCH(QString, message);
        const auto parsed = parseQuantity<BytesPerSecond>(text.toStdString());
        QVERIFY(!parsed);
        QVERIFY2(QString::fromStdString(parsed.error().message).contains(message), parsed.error().message.c_str());
        QVERIFY(!parsed.error().expected.empty());
    }
    void formattedReadsBackWithinHalfAPercent()
    {
        QVERIFY(support::law("formatted(Bytes) reads back within 0.5 %", 200, 5000, [] {
            const double value = std::exp(*rc::gen::inRange(0, 34000) / 1000.0);
            const double back = parseQuantity<Bytes>(formatted(Bytes(value)))->value.value;
            RC_ASSERT(std::abs(back / value - 1) <= 0.00501);
        }));
    }
    void threeSignificantDigits()
    {
        QCOMPARE(formatted(Nanoseconds(41'300'000)), std::string("41.3 ms"));
        QCOMPARE(formatted(Seconds(24.8174)), std::string("24.8 s"));
        QCOMPARE(formatted(Seconds(0.9999)), std::string("1.00 s"));
        QCOMPARE(formatted(gibibytes(80)), std::string("80.0 GiB"));
        QCOMPARE(formatted(Seconds(0)), std::string("0 ns"));
        QCOMPARE(formatted(teraflopsPerSecond(148)), std::string("148 TFLOP/s"));
    }
    void roundingHappensOnce()
    {
        QCOMPARE(rounded(Seconds(1.5e-9)).count, 2);
        QCOMPARE(rounded(Seconds(3600)).count, 3'600'000'000'000);
        QVERIFY(rounded(Seconds(1e300)) == Nanoseconds::never());
    }
};
CLUSTERLOOM_TEST(TestQuantity)

#include "tst_quantity.moc"
