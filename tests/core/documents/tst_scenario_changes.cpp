#include "core/documents/scenario_changes.h"

#include "core/documents/scenario_names.h"
#include "core/documents/scenario_random.h"
#include "core/documents/scenario_text.h"
#include "tests/support/law.h"
#include "tests/support/random_scenario.h"
#include "tests/support/scenarios.h"

#include <algorithm>
#include <cmath>

using namespace core;

namespace {

const ExpandedCluster& cluster()
{
    static const ExpandedCluster expanded = support::expandedScenarioCluster();
    return expanded;
}

Nanoseconds milliseconds(std::int64_t n) { return Nanoseconds(n * 1'000'000); }

ScenarioChanges played(std::vector<std::string> lines, const Traces& traces = {}, std::uint64_t seed = 1)
{
    Result<ScenarioChanges> result = changes(support::scenarioOf(std::move(lines), "100 s", seed), cluster(), traces);
    if (!result)
        qWarning("%s", describe(result.error()).c_str());
    return result ? std::move(result).value() : ScenarioChanges {};
}

int linkCalled(std::string_view name)
{
    const auto found = std::find_if(cluster().links.begin(), cluster().links.end(), [&](const ConcreteLink& link) { return link.name == name; });
    return static_cast<int>(found - cluster().links.begin());
}

/// "0: 5 #1 #2, ...": second, value and lines (counted from 1) of every step.
std::string story(const ScenarioChanges& changes, const Subject& subject, double nominal = 10)
{
    const ChangeProfile* profile = changes.profileOf(subject);
    std::string text;
    for (std::size_t i = 0; profile && i < profile->steps.size(); ++i) {
        const ChangeStep& step = profile->steps[i];
        text += (i == 0 ? "" : ", ") + shortestDecimal(static_cast<double>(step.at.count) / 1e9) + ": " + shortestDecimal(step.value.of(nominal));
        for (const int line : profile->linesOf(step))
            text += " #" + std::to_string(line + 1);
    }
    return text;
}

std::string bandwidthStory(const ScenarioChanges& changes, std::string_view link, int direction = 0)
{
    return story(changes, {SubjectKind::Link, Property::Bandwidth, linkCalled(link), direction});
}

/// The definition, read aloud: all events looked at for one instant. No repetition is over 2 s long here.
class NaiveValue
{
public:
    NaiveValue(const Table<std::string>& lines, Subject subject, Nanoseconds now) : m_subject(subject), m_now(now)
    {
        static const ScenarioNames names(cluster());
        for (const ScriptLine& line : parseScript(lines))
            if (line.event && !line.event->off && concerns(names, *line.event))
                addEvent(line);
    }

    double of(double nominal)
    {
        std::sort(m_absolutes.begin(), m_absolutes.end());
        double value = nominal;
        for (const auto& [start, line, absolute, weight] : m_absolutes)
            value = value * (1 - weight) + absolute * weight;
        for (const double factor : m_factors)
            value *= factor;
        return value;
    }

private:
    bool concerns(const ScenarioNames& names, const Event& event) const
    {
        const bool isLink = event.target.kind == TargetKind::Link;
        if (const Factor* factor = std::get_if<Factor>(&event.effect); factor && factor->property != m_subject.property)
            return false;
        if (std::holds_alternative<SetBandwidth>(event.effect) && m_subject.property != Property::Bandwidth)
            return false;
        if (std::holds_alternative<SetLatency>(event.effect) && m_subject.property != Property::Latency)
            return false;
        if (std::holds_alternative<Down>(event.effect) && isLink && m_subject.property != Property::Bandwidth)
            return false;
        if (!isLink)
            return m_subject.kind == SubjectKind::Host && contains(names.nodes(event.target.pattern)->hosts);
        const bool forwards = event.target.direction != Direction::Backward, backwards = event.target.direction != Direction::Forward;
        return m_subject.kind == SubjectKind::Link && (m_subject.direction == 0 ? forwards : backwards)
            && contains(names.links(event.target.pattern).value());
    }
    bool contains(const std::vector<int>& things) const { return std::find(things.begin(), things.end(), m_subject.index) != things.end(); }

    void addEvent(const ScriptLine& line)
    {
        if (const At* at = std::get_if<At>(&line.event->when))
            return addAt(line, rounded(at->start.value));
        const Every& every = std::get<Every>(line.event->when);
        const Nanoseconds until = every.until ? rounded(every.until->value) : Nanoseconds::never();
        for (Nanoseconds start = every.from ? rounded(every.from->value) : Nanoseconds(); start < until && start <= m_now; start += rounded(every.period.value))
            addAt(line, start);
    }
    void addAt(const ScriptLine& line, Nanoseconds start)
    {
        const Event& event = *line.event;
        if (m_now < start || (event.length && m_now >= start + rounded(event.length->value)))
            return;
        double weight = 1;
        if (event.ramp && m_now - start < rounded(event.ramp->value)) // all ramps are whole milliseconds
            weight = (std::floor(static_cast<double>((m_now - start).count) * 32 / static_cast<double>(rounded(event.ramp->value).count)) + 0.5) / 32;
        if (const Factor* factor = std::get_if<Factor>(&event.effect))
            m_factors.push_back(1 + (factor->low - 1) * weight);
        else if (std::holds_alternative<Down>(event.effect))
            m_factors.push_back(0);
        else if (const SetBandwidth* bandwidth = std::get_if<SetBandwidth>(&event.effect))
            m_absolutes.emplace_back(start, line.id, bandwidth->value.value.value, weight);
        else
            m_absolutes.emplace_back(start, line.id, std::get<SetLatency>(event.effect).value.value.value, weight);
    }

    Subject m_subject;
    Nanoseconds m_now;
    std::vector<std::tuple<Nanoseconds, int, double, double>> m_absolutes;
    std::vector<double> m_factors;
};

std::vector<std::string> randomLines(int most)
{
    std::vector<std::string> lines;
    for (int i = *rc::gen::inRange(1, most); i > 0; --i)
        lines.push_back(written(support::randomDatedEvent()));
    return lines;
}

Subject randomSubject()
{
    if (*rc::gen::inRange(0, 3) == 0)
        return {SubjectKind::Host, *rc::gen::element(Property::Compute, Property::Bandwidth), *rc::gen::inRange(0, 4), 0};
    const auto link = *rc::gen::elementOf(std::vector<std::string> {"a", "b", "up:n1", "up:w0", "for"});
    return {SubjectKind::Link, *rc::gen::element(Property::Bandwidth, Property::Latency), linkCalled(link), *rc::gen::inRange(0, 2)};
}

double valueAt(const ScenarioChanges& changes, const Subject& subject, Nanoseconds now, double nominal)
{
    const ChangeProfile* profile = changes.profileOf(subject);
    const ChangeStep* step = profile ? profile->at(now) : nullptr;
    return step ? step->value.of(nominal) : nominal;
}

} // namespace

class TestScenarioChanges : public QObject
{
    Q_OBJECT

private slots:
    void intervalsAreHalfOpen();
    void theLastStartedAbsoluteCounts();
    void factorsMultiplyAndDownIsZero();
    void productsDoNotDependOnTheOrderOfLines();
    void directionsAreApart();
    void aNodeThatIsDownNeitherComputesNorTalks();
    void aDeviceHasItsHostsEventsToo();
    void repetitionsEndBeforeUntil();
    void rampsHaveTheAreaOfTheLine();
    void tracesLoopOrHold();
    void arraysShareOneProfile();
    void playingIsTheDefinition();
    void orderOfLinesAndSwitchedOffLinesDoNotMatter();
    void stepsGrowAndNameTheirLines();
    void randomStreamsArePinned();
    void exponentialsHaveMeanAndTail();
    void randomEventsAreSeededPerLink();
    void randomEventsFollowTheirDistributions();
    void whatCannotBePlayedIsAnError();
    void aMillionEventsPlay();
};

void TestScenarioChanges::intervalsAreHalfOpen()
{
    const ScenarioChanges changes = played({"at 10 s link a bandwidth *0.5 for 10 s", "at 20 s link a bandwidth *0.25 for 80 s"});
    QCOMPARE(bandwidthStory(changes, "a"), std::string("10: 5 #1, 20: 2.5 #2"));
    QCOMPARE(bandwidthStory(changes, "b"), std::string());
    QCOMPARE(changes.horizon, milliseconds(100'000));
}

void TestScenarioChanges::theLastStartedAbsoluteCounts()
{
    QCOMPARE(bandwidthStory(played({"at 20 s link a bandwidth 2 B/s for 10 s", "at 10 s link a bandwidth 1 B/s", "at 20 s link a bandwidth 3 B/s for 5 s"}), "a"),
        std::string("10: 1 #2, 20: 3 #3, 25: 2 #1, 30: 1 #2"));
}

void TestScenarioChanges::factorsMultiplyAndDownIsZero()
{
    QCOMPARE(bandwidthStory(played({"at 0 s link a bandwidth *0.5 for 9 s", "at 3 s link a bandwidth 4 B/s for 3 s", "at 5 s link a down for 2 s", "at 4 s link a latency 1 s"}), "a"),
        std::string("0: 5 #1, 3: 2 #1 #2, 5: 0 #3 #1 #2, 6: 0 #3 #1, 7: 5 #1, 9: 10"));
}

void TestScenarioChanges::productsDoNotDependOnTheOrderOfLines()
{
    QVERIFY(0.1 * 0.7 * 0.3 != 0.3 * 0.7 * 0.1); // rounding is what this is about
    std::vector<std::string> lines {"at 1 s link a bandwidth *0.1", "at 1 s link a bandwidth *0.3", "at 1 s link a bandwidth *0.7"};
    const double product = played(lines).profiles.front().steps.front().value.factor;
    while (std::ranges::next_permutation(lines).found)
        QVERIFY(played(lines).profiles.front().steps.front().value.factor == product);
}

void TestScenarioChanges::directionsAreApart()
{
    const ScenarioChanges changes = played({"at 1 s link up:n1 forward bandwidth *0.5", "at 2 s link up:* backward bandwidth *0.1"});
    QCOMPARE(bandwidthStory(changes, "up:n1", 0), std::string("1: 5 #1"));
    QCOMPARE(bandwidthStory(changes, "up:n1", 1), std::string("2: 1 #2"));
    QCOMPARE(bandwidthStory(changes, "up:w3", 0), std::string());
    QCOMPARE(bandwidthStory(changes, "up:w3", 1), std::string("2: 1 #2"));
}

void TestScenarioChanges::aNodeThatIsDownNeitherComputesNorTalks()
{
    const ScenarioChanges changes = played({"at 60 s node n1 compute *0.6 for 35 s", "at 90 s node n1 down"});
    QCOMPARE(story(changes, {SubjectKind::Host, Property::Compute, 1, 0}, 1), std::string("60: 0.6 #1, 90: 0 #2 #1, 95: 0 #2"));
    QCOMPARE(story(changes, {SubjectKind::Host, Property::Bandwidth, 1, 0}, 1), std::string("90: 0 #2"));
}

void TestScenarioChanges::aDeviceHasItsHostsEventsToo()
{
    const ScenarioChanges changes = played({"at 1 s node n1:1 compute *0.5", "at 2 s node n1 compute *0.5"});
    QCOMPARE(changes.computeOf(cluster(), 3)->steps.size(), std::size_t(2));
    QCOMPARE(changes.computeOf(cluster(), 3)->steps.back().value.of(1), 0.25);
    QCOMPARE(changes.computeOf(cluster(), 2)->steps.back().value.of(1), 0.5);
    QCOMPARE(changes.computeOf(cluster(), 0), nullptr);
}

void TestScenarioChanges::repetitionsEndBeforeUntil()
{
    QCOMPARE(bandwidthStory(played({"every 2 s from 1 s until 5 s link a bandwidth *0.5 for 500 ms"}), "a"),
        std::string("1: 5 #1, 1.5: 10, 3: 5 #1, 3.5: 10"));
    QCOMPARE(bandwidthStory(played({"every 40 s link a down for 30 s"}), "a"), std::string("0: 0 #1, 30: 10, 40: 0 #1, 70: 10, 80: 0 #1"));
}

void TestScenarioChanges::rampsHaveTheAreaOfTheLine()
{
    const Subject subject {SubjectKind::Link, Property::Bandwidth, linkCalled("a"), 0};
    const ScenarioChanges changes = played({"at 10 s link a bandwidth 4 B/s ramp 8 s", "at 30 s link a bandwidth *0.5 ramp 8 s for 4 s"});
    const ChangeProfile& profile = *changes.profileOf(subject);
    double area = 0;
    for (std::size_t i = 0; profile.steps[i].at < milliseconds(18'000); ++i)
        area += profile.steps[i].value.of(10) * seconds(profile.steps[i + 1].at - profile.steps[i].at).value;
    QVERIFY(std::abs(area - 8 * (10 + 4) / 2.0) < 1e-9);
    QCOMPARE(valueAt(changes, subject, milliseconds(10'000), 10), 10 - 6 * 0.5 / 32);
    QCOMPARE(valueAt(changes, subject, milliseconds(18'000), 10), 4.0);
    QCOMPARE(valueAt(changes, subject, milliseconds(33'999), 10), 4 * (1 - 0.5 * 15.5 / 32)); // cut short half-way
    QCOMPARE(valueAt(changes, subject, milliseconds(34'000), 10), 4.0);
    QCOMPARE(profile.steps.size(), std::size_t(32 + 1 + 16 + 1));
    QCOMPARE(played({"at 1 s link a down for 1 s", "at 0 s link a bandwidth *0.5 ramp 3 ns for 3 ns"}).profileOf(subject)->steps.size(), std::size_t(3 + 1 + 2));
}

void TestScenarioChanges::tracesLoopOrHold()
{
    const Traces traces {{"t", parseTrace("1 s,6 B/s\n2 s,8 B/s\n").value()}};
    QCOMPARE(bandwidthStory(played({"trace \"t\" link a bandwidth hold", "at 5 s link a bandwidth 1 B/s for 1 s"}, traces), "a"),
        std::string("1: 6 #1, 2: 8 #1, 5: 1 #2, 6: 8 #1"));
    const ScenarioChanges looped = played({"trace \"t\" link a bandwidth loop", "at 1 s link a bandwidth *0.5 for 4 s"}, traces);
    QVERIFY(bandwidthStory(looped, "a").starts_with("1: 3 #1 #2, 2: 4 #1 #2, 3: 3 #1 #2, 4: 4 #1 #2, 5: 6 #1, 6: 8 #1, 7: 6 #1"));
    QCOMPARE(looped.profiles.front().steps.size(), std::size_t(99));
}

void TestScenarioChanges::arraysShareOneProfile()
{
    const ScenarioChanges changes = played({"at 1 s link up bandwidth *0.5", "at 2 s link up:w* bandwidth *0.5", "at 3 s node w* compute *0.5"});
    QCOMPARE(changes.changes.size(), std::size_t(2 * 6 + 4));
    QCOMPARE(changes.profiles.size(), std::size_t(3));
}

/// The largest absolute rate of a scenario: what rounding errors of its values are in proportion to.
double largestAbsolute(const Scenario& scenario)
{
    double largest = 0;
    for (const ScriptLine& line : parseScript(scenario.events))
        if (line.event)
            if (const auto* set = std::get_if<SetBandwidth>(&line.event->effect))
                largest = std::max(largest, set->value.value.value);
    return largest;
}

void TestScenarioChanges::playingIsTheDefinition()
{
    QVERIFY(support::law("the value at any instant is that of the definition", 100, 5000, [] {
        const Scenario scenario = support::scenarioOf(randomLines(8), "3 s");
        const ScenarioChanges changes = core::changes(scenario, cluster()).value();
        for (int i = 0; i < 10; ++i) {
            const Subject subject = randomSubject();
            const Nanoseconds now = milliseconds(*rc::gen::inRange(0, 3000));
            const double nominal = *rc::gen::element(0.0, 1.0, 3.7);
            const double expected = NaiveValue(scenario.events, subject, now).of(nominal);
            const double tolerance = 1e-12 * (1 + std::abs(expected)) + 1e-15 * largestAbsolute(scenario);
            RC_ASSERT(std::abs(valueAt(changes, subject, now, nominal) - expected) <= tolerance);
        }
    }));
}

void TestScenarioChanges::orderOfLinesAndSwitchedOffLinesDoNotMatter()
{
    QVERIFY(support::law("shuffled lines, and none switched off, play exactly the same but for ties of absolutes", 40, 3000, [] {
        std::vector<std::string> lines = randomLines(7);
        lines.push_back("random link * bandwidth *0.1..0.8 mean-gap 700 ms mean-length 200 ms");
        lines.push_back("random node n* down mean-gap 700 ms mean-length 200 ms");
        // Two absolutes with one start are the stated tie.
        std::vector<std::string> kept;
        int absolutes = 0;
        for (const std::string& line : lines)
            if (const Event event = *parseLine(0, line).event; event.off || (!std::holds_alternative<SetBandwidth>(event.effect) && !std::holds_alternative<SetLatency>(event.effect)) || absolutes++ == 0)
                kept.push_back(line);
        std::vector<std::string> shuffled;
        for (const std::string& line : kept)
            if (!line.starts_with("off "))
                shuffled.insert(shuffled.begin() + *rc::gen::inRange<std::ptrdiff_t>(0, static_cast<std::ptrdiff_t>(shuffled.size()) + 1), line);
        shuffled.insert(shuffled.begin(), "# a comment");
        const ScenarioChanges a = changes(support::scenarioOf(kept, "3 s"), cluster()).value();
        const ScenarioChanges b = changes(support::scenarioOf(shuffled, "3 s"), cluster()).value();
        RC_ASSERT(a.changes.size() == b.changes.size());
        for (std::size_t i = 0; i < a.changes.size(); ++i) {
            const ChangeProfile& first = a.profiles[static_cast<std::size_t>(a.changes[i].profile)];
            RC_ASSERT(a.changes[i].subject == b.changes[i].subject);
            for (const ChangeStep& step : first.steps)
                RC_ASSERT(valueAt(b, b.changes[i].subject, step.at, 3.7) == step.value.of(3.7));
        }
    }));
}

void TestScenarioChanges::stepsGrowAndNameTheirLines()
{
    QVERIFY(support::law("steps grow in time within the horizon and name lines that are in force, each once", 60, 3000, [] {
        const Scenario scenario = support::scenarioOf(randomLines(8), "1 s");
        const ScenarioChanges changes = core::changes(scenario, cluster()).value();
        for (const ChangeProfile& profile : changes.profiles)
            for (std::size_t i = 0; i < profile.steps.size(); ++i) {
                std::vector<int> lines(profile.linesOf(profile.steps[i]).begin(), profile.linesOf(profile.steps[i]).end());
                std::sort(lines.begin(), lines.end());
                RC_ASSERT(profile.steps[i].at < changes.horizon);
                if (i > 0) // RC_ASSERT evaluates both sides of a ||
                    RC_ASSERT(profile.steps[i - 1].at < profile.steps[i].at);
                RC_ASSERT(std::adjacent_find(lines.begin(), lines.end(), std::greater_equal<>()) == lines.end());
                RC_ASSERT(!lines.empty() || profile.steps[i].value == ChangedValue {});
                for (const int line : lines)
                    RC_ASSERT(!parseLine(line, scenario.events[static_cast<std::size_t>(line)]).event->off);
            }
    }));
}

void TestScenarioChanges::randomStreamsArePinned()
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

void TestScenarioChanges::exponentialsHaveMeanAndTail()
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

void TestScenarioChanges::randomEventsAreSeededPerLink()
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

void TestScenarioChanges::randomEventsFollowTheirDistributions()
{
    const Result<ScenarioChanges> result = changes(support::scenarioOf({"random link a bandwidth *0.2..0.6 mean-gap 3 s mean-length 1 s"}, "100000 s"), cluster());
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

void TestScenarioChanges::whatCannotBePlayedIsAnError()
{
    const auto problem = [](std::vector<std::string> lines, const char* horizon = "100 s", std::optional<std::uint64_t> seed = 1) {
        const Result<ScenarioChanges> result = changes(support::scenarioOf(std::move(lines), horizon, seed), cluster());
        return result ? std::string() : result.error().where + " " + result.error().message;
    };
    QCOMPARE(problem({"", "at 1 s link c down"}), std::string("/scenario/events/1 line 2, column 13: no link is called \"c\""));
    QCOMPARE(problem({"random link a down mean-gap 1 s mean-length 1 s"}, "9 s", std::nullopt), std::string("/scenario/events/0 line 1, column 1: a random event needs a seed"));
    QCOMPARE(problem({"every 1 s link a down for 1 ms"}, ""), std::string("/scenario/events/0 line 1, column 1: a repetition without `until` needs a horizon"));
    QCOMPARE(problem({"trace \"t\" link a bandwidth hold"}), std::string("/scenario/events/0 line 1, column 7: the trace \"t\" has not been read"));
    QCOMPARE(problem({"random link a down mean-gap 1 ns mean-length 1 ns"}), std::string("/scenario/events/0 line 1: the random event happens too often"));
    QCOMPARE(problem({"every 1 ns link a down for 1 ns"}), std::string("/scenario/events/0 line 1, column 1: the scenario becomes too long here"));
    QVERIFY(!problem({"every 1 ms link a bandwidth *0.99"}).empty());
    QCOMPARE(problem({"this is not an event", "off at 1 s link c down"}), std::string());
}

void TestScenarioChanges::aMillionEventsPlay()
{
    const int count = support::count(20'000, 1'000'000);
    std::vector<std::string> lines;
    for (int i = 0; i < count; ++i)
        lines.push_back("at " + std::to_string(i) + " ms link up:" + (i % 2 ? "n0" : "w1") + (i % 3 ? " bandwidth *0.5 for 1 ms" : " bandwidth 5 GB/s for 1 ms"));
    const Result<ScenarioChanges> result = changes(support::scenarioOf(std::move(lines), "2000 s"), cluster());
    QVERIFY(result.ok());
    QCOMPARE(result->profiles.size(), std::size_t(2));
    for (const ChangeProfile& profile : result->profiles)
        QCOMPARE(profile.steps.size(), static_cast<std::size_t>(count)); // a start and an end of each second line
}

CLUSTERLOOM_TEST(TestScenarioChanges)

#include "tst_scenario_changes.moc"
