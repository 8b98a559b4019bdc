#include "ui/scenario/curve.h"

#include "core/documents/script_values.h"
#include "ui/widgets/format.h"

#include <algorithm>
#include <cmath>

namespace ui {
namespace curve {

using core::Nanoseconds;

constexpr std::size_t mostSubjects = 500;

/// Whether a line's target is the subject, alone or among others.
bool concerns(const core::Event& event, const CurveSubject& subject, const core::ScenarioNames& names)
{
    if (event.target.kind != subject.kind)
        return false;
    if (subject.kind == core::TargetKind::Link) {
        const int direction = event.target.direction == core::Direction::Both ? subject.direction : event.target.direction == core::Direction::Forward ? 0 : 1;
        const auto links = names.links(event.target.pattern, false);
        return direction == subject.direction && links && std::binary_search(links->begin(), links->end(), subject.index);
    }
    const auto nodes = names.nodes(event.target.pattern, false);
    return nodes && std::binary_search(nodes->hosts.begin(), nodes->hosts.end(), subject.index);
}

bool changesCurve(const core::Event& event, const CurveSubject& subject)
{
    if (std::holds_alternative<core::Down>(event.effect))
        return true;
    if (const auto* factor = std::get_if<core::Factor>(&event.effect))
        return factor->property == (subject.kind == core::TargetKind::Link ? core::Property::Bandwidth : core::Property::Compute);
    return std::holds_alternative<core::SetBandwidth>(event.effect);
}

void appendHandles(Curve& curve, const core::ScriptLine& line, const core::ScenarioNames& names)
{
    if (!line.event || line.event->off || !changesCurve(*line.event, curve.subject))
        return;
    const auto* at = std::get_if<core::At>(&line.event->when);
    if (!at || !concerns(*line.event, curve.subject, names))
        return;
    const Nanoseconds start = core::rounded(at->start.value);
    if (start >= curve.horizon)
        return;
    const Nanoseconds ramp = line.event->ramp ? core::rounded(line.event->ramp->value) : Nanoseconds(0);
    const Nanoseconds complete = std::min(start + ramp, curve.horizon);
    if (complete > start)
        curve.handles.push_back({line.id, CurveHandle::Kind::Ramp, start, curve.at(start - Nanoseconds(1))});
    curve.handles.push_back({line.id, CurveHandle::Kind::Start, complete, curve.at(complete)});
    if (line.event->length) {
        const Nanoseconds end = start + core::rounded(line.event->length->value);
        if (end <= curve.horizon)
            curve.handles.push_back({line.id, CurveHandle::Kind::End, end, curve.at(end - Nanoseconds(1))});
    }
}


const core::ChangeProfile* profileOf(const CurveSubject& subject, const core::ScenarioChanges& changes)
{
    const bool link = subject.kind == core::TargetKind::Link;
    return changes.profileOf({link ? core::SubjectKind::Link : core::SubjectKind::Host, link ? core::Property::Bandwidth : core::Property::Compute,
        subject.index, link ? subject.direction : 0});
}

/// To be written: as many digits as a pixel is wide of the horizon.
core::Quantity<core::Seconds> timeOn(const Curve& curve, Nanoseconds at)
{
    const double step = std::pow(10, std::floor(std::log10(std::max(1e-9, core::seconds(curve.horizon).value))) - 3);
    const double rounded = std::round(core::seconds(at).value / step) * step;
    return core::plainTime(core::Seconds(std::max(0.0, rounded)), 6);
}

} // namespace curve

std::vector<CurveSubject> curveSubjects(const PlayedScenario& played)
{
    std::vector<CurveSubject> subjects;
    const auto& links = played.expanded.links;
    for (std::size_t i = 0; i < std::min(links.size(), curve::mostSubjects); ++i)
        subjects.push_back({core::TargetKind::Link, text(links[i].name), static_cast<int>(i), 0});
    const auto& hosts = played.expanded.hosts;
    for (std::size_t i = 0; i < std::min(hosts.size(), curve::mostSubjects); ++i)
        subjects.push_back({core::TargetKind::Node, text(hosts[i].name), static_cast<int>(i), 0});
    return subjects;
}

double Curve::at(core::Nanoseconds time) const
{
    const auto after = std::upper_bound(steps.begin(), steps.end(), time, [](core::Nanoseconds t, const Step& step) { return t < step.at; });
    return after == steps.begin() ? nominal : std::prev(after)->value;
}

double Curve::top() const
{
    double most = nominal;
    for (const Step& step : steps)
        most = std::max(most, step.value);
    return most > 0 ? most * 1.12 : 1;
}

QString Curve::words(double value) const
{
    if (subject.kind == core::TargetKind::Node)
        return percent(value).replace(QStringLiteral(".0 "), QStringLiteral(" "));
    return text(core::plainRate(core::BytesPerSecond(value)).text);
}

Curve curveOf(const CurveSubject& subject, const PlayedScenario& played, const Script& script)
{
    const core::Nanoseconds horizon = played.horizon() > core::Nanoseconds(0) ? played.horizon() : core::rounded(script.horizon());
    Curve result {subject, 1, {}, {}, horizon};
    if (subject.kind == core::TargetKind::Link)
        result.nominal = played.nominalBandwidth(subject.index, subject.direction);
    result.steps.push_back({core::Nanoseconds(0), result.nominal});
    if (const core::ChangeProfile* profile = curve::profileOf(subject, played.changes))
        for (const core::ChangeStep& step : profile->steps) {
            if (step.at == core::Nanoseconds(0))
                result.steps.clear();
            result.steps.push_back({step.at, step.value.of(result.nominal)});
        }
    if (script.names())
        for (const core::ScriptLine& line : script.lines())
            curve::appendHandles(result, line, *script.names());
    std::stable_sort(result.handles.begin(), result.handles.end(), [](const CurveHandle& a, const CurveHandle& b) { return a.at < b.at; });
    return result;
}

std::optional<std::string> dragged(const core::ScriptLine& line, const CurveHandle& handle, const Curve& curve, core::Nanoseconds at, double value)
{
    if (!line.event || !std::holds_alternative<core::At>(line.event->when))
        return std::nullopt;
    core::Event event = *line.event;
    auto& start = std::get<core::At>(event.when).start;
    at = std::clamp(at, core::Nanoseconds(0), curve.horizon);
    if (handle.kind == CurveHandle::Kind::Ramp) { // what it leads to stays, and when all ends
        const core::Nanoseconds from = core::rounded(start.value), complete = from + core::rounded(event.ramp.value_or(start).value);
        at = std::min(at, complete);
        start = curve::timeOn(curve, at);
        event.ramp = complete > at ? std::optional(curve::timeOn(curve, complete - at)) : std::nullopt;
        if (event.length)
            event.length = curve::timeOn(curve, from + core::rounded(event.length->value) - at);
    } else if (handle.kind == CurveHandle::Kind::End) {
        const core::Nanoseconds from = core::rounded(start.value);
        if (at <= from)
            return std::nullopt;
        event.length = curve::timeOn(curve, at - from);
    } else {
        const core::Nanoseconds ramp = event.ramp ? core::rounded(event.ramp->value) : core::Nanoseconds(0);
        start = curve::timeOn(curve, std::max(core::Nanoseconds(0), at - ramp));
        value = std::max(0.0, value);
        if (auto* set = std::get_if<core::SetBandwidth>(&event.effect)) {
            // Factors of other lines stay in force above it.
            const double others = handle.value > 0 && set->value.value.value > 0 ? handle.value / set->value.value.value : 1;
            set->value = core::plainRate(core::BytesPerSecond(value / others));
        } else if (auto* factor = std::get_if<core::Factor>(&event.effect)) {
            const double whole = handle.value > 0 && factor->low > 0 ? handle.value / factor->low : curve.nominal;
            factor->low = factor->high = core::withDigits(whole > 0 ? value / whole : 0, 3);
        }
    }
    return core::rewritten(line.text, event);
}

std::string pointLine(const Curve& curve, core::Nanoseconds at, double value)
{
    core::Event event;
    event.when = core::At {curve::timeOn(curve, at)};
    event.target = {curve.subject.kind, curve.subject.name.toStdString(), core::Direction::Both};
    const bool isLink = curve.subject.kind == core::TargetKind::Link;
    const double before = curve.at(at);
    if (isLink && (before == curve.nominal || before <= 0)) {
        event.effect = core::SetBandwidth {core::plainRate(core::BytesPerSecond(std::max(0.0, value)))};
    } else { // a share of what other lines leave
        const double factor = core::withDigits(std::max(0.0, value) / (before > 0 ? before : 1), 3);
        event.effect = core::Factor {isLink ? core::Property::Bandwidth : core::Property::Compute, factor, factor};
    }
    const core::Nanoseconds tenth(std::max<std::int64_t>(1, curve.horizon.count / 10));
    event.length = curve::timeOn(curve, std::min(tenth, std::max(core::Nanoseconds(1), curve.horizon - at)));
    return core::written(event);
}

} // namespace ui
