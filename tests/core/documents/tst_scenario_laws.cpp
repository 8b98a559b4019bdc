#include "core/documents/scenario_changes.h"

#include "core/documents/scenario_names.h"
#include "core/documents/scenario_text.h"
#include "tests/support/law.h"
#include "tests/support/played_scenario.h"
#include "tests/support/random_scenario.h"

#include <algorithm>
#include <cmath>

using namespace core;
using namespace support;

namespace {

/// The definition, read aloud: all events looked at for one instant. No repetition is over 2 s long here.
class NaiveValue
{
public:
    NaiveValue(const Table<std::string>& lines, Subject subject, Nanoseconds now) : m_subject(subject), m_now(now)
    {
        static const ScenarioNames names(playedCluster());
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
        lines.push_back(written(randomDatedEvent()));
    return lines;
}

Subject randomSubject()
{
    if (*rc::gen::inRange(0, 3) == 0)
        return {SubjectKind::Host, *rc::gen::element(Property::Compute, Property::Bandwidth), *rc::gen::inRange(0, 4), 0};
    const auto link = *rc::gen::elementOf(std::vector<std::string> {"a", "b", "up:n1", "up:w0", "for"});
    return {SubjectKind::Link, *rc::gen::element(Property::Bandwidth, Property::Latency), linkCalled(link), *rc::gen::inRange(0, 2)};
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

} // namespace

class TestScenarioLaws : public QObject
{
    Q_OBJECT

private slots:
    void playingIsTheDefinition();
    void orderOfLinesAndSwitchedOffLinesDoNotMatter();
    void stepsGrowAndNameTheirLines();
};

void TestScenarioLaws::playingIsTheDefinition()
{
    QVERIFY(law("the value at any instant is that of the definition", 100, 5000, [] {
        const Scenario scenario = scenarioOf(randomLines(8), "3 s");
        const ScenarioChanges changes = core::changes(scenario, playedCluster()).value();
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

void TestScenarioLaws::orderOfLinesAndSwitchedOffLinesDoNotMatter()
{
    QVERIFY(law("shuffled lines, and none switched off, play exactly the same but for ties of absolutes", 40, 3000, [] {
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
        const ScenarioChanges a = changes(scenarioOf(kept, "3 s"), playedCluster()).value();
        const ScenarioChanges b = changes(scenarioOf(shuffled, "3 s"), playedCluster()).value();
        RC_ASSERT(a.changes.size() == b.changes.size());
        for (std::size_t i = 0; i < a.changes.size(); ++i) {
            const ChangeProfile& first = a.profiles[static_cast<std::size_t>(a.changes[i].profile)];
            RC_ASSERT(a.changes[i].subject == b.changes[i].subject);
            for (const ChangeStep& step : first.steps)
                RC_ASSERT(valueAt(b, b.changes[i].subject, step.at, 3.7) == step.value.of(3.7));
        }
    }));
}

void TestScenarioLaws::stepsGrowAndNameTheirLines()
{
    QVERIFY(law("steps grow in time within the horizon and name lines that are in force, each once", 60, 3000, [] {
        const Scenario scenario = scenarioOf(randomLines(8), "1 s");
        const ScenarioChanges changes = core::changes(scenario, playedCluster()).value();
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

CLUSTERLOOM_TEST(TestScenarioLaws)

#include "tst_scenario_laws.moc"
