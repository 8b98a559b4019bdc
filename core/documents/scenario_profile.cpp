#include "core/documents/scenario_profile.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>

namespace core::scenario_play {

namespace {

constexpr std::int64_t rampSteps = 32;
constexpr std::size_t mostPoints = 40'000'000;
constexpr std::size_t mostInForce = 1'000;

/// An instant at which an occurrence starts, ends, or has another value or another share of its ramp.
struct Point
{
    Nanoseconds at;
    double number = 0; ///< share of the ramp done, or the trace's rate
    std::uint32_t occurrence = 0;
    bool isEnd = false;
    bool operator<(const Point& other) const { return std::tie(at, occurrence) < std::tie(other.at, other.occurrence); }
};

class Sweep
{
public:
    Sweep(const std::vector<Occurrence>& occurrences, Nanoseconds horizon, const Steps& steps)
        : m_occurrences(occurrences), m_horizon(horizon), m_heard(steps)
    {
    }
    Result<ChangeProfile> run();

private:
    struct State
    {
        double value = 0;
        double weight = 1; ///< share of the ramp done
    };
    using AbsoluteKey = std::tuple<Nanoseconds, int, std::uint32_t>; ///< start, line: the last one counts

    bool addPoints(std::uint32_t index);
    bool addRamp(std::uint32_t index);
    bool addTrace(std::uint32_t index);
    bool addPoint(const Point& point);
    void apply(const Point& point);
    void addStep(Nanoseconds at);
    void blendAbsolutes(ChangedValue& value);
    void multiplyFactors(ChangedValue& value);

    const std::vector<Occurrence>& m_occurrences;
    Nanoseconds m_horizon;
    const Steps& m_heard;
    std::vector<Point> m_points;
    std::vector<State> m_states;
    std::set<AbsoluteKey> m_absolutes;
    std::set<std::uint32_t> m_factors;
    std::vector<double> m_numbers; ///< scratch
    std::vector<int> m_lines;      ///< scratch
    int m_stop = -1;               ///< scratch: a line that makes the value 0
    ChangeProfile m_profile;
};

bool Sweep::addPoint(const Point& point)
{
    m_heard();
    const Occurrence& occurrence = m_occurrences[point.occurrence];
    const bool inForce = point.isEnd ? point.at < m_horizon : point.at < occurrence.end;
    if (inForce)
        m_points.push_back(point);
    return inForce && m_points.size() <= mostPoints;
}

bool Sweep::addRamp(std::uint32_t index)
{
    const Occurrence& occurrence = m_occurrences[index];
    const std::int64_t length = occurrence.ramp.count, steps = std::min(rampSteps, length);
    for (std::int64_t i = 0; i < steps; ++i) {
        const Nanoseconds into(length / steps * i + length % steps * i / steps);
        const double middle = (static_cast<double>(i) + 0.5) / static_cast<double>(steps);
        if (occurrence.ramp > Nanoseconds::never() - occurrence.start || !addPoint({occurrence.start + into, middle, index, false}))
            return false;
    }
    return addPoint({occurrence.start + occurrence.ramp, 1, index, false});
}

bool Sweep::addTrace(std::uint32_t index)
{
    const Occurrence& occurrence = m_occurrences[index];
    const Trace& trace = *occurrence.trace;
    const Nanoseconds period = trace.end - trace.steps.front().at;
    for (Nanoseconds from(0);; from += period) {
        for (const TraceStep& step : trace.steps) {
            if (step.at > Nanoseconds::never() - from || !addPoint({from + step.at, step.rate.value, index, false}))
                return false;
        }
        if (!occurrence.loop || from > Nanoseconds::never() - period)
            return true;
    }
}

/// Whether there are not too many.
bool Sweep::addPoints(std::uint32_t index)
{
    const Occurrence& occurrence = m_occurrences[index];
    if (occurrence.trace)
        addTrace(index);
    else if (occurrence.ramp > Nanoseconds(0))
        addRamp(index);
    else
        addPoint({occurrence.start, 1, index, false});
    addPoint({occurrence.end, 0, index, true});
    return m_points.size() <= mostPoints;
}

void Sweep::apply(const Point& point)
{
    const Occurrence& occurrence = m_occurrences[point.occurrence];
    const AbsoluteKey key {occurrence.start, occurrence.line, point.occurrence};
    const bool absolute = occurrence.kind == Kind::Absolute;
    if (point.isEnd) {
        absolute ? m_absolutes.erase(key) : m_factors.erase(point.occurrence);
        return;
    }
    (occurrence.trace ? m_states[point.occurrence].value : m_states[point.occurrence].weight) = point.number;
    if (absolute)
        m_absolutes.insert(key);
    else
        m_factors.insert(point.occurrence);
}

/// From the newest down to one whose ramp is complete, and then each blended with what is beneath it.
void Sweep::blendAbsolutes(ChangedValue& value)
{
    auto lowest = m_absolutes.end();
    while (lowest != m_absolutes.begin()) {
        --lowest;
        if (m_states[std::get<2>(*lowest)].weight >= 1)
            break;
    }
    for (auto key = lowest; key != m_absolutes.end(); ++key) {
        const State& state = m_states[std::get<2>(*key)];
        value.nominalShare *= 1 - state.weight;
        value.fixed = state.weight >= 1 ? state.value : std::fma(state.weight, state.value - value.fixed, value.fixed);
        m_lines.push_back(std::get<1>(*key));
    }
    if (value.nominalShare == 0 && value.fixed == 0)
        m_stop = m_lines.back();
}

/// In order of size, so that the product does not depend on the order of the lines.
void Sweep::multiplyFactors(ChangedValue& value)
{
    m_numbers.clear();
    for (const std::uint32_t index : m_factors) {
        const State& state = m_states[index];
        m_numbers.push_back(state.weight >= 1 ? state.value : std::fma(state.weight, state.value - 1, 1));
        m_lines.push_back(m_occurrences[index].line);
        if (m_numbers.back() == 0)
            m_stop = m_lines.back();
    }
    std::sort(m_numbers.begin(), m_numbers.end());
    for (const double number : m_numbers)
        value.factor *= number;
}

void Sweep::addStep(Nanoseconds at)
{
    m_heard();
    ChangedValue value;
    m_lines.clear();
    m_stop = -1;
    blendAbsolutes(value);
    multiplyFactors(value);
    std::sort(m_lines.begin(), m_lines.end());
    m_lines.erase(std::unique(m_lines.begin(), m_lines.end()), m_lines.end());
    if (const auto stop = std::find(m_lines.begin(), m_lines.end(), m_stop); stop != m_lines.end())
        std::rotate(m_lines.begin(), stop, stop + 1);

    ChangeStep step {at, value, static_cast<std::uint32_t>(m_profile.lines.size()), static_cast<std::uint32_t>(m_lines.size())};
    if (!m_profile.steps.empty()) {
        const ChangeStep& last = m_profile.steps.back();
        if (last.value == value && std::ranges::equal(m_profile.linesOf(last), m_lines))
            return;
    }
    m_profile.lines.insert(m_profile.lines.end(), m_lines.begin(), m_lines.end());
    m_profile.steps.push_back(step);
}

Result<ChangeProfile> Sweep::run()
{
    m_states.resize(m_occurrences.size());
    for (std::uint32_t i = 0; i < m_occurrences.size(); ++i) {
        m_states[i].value = m_occurrences[i].value;
        if (!addPoints(i))
            return Error {"the scenario has too many steps", "/scenario/events", "at most 40,000,000 on one link or node", {}};
    }
    std::sort(m_points.begin(), m_points.end(), [this](const Point& a, const Point& b) { return m_heard(), a < b; });
    constexpr std::size_t mostLines = 200'000'000;
    for (std::size_t i = 0; i < m_points.size();) {
        const Nanoseconds at = m_points[i].at;
        for (; i < m_points.size() && m_points[i].at == at; ++i)
            apply(m_points[i]);
        addStep(at);
        if (m_factors.size() > mostInForce || m_profile.lines.size() > mostLines) {
            const int line = m_factors.empty() ? -1 : m_occurrences[*m_factors.rbegin()].line;
            return Error {(line < 0 ? "" : "line " + std::to_string(line + 1) + ": ") + "too many events multiply one another",
                line < 0 ? "/scenario/events" : "/scenario/events/" + std::to_string(line),
                "at most 1,000 factors in force on a thing at once; events with `for`", {}};
        }
    }
    m_profile.steps.shrink_to_fit();
    return std::move(m_profile);
}

} // namespace

Result<ChangeProfile> profileOf(const std::vector<Occurrence>& occurrences, Nanoseconds horizon, const Steps& steps)
{
    return Sweep(occurrences, horizon, steps).run();
}

} // namespace core::scenario_play
