#include "core/documents/scenario_play.h"

#include "core/documents/json_text.h"
#include "core/documents/scenario_text.h"
#include "core/documents/scenario_words.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace core::scenario_play {

namespace {

constexpr std::size_t mostOccurrences = 5'000'000;
constexpr int mostSuggestions = 100; ///< unknown names that get one

/// Never beyond the end of time.
Nanoseconds later(Nanoseconds time, Nanoseconds by)
{
    return time > Nanoseconds::never() - by ? Nanoseconds::never() : time + by;
}

/// The stretch of an event's effect on one property.
Occurrence effectOf(const Event& event, int line)
{
    Occurrence occurrence;
    occurrence.line = line;
    occurrence.ramp = event.ramp ? rounded(event.ramp->value) : Nanoseconds();
    occurrence.kind = Kind::Absolute;
    if (const SetBandwidth* bandwidth = std::get_if<SetBandwidth>(&event.effect))
        occurrence.value = bandwidth->value.value.value;
    else if (const SetLatency* latency = std::get_if<SetLatency>(&event.effect))
        occurrence.value = latency->value.value.value;
    else if (const FromTrace* trace = std::get_if<FromTrace>(&event.effect))
        occurrence.loop = trace->end == TraceEnd::Loop;
    else
        occurrence.kind = Kind::Factor;
    if (const Factor* factor = std::get_if<Factor>(&event.effect))
        occurrence.value = factor->low;
    return occurrence;
}

std::vector<Property> propertiesOf(const Event& event)
{
    if (const Factor* factor = std::get_if<Factor>(&event.effect))
        return {factor->property};
    if (std::holds_alternative<SetLatency>(event.effect))
        return {Property::Latency};
    if (std::holds_alternative<Down>(event.effect) && event.target.kind == TargetKind::Node)
        return event.target.pattern.find(':') == std::string::npos ? std::vector {Property::Bandwidth, Property::Compute}
                                                                   : std::vector {Property::Compute};
    return {Property::Bandwidth};
}

class Reader
{
public:
    Reader(const Scenario& scenario, const ScenarioNames& names, const Traces* traces, Steps& steps)
        : m_scenario(scenario), m_names(names), m_traces(traces), m_steps(steps)
    {
    }
    Playable run();

private:
    void readHorizon();
    void addLine(int line, const std::string& text);
    void addEvent(int line, const std::string& text, const Event& event);
    bool mayPlay(int line, const std::string& text, const Event& event);
    void warnOfEnd(int line, const std::string& text, const Event& event, Nanoseconds start);
    Group* groupOf(int line, const std::string& text, const Event& event, Property property);
    void resolve(const Target& target, Group& group);
    void addOccurrences(int line, const std::string& text, const Event& event, Group& group);
    void addTrace(int line, const std::string& text, const FromTrace& trace, Occurrence occurrence, Group& group);
    void addRepeated(int line, const std::string& text, const Every& every, const Event& event, Group& group);
    void add(int line, const std::string& text, Occurrence occurrence, Group& group);
    Draw drawOf(int line, const Event& event, const Random& random);
    void report(int line, Severity severity, std::string where, std::string message, std::string expected = {}, std::string fix = {})
    {
        m_out.problems.push_back({line, {}, severity, {std::move(message), std::move(where), std::move(expected), std::move(fix)}, false});
    }

    void reportTooLong(int line, const std::string& text)
    {
        report(line, Severity::Error, placeAfter(line, text, ""), "the scenario becomes too long here", "at most 5,000,000 events, repetitions counted");
    }

    const Scenario& m_scenario;
    const ScenarioNames& m_names;
    const Traces* m_traces;
    Steps& m_steps;
    Playable m_out;
    std::unordered_map<std::string, std::size_t> m_groupByKey;
    std::unordered_map<std::size_t, Error> m_groupErrors;
    std::unordered_map<std::string, int> m_drawCounts; ///< equal random events
    std::size_t m_occurrences = 0;
};

void Reader::readHorizon()
{
    if (!m_scenario.horizon)
        return;
    m_out.horizon = rounded(m_scenario.horizon->value);
    if (m_out.horizon <= Nanoseconds(0))
        m_out.problems.push_back({-1, "horizon", Severity::Error, {"the horizon must be greater than 0", {}, "a time, like \"10 min\"", {}}, false});
}

Playable Reader::run()
{
    readHorizon();
    int line = 0;
    for (const std::string& text : m_scenario.events) {
        m_steps.setShare(static_cast<double>(line) / static_cast<double>(m_scenario.events.size()));
        addLine(line++, text);
    }
    return std::move(m_out);
}

void Reader::addLine(int line, const std::string& text)
{
    m_steps();
    ScriptLine parsed = parseLine(line, text);
    if (parsed.error)
        m_out.problems.push_back({line, {}, Severity::Error, std::move(*parsed.error), true});
    else if (parsed.event && !parsed.event->off && mayPlay(line, text, *parsed.event))
        addEvent(line, text, *parsed.event);
}

/// What an event needs besides its own line.
bool Reader::mayPlay(int line, const std::string& text, const Event& event)
{
    const bool random = std::holds_alternative<Random>(event.when);
    const Every* every = std::get_if<Every>(&event.when);
    const FromTrace* trace = std::get_if<FromTrace>(&event.effect);
    bool playable = true;
    if (random && !m_scenario.seed) {
        report(line, Severity::Error, placeAfter(line, text, ""), "a random event needs a seed", "a whole number as \"seed\" of the scenario", "\"seed\": 1");
        playable = false;
    }
    if (m_scenario.horizon || !(random || (every && !every->until) || (trace && trace->end == TraceEnd::Loop)))
        return playable;
    const std::string_view what = random ? "a random event" : every ? "a repetition without `until`" : "a looped trace";
    report(line, Severity::Error, placeAfter(line, text, ""), std::string(what) + " needs a horizon",
        "a time as \"horizon\" of the scenario", "\"horizon\": \"10 min\"");
    return false;
}

void Reader::addEvent(int line, const std::string& text, const Event& event)
{
    for (const Property property : propertiesOf(event)) {
        Group* group = groupOf(line, text, event, property);
        if (!group)
            return;
        if (const Random* random = std::get_if<Random>(&event.when))
            group->draws.push_back(drawOf(line, event, *random));
        else
            addOccurrences(line, text, event, *group);
    }
    if (const At* at = std::get_if<At>(&event.when))
        warnOfEnd(line, text, event, rounded(at->start.value));
    else if (const Every* every = std::get_if<Every>(&event.when))
        warnOfEnd(line, text, event, every->from ? rounded(every->from->value) : Nanoseconds());
}

void Reader::warnOfEnd(int line, const std::string& text, const Event& event, Nanoseconds start)
{
    const std::string horizon = formatted(m_out.horizon);
    if (start >= m_out.horizon)
        return report(line, Severity::Warning, placeAfter(line, text, std::holds_alternative<At>(event.when) ? "at" : "from"),
            "the event is after the horizon and has no effect", "a start before " + horizon);
    if (m_scenario.horizon && event.length && later(start, rounded(event.length->value)) > m_out.horizon)
        report(line, Severity::Warning, placeAfter(line, text, "for"), "the event outlasts the horizon, which cuts it off",
            "an end at " + horizon + " or before");
    if (event.length && event.ramp && event.ramp->value > event.length->value)
        report(line, Severity::Warning, placeAfter(line, text, "ramp"), "the ramp is longer than the event, whose end cuts it off",
            "a ramp of at most " + formatted(rounded(event.length->value)));
    if (std::holds_alternative<Every>(event.when) && !event.length && std::holds_alternative<Factor>(event.effect))
        report(line, Severity::Warning, placeAfter(line, text, ""),
            "without `for` every repetition lasts to the horizon, so that the factors multiply", "a length, like `for 100 ms`");
}

Group* Reader::groupOf(int line, const std::string& text, const Event& event, Property property)
{
    const Target& target = event.target;
    const std::string key = std::to_string(static_cast<int>(target.kind)) + std::to_string(static_cast<int>(target.direction))
        + std::to_string(static_cast<int>(property)) + target.pattern;
    const auto [at, isNew] = m_groupByKey.emplace(key, m_out.groups.size());
    if (isNew) {
        m_out.groups.emplace_back();
        m_out.groups.back().property = property;
        resolve(target, m_out.groups.back());
    }
    const auto error = m_groupErrors.find(at->second);
    if (error == m_groupErrors.end())
        return &m_out.groups[at->second];
    report(line, Severity::Error, placeAfter(line, text, target.kind == TargetKind::Link ? "link" : "node"), error->second.message,
        error->second.expected, error->second.fix);
    return nullptr;
}

void Reader::resolve(const Target& target, Group& group)
{
    const bool suggest = static_cast<int>(m_groupErrors.size()) < mostSuggestions;
    group.direction = target.direction;
    if (target.kind == TargetKind::Link) {
        if (Result<std::vector<int>> links = m_names.links(target.pattern, suggest))
            group.things = std::move(links).value();
        else
            m_groupErrors.emplace(m_out.groups.size() - 1, links.error());
        return;
    }
    Result<ScenarioNames::Nodes> nodes = m_names.nodes(target.pattern, suggest);
    if (!nodes) {
        m_groupErrors.emplace(m_out.groups.size() - 1, nodes.error());
        return;
    }
    group.kind = nodes->ranks.empty() ? SubjectKind::Host : SubjectKind::Device;
    group.things = nodes->ranks.empty() ? std::move(nodes->hosts) : std::move(nodes->ranks);
}

Draw Reader::drawOf(int line, const Event& event, const Random& random)
{
    Draw draw {line, {}, rounded(random.meanGap.value), rounded(random.meanLength.value), 0, 0};
    std::string effect = "down";
    if (const Factor* factor = std::get_if<Factor>(&event.effect)) {
        draw.low = factor->low;
        draw.high = factor->high;
        effect = std::to_string(static_cast<int>(factor->property)) + " " + shortestDecimal(draw.low) + " " + shortestDecimal(draw.high);
    }
    draw.key = std::to_string(static_cast<int>(event.target.kind)) + " " + std::to_string(static_cast<int>(event.target.direction)) + " "
        + event.target.pattern + " " + effect + " " + std::to_string(draw.meanGap.count) + " " + std::to_string(draw.meanLength.count);
    // A node that is down draws once for its compute and once for its traffic: the same numbers.
    int& count = m_drawCounts[draw.key + " of " + std::to_string(line)];
    int& lines = m_drawCounts[draw.key];
    if (count == 0)
        count = ++lines;
    draw.key += " " + std::to_string(count) + " ";
    return draw;
}

void Reader::addOccurrences(int line, const std::string& text, const Event& event, Group& group)
{
    Occurrence occurrence = effectOf(event, line);
    occurrence.end = m_out.horizon;
    if (const FromTrace* trace = std::get_if<FromTrace>(&event.effect))
        return addTrace(line, text, *trace, occurrence, group);
    if (const Every* every = std::get_if<Every>(&event.when))
        return addRepeated(line, text, *every, event, group);
    if (const At* at = std::get_if<At>(&event.when)) {
        occurrence.start = rounded(at->start.value);
        if (event.length)
            occurrence.end = later(occurrence.start, rounded(event.length->value));
        add(line, text, occurrence, group);
    }
}

void Reader::addTrace(int line, const std::string& text, const FromTrace& trace, Occurrence occurrence, Group& group)
{
    if (m_traces) {
        const auto found = m_traces->find(trace.file);
        if (found == m_traces->end() || found->second.steps.empty())
            return report(line, Severity::Error, placeAfter(line, text, "trace"), "the trace " + quotedJson(trace.file) + " has not been read",
                "a file next to the project");
        occurrence.trace = &found->second;
        occurrence.start = found->second.steps.front().at;
    }
    add(line, text, occurrence, group);
}

void Reader::addRepeated(int line, const std::string& text, const Every& every, const Event& event, Group& group)
{
    const Nanoseconds period = rounded(every.period.value);
    const Nanoseconds until = std::min(m_out.horizon, every.until ? rounded(every.until->value) : Nanoseconds::never());
    const Nanoseconds from = every.from ? rounded(every.from->value) : Nanoseconds();
    Occurrence occurrence = effectOf(event, line);
    if (until > from && static_cast<std::size_t>((until - from).count / period.count) > mostOccurrences)
        return reportTooLong(line, text);
    for (Nanoseconds start = from; start < until; start = later(start, period)) {
        occurrence.start = start;
        occurrence.end = event.length ? later(start, rounded(event.length->value)) : m_out.horizon;
        add(line, text, occurrence, group);
    }
}

void Reader::add(int line, const std::string& text, Occurrence occurrence, Group& group)
{
    m_steps();
    occurrence.end = std::min(occurrence.end, m_out.horizon);
    if (occurrence.start >= occurrence.end || m_occurrences > mostOccurrences)
        return;
    if (++m_occurrences > mostOccurrences)
        return reportTooLong(line, text);
    group.occurrences.push_back(occurrence);
}

void addHostGroups(Member& device, const std::vector<Member>& members, const ScenarioNames& names)
{
    const Subject host {SubjectKind::Host, device.subject.property, names.hostOf(device.subject.index), 0};
    const auto found = std::lower_bound(members.begin(), members.end(), host,
        [](const Member& member, const Subject& wanted) { return member.subject < wanted; });
    if (found == members.end() || found->subject != host)
        return;
    device.groups.insert(device.groups.end(), found->groups.begin(), found->groups.end());
    std::sort(device.groups.begin(), device.groups.end());
}

} // namespace

Playable playable(const Scenario& scenario, const ScenarioNames& names, const Traces* traces, Steps& steps)
{
    return Reader(scenario, names, traces, steps).run();
}

std::vector<Member> membersOf(const Playable& playable, const ScenarioNames& names)
{
    std::vector<std::pair<Subject, int>> pairs;
    for (std::size_t i = 0; i < playable.groups.size(); ++i) {
        const Group& group = playable.groups[i];
        for (const int thing : group.things)
            for (const int direction : {0, 1})
                if (direction == 0 ? group.direction != Direction::Backward
                                   : group.kind == SubjectKind::Link && group.direction != Direction::Forward)
                    pairs.emplace_back(Subject {group.kind, group.property, thing, direction}, static_cast<int>(i));
    }
    std::sort(pairs.begin(), pairs.end());
    std::vector<Member> members;
    for (const auto& [subject, group] : pairs) {
        if (members.empty() || members.back().subject != subject)
            members.push_back({subject, {}});
        members.back().groups.push_back(group);
    }
    for (Member& member : members)
        if (member.subject.kind == SubjectKind::Device)
            addHostGroups(member, members, names);
    return members;
}

std::string placeAfter(int line, std::string_view text, std::string_view keyword)
{
    scenario_words::Words words(line, text);
    const scenario_words::Word first = words.next();
    while (!words.next().isEnd()) {
        const scenario_words::Word word = words.take();
        if (word.text == keyword)
            return words.errorAt(words.next(), {}, {}).where;
        if (word.text == "link" || word.text == "node")
            words.take();
    }
    return words.errorAt(first, {}, {}).where;
}

} // namespace core::scenario_play
