#include "tests/core/documents/issues.h"
#include "tests/support/registry.h"

#include "core/documents/expansion.h"

using namespace core;
using namespace support;

/// Clusters, models and plans of published runs, as their sources describe them, can be written down.
class TestShapes : public QObject
{
    Q_OBJECT
private slots:
    void publishedRunsCanBeWrittenDown_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("devices");
        const auto add = [](const char* name, int devices, const char* text) { QTest::newRow(name) << QByteArray(text) << devices; };
        add("Narayanan et al. 2021, 530B", 2240, "{'clusterloom':1,"
            "'cluster':{'nodes':[{'id':'n[0-279]','device':'A100-80G-SXM','count':8,'fabric':{'kind':'nvswitch','bandwidth':'300 GB/s','latency':'3 us'},'nics':8}],"
            "'switches':[{'id':'core'}],'links':[{'id':'up','ends':['n[0-279]','core'],'bandwidth':'1600 Gbit/s','latency':'5 us'}]},"
            "'model':{'name':'GPT','layers':105,'hidden':20480,'heads':128,'kv_heads':128,'ffn':81920,'vocab':51200,'activation':'gelu','tied_embeddings':true,'attention':'mha'},"
            "'training':{'global_batch':2520,'sequence':2048,'precision':'fp16','software':'megatron-lm-2021'},"
            "'plans':[{'name':'published','tensor':8,'pipeline':35,'data':8,'context':1,'expert':1,'micro_batch':1,'schedule':'interleaved','interleave':3,"
            "'sequence_parallel':false,'recompute':'full','zero':0,'order':'tp-dp-pp'}]}");
        add("BLOOM, uneven stages", 384, "{'clusterloom':1,"
            "'cluster':{'nodes':[{'id':'n[0-47]','device':'A100-80G-SXM','count':8,'fabric':{'kind':'nvlink-mesh','bandwidth':'300 GB/s','latency':'3 us'},'nics':4}],"
            "'switches':[{'id':'core'}],'links':[{'id':'up','ends':['n[0-47]','core'],'bandwidth':'400 Gbit/s','latency':'5 us'}]},"
            "'model':{'name':'BLOOM','layers':100,'hidden':14336,'heads':112,'kv_heads':112,'ffn':57344,'vocab':250880,'activation':'gelu','tied_embeddings':true,'attention':'mha'},"
            "'training':{'global_batch':2048,'sequence':2048,'precision':'bf16','gradient_precision':'fp32'},"
            "'plans':[{'name':'grid','tensor':8,'pipeline':6,'data':8,'micro_batch':2,'schedule':'1f1b','recompute':'full','zero':1,'order':'tp-dp-pp','stage_layers':[17,17,17,17,17,17]}]}");
        add("two kinds of node, explicit pipelines", 12, "{'clusterloom':1,"
            "'cluster':{'devices':{'slow':{'based_on':'A100-80G-SXM','peaks':{'fp16':'65 TFLOP/s'},'memory':'15 GiB','memory_bandwidth':'320 GB/s'}},"
            "'nodes':[{'id':'v[0-1]','device':'A100-80G-SXM','count':4,'fabric':{'kind':'nvlink-mesh','bandwidth':'170 Gbit/s','latency':'5 us'},'nics':1},"
            "{'id':'t0','device':'slow','count':4,'fabric':{'kind':'pcie','bandwidth':'50 Gbit/s','shared':'16 GB/s','latency':'10 us'},'nics':1}],"
            "'switches':[{'id':'core'}],"
            "'links':[{'id':'v-up','ends':['v[0-1]','core'],'bandwidth':'10 Gbit/s','latency':'30 us'},{'id':'t-up','ends':['t0','core'],'bandwidth':'50 Gbit/s','bandwidth_back':'25 Gbit/s','latency':'30 us'}]},"
            "'model':{'name':'OPT-350M','layers':24,'hidden':1024,'heads':16,'kv_heads':16,'ffn':4096,'vocab':50272,'activation':'gelu','tied_embeddings':true,'attention':'mha'},"
            "'training':{'global_batch':256,'sequence':2048,'precision':'fp16'},"
            "'plans':[{'name':'mixed','schedule':'1f1b','interleave':1,'sequence_parallel':false,'recompute':'none','zero':0,'pipelines':[{'micro_batch':2,'micro_batches':128,"
            "'stages':[{'devices':['v0:0-3'],'layers':[0,11]},{'devices':['v1:0-3'],'layers':[11,22]},{'devices':['t0:0-3'],'layers':[22,26],'recompute':'full'}]}]}]}");
        add("mixture of experts with latent attention", 8, "{'clusterloom':1,"
            "'cluster':{'nodes':[{'id':'n0','device':'A100-80G-SXM','count':8,'fabric':{'kind':'pcie','bandwidth':'30 GB/s','latency':'10 us'},'nics':1}]},"
            "'model':{'name':'deepseekv2','layers':4,'hidden':5120,'heads':128,'kv_heads':128,'head_dim':128,'ffn':12288,'vocab':102400,'activation':'swiglu','tied_embeddings':false,'attention':'mla',"
            "'mla':{'q_lora_rank':1536,'kv_lora_rank':512,'qk_head_dim':128,'qk_rope_head_dim':64,'v_head_dim':128},'experts':160,'experts_per_token':6,'moe_ffn':1536,'shared_experts':2,'dense_layers':1},"
            "'training':{'global_batch':32,'sequence':4096,'precision':'bf16'},"
            "'plans':[{'name':'ep8','tensor':1,'pipeline':1,'data':8,'expert':8,'micro_batch':1,'schedule':'1f1b','zero':1,'order':'tp-cp-ep-dp-pp',"
            "'overlap':{'gradient_reduce':false,'parameter_gather':false,'tensor':false},'recompute_modules':['moe'],'context_method':'all-to-all'}]}");
    }
    void publishedRunsCanBeWrittenDown()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const int, devices);
        const auto issues = issuesOf(text.toStdString());
        for (const Issue& issue : issues)
            qWarning("%s", told(issue).c_str());
        QVERIFY(issues.empty());
        const Project project = *parseProject(json(text.toStdString())).project;
        QCOMPARE(expand(*project.cluster, builtInCatalogue())->ranks(), devices);
        QVERIFY(*parseProject(canonicalText(project)).project == project);
    }
};
CLUSTERLOOM_TEST(TestShapes)

#include "tst_shapes.moc"
