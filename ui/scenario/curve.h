#pragma once

#include "ui/scenario/script.h"
#include "ui/session/scenario_player.h"
#include "ui/widgets/plot.h"

#include <QPointF>

#include <cstdint>
#include <optional>
#include <vector>

namespace ui {

/// What a curve is of: the bandwidth of one direction of a link, or the speed of a node.
struct CurveSubject
{
    core::TargetKind kind = core::TargetKind::Link;
    QString name;      ///< as a line of the script names it
    int index = 0;     ///< into the links or hosts of the cluster, arrays written out
    int direction = 0; ///< of a link
    bool operator==(const CurveSubject&) const = default;
};

/// Subjects by name; at most 500 of each kind.
std::vector<CurveSubject> curveSubjects(const PlayedScenario& played);

/// A point of the script that can be dragged: where an event's ramp begins, where it is complete, with its value, or where it ends.
struct CurveHandle
{
    enum class Kind { Ramp, Start, End };
    int line = 0;
    Kind kind = Kind::Start;
    core::Nanoseconds at;
    double value = 0;
    bool operator==(const CurveHandle&) const = default;
};

/// A value over time, constant from each step to the next, with what can be changed about it.
struct Curve
{
    struct Step
    {
        core::Nanoseconds at;
        double value = 0;
    };
    CurveSubject subject;
    double nominal = 0;         ///< B/s, or 1
    std::vector<Step> steps;    ///< the first at 0
    std::vector<CurveHandle> handles; ///< by time
    core::Nanoseconds horizon;

    double at(core::Nanoseconds time) const;
    double top() const; ///< of an axis that shows it all
    QString words(double value) const; ///< "50 Gbit/s", "60 %"
};

Curve curveOf(const CurveSubject& subject, const PlayedScenario& played, const Script& script);

/// The line after its handle was dragged to a time and a value; none where nothing comes of it.
std::optional<std::string> dragged(const core::ScriptLine& line, const CurveHandle& handle, const Curve& curve, core::Nanoseconds at, double value);
/// A new line: from there on for a while.
std::string pointLine(const Curve& curve, core::Nanoseconds at, double value);

} // namespace ui
