#include "tests/core/documents/issues.h"
#include "tests/support/registry.h"

using namespace core;
using namespace support;

/// Each row breaks one thing of a project without issues; the one issue is told at its place.
class TestCheckCluster : public QObject
{
    Q_OBJECT

    static void addRow(const char* name, const std::string& text, const char* pointer, const char* message, const char* expected, const char* fix)
    {
        QTest::newRow(name) << QByteArray::fromStdString(text) << pointer << message << expected << fix;
    }
    static std::string replaced(std::string text, const std::string& from, const std::string& to)
    {
        const std::size_t at = text.find(from);
        Q_ASSERT(at != std::string::npos);
        return text.replace(at, from.size(), to);
    }
    static std::string withCluster(const std::string& from, const std::string& to)
    {
        return document(replaced(smallCluster, from, to), smallModel, smallTraining);
    }
    static std::string withModel(const std::string& model) { return document(smallCluster, "'model':{" + model + "}", smallTraining); }
    static std::string withTraining(const std::string& training) { return document(smallCluster, smallModel, "'training':{" + training + "}"); }

private slots:
    void aSoundProjectHasNoIssues()
    {
        QCOMPARE(issuesOf(document(smallCluster, smallModel, smallTraining)), std::vector<Issue>());
        QVERIFY(!hasErrors({}));
    }
    void oneFaultIsOneIssue_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("pointer");
        QTest::addColumn<QString>("message");
        QTest::addColumn<QString>("expected");
        QTest::addColumn<QString>("fix");
        addRow("no cluster", "{'clusterloom':1," + smallModel + "," + smallTraining + "}", "", "no cluster", "an object \"cluster\"", "\"cluster\"");
        addRow("no model", "{'clusterloom':1," + smallCluster + "," + smallTraining + "}", "", "no model", "a preset or a shape", "gpt-3-175b");
        addRow("no training", "{'clusterloom':1," + smallCluster + "," + smallModel + "}", "", "no training", "batch", "global_batch");
        addRow("no nodes", document("'cluster':{}", smallModel, smallTraining), "/cluster", "no nodes", "at least one node", "\"nodes\"");
        addRow("unknown device", withCluster("A100-80G-SXM", "A100-80-SXM"), "/cluster/nodes/0/device", "no device is called \"A100-80-SXM\"", "a device of the catalogue", "\"A100-80G-SXM\"");
        addRow("no device", withCluster("'device':'A100-80G-SXM',", ""), "/cluster/nodes/0", "has no device", "the kind of its devices", "\"device\"");
        addRow("no fabric", withCluster("'fabric':{'kind':'nvswitch','bandwidth':'300 GB/s','latency':'3 us'},", ""), "/cluster/nodes/0", "4 devices and no fabric", "a fabric",
            "\"fabric\": { \"kind\": \"nvswitch\", \"bandwidth\": \"300 GB/s\", \"latency\": \"3 us\" }");
        addRow("fabric without bandwidth", withCluster("'bandwidth':'300 GB/s',", ""), "/cluster/nodes/0/fabric", "no bandwidth", "of one device", "\"bandwidth\": \"300 GB/s\"");
        addRow("fabric without latency", withCluster(",'latency':'3 us'", ""), "/cluster/nodes/0/fabric", "no latency", "latency", "\"latency\": \"3 us\"");
        addRow("fabric of nothing", withCluster("300 GB/s", "0 GB/s"), "/cluster/nodes/0/fabric/bandwidth", "is 0 GB/s", "greater than 0", "");
        addRow("mesh key on a switch", withCluster("'bandwidth':'300 GB/s'", "'bandwidth':'300 GB/s','peer_bandwidth':'1 GB/s'"), "/cluster/nodes/0/fabric/peer_bandwidth", "nvlink-mesh", "no \"peer_bandwidth\"", "");
        addRow("link to nowhere", withCluster("'core'],", "'cor'],"), "/cluster/links/0/ends/1", "no node or switch is called \"cor\"", "the id of a node or switch", "\"core\"");
        addRow("link to missing members", withCluster("['n[0-1]'", "['n[0-5]'"), "/cluster/links/0/ends/0", "no node or switch is called \"n2\"", "range of nodes", "\"n[0-1]\"");
        addRow("link to itself", withCluster("['n[0-1]','core']", "['n0','n0']"), "/cluster/links/0/ends", "joins \"n0\" to itself", "two different ends", "");
        addRow("unequal ranges", withCluster("['n[0-1]','core']", "['n[0-1]','n[1-1]']"), "/cluster/links/0/ends", "2 and 1 members", "equal length", "");
        addRow("link without bandwidth", withCluster("'bandwidth':'800 Gbit/s',", ""), "/cluster/links/0", "no bandwidth", "of one direction", "\"bandwidth\"");
        addRow("link without latency", withCluster(",'latency':'5 us'", ""), "/cluster/links/0", "no latency", "of one direction", "\"latency\": \"5 us\"");
        addRow("link of nothing", withCluster("800 Gbit/s", "0 Gbit/s"), "/cluster/links/0/bandwidth", "is 0 Gbit/s", "greater than 0", "200 Gbit/s");
        addRow("bad range", document("'cluster':{'nodes':[{'id':'n[1-0]','device':'A100-80G-SXM'}]}", smallModel, smallTraining), "/cluster/nodes/0/id", "ends before it begins", "a range", "");
        addRow("switch array", withCluster("[{'id':'core'}]", "[{'id':'core'},{'id':'c[0-1]'}]"), "/cluster/switches/1/id", "has brackets", "without brackets", "");
        addRow("node and switch alike", withCluster("[{'id':'core'}]", "[{'id':'core'},{'id':'n1'}]"), "/cluster/switches/1/id", "\"n1\" is taken by /cluster/nodes/0", "no other node or switch", "\"n1-2\"");
        addRow("id with a colon", withCluster("[{'id':'core'}]", "[{'id':'core'},{'id':'a:b'}]"), "/cluster/switches/1/id", "holds a colon", "without \":\"", "");
        addRow("id with a blank", withCluster("[{'id':'core'}]", "[{'id':'core'},{'id':'a b'}]"), "/cluster/switches/1/id", "cannot be named in a scenario", "without blanks", "");
        addRow("misspelt key", withCluster("'nics':4", "'nisc':4"), "/cluster/nodes/0/nisc", "\"nisc\" is not known", "a known key", "\"nics\"");
        addRow("unknown base", withCluster("'nodes':", "'devices':{'own':{'based_on':'A100-80G-SXN'}},'nodes':"), "/cluster/devices/own/based_on", "no device is called \"A100-80G-SXN\"", "a device of the catalogue", "\"A100-80G-SXM\"");
        addRow("unknown preset", withModel("'preset':'gpt-3-175B'"), "/model/preset", "no model is called", "a model of the catalogue", "\"gpt-3-175b\"");
        addRow("half a shape", withModel("'layers':12,'heads':16"), "/model", "lacks hidden, vocab", "the whole shape", "\"preset\"");
        addRow("heads and hidden", withModel("'layers':12,'hidden':1000,'heads':16,'vocab':9"), "/model/heads", "16 heads do not divide the hidden size 1000", "heads that divide", "");
        addRow("heads and key-value heads", withModel("'layers':12,'hidden':1024,'heads':16,'vocab':9,'kv_heads':5"), "/model/kv_heads", "5 key-value heads do not divide 16", "a divisor", "");
        addRow("attention", withModel("'layers':12,'hidden':1024,'heads':16,'vocab':9,'kv_heads':4,'attention':'mha'"), "/model/attention", "does not go with 4 key-value heads", "\"gqa\"", "\"gqa\"");
        addRow("latent attention", withModel("'layers':12,'hidden':1024,'heads':16,'vocab':9,'attention':'mla'"), "/model", "lacks its rank", "kv_lora_rank", "\"mla\"");
        addRow("experts", withModel("'layers':12,'hidden':1024,'heads':16,'vocab':9,'experts':4,'experts_per_token':8"), "/model/experts_per_token", "8 experts per token of 4", "at most \"experts\"", "4");
        addRow("gated without ffn", withModel("'layers':12,'hidden':768,'heads':12,'vocab':9,'activation':'swiglu'"), "/model", "no ffn", "feed-forward", "\"ffn\": 2048");
        addRow("no batch", withTraining("'sequence':1024,'precision':'fp16'"), "/training", "no global_batch", "samples", "\"global_batch\"");
        addRow("no sequence", withTraining("'global_batch':8,'precision':'fp16'"), "/training", "no sequence", "tokens", "\"sequence\"");
        addRow("precision", withTraining("'global_batch':8,'sequence':1024,'precision':'fp8'"), "/training/precision", "the device A100-80G-SXM cannot do fp8", "a precision that every device", "\"bf16\"");
    }
    void oneFaultIsOneIssue()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const QString, pointer);
        QFETCH(const QString, message);
        QFETCH(const QString, expected);
        QFETCH(const QString, fix);
        QVERIFY(onlyIssue(issuesOf(text.toStdString()), pointer, message, expected, fix));
    }
    void duplicateIdsAreFoundAcrossRanges()
    {
        const std::string node = "{'id':'n1','device':'A100-80G-SXM'}";
        const auto issues = issuesOf(document(replaced(smallCluster, "'nics':4}]", "'nics':4}," + node + "," + node + "]"), smallModel, smallTraining));
        QCOMPARE(issues.size(), std::size_t(2));
        QCOMPARE(issues[0].pointer, std::string("/cluster/nodes/1/id"));
        QCOMPARE(issues[1].pointer, std::string("/cluster/nodes/2/id"));
        QCOMPARE(issues[1].message, std::string("the id \"n1\" is taken by /cluster/nodes/0"));
    }
    void everythingWrongIsToldInTheOrderOfTheDocument()
    {
        const auto issues = issuesOf("{'clusterloom':1,'cluster':{'devices':{'own':{}},'nodes':[{'id':'n0','device':'own'},{'id':'n0','count':2}],'switches':[{'id':'n0'}],"
            "'links':[{'id':'l','ends':['n0','n0']},{'id':'l','ends':['x','n0'],'bandwidth':'0 B/s','latency':'0 s'}]},"
            "'model':{'preset':'none'},'training':{},'plans':[{'name':'p'}]}");
        std::vector<std::string> places;
        for (const Issue& issue : issues) {
            QVERIFY2(!issue.message.empty() && !issue.expected.empty(), issue.pointer.c_str());
            places.push_back(issue.pointer);
        }
        QCOMPARE(places, (std::vector<std::string> {"/cluster/devices/own", "/cluster/nodes/1/id", "/cluster/nodes/1", "/cluster/nodes/1", "/cluster/switches/0/id", "/cluster/links/0/ends",
            "/cluster/links/0", "/cluster/links/0", "/cluster/links/1/id", "/cluster/links/1/ends/0", "/cluster/links/1/bandwidth", "/model/preset", "/training", "/training", "/plans/0"}));
        QVERIFY(hasErrors(issues));
    }
    void unknownKeysOfTheUsersOwnAreNoIssue()
    {
        QCOMPARE(issuesOf(document(replaced(smallCluster, "'nics':4", "'nics':4,'rack':'r1','nodes':[]"), smallModel, smallTraining, "'note':1")), std::vector<Issue>());
    }
    void aClusterTooLargeIsToldOnce()
    {
        const auto issues = issuesOf(document("'cluster':{'nodes':[{'id':'a[0-99999]','device':'A100-80G-SXM'},{'id':'b[0-99999]','device':'A100-80G-SXM'},{'id':'c','device':'A100-80G-SXM'}]}", smallModel, smallTraining));
        QCOMPARE(issues.size(), std::size_t(1));
        QCOMPARE(issues[0].pointer, std::string("/cluster/nodes/1"));
        QCOMPARE(issues[0].expected, std::string("at most 100,000 nodes and 1,000,000 devices"));
    }
};
CLUSTERLOOM_TEST(TestCheckCluster)

#include "tst_check_cluster.moc"
