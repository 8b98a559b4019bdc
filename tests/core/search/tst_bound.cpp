#include "core/search/bound.h"
#include "core/search/exposed_data.h"
#include "core/search/judge.h"
#include "core/search/partition.h"
#include "core/search/search_tree.h"
#include "tests/core/search/random_space.h"
#include "tests/support/law.h"

#include <algorithm>

using namespace core;

namespace {

/// A random completion of the space and the bounds of all its partial candidates, widest first.
struct Line
{
    Candidate candidate;
    std::vector<Nanoseconds> bounds;
};

std::optional<Line> randomLine(const StageCosts& costs, const SpaceSettings& settings)
{
    Funnel funnel;
    const Space space(costs, settings, funnel);
    std::vector<PartialLayout> layouts;
    space.tree().forEach([&](const PartialLayout& whole) {
        layouts.push_back(whole);
        return true;
    });
    if (layouts.empty())
        return std::nullopt;
    const PartialLayout whole = *rc::gen::elementOf(layouts);
    const Layout layout = whole.layout;
    const LayoutNetwork network(costs.world(), layout);
    const Crossing crossing = crossingOf(costs.world(), layout);
    const auto batches = space.batchesOf(layout, funnel);
    const auto passes = space.passesOf(layout);
    if (batches.empty() || passes.empty() || !network.joined())
        return std::nullopt;
    Line line {{layout, *rc::gen::elementOf(batches), *rc::gen::elementOf(passes), {}, {}, {}}, {}};
    line.candidate.state = *rc::gen::elementOf(space.statesOf(layout, line.candidate.passes));
    const bool fits = complete(costs, line.candidate).fits();
    if (line.candidate.units.empty() || !unlikePipelines(line.candidate).empty())
        return std::nullopt;
    for (int decided = 0; decided <= whole.decided; ++decided)
        line.bounds.push_back(partialBound(costs, settings, space.tree(), *space.tree().at(whole.first, decided)).time);
    const std::vector<Nanoseconds> ofLayout {layoutBound(costs, settings, layout, crossing), batchesBound(costs, settings, layout, line.candidate.batches, crossing, false),
        fits ? batchesBound(costs, settings, layout, line.candidate.batches, crossing, true) : Nanoseconds(0),
        passesBound(costs, settings, layout, line.candidate.batches, line.candidate.passes, network, crossing, false),
        fits ? passesBound(costs, settings, layout, line.candidate.batches, line.candidate.passes, network, crossing, true) : Nanoseconds(0),
        candidateBound(costs, network, line.candidate, false), candidateBound(costs, network, line.candidate, true)};
    line.bounds.insert(line.bounds.end(), ofLayout.begin(), ofLayout.end());
    return line;
}

/// Whether no chunk has more forward passes before all chunks have begun, nor more backward passes from the one on that completes the first
/// chunk's gradients.
bool hidesNoMore(const std::vector<Pass>& order, int chunks, const HidingPasses& most)
{
    std::vector<int> left(static_cast<std::size_t>(chunks), 0), ahead(left), behind[2] {left, left};
    for (const Pass& pass : order)
        left[static_cast<std::size_t>(pass.chunk)] += pass.kind == PassKind::Forward ? 0 : 1;
    int begun = 0, complete = 0;
    bool fits = true;
    for (const Pass& pass : order) {
        const auto chunk = static_cast<std::size_t>(pass.chunk);
        if (pass.kind == PassKind::Forward) {
            begun += ahead[chunk] == 0 ? 1 : 0;
            fits = fits && (++ahead[chunk] <= most.forwards || begun == chunks);
            continue;
        }
        fits = fits && begun == chunks;
        complete += --left[chunk] == 0 ? 1 : 0;
        if (complete > 0)
            fits = fits && ++behind[pass.kind == PassKind::BackwardWeight ? 1 : 0][chunk] <= most.backwards;
    }
    return fits;
}

/// Random places, whose times are whole numbers; with like units each place takes the same for every unit.
struct Places
{
    explicit Places(bool likeUnits) : units(*rc::gen::inRange(2, 8))
    {
        sums.resize(static_cast<std::size_t>(*rc::gen::inRange(1, std::min(units, 4) + 1)));
        none.device.assign(static_cast<std::size_t>(units) + 1, 0.0);
        for (auto& [sum, host] : sums) {
            const int time = *rc::gen::inRange(1, 20);
            sum.push_back(0);
            for (int u = 0; u < units; ++u)
                sum.push_back(sum.back() + (likeUnits ? time : *rc::gen::inRange(1, 20)));
        }
        for (const PassSums& sum : sums) {
            all.push_back({&sum, &none});
            shares.push_back({&sum.device, 1});
        }
    }
    Places(const Places&) = delete;

    /// Of every cut there is.
    double best(bool mayBeEmpty, std::size_t place = 0, int first = 0, double longest = 0) const
    {
        if (place + 1 == all.size())
            return !mayBeEmpty && first == units ? 1e300 : std::max(longest, all[place].time({first, units}));
        double least = 1e300;
        for (int end = first + (mayBeEmpty ? 0 : 1); end <= units; ++end)
            least = std::min(least, best(mayBeEmpty, place + 1, end, std::max(longest, all[place].time({first, end}))));
        return least;
    }

    int units;
    std::vector<PassSums> sums;
    PassSums none;
    std::vector<PartitionPlace> all;
    std::vector<SharedPlace> shares;
};

/// All but the schedule whose memory is what there is.
SpaceSettings withoutGreedy()
{
    SpaceSettings settings;
    std::erase(settings.schedules, Schedule::ZeroBubbleGreedy);
    return settings;
}

/// Schedules with a barrier only: their bounds may count on it.
SpaceSettings barred()
{
    SpaceSettings settings;
    std::erase_if(settings.schedules, separatesWeights);
    return settings;
}

} // namespace

class TestBound : public QObject
{
    Q_OBJECT
private slots:
    void noBoundExceedsTheSimulatedTime()
    {
        QVERIFY(support::law("every bound of a partial candidate is at most what its completion takes, at any time of the scenario", 400, 100000, [&] {
            const Project project = support::randomSpace(*rc::gen::element(support::SpaceLimits {}, support::SpaceLimits {1, 7, 2, 12, 48, true, true}));
            const auto world = PlanningWorld::of(project, builtInCatalogue(), true);
            RC_ASSERT(world.ok());
            const StageCosts costs(**world);
            const auto line = randomLine(costs, *rc::gen::element(SpaceSettings(), barred()));
            if (!line)
                RC_DISCARD("no such candidate");
            const Nanoseconds at(*rc::gen::inRange(0, 1'500'000) * std::int64_t{1000});
            const auto timeline = (*world)->play(placementOf(line->candidate, (*world)->pools()), at);
            if (!timeline)
                RC_DISCARD("cannot be played");
            for (std::size_t i = 0; i < line->bounds.size(); ++i) {
                RC_LOG() << describe(line->candidate, (*world)->pools(), (*world)->cluster()) << " level " << i << " bound "
                         << line->bounds[i].count << " simulated " << timeline->period.count << "\n";
                RC_ASSERT(line->bounds[i] <= timeline->period);
            }
        }));
    }
    void memoryIsWhatTheSimulatorReports()
    {
        QVERIFY(support::law("peak memory as the simulator has it", 200, 5000, [] {
            const Project project = support::randomSpace({});
            const auto world = PlanningWorld::of(project, builtInCatalogue(), false);
            const StageCosts costs(**world);
            const auto line = randomLine(costs, withoutGreedy());
            if (!line)
                RC_DISCARD("no such candidate");
            const auto timeline = (*world)->play(placementOf(line->candidate, (*world)->pools()));
            if (!timeline)
                RC_DISCARD("cannot be played");
            double most = 0;
            for (const LaneMemory& memory : timeline->memory)
                most = std::max(most, memory.limit.value > 0 ? memory.peak().value : 0);
            const double said = peakBytes(costs, line->candidate);
            RC_LOG() << describe(line->candidate, (*world)->pools(), (*world)->cluster()) << " " << said << " " << most << "\n";
            RC_ASSERT(std::abs(said - most) <= 1e-12 * most);
        }));
    }
    void peaksOfInterleavedSchedulesRepeatThemselves()
    {
        QVERIFY(support::law("five rounds have the peak of all rounds", 100, 5000, [] {
            ScheduleShape shape;
            shape.stages = *rc::gen::inRange(1, 9);
            shape.stage = *rc::gen::inRange(0, shape.stages);
            shape.chunks = *rc::gen::inRange(1, 6);
            shape.microBatches = shape.stages * *rc::gen::inRange(1, 20);
            std::vector<KeptBytes> chunks;
            for (int c = 0; c < shape.chunks; ++c)
                chunks.push_back({1.0 * *rc::gen::inRange(1, 100), 0});
            double now = 0, most = 0;
            for (const Pass& pass : *passOrder(Schedule::Interleaved, shape)) {
                now += (pass.kind == PassKind::Forward ? 1 : -1) * chunks[static_cast<std::size_t>(pass.chunk)].activations;
                most = std::max(most, now);
            }
            RC_ASSERT(KeptPeaks(keptAtPeaks(Schedule::Interleaved, shape)).bytes(chunks) == most);
        }));
    }
    void leastBottleneckIsThatOfTheBestOfAllCuts()
    {
        QVERIFY(support::law("no contiguous cut has a shorter longest stage", 100, 10000, [] {
            const Places places(false);
            RC_ASSERT(leastBottleneck(places.all, places.units) <= places.best(true));
            RC_ASSERT(leastBottleneck(places.all, places.units) >= places.best(true) * (1 - 3e-6));
            RC_ASSERT(leastBottleneck(places.all, places.units) <= places.best(false));
            const double floor = places.best(true) * *rc::gen::element(0.3, 0.9, 0.9995, 1.0, 1.5);
            const double most = std::max(floor, places.best(true)), said = std::max(floor, leastBottleneck(places.all, places.units, floor));
            RC_ASSERT(said <= most);
            RC_ASSERT(said >= most * (1 - 3e-6));
            RC_ASSERT(leastShare(places.shares, places.units) <= places.best(true) * (1 + 1e-12));
            RC_ASSERT(leastWholeShare(places.shares, places.units) <= places.best(true));
        }));
    }
    void wholeLayersBesideAHeadAreDealtOutByHand()
    {
        // 24 layers of 2 and a head of 3 on five places: with 10 each has room for 5 layers, 3 beside the head, which makes 23; with 11 it is 4.
        Sums sums {0, 0};
        for (int layer = 0; layer < 24; ++layer)
            sums.push_back(sums.back() + 2);
        sums.push_back(sums.back() + 3);
        QVERIFY(std::abs(leastWholeShare({{&sums, 5}}, 26) - 11) < 1e-4);
        QCOMPARE(leastChain({{&sums, 5}}, 26), 51.0);
        // One more place twice as fast takes two layers in the time of one and the head in 1.5: with 8 that is 5 x 4 + 8 - 2.
        Sums fast = sums;
        for (double& sum : fast)
            sum /= 2;
        QVERIFY(std::abs(leastWholeShare({{&sums, 5}, {&fast, 1}}, 26) - 8) < 1e-4);
    }
    void aPeriodIsThatOfTheLongestRound()
    {
        // Two stages, two micro-batches, each pass takes 1. The first stage runs F F . B . B W W, from 0 to 8; the second F B F B W W, from 1 to 7.
        const PipelineTimes times {Schedule::ZeroBubbleH1, 2, 1, 2, {0, 1}, {1, 1}, {1, 1}, {1, 1}, {0, 0}, {0, 0}, {}};
        const auto pass = [](PassKind kind, int microBatch) { return Pass {kind, microBatch, 0}; };
        const Pass f0 = pass(PassKind::Forward, 0), f1 = pass(PassKind::Forward, 1), b0 = pass(PassKind::BackwardInput, 0),
                   b1 = pass(PassKind::BackwardInput, 1), w0 = pass(PassKind::BackwardWeight, 0), w1 = pass(PassKind::BackwardWeight, 1);
        const std::vector<std::vector<Pass>> orders {{f0, f1, b0, b1, w0, w1}, {f0, b0, f1, b1, w0, w1}};
        QCOMPARE(playedPeriod(times, orders, {{}, {}}), 8.0);
        // An update of 4 on the second stage: it is free again after 11, ten after its start.
        QCOMPARE(playedPeriod(times, orders, {{}, {{}, 4, 0}}), 10.0);
        QCOMPARE(playedPeriod(times, orders, {{{}, 0, 12}, {{}, 4, 0}}), 12.0);
        // Or a reduction of 5 there that begins one before the last gradients are complete, after 6, or one of 3 and one of 2.
        QCOMPARE(playedPeriod(times, orders, {{}, {{{1, 1, 5}}, 0, 0}}), 10.0);
        QCOMPARE(playedPeriod(times, orders, {{}, {{{1, 1, 3}, {1, 1, 2}}, 0, 0}}), 10.0);
    }
    /// What a bound believes that passes may hide of reductions and gathers, from the orders themselves.
    void noOrderHidesMoreThanIsBelieved()
    {
        for (const Schedule schedule : {Schedule::GPipe, Schedule::OneForwardOneBackward, Schedule::ZeroBubbleH1, Schedule::ZeroBubbleH2, Schedule::ZeroBubbleV, Schedule::Interleaved})
            for (int chunks = schedule == Schedule::Interleaved || schedule == Schedule::ZeroBubbleV ? 2 : 1; chunks <= (schedule == Schedule::Interleaved ? 5 : schedule == Schedule::ZeroBubbleV ? 2 : 1); ++chunks)
                for (int stages = 1; stages <= 9; ++stages)
                    for (int microBatches = 1; microBatches <= 40; microBatches += 1 + microBatches / 9) {
                        ScheduleShape shape;
                        shape.stages = stages;
                        shape.microBatches = microBatches;
                        shape.chunks = chunks;
                        const PassOrders orders = *passOrders(schedule, shape);
                        for (int stage = 0; stage < stages; ++stage)
                            QVERIFY(hidesNoMore(orders[static_cast<std::size_t>(stage)], chunks, hidingPasses({schedule}, stages, stage, microBatches)));
                    }
    }
    void theFirstMicroBatchOfSeveralChunksGoesThroughAllAndBack()
    {
        // Two stages with two chunks each and one micro-batch, f = 1, b = 2: from the first chunk to the last and back, 4 (1 + 2).
        PipelineTimes times {Schedule::Interleaved, 2, 2, 1, {0, 1, 0, 1}, {1, 1, 1, 1}, {2, 2, 2, 2}, {}, {0, 0, 0, 0}, {0, 0, 0, 0}, {}};
        QCOMPARE(leastThrough(times)[0], 12.0);
        // With 6: the last gradient of the first chunk is back after 5 more of them.
        times.microBatches = 6;
        QCOMPARE(leastThrough(times)[0], std::max(6 * 2 * 3.0, 12.0 + 5 * 2));
        // A send takes 10: through three of them and back, and then 6 gradients.
        times.sendForward = times.sendBackward = {10, 10, 10, 0};
        QCOMPARE(leastThrough(times)[0], 72.0 + 5 * 2);
    }
    void balancedCutsOfLikeUnitsAreTheBest()
    {
        QVERIFY(support::law("contiguous, whole, and as short as the best", 100, 10000, [] {
            const Places places(true);
            double longest = 0;
            int reached = 0;
            const auto cut = balancedCut(places.all, places.units);
            RC_ASSERT(cut.size() == places.all.size());
            for (std::size_t i = 0; i < cut.size(); ++i) {
                RC_ASSERT(cut[i].first == reached);
                RC_ASSERT(cut[i].size() >= 1);
                longest = std::max(longest, places.all[i].time(cut[i]));
                reached = cut[i].end;
            }
            RC_ASSERT(reached == places.units);
            RC_ASSERT(std::abs(longest - places.best(false)) < 3e-6 * longest);
        }));
    }
    void aPipelineOfLikeStagesTakesItsTextbookTime()
    {
        // 1F1B of p stages and m micro-batches takes (m + p - 1) (f + b): p = 4, m = 8, f = 1, b = 2 makes 33.
        PipelineTimes times {Schedule::OneForwardOneBackward, 4, 1, 8, {0, 1, 2, 3}, {1, 1, 1, 1}, {2, 2, 2, 2}, {}, {0, 0, 0, 0}, {0, 0, 0, 0}, {}};
        ScheduleShape shape;
        shape.stages = 4;
        shape.microBatches = 8;
        QCOMPARE(playedPasses(times, *passOrders(Schedule::OneForwardOneBackward, shape))->through[0], 33.0);
        QCOMPARE(leastThrough(times)[0], 33.0);
        // The last stage is through after 3 forwards and 8 (f + b); each before it one backward later.
        QCOMPARE(playedPasses(times, *passOrders(Schedule::OneForwardOneBackward, shape))->gradients, (std::vector<double> {33, 31, 29, 27}));
        // GPipe is as long: (m + p - 1) f + (m + p - 1) b.
        times.schedule = Schedule::GPipe;
        QCOMPARE(leastThrough(times)[0], 33.0);
    }
};
CLUSTERLOOM_TEST(TestBound)

#include "tst_bound.moc"
