#include "tests/core/documents/issues.h"
#include "tests/support/registry.h"

using namespace core;
using namespace support;

/// Plans for 8 devices (n0:0-3, n1:0-3), 14 units, 16 heads and a global batch of 64.
class TestCheckPlans : public QObject
{
    Q_OBJECT

    static std::string with(const std::string& plan) { return document(smallCluster, smallModel, smallTraining, "'plans':[" + plan + "]"); }
    static std::string grid(const std::string& fields) { return with("{'name':'p'," + fields + "}"); }
    static std::string stages(const std::string& first, const std::string& second)
    {
        return with("{'name':'p','pipelines':[{'micro_batch':2,'micro_batches':32,'stages':[{" + first + "},{" + second + "}]}]}");
    }
    static void addRow(const char* name, const std::string& text, const char* pointer, const char* message, const char* expected, const char* fix)
    {
        QTest::newRow(name) << QByteArray::fromStdString(text) << pointer << message << expected << fix;
    }

private slots:
    void soundPlansHaveNoIssues_data()
    {
        QTest::addColumn<QByteArray>("text");
        const auto add = [](const char* name, const std::string& text) { QTest::newRow(name) << QByteArray::fromStdString(text); };
        add("grid", grid("'tensor':2,'pipeline':2,'data':2,'micro_batch':4,'order':'tp-dp-pp','zero':1,'recompute':'full'"));
        add("part of the cluster", grid("'micro_batch':1"));
        add("stage layers", grid("'pipeline':3,'data':2,'micro_batch':4,'stage_layers':[5,5,4]"));
        add("interleaved", grid("'pipeline':2,'interleave':2,'schedule':'interleaved','micro_batch':4,'chunk_layers':[4,3,4,3]"));
        add("later schedules", grid("'pipeline':2,'schedule':'zb-greedy','micro_batch':4"));
        add("explicit", stages("'devices':['n0:0-3'],'layers':[0,6]", "'devices':['n1:0','n1:1'],'layers':[6,14]"));
        add("two pipelines", with("{'name':'p','schedule':'gpipe','pipelines':[{'micro_batch':2,'micro_batches':12,'stages':[{'devices':['n0'],'layers':[0,14]}]},"
            "{'micro_batch':4,'micro_batches':10,'stages':[{'devices':['n1'],'layers':[0,14]}]}]}"));
        add("chunks", with("{'name':'p','schedule':'interleaved','interleave':2,'pipelines':[{'micro_batch':1,'micro_batches':64,'stages':["
            "{'devices':['n0'],'chunks':[[0,4],[8,11]]},{'devices':['n1'],'chunks':[[4,8],[11,14]]}]}]}"));
    }
    void soundPlansHaveNoIssues()
    {
        QFETCH(const QByteArray, text);
        const auto issues = issuesOf(text.toStdString());
        for (const Issue& issue : issues)
            qWarning("%s", told(issue).c_str());
        QVERIFY(issues.empty());
    }
    void oneFaultIsOneIssue_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("pointer");
        QTest::addColumn<QString>("message");
        QTest::addColumn<QString>("expected");
        QTest::addColumn<QString>("fix");
        addRow("too many devices", grid("'tensor':2,'pipeline':2,'data':4,'micro_batch':1"), "/plans/0", "needs 2 x 2 x 4 = 16 devices, and the cluster has 8", "at most 8", "\"data\": 2");
        addRow("heads", grid("'tensor':3,'micro_batch':1"), "/plans/0/tensor", "3 devices cannot share 16 heads", "a divisor of 16", "1");
        addRow("batch", grid("'data':3,'micro_batch':4"), "/plans/0/micro_batch", "3 replicas x micro-batches of 4 = 12 do not divide the global batch of 64", "divides 64", "");
        addRow("batch with a remedy", grid("'data':4,'micro_batch':6"), "/plans/0/micro_batch", "do not divide", "divides 64", "4");
        addRow("no micro-batch", grid("'data':4"), "/plans/0", "no micro_batch", "samples", "\"micro_batch\": 1");
        addRow("context", grid("'context':3,'micro_batch':1"), "/plans/0/context", "cannot share a sequence of 1024", "a divisor", "1");
        addRow("no experts", grid("'data':2,'expert':2,'micro_batch':1"), "/plans/0/expert", "no experts", "1", "1");
        addRow("stage layers of other length", grid("'pipeline':2,'micro_batch':1,'stage_layers':[5,5,4]"), "/plans/0/stage_layers", "lists 3 stages, and the plan has 2", "2 numbers", "");
        addRow("stage layers of other sum", grid("'pipeline':2,'micro_batch':1,'stage_layers':[6,6]"), "/plans/0/stage_layers", "sums to 12 units, and the model has 14", "sum to 14", "");
        addRow("empty stage", grid("'pipeline':2,'micro_batch':1,'stage_layers':[14,0]"), "/plans/0/stage_layers/1", "is 0", "at least 1 unit", "1");
        addRow("order", grid("'data':2,'micro_batch':1,'order':'tp-pd-pp'"), "/plans/0/order", "\"pd\" is not a dimension", "tp, cp, ep, dp and pp", "\"tp-cp-ep-dp-pp\"");
        addRow("order without a dimension", grid("'data':2,'micro_batch':1,'order':'tp-pp'"), "/plans/0/order", "\"dp\" is missing", "tp, cp, ep, dp and pp", "");
        addRow("interleave", grid("'pipeline':2,'interleave':2,'micro_batch':1"), "/plans/0/interleave", "one chunk on each device", "interleaved", "1");
        addRow("chunks of ZB-V", grid("'pipeline':2,'interleave':3,'micro_batch':1,'schedule':'zb-v'"), "/plans/0/interleave", "two chunks", "2", "2");
        addRow("limit of no use", grid("'pipeline':2,'micro_batch':1,'activation_limit':4"), "/plans/0/activation_limit", "zb-greedy", "zb-greedy", "");
        addRow("no samples", with("{'name':'p','pipelines':[{'micro_batch':2,'micro_batches':10,'stages':[{'devices':['n0'],'layers':[0,14]}]}]}"), "/plans/0/pipelines", "run 20 samples, and the global batch is 64", "sum to 64", "\"micro_batches\": 32");
        addRow("unknown node", stages("'devices':['m0'],'layers':[0,6]", "'devices':['n1'],'layers':[6,14]"), "/plans/0/pipelines/0/stages/0/devices/0", "no node is called \"m0\"", "the id of a node", "");
        addRow("unknown device", stages("'devices':['n0:2-5'],'layers':[0,6]", "'devices':['n1'],'layers':[6,14]"), "/plans/0/pipelines/0/stages/0/devices/0", "only 4 devices", "devices 0 to 3", "\"n0:0-3\"");
        addRow("device twice", stages("'devices':['n0'],'layers':[0,6]", "'devices':['n0:3','n1:0'],'layers':[6,14]"), "/plans/0/pipelines/0/stages/1/devices", "n0:3 is used by /plans/0/pipelines/0/stages/0", "one stage only", "");
        addRow("device twice in a stage", stages("'devices':['n0:0','n0:0'],'layers':[0,6]", "'devices':['n1'],'layers':[6,14]"), "/plans/0/pipelines/0/stages/0/devices", "n0:0 is used", "one stage only", "");
        addRow("stage heads", stages("'devices':['n0:0-2'],'layers':[0,6]", "'devices':['n1'],'layers':[6,14]"), "/plans/0/pipelines/0/stages/0/devices", "3 devices cannot share 16 heads", "divides 16", "");
        addRow("gap", stages("'devices':['n0'],'layers':[0,6]", "'devices':['n1'],'layers':[7,14]"), "/plans/0/pipelines/0/stages/1/layers", "begins at unit 7, and the units before it end at 6", "follow one another", "[6, 14]");
        addRow("overlap", stages("'devices':['n0'],'layers':[0,6]", "'devices':['n1'],'layers':[5,14]"), "/plans/0/pipelines/0/stages/1/layers", "begins at unit 5", "follow one another", "[6, 14]");
        addRow("no embedding", stages("'devices':['n0'],'layers':[1,6]", "'devices':['n1'],'layers':[6,14]"), "/plans/0/pipelines/0/stages/0/layers", "begins at unit 1, and the units before it end at 0", "follow one another", "[0, 6]");
        addRow("no head", stages("'devices':['n0'],'layers':[0,6]", "'devices':['n1'],'layers':[6,13]"), "/plans/0/pipelines/0/stages/1/layers", "the last unit is 12, and the model's is 13", "end at 14", "[6, 14]");
        addRow("no layers", stages("'devices':['n0']", "'devices':['n1'],'layers':[0,14]"), "/plans/0/pipelines/0/stages/0", "has no layers", "[first, end)", "\"layers\"");
        addRow("no devices", stages("'layers':[0,6]", "'devices':['n1'],'layers':[6,14]"), "/plans/0/pipelines/0/stages/0", "has no devices", "at least one", "\"devices\"");
        addRow("grid and pipelines", with("{'name':'p','tensor':4,'pipelines':[{'micro_batch':2,'micro_batches':32,'stages':[{'devices':['n0'],'layers':[0,14]}]}]}"), "/plans/0/tensor", "a field of a grid", "either a grid or", "remove \"tensor\"");
        addRow("same name", with("{'name':'p','micro_batch':1},{'name':'p','micro_batch':2}"), "/plans/1/name", "the name \"p\" is taken by /plans/0", "no other plan", "\"p 2\"");
        addRow("misspelt key", grid("'tesnor':2,'micro_batch':1"), "/plans/0/tesnor", "is not known and has no effect", "a known key", "\"tensor\"");
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
    void aPipelineLongerThanTheModelIsRefused()
    {
        const std::string big = "'cluster':{'nodes':[{'id':'n[0-15]','device':'A100-80G-SXM'}],'switches':[{'id':'s'}],"
                                "'links':[{'id':'up','ends':['n[0-15]','s'],'bandwidth':'800 Gbit/s','latency':'5 us'}]}";
        const auto issues = issuesOf(document(big, smallModel, smallTraining, "'plans':[{'name':'p','pipeline':15,'micro_batch':1}]"));
        QVERIFY(onlyIssue(issues, "/plans/0/pipeline", "15 stages are more than the model's 14 units", "at most 14", "14"));
    }
    void allToAllsShareHeadsEvenly()
    {
        const std::string model = "'model':{'layers':12,'hidden':1024,'heads':4,'vocab':50000}";
        const auto with = [&](const std::string& method) {
            return issuesOf(document(smallCluster, model, smallTraining, "'plans':[{'name':'p','tensor':2,'context':4,'micro_batch':1,'context_method':'" + method + "'}]"));
        };
        QVERIFY(onlyIssue(with("all-to-all"), "/plans/0/context", "cannot share 2 heads evenly among 4 devices", "a divisor of 2", "2"));
        QVERIFY(with("ring").empty());
    }
    void oneHeadIsOne()
    {
        const std::string model = "'model':{'layers':12,'hidden':64,'heads':1,'vocab':50000}";
        const auto issues = issuesOf(document(smallCluster, model, smallTraining, "'plans':[{'name':'p','tensor':2,'micro_batch':1}]"));
        QVERIFY(onlyIssue(issues, "/plans/0/tensor", "2 devices cannot share 1 head evenly", "a divisor of 1", "1"));
    }
    void expertsAreSharedEvenly()
    {
        const std::string model = "'model':{'layers':12,'hidden':1024,'heads':16,'vocab':50000,'experts':6,'experts_per_token':2}";
        const auto uneven = issuesOf(document(smallCluster, model, smallTraining, "'plans':[{'name':'p','data':4,'expert':4,'micro_batch':1}]"));
        QVERIFY(onlyIssue(uneven, "/plans/0/expert", "4 devices cannot share 6 experts", "a divisor of 6", "2"));
        const auto outside = issuesOf(document(smallCluster, model, smallTraining, "'plans':[{'name':'p','data':2,'expert':3,'micro_batch':1}]"));
        QVERIFY(onlyIssue(outside, "/plans/0/expert", "3 does not divide data x context = 2", "inside", "1"));
    }
    void hostileSizesAreCheckedQuickly()
    {
        std::string devices;
        for (int i = 0; i < 2'000; ++i)
            devices += std::string(i ? "," : "") + "\"n[0-99999]\"";
        std::string links;
        for (int i = 0; i < 2'000; ++i)
            links += std::string(i ? "," : "") + "{'id':'l" + std::to_string(i) + "','ends':['n[0-99999]','c'],'bandwidth':'1 GB/s','latency':'1 us'}";
        const auto issues = issuesOf(document("'cluster':{'nodes':[{'id':'n[0-99999]','device':'A100-80G-SXM'}],'switches':[{'id':'c'}],'links':[" + links + "]}", smallModel, smallTraining,
            "'plans':[{'name':'p','pipelines':[{'micro_batch':1,'micro_batches':64,'stages':[{'devices':[" + devices + "],'layers':[0,14]}]}]}]"));
        QCOMPARE(issues.front().pointer, std::string("/cluster/links/4"));
        QCOMPARE(issues.front().message, std::string("here the cluster grows to more than 400,000 links"));
    }
};
CLUSTERLOOM_TEST(TestCheckPlans)

#include "tst_check_plans.moc"
