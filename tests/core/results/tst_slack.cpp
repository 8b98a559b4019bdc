#include "core/results/chain.h"
#include "core/results/explanation.h"
#include "core/results/slack.h"
#include "tests/support/fluid_workloads.h"
#include "tests/support/law.h"
#include "tests/support/random_runs.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <string>

using namespace core;

namespace {

/// "F1 on 0": slack; of computing and sends.
std::map<std::string, std::int64_t> slackByName(const Timeline& timeline)
{
    const std::vector<Nanoseconds> slack = slackOf(timeline);
    std::map<std::string, std::int64_t> named;
    for (std::size_t i = 0; i < timeline.spans.size(); ++i) {
        const Span& span = timeline.spans[i];
        named[std::string(nameOf(span.kind)) + " " + std::to_string(span.microBatch) + " on " + std::to_string(timeline.lanes[span.lane].pipeline)
            + "." + std::to_string(timeline.lanes[span.lane].stage)]
            = slack[i].count;
    }
    return named;
}

/// Plays the recorded dependencies forwards, one span longer than it was: everything begins when it did, or later if what
/// it waited for ends later.
class Delayed
{
public:
    Delayed(const Timeline& timeline, std::uint32_t longer, Nanoseconds by)
        : m_timeline(timeline), m_by(by), m_first(timeline.spans.size()), m_cause(timeline.spans.size()), m_ends(timeline.spans.size(), before)
        , m_meetings(timeline.dependencies.meetings.size(), before)
    {
        for (std::uint32_t i = 0; i < timeline.spans.size(); ++i)
            m_first[i] = i, m_cause[i] = timeline.spans[i].waitedFor;
        for (const Dependencies::Pair& pair : timeline.dependencies.together)
            m_first[pair.span] = pair.id;
        for (const Dependencies::Pair& pair : timeline.dependencies.waited)
            m_cause[pair.span] = pair.id;
        m_longer = m_first[longer];
    }
    Nanoseconds endOf(std::uint32_t span)
    {
        const std::uint32_t first = m_first[span];
        if (m_ends[first] > before)
            return m_ends[first];
        const Span& own = m_timeline.spans[first];
        const Nanoseconds start = std::max(own.start, endOfCause(m_cause[first]));
        return m_ends[first] = start + (own.end - own.start) + (first == m_longer ? m_by : Nanoseconds(0));
    }

private:
    Nanoseconds endOfCause(std::uint32_t id)
    {
        if (id == noSpan)
            return before;
        if (id < Dependencies::meeting)
            return endOf(id);
        Nanoseconds& end = m_meetings[id - Dependencies::meeting];
        const Dependencies::Meeting& meeting = m_timeline.dependencies.meetings[id - Dependencies::meeting];
        if (end == before)
            end = std::max(endOfCause(meeting.one), endOfCause(meeting.other));
        return end;
    }

    /// All that happens; without a barrier the windows of later stages may begin below 0.
    static constexpr Nanoseconds before {std::numeric_limits<std::int64_t>::min()};

    const Timeline& m_timeline;
    Nanoseconds m_by;
    std::uint32_t m_longer = 0;
    std::vector<std::uint32_t> m_first, m_cause;
    std::vector<Nanoseconds> m_ends, m_meetings;
};

/// By how much any lane's window is overrun.
Nanoseconds overrun(const Timeline& timeline, std::uint32_t span, Nanoseconds by)
{
    Delayed delayed(timeline, span, by);
    Nanoseconds most(0);
    for (std::uint32_t i = 0; i < timeline.spans.size(); ++i) {
        const Lane& lane = timeline.lanes[timeline.spans[i].lane];
        const Nanoseconds end = lane.window + timeline.period;
        if (timeline.barrier || lane.kind == LaneKind::Compute) // without a barrier a send may end in the next window
            most = std::max(most, delayed.endOf(i) - end);
    }
    return most;
}

} // namespace

class TestSlack : public QObject
{
    Q_OBJECT
private slots:
    void twoStagesWithSendsByHand()
    {
        // Stage 0: F0 0-1, F1 1-2, B0 6-8, B1 9-11. Stage 1: F0 2-3, B0 3-5, F1 5-6, B1 6-8. Sends take 1.
        const Timeline t = support::playedOn(support::onePipeline(Schedule::OneForwardOneBackward, {{1, 2, 1}, {1, 2, 1}}, 2), {});
        QCOMPARE(t.period.count, 11);
        const auto slack = slackByName(t);
        QCOMPARE(slack.at("forward 0 on 0.0"), 0);
        QCOMPARE(slack.at("forward 1 on 0.0"), 2); // its send may arrive at 5
        QCOMPARE(slack.at("send activation 1 on 0.0"), 2);
        QCOMPARE(slack.at("send gradient 0 on 0.1"), 1);
        QCOMPARE(slack.at("backward 0 on 0.0"), 1); // B1 begins at 9
        for (const char* critical : {"send activation 0 on 0.0", "forward 0 on 0.1", "backward 0 on 0.1", "forward 1 on 0.1", "backward 1 on 0.1",
                 "send gradient 1 on 0.1", "backward 1 on 0.0"})
            QCOMPARE(slack.at(critical), 0);
    }
    void aReductionWaitsForTheLastOfItsMembers()
    {
        // One pipeline is through at 3, the other at 10; then both reduce for 10.
        Workload workload = support::onePipeline(Schedule::GPipe, {{1, 2, 0}}, 1);
        support::addPipeline(workload, support::pipelineFrom(Schedule::GPipe, {{5, 5, 0}}, 1));
        support::addReduction(workload, {SpanKind::GradientReduce, Algorithm::Ring, {0, 1}, Nanoseconds(10), 1, {}}, {{0, 0}, {1, 0}});
        const auto slack = slackByName(support::playedOn(workload, {}));
        QCOMPARE(slack.at("forward 0 on 0.0"), 7);
        QCOMPARE(slack.at("backward 0 on 0.0"), 7);
        QCOMPARE(slack.at("backward 0 on 1.0"), 0);
        QCOMPARE(slack.at("gradient reduce -1 on 0.0"), 0);
        QCOMPARE(slack.at("gradient reduce -1 on 1.0"), 0);
    }
    void withoutABarrierTheNextIterationMustNotWait()
    {
        // One stage, F 1, B 2, W 1, then the optimizer: nothing can be later.
        const Timeline t = support::playedOn(support::onePipeline(Schedule::ZeroBubbleH1, {{1, 2, 0, 1}}, 3), {});
        for (const Nanoseconds slack : slackOf(t))
            QCOMPARE(slack.count, 0);
    }
    void aSpanMayEndLaterByItsSlackAndNoMore()
    {
        int later = 0, together = 0;
        QVERIFY(support::law("delayed by its slack, nothing ends later than the period; by one more, something does", 60, 1000, [&] {
            const support::RandomRun r = support::randomRun();
            const std::vector<Nanoseconds> slack = slackOf(r.timeline);
            RC_ASSERT(slack.size() == r.timeline.spans.size());
            for (int i = 0; i < 20; ++i) {
                const auto span = static_cast<std::uint32_t>(*rc::gen::inRange<std::size_t>(0, slack.size()));
                RC_ASSERT(slack[span] >= Nanoseconds(0));
                RC_ASSERT(overrun(r.timeline, span, slack[span]) == Nanoseconds(0));
                if (r.timeline.barrier)
                    RC_ASSERT(overrun(r.timeline, span, slack[span] + Nanoseconds(1)) == Nanoseconds(1));
                later += slack[span] > Nanoseconds(0);
            }
            together += r.timeline.dependencies.together.empty() ? 0 : 1;
        }));
        QVERIFY(later > 0);
        QVERIFY(together > 0);
    }
    void theCriticalPathHasNone()
    {
        QVERIFY(support::law("spans of the critical path have no slack", 60, 1000, [] {
            const support::RandomRun r = support::randomRun();
            const Explanation e = explained(r.timeline, r.run, r.project, builtInCatalogue(), r.options).value();
            if (!isSteady(r.timeline))
                for (const PathPiece& piece : e.path.pieces)
                    RC_ASSERT(e.slack[piece.span] == Nanoseconds(0));
        }));
    }
};
CLUSTERLOOM_TEST(TestSlack)

#include "tst_slack.moc"
