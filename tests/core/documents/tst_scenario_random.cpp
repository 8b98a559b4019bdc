#include "core/documents/scenario_random.h"

#include "core/documents/scenario_changes.h"
#include "tests/support/law.h"
#include "tests/support/played_scenario.h"

#include <cmath>

using namespace core;
using namespace support;

class TestScenarioRandom : public QObject
{
    Q_OBJECT

private slots:
    void randomStreamsArePinned();
    void exponentialsHaveMeanAndTail();
    void randomEventsAreSeededPerLink();
    void randomEventsFollowTheirDistributions();
};

void TestScenarioRandom::randomStreamsArePinned()
{
    // SplitMix64 of state 1234567, by the reference implementation of S. Vigna.
    const std::uint64_t expected[] {6457827717110365317u, 3203168211198807973u, 9817491932198370423u};
    // A key and seed that give this state do not matter: the stream is a walk of equal steps from any state.
    std::uint64_t state = 1234567;
    for (const std::uint64_t number : expected) {
        state += 0x9E3779B97F4A7C15u;
        std::uint64_t z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
        QCOMPARE(z ^ (z >> 31), number);
    }
    // Seed 0 mixes to 0, so the state is FNV-1a of the key: offset basis for "".
    RandomStream stream(0, "");
    state = 0xCBF29CE484222325u + 0x9E3779B97F4A7C15u;
    std::uint64_t z = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    QCOMPARE(stream.next(), z ^ (z >> 31));
}

void TestScenarioRandom::exponentialsHaveMeanAndTail()
{
    RandomStream stream(5, "tail");
    const int draws = 200'000;
    double sum = 0;
    int beyond = 0;
    for (int i = 0; i < draws; ++i) {
        const Nanoseconds drawn = stream.exponential(milliseconds(1000));
        sum += seconds(drawn).value;
        beyond += drawn > milliseconds(2500);
    }
    QVERIFY(std::abs(sum / draws - 1) < 5 / std::sqrt(draws));
    const double tail = std::exp(-2.5);
    QVERIFY(std::abs(beyond - draws * tail) < 5 * std::sqrt(draws * tail));
    QVERIFY(stream.exponential(Nanoseconds::never()) >= Nanoseconds(0));
    QCOMPARE(stream.exponential(Nanoseconds(0)), Nanoseconds(0));
}

void TestScenarioRandom::randomEventsAreSeededPerLink()
{
    const char* line = "random link up:* bandwidth *0.1..0.8 mean-gap 3 s mean-length 500 ms";
    const ScenarioChanges first = played({line}), again = played({"# moved", "at 1 s link a down", line}), other = played({line}, {}, 2);
    const auto shape = [](const ScenarioChanges& changes, std::string_view link, int direction) {
        std::string text;
        for (const ChangeStep& step : changes.profileOf({SubjectKind::Link, Property::Bandwidth, linkCalled(link), direction})->steps)
            text += std::to_string(step.at.count) + "=" + shortestDecimal(step.value.factor) + " ";
        return text;
    };
    QCOMPARE(shape(first, "up:n0", 0), shape(again, "up:n0", 0));
    QCOMPARE(shape(first, "up:n0", 0), shape(first, "up:n0", 1));
    QVERIFY(shape(first, "up:n0", 0) != shape(first, "up:n1", 0));
    QVERIFY(shape(first, "up:n0", 0) != shape(other, "up:n0", 0));
    // Twice the same line is two streams.
    QVERIFY(shape(first, "up:n0", 0) != shape(played({line, line}), "up:n0", 0));
    const ScenarioChanges down = played({"random node n1 down mean-gap 3 s mean-length 500 ms"});
    QCOMPARE(story(down, {SubjectKind::Host, Property::Compute, 1, 0}), story(down, {SubjectKind::Host, Property::Bandwidth, 1, 0}));
}

void TestScenarioRandom::randomEventsFollowTheirDistributions()
{
    const Result<ScenarioChanges> result = changes(scenarioOf({"random link a bandwidth *0.2..0.6 mean-gap 3 s mean-length 1 s"}, "100000 s"), playedCluster());
    const ChangeProfile& profile = result->profiles.front();
    double down = 0, factors = 0;
    int events = 0;
    for (std::size_t i = 0; i + 1 < profile.steps.size(); ++i) {
        if (profile.steps[i].lineCount == 0)
            continue;
        const double factor = profile.steps[i].value.factor;
        QVERIFY(factor >= 0.2 && factor < 0.6);
        down += seconds(profile.steps[i + 1].at - profile.steps[i].at).value;
        factors += factor;
        ++events;
    }
    QVERIFY(std::abs(events - 25'000) < 5 * std::sqrt(25'000));
    QVERIFY(std::abs(down / events - 1) < 5 / std::sqrt(events));
    QVERIFY(std::abs(factors / events - 0.4) < 5 * 0.4 / std::sqrt(12.0 * events));
}

CLUSTERLOOM_TEST(TestScenarioRandom)

#include "tst_scenario_random.moc"
