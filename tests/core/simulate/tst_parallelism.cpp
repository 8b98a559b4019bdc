#include "core/costs/memory.h"
#include "core/simulate/expert_groups.h"
#include "core/simulate/stage_work.h"
#include "core/simulate/traffic_time.h"
#include "tests/support/law.h"
#include "tests/support/parallel.h"

#include <cmath>

using namespace core;
using support::ParallelCase;

namespace {

const char* const expertModel = "'layers': 3, 'hidden': 256, 'heads': 8, 'kv_heads': 4, 'vocab': 1024, 'activation': 'swiglu', 'ffn': 1024, "
                                "'tied_embeddings': false, 'experts': 8, 'experts_per_token': 2, 'moe_ffn': 128, 'dense_layers': 1";

ParallelCase caseOf(const std::string& plan)
{
    ParallelCase one;
    one.plan = plan;
    return one;
}

double parametersOf(const support::Made& made) { return parameterCount(made.plan.model, *made.project.training); }

bool isNear(double a, double b, double tolerance = 1e-9) { return std::abs(a - b) <= tolerance * std::max(std::abs(a), std::abs(b)); }

/// Rounding of each of two runs' spans to nanoseconds.
bool isNear(const Timeline& a, const Timeline& b)
{
    return std::abs(a.period.count - b.period.count) <= static_cast<std::int64_t>(a.spans.size() + b.spans.size());
}

std::int64_t computeNs(const Timeline& timeline)
{
    std::int64_t busy = 0;
    for (const Lane& lane : timeline.lanes)
        for (const Span& span : timeline.spansOf(lane))
            if (isCompute(span.kind))
                busy += (span.end - span.start).count * static_cast<std::int64_t>(lane.devices.size());
    return busy;
}

std::string flag(bool value) { return value ? "true" : "false"; }

std::string overlapText(bool data, bool tensor)
{
    return ", 'overlap': { 'gradient_reduce': " + flag(data) + ", 'parameter_gather': " + flag(data) + ", 'tensor': " + flag(tensor) + " }";
}

/// A random plan over 8 devices, of any kind of parallelism.
ParallelCase anyCase()
{
    ParallelCase one;
    const int tensor = *rc::gen::element(1, 2);
    const int context = *rc::gen::element(1, 2);
    const int pipeline = *rc::gen::element(1, 2);
    const int data = 8 / tensor / context / pipeline;
    const bool experts = *rc::gen::arbitrary<bool>();
    const int expert = experts ? *rc::gen::elementOf(std::vector<int> {1, data * context, std::max(1, data * context / 2)}) : 1;
    one.model = experts ? expertModel : one.model;
    one.nics = *rc::gen::element(1, 4);
    one.plan = "'tensor': " + std::to_string(tensor) + ", 'context': " + std::to_string(context) + ", 'context_method': '"
        + *rc::gen::element(std::string("ring"), std::string("all-to-all")) + "', 'pipeline': " + std::to_string(pipeline)
        + ", 'data': " + std::to_string(data) + ", 'expert': " + std::to_string(expert) + ", 'micro_batch': 1, 'zero': " + std::to_string(*rc::gen::inRange(0, 4))
        + ", 'sequence_parallel': " + flag(*rc::gen::arbitrary<bool>()) + ", 'recompute': '" + *rc::gen::element(std::string("none"), std::string("full"))
        + "', 'order': '" + *rc::gen::element(std::string("tp-cp-ep-dp-pp"), std::string("pp-tp-cp-dp"), std::string("tp-cp-pp-dp")) + "', 'sends': '"
        + *rc::gen::element(std::string("asynchronous"), std::string("blocking")) + "', 'schedule': '"
        + *rc::gen::element(std::string("gpipe"), std::string("1f1b"), std::string("zb-h1")) + "'" + overlapText(*rc::gen::arbitrary<bool>(), *rc::gen::arbitrary<bool>());
    return one;
}

} // namespace

class TestParallelism : public QObject
{
    Q_OBJECT
private slots:
    /// arXiv 1910.02054 section 7: data parallelism moves 2 Psi, ZeRO 1 the same, ZeRO 3 3 Psi, here for each micro-batch.
    void zeroMovesWhatThePaperSays()
    {
        for (const bool ahead : {true, false}) {
            const std::string grid = "'data': 8, 'micro_batch': 1" + overlapText(ahead, false) + ", 'zero': ";
            for (int zero = 0; zero <= 3; ++zero) {
                const support::Made made = support::made(caseOf(grid + std::to_string(zero)));
                const Timeline t = support::played(made);
                const double parameters = parametersOf(made);
                const double microBatches = zero >= 2 ? 4 : 1; // 32 samples over 8; gradients that are sharded never add up whole
                const double gathers = zero == 0 ? 0 : zero == 3 ? 2 * microBatches : 1;
                QVERIFY(isNear(support::bytesOf(t, SpanKind::GradientReduce), 4 * microBatches * parameters));
                QVERIFY(isNear(support::bytesOf(t, SpanKind::ParameterGather), 2 * gathers * parameters));
            }
        }
    }

    /// Each edge of a ring over n carries 2 (n-1)/n of the buffer in an all-reduce, half of it in its two halves.
    void reductionsAreOverDataAndContext()
    {
        const support::Made made = support::made(caseOf("'data': 2, 'context': 4, 'micro_batch': 1, 'zero': 1"));
        double ring = 0;
        for (const Joint& joint : made.workload.joints)
            if (joint.segment.kind == SpanKind::GradientReduce && made.workload.activities[static_cast<std::size_t>(joint.segment.activities[0])].algorithm == Algorithm::Ring)
                ring += made.workload.activities[static_cast<std::size_t>(joint.segment.activities[0])].amount.value;
        if (ring > 0)
            QVERIFY(isNear(ring, 4 * parametersOf(made) * 7 / 8));
        QVERIFY(isNear(support::bytesOf(support::played(made), SpanKind::GradientReduce), 4 * parametersOf(made)));
    }

    void bucketsHoldAtLeastFortyMillionParameters()
    {
        ParallelCase one = caseOf("'data': 8, 'micro_batch': 1");
        one.model = "'layers': 9, 'hidden': 1024, 'heads': 8, 'vocab': 4096, 'activation': 'gelu', 'ffn': 4096, 'tied_embeddings': false";
        const support::Made made = support::made(one);
        // A layer has 12 h^2 = 12.6 million and a few, the ends 4.2 and more: [7,11) = 3 layers and the head, [3,7) = 4 layers.
        std::vector<UnitRange> buckets;
        for (const Joint& joint : made.workload.joints)
            if (joint.segment.kind == SpanKind::GradientReduce)
                buckets.push_back(joint.segment.units);
        QCOMPARE(buckets, (std::vector<UnitRange> {{7, 11}, {3, 7}, {0, 3}}));
        double least = 1e18;
        const WorkShape shape = workShapeOf({made.plan.cluster, *made.network, made.plan.model, *made.project.training, made.plan.placement}, 0, 0);
        for (std::size_t i = 0; i + 1 < buckets.size(); ++i) {
            double parameters = 0;
            for (int unit = buckets[i].first; unit < buckets[i].end; ++unit)
                parameters += parametersPerDevice(shape, unit);
            least = std::min(least, parameters);
        }
        QVERIFY(least >= 40e6);
    }

    /// 4 devices on a switch of 300 GB/s each way: 3 of 4 parts of a rank's bytes leave it.
    void anAllToAllIsEveryPairAtOnce()
    {
        ParallelCase one = caseOf("'data': 4, 'expert': 4, 'micro_batch': 1");
        one.model = expertModel;
        const support::Made made = support::made(one);
        int found = 0;
        for (const Joint& joint : made.workload.joints)
            if (joint.segment.kind == SpanKind::ExpertCollective) {
                ++found;
                QCOMPARE(joint.members.size(), std::size_t{4});
                QCOMPARE(joint.segment.activities.size(), std::size_t{12});
                const double sent = 2.0 * 1024 * 2 * 256; // bytes x tokens x experts per token x hidden
                QCOMPARE(joint.segment.bytes, sent);
                QCOMPARE(joint.segment.duration.count, std::llround(sent * 3 / 4 / 300e9 * 1e9));
            }
        QCOMPARE(found, 1);
        const auto spans = support::played(made);
        // 2 expert layers x (dispatch and combine) x (forward and backward) x 8 micro-batches
        QVERIFY(isNear(support::bytesOf(spans, SpanKind::ExpertCollective), 2.0 * 2 * 2 * 8 * 2 * 1024 * 2 * 256));
    }

    void expertGroupsLieInsideDataTimesContext()
    {
        const support::Made made = support::made(caseOf("'tensor': 2, 'data': 2, 'context': 2, 'expert': 1, 'micro_batch': 1"));
        Placement placement = made.plan.placement;
        placement.expert = 4;
        QCOMPARE(expertPeers(placement, 1), (std::vector {0, 1}));
        QCOMPARE(expertGroups(placement, {0, 1}, 0), (std::vector<std::vector<int>> {{0, 2, 4, 6}, {1, 3, 5, 7}}));
        placement.expert = 2;
        QCOMPARE(expertPeers(placement, 1), (std::vector {1}));
        QCOMPARE(expertGroups(placement, {1}, 0), (std::vector<std::vector<int>> {{4, 6}, {5, 7}}));
    }

    /// Gradients of experts are reduced over data / expert only, all others over data.
    void expertGradientsAreReducedOverTheirReplicas()
    {
        ParallelCase one = caseOf("'data': 8, 'expert': 4, 'micro_batch': 1, 'overlap': { 'gradient_reduce': false }");
        one.model = expertModel;
        const support::Made made = support::made(one);
        double common = 0, experts = 0;
        for (const Joint& joint : made.workload.joints)
            if (joint.segment.kind == SpanKind::GradientReduce) {
                QVERIFY(joint.segment.activities.size() == 1 || joint.segment.activities.size() == 4);
                (joint.segment.activities.size() == 1 ? common : experts) += joint.segment.bytes;
            }
        const double ofExperts = 2.0 * 8 * 3 * 256 * 128; // layers x experts x three products
        QVERIFY(isNear(experts, 4 * ofExperts / 4));
        QVERIFY(isNear(common, 4 * (parametersOf(made) - ofExperts)));
    }

    /// The last of c blocks of the core waits for the ring: max(all of the core, the ring + the core / c).
    void theRingHidesBehindTheAttentionCore()
    {
        const auto at = [](const std::string& bandwidth) {
            ParallelCase one = caseOf("'context': 4, 'micro_batch': 32, 'overlap': { 'gradient_reduce': false }");
            one.fabric = bandwidth;
            return support::made(one);
        };
        const support::Made fast = at("100000 GB/s");
        const support::Made slow = at("1 GB/s");
        const Timeline quick = support::played(fast);
        const Timeline slower = support::played(slow);
        const std::int64_t computing = computeNs(slower) / 4;
        QVERIFY(quick.period.count - computeNs(quick) / 4 < computing / 1000 + 100000); // nothing shows but the reduce
        std::int64_t shown = 0; // of the rings and the reduce, at 1 GB/s
        for (const Lane& lane : slower.lanes)
            for (const Span& span : slower.spansOf(lane))
                if (!isCompute(span.kind))
                    shown += (span.end - span.start).count;
        QVERIFY(slower.period.count <= computing + shown);
        QVERIFY(slower.period.count > computing + shown * 8 / 10); // the core is small beside them
    }

    void contextBytesAreThoseOfTheRing()
    {
        const support::Made made = support::made(caseOf("'context': 4, 'data': 1, 'micro_batch': 2"));
        // Keys and values of 2 samples x 1024 tokens x 512 each way in 16 bits; forward once, backward and their gradients.
        const double whole = 2.0 * 2 * 1024 * 2 * 512;
        QVERIFY(isNear(support::bytesOf(support::played(made), SpanKind::ContextCollective), 16 * 4 * 3 * whole));
        for (const Joint& joint : made.workload.joints)
            if (joint.segment.kind == SpanKind::ContextCollective)
                QVERIFY(isNear(made.workload.activities[static_cast<std::size_t>(joint.segment.activities[0])].amount.value, whole * 3 / 4));
    }

    /// 16 micro-batches, 4 layers, 4 all-to-alls there and 4 back, of 2 samples x 256 tokens x 512 in 16 bits; 3 of 4 parts leave
    /// a device at 300 bytes a nanosecond: 1310.72 ns. Nothing runs beside them.
    void allToAllsHoldTheAttentionCoreUp()
    {
        ParallelCase one = caseOf("'context': 4, 'context_method': 'all-to-all', 'data': 1, 'micro_batch': 2");
        one.nodes = 1;
        const Timeline t = support::played(one);
        const double each = 2.0 * 2 * 256 * 512;
        QVERIFY(isNear(support::bytesOf(t, SpanKind::ContextCollective), 16 * 4 * 8 * each));
        std::int64_t busy = 0;
        for (const Lane& lane : t.lanes)
            for (const Span& span : t.spansOf(lane)) {
                if (span.kind == SpanKind::ContextCollective)
                    QCOMPARE((span.end - span.start).count, 1311);
                if (span.kind == SpanKind::ContextCollective || isCompute(span.kind))
                    busy += (span.end - span.start).count;
            }
        const std::int64_t rest = t.period.count - busy; // the last buckets of gradients
        QVERIFY(rest >= 0 && rest < busy / 10);
    }

    /// 8 heads over 2 leave 4 each: 8 devices cannot share them.
    void allToAllsNeedHeadsForEveryDevice()
    {
        ParallelCase one = caseOf("'tensor': 2, 'context': 8, 'context_method': 'all-to-all', 'micro_batch': 1");
        one.nodes = 4;
        const auto made = support::tryMade(support::textOf(one));
        QCOMPARE(made.error().where, std::string("/context"));
        QCOMPARE(made.error().fix, std::string("4"));
    }

    void withoutLimitsOfBandwidthAllOptionsTakeTheSameTime()
    {
        for (const std::string plan : {"'tensor': 2, 'data': 4, 'micro_batch': 1, 'sequence_parallel': true", "'pipeline': 2, 'data': 4, 'micro_batch': 1",
                 "'context': 2, 'data': 4, 'micro_batch': 1", "'context': 2, 'context_method': 'all-to-all', 'data': 4, 'micro_batch': 1"})
            for (int zero = 0; zero <= 3; ++zero) {
                std::vector<Timeline> all;
                for (const char* sends : {"asynchronous", "blocking"})
                    for (const bool data : {false, true})
                        for (const bool tensor : {false, true}) {
                            ParallelCase one = caseOf(plan + ", 'zero': " + std::to_string(zero) + ", 'sends': '" + sends + "'" + overlapText(data, tensor));
                            one.nodes = 1;
                            one.devices = 8;
                            one.fabric = "1000000000 GB/s";
                            all.push_back(support::played(one));
                        }
                for (const Timeline& t : all)
                    QVERIFY2(isNear(t, all.front()), plan.c_str());
            }
    }

    void overlapIsNeverSlowerOnCapacitiesOfItsOwn()
    {
        QVERIFY(support::law("beside the passes is not slower than after them, without latency and contention", 20, 300, [] {
            const int zero = *rc::gen::inRange(0, 4);
            ParallelCase one;
            one.fabric = std::to_string(*rc::gen::inRange(1, 400)) + " GB/s";
            one.link = std::to_string(*rc::gen::inRange(1, 400)) + " GB/s";
            const std::string grid = "'data': 8, 'micro_batch': " + std::to_string(*rc::gen::element(1, 2, 4)) + ", 'zero': " + std::to_string(zero);
            one.plan = grid + overlapText(false, false);
            const std::int64_t after = support::played(one).period.count;
            one.plan = grid + overlapText(true, false);
            const Timeline beside = support::played(one);
            RC_ASSERT(beside.period.count <= after + static_cast<std::int64_t>(beside.spans.size()));
        }));
    }

    void foldingChangesNoResult()
    {
        QVERIFY(support::law("any parallelism: settled and folded as unfolded", 60, 1500, [] {
            const support::Made made = support::made(anyCase());
            const Workload small = folded(settledAlone(made.workload, made.waterways()), made.waterways());
            const Timeline whole = support::played(made);
            const Timeline less = support::played(small, made);
            RC_ASSERT(whole.period.count == less.period.count);
            RC_ASSERT(std::abs(computeNs(whole) - computeNs(less)) <= 0);
        }));
    }

    /// Pipelines whose nodes share an uplink: charges that are added up give what the single ones give.
    void foldingWherePipelinesMeetChangesNoResult()
    {
        int fewer = 0;
        QVERIFY(support::law("any parallelism: folded on shared capacities as unfolded", 100, 3000, [&fewer] {
            const support::Made made = support::made(anyCase());
            const Workload settled = settledAlone(made.workload, made.waterways());
            const Workload small = folded(settled, made.waterways(), {}, MeetingPlaces::Shared);
            fewer += small.pipelines.size() < folded(settled, made.waterways()).pipelines.size() ? 1 : 0;
            RC_ASSERT(support::played(made).period == support::played(small, made).period);
        }));
        QVERIFY2(fewer > 10, "hardly any case has pipelines that meet");
    }

    /// Whenever it is: parts of the work are known to be alone, or folded, and the others are played as they are.
    void stoppingToFoldChangesNoResult()
    {
        QVERIFY(support::law("settling and folding that are stopped leave the result", 60, 1500, [] {
            const support::Made made = support::made(anyCase());
            int left = *rc::gen::inRange(0, 12);
            const Progress stops = [&left](double) { return left-- > 0; };
            const Workload partly = folded(settledAlone(made.workload, made.waterways(), stops), made.waterways(), stops);
            RC_TAG(left < 0 ? "stopped" : "done before");
            RC_ASSERT(support::played(partly, made).period == support::played(made).period);
        }));
    }

    void likeGroupsFoldToOne()
    {
        ParallelCase one = caseOf("'data': 16, 'expert': 4, 'micro_batch': 1, 'zero': 1");
        one.nodes = 4;
        one.model = expertModel;
        const support::Made made = support::made(one);
        const Workload small = folded(settledAlone(made.workload, made.waterways()), made.waterways());
        QCOMPARE(small.pipelines.size(), std::size_t{1});
        QCOMPARE(small.replicas, std::vector {16});
        QCOMPARE(support::played(small, made).period, support::played(made).period);
    }

    /// TP 8, PP 16, DP 128 on 2,048 nodes: what is played is one pipeline, and the same as all of them.
    void sixteenThousandDevicesFoldToOnePipeline()
    {
        ParallelCase one = caseOf("'tensor': 8, 'pipeline': 16, 'data': 128, 'micro_batch': 1, 'zero': 1");
        one.nodes = 2048;
        one.devices = 8;
        one.nics = 8;
        one.linkLatency = "5 us";
        one.model = "'layers': 30, 'hidden': 512, 'heads': 8, 'vocab': 4096, 'activation': 'gelu', 'ffn': 2048, 'tied_embeddings': false";
        one.training = "'global_batch': 512, 'sequence': 1024, 'precision': 'bf16'";
        const support::Made made = support::made(one);
        const Workload small = folded(settledAlone(made.workload, made.waterways()), made.waterways());
        QCOMPARE(small.pipelines.size(), std::size_t{1});
        const Timeline less = support::played(small, made);
        const Timeline whole = support::played(made);
        QCOMPARE(whole.spans.size(), 128 * less.spans.size());
        std::size_t devices = 0;
        for (const Lane& lane : less.lanes)
            devices += lane.kind == LaneKind::Compute ? lane.devices.size() : 0;
        QCOMPARE(devices, std::size_t{16'384});
        QCOMPARE(whole.period.count, less.period.count);
        QCOMPARE(computeNs(whole), computeNs(less));
    }

    void twiceTheSpeedTakesHalfTheTime()
    {
        QVERIFY(support::law("bandwidths and speeds doubled, latencies and overheads halved: half the time", 15, 200, [] {
            ParallelCase one = anyCase();
            one.fabricLatency = "4 us";
            one.linkLatency = "6 us";
            const support::Made slow = support::made(one);
            one.fabric = "600 GB/s";
            one.link = "200 GB/s";
            one.fabricLatency = "2 us";
            one.linkLatency = "3 us";
            support::Made fast = support::made(one);
            ResolvedPlan plan = fast.plan;
            for (Device& kind : plan.cluster.kinds) {
                kind.bf16 *= 2;
                kind.fp32 *= 2;
                kind.tf32 *= 2;
                kind.memoryBandwidth *= 2;
                kind.hostBandwidth *= 2;
                const auto halve = [](Efficiency& constants) {
                    constants.launch *= 0.5;
                    constants.host *= 0.5;
                };
                halve(kind.efficiency);
                for (auto& [software, constants] : kind.generations)
                    halve(constants);
            }
            const support::Made faster = support::tryMade(fast.project, plan).value();
            const Timeline a = support::played(slow);
            const Timeline b = support::played(faster);
            RC_ASSERT(std::abs(a.period.count - 2 * b.period.count) <= static_cast<std::int64_t>(2 * a.spans.size()));
        }));
    }

    void pipelinesThatMeetInEveryMicroBatchMustBeAlike()
    {
        const std::string stages = "{ 'micro_batch': 1, 'micro_batches': 16, 'stages': [ { 'devices': ['n0:0'], 'layers': [0, 6] } ] }, ";
        const std::string uneven = "{ 'micro_batch': 2, 'micro_batches': 8, 'stages': [ { 'devices': ['n0:1'], 'layers': [0, 6] } ] }";
        const std::string cut = "{ 'micro_batch': 1, 'micro_batches': 16, 'stages': [ { 'devices': ['n0:1'], 'layers': [0, 3] }, { 'devices': ['n0:2'], 'layers': [3, 6] } ] }";
        const auto with = [&](int zero, const std::string& other) {
            return support::tryMade(support::textOf(caseOf("'zero': " + std::to_string(zero) + ", 'pipelines': [ " + stages + other + " ]")));
        };
        QVERIFY(with(1, uneven).ok());
        QCOMPARE(with(2, uneven).error().where, std::string("/zero"));
        QCOMPARE(support::tryMade(support::textOf(caseOf("'zero': 2" + overlapText(false, false) + ", 'pipelines': [ " + stages + uneven + " ]"))).error().where,
            std::string("/zero"));
        QVERIFY(with(2, cut).ok());
        QVERIFY(run(with(2, cut)->workload, {with(2, cut)->waterways(), {}, {}}).ok());
        QCOMPARE(with(3, cut).error().where, std::string("/zero"));
    }

    /// arXiv 2104.04473 section 4.1: each tensor rank sends 1/t, and the receivers gather the rest.
    void oldMegatronScattersTheBoundary()
    {
        ParallelCase one = caseOf("'tensor': 4, 'pipeline': 2, 'micro_batch': 1");
        const double boundary = 2.0 * 1024 * 512;
        QCOMPARE(support::made(one).workload.pipelines[0].stages[0].chunks[0].sendForward.bytes, boundary);
        one.training += ", 'software': 'megatron-lm-2021'";
        const support::Made made = support::made(one);
        const auto& stages = made.workload.pipelines[0].stages;
        QCOMPARE(stages[0].chunks[0].sendForward.bytes, boundary / 4);
        QCOMPARE(stages[1].chunks[0].sendBackward.bytes, boundary / 4);
        const Segment& gather = stages[1].chunks[0].forward.front();
        QCOMPARE(gather.kind, SpanKind::TensorCollective);
        QCOMPARE(gather.bytes, boundary);
        QCOMPARE(stages[0].chunks[0].backward.front().bytes, boundary);
        one.plan += ", 'sequence_parallel': true";
        QCOMPARE(support::made(one).workload.pipelines[0].stages[0].chunks[0].sendForward.bytes, boundary / 4);
    }
};
CLUSTERLOOM_TEST(TestParallelism)

#include "tst_parallelism.moc"
