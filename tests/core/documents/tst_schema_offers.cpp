#include "core/documents/schema_offers.h"

#include "tests/support/json.h"
#include "tests/support/registry.h"

#include <algorithm>

using namespace core;

class TestSchemaOffers : public QObject
{
    Q_OBJECT

private slots:
    void keysOfTheObjectAreOffered();
    void valuesOfAKeyAreOffered();
    void whatIsTypedIsTold();
    void strangeTextOffersNothing();
};

namespace {

bool offers(const std::string& before, const std::string& word)
{
    const auto found = schemaOffers(support::json(before)).offers;
    return std::find(found.begin(), found.end(), support::json(word)) != found.end();
}

} // namespace

void TestSchemaOffers::keysOfTheObjectAreOffered()
{
    QVERIFY(offers("{ ", "'cluster'"));
    QVERIFY(!offers("{ 'cluster': {}, ", "'cluster'"));
    QVERIFY(offers("{ 'cluster': {}, ", "'plans'"));
    QVERIFY(offers("{ 'cluster': { 'links': [ { 'id': 'a' }, { ", "'bandwidth'"));
    QVERIFY(!offers("{ 'cluster': { 'links': [ { 'id': 'a', ", "'id'"));
    QVERIFY(offers("{ 'cluster': { 'devices': { 'mine': { ", "'based_on'"));
    QVERIFY(offers("{ 'cluster': { 'nodes': [ { 'fabric': { ", "'kind'"));
}

void TestSchemaOffers::valuesOfAKeyAreOffered()
{
    QVERIFY(offers("{ 'training': { 'precision': ", "'bf16'"));
    QVERIFY(offers("{ 'plans': [ { 'schedule': ", "'1f1b'"));
    QVERIFY(offers("{ 'cluster': { 'nodes': [ { 'fabric': { 'kind': ", "'nvswitch'"));
    QVERIFY(!offers("{ 'training': { 'precision': ", "'optimizer'"));
}

void TestSchemaOffers::whatIsTypedIsTold()
{
    QCOMPARE(schemaOffers(support::json("{ 'plans': [ { 'sche")).typed, support::json("'sche"));
    QVERIFY(offers("{ 'plans': [ { 'sche", "'schedule'"));
    QCOMPARE(schemaOffers(support::json("{ 'plans': [ { 'overlap': tr")).typed, std::string("tr"));
}

void TestSchemaOffers::strangeTextOffersNothing()
{
    for (const char* text : {"", "]", "}}}", "{ 'no such key': { ", "[ [ [", ": , :"})
        QVERIFY(schemaOffers(support::json(text)).offers.empty());
}

CLUSTERLOOM_TEST(TestSchemaOffers)
#include "tst_schema_offers.moc"
