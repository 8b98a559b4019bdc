#include "core/simulate/host_pace.h"

#include "tests/support/law.h"
#include "tests/support/registry.h"

using core::Nanoseconds;
using core::Segment;
using core::SpanKind;

class TestHostPace : public QObject
{
    Q_OBJECT

    static Segment segment(SpanKind kind, std::int64_t duration) { return {kind, core::Algorithm::Direct, {0, 1}, Nanoseconds(duration), 0, {}}; }
    static std::int64_t sum(const std::vector<Segment>& pass)
    {
        std::int64_t total = 0;
        for (const Segment& one : pass)
            total += one.duration.count;
        return total;
    }

private slots:
    void aFastHostChangesNothing()
    {
        std::vector<Segment> pass {segment(SpanKind::Forward, 300), segment(SpanKind::TensorCollective, 100)};
        const auto before = pass;
        core::paceByHost(pass, Nanoseconds(400));
        QVERIFY(pass == before);
    }
    void aSlowHostStretchesComputingAlone()
    {
        // 500 are missing: 3 of 4 parts of computing in the first segment, 1 in the last.
        std::vector<Segment> pass {segment(SpanKind::Forward, 300), segment(SpanKind::TensorCollective, 100), segment(SpanKind::Forward, 100)};
        core::paceByHost(pass, Nanoseconds(1000));
        QCOMPARE(pass[0].duration.count, std::int64_t(675));
        QCOMPARE(pass[1].duration.count, std::int64_t(100));
        QCOMPARE(pass[2].duration.count, std::int64_t(225));
    }
    void thePassTakesExactlyTheLongerOfBoth()
    {
        QVERIFY(support::law("the sum is the longer of device and host, to the nanosecond", 200, 2000, [] {
            std::vector<Segment> pass;
            const int count = *rc::gen::inRange(1, 9);
            for (int i = 0; i < count; ++i)
                pass.push_back(segment(i % 3 == 1 ? SpanKind::TensorCollective : SpanKind::Backward, *rc::gen::inRange<std::int64_t>(1, 1'000'000)));
            const std::int64_t alone = sum(pass);
            const auto host = *rc::gen::inRange<std::int64_t>(0, 10'000'000);
            core::paceByHost(pass, Nanoseconds(host));
            RC_ASSERT(sum(pass) == std::max(alone, host));
        }));
    }
};

CLUSTERLOOM_TEST(TestHostPace)
#include "tst_host_pace.moc"
