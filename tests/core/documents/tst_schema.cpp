#include "core/base/quantity.h"
#include "core/documents/embedded.h"
#include "core/documents/json_text.h"
#include "core/documents/nearest.h"
#include "core/documents/names.h"
#include "core/documents/utf8.h"
#include "tests/support/law.h"
#include "tests/support/random_project.h"
#include "tests/support/registry.h"

#include <QRegularExpression>
#include <QStringDecoder>

using namespace core;

namespace {

JsonValue schema() { return parseJson(embedded::projectSchemaJson()).value(); }

const JsonValue& definition(const JsonValue& root, const char* name) { return *findMember(*findMember(root, "definitions"), name); }

template <typename U>
bool reads(const std::string& text)
{
    return parseQuantity<U>(text).ok();
}

template <typename E>
void compareSpelling(const JsonValue& place)
{
    std::vector<std::string> offered, known;
    for (const JsonValue& value : findMember(place, "enum")->items)
        offered.push_back(value.text);
    for (const auto& [value, name] : Spelling<E>::names)
        known.emplace_back(name);
    QCOMPARE(offered, known);
}

} // namespace

class TestSchema : public QObject
{
    Q_OBJECT

    static bool matches(const JsonValue& root, const char* name, const std::string& text)
    {
        const QRegularExpression pattern(QString::fromStdString(findMember(definition(root, name), "pattern")->text));
        return pattern.isValid() && pattern.match(QString::fromStdString(text)).hasMatch();
    }

private slots:
    void everyReferenceExistsAndEveryValueIsDescribed()
    {
        const JsonValue root = schema();
        std::vector<const JsonValue*> open {&root};
        int references = 0;
        while (!open.empty()) {
            const JsonValue& one = *open.back();
            open.pop_back();
            if (const JsonValue* reference = findMember(one, "$ref")) {
                const std::string prefix = "#/definitions/";
                QVERIFY(reference->text.rfind(prefix, 0) == 0);
                QVERIFY2(findMember(*findMember(root, "definitions"), reference->text.substr(prefix.size())), reference->text.c_str());
                ++references;
            }
            for (const JsonValue::Member& member : one.members)
                if (member.first != "examples")
                    open.push_back(&member.second);
            for (const JsonValue& item : one.items)
                open.push_back(&item);
        }
        QVERIFY(references > 50);
        for (const JsonValue::Member& member : findMember(root, "definitions")->members)
            QVERIFY2(findMember(member.second, "examples"), member.first.c_str());
    }
    void patternsAcceptWhatQuantitiesRead_data()
    {
        QTest::addColumn<QString>("text");
        for (const char* text : {"200 Gbit/s", "25 GB/s", "25GB/s", "1.5e3 MiB/s", "10 Gbps", "0 b/s", "80 GiB", "80 GB", "80 Gb", "1 B", "5 us", "5 \u00b5s", "5 \u03bcs", "10 min",
                 "1 d", "312 TFLOP/s", "312 TFLOPS", "400 W", "1 kW", "5", "", "x", "5 parsecs", "-5 us", "1e999 s", "5 us 6"})
            QTest::newRow(text) << QString::fromUtf8(text);
    }
    void patternsAcceptWhatQuantitiesRead()
    {
        QFETCH(const QString, text);
        const std::string plain = text.toStdString();
        const JsonValue root = schema();
        if (plain != "1e999 s") { // only the number is out of range, which a pattern cannot see
            QCOMPARE(matches(root, "bandwidth", plain), reads<BytesPerSecond>(plain));
            QCOMPARE(matches(root, "bytes", plain), reads<Bytes>(plain));
            QCOMPARE(matches(root, "time", plain), reads<Seconds>(plain));
            QCOMPARE(matches(root, "computeRate", plain), reads<FlopsPerSecond>(plain));
            QCOMPARE(matches(root, "power", plain), reads<Watts>(plain));
        }
    }
    void enumerationsAreSpelledAsInTheProgram()
    {
        const JsonValue root = schema();
        const auto property = [&](const char* type, const char* key) { return *findMember(*findMember(definition(root, type), "properties"), key); };
        compareSpelling<FabricKind>(property("fabric", "kind"));
        compareSpelling<Activation>(property("model", "activation"));
        compareSpelling<AttentionKind>(property("model", "attention"));
        compareSpelling<Precision>(definition(root, "precision"));
        compareSpelling<Optimizer>(property("training", "optimizer"));
        compareSpelling<Schedule>(property("plan", "schedule"));
        compareSpelling<Recompute>(definition(root, "recompute"));
    }
    void anyJsonValueSurvivesItsText()
    {
        QVERIFY(support::law("parse(write(v)) == v", 200, 2000, [] {
            const JsonValue value = support::RandomProject().value(4);
            const Result<JsonValue> again = parseJson(inlineJson(value));
            RC_ASSERT(again.ok());
            RC_ASSERT(*again == value);
        }));
    }
    void invalidUtf8IsFoundWhereQtFindsIt()
    {
        QVERIFY(support::law("valid UTF-8 as Qt decides it", 500, 20000, [] {
            static const std::vector<std::string> pieces {"a", "\xc3\xa4", "\xe2\x82\xac", "\xf0\x9f\x98\x80", "\xc3", "\xe2\x82", "\x80", "\xff", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xf0\x80\x80\x80", "\xe0\x80\x80", "\xef\xbf\xbf"};
            std::string text;
            for (const int i : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, static_cast<int>(pieces.size()))))
                text += pieces[static_cast<std::size_t>(i)];
            QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
            [[maybe_unused]] const QString decoded = decoder(QByteArrayView(text.data(), static_cast<qsizetype>(text.size())));
            RC_ASSERT(firstInvalidUtf8(text).has_value() == decoder.hasError());
        }));
        QCOMPARE(firstInvalidUtf8("a\xc3\xa4\xffz"), std::optional<std::size_t>(3));
        QCOMPARE(lineAndColumn("a\n\xc3\xa4z", 4), std::string("line 2, column 2"));
    }
    void theNearestWordIsOffered()
    {
        QCOMPARE(editDistance("kitten", "sitting"), std::size_t(3));
        QCOMPARE(editDistance("nodse", "nodes"), std::size_t(1)); // a swap
        QCOMPARE(editDistance("", "abc"), std::size_t(3));
        QCOMPARE(editDistance("A100", "a100"), std::size_t(0));
        QCOMPARE(nearest("A100-80G-SMX", {"H100-80G-SXM", "A100-80G-SXM", "T4"}), std::string("A100-80G-SXM"));
        QCOMPARE(nearest("teapot", {"H100-80G-SXM", "T4"}), std::string());
        QCOMPARE(nearest("a100", {"A10G", "H100-80G-SXM", "A100-40G-PCIe", "A100-80G-SXM", "A100-40G-SXM"}), std::string("A100-80G-SXM"));
        QCOMPARE(nearest("A1", {"A10G", "A100-80G-SXM"}), std::string());
        QCOMPARE(nearest("A10g", {"A10G-24", "A10G"}), std::string("A10G-24")); // a word that is known is not asked for
    }
};
CLUSTERLOOM_TEST(TestSchema)

#include "tst_schema.moc"
