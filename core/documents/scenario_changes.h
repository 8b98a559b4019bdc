#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/documents/expansion.h"
#include "core/documents/scenario.h"
#include "core/documents/scenario_events.h"
#include "core/documents/scenario_trace.h"

#include <compare>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

/// A scenario played over a cluster: what each link direction, host and device is worth, instant by instant.
///
/// The value now = (the absolute in force that started last; equal starts: the later line; else nominal) x all factors
/// in force. Events are in force in half-open intervals [start, end); without `for` the end is the horizon.
/// Ramps are played in 32 equal steps (as many as nanoseconds if those are fewer), each with the value in its middle, so
/// that what flows meanwhile is that of the straight line. A factor goes from 1 to its value; an absolute from what
/// would be in force without it. A ramp that its event's end cuts short stays incomplete.
/// Random events come, for each thing on its own, as gap, length, gap, ..., from the start of the scenario; a link's two
/// directions share them. The draws depend on the seed, on what the line says and on the name of the thing: not on
/// its number, on other lines, or on the machine.
namespace core {

enum class SubjectKind : unsigned char { Link, Host, Device };

/// What changes. Bandwidth of a host is that of all its NICs, both ways: `node n3 down` stops its traffic too.
struct Subject
{
    SubjectKind kind = SubjectKind::Link;
    Property property = Property::Bandwidth;
    int index = 0;     ///< into ExpandedCluster::links, hosts, or a rank
    int direction = 0; ///< of a link: 0 from ends[0] to ends[1], 1 back; else 0
    auto operator<=>(const Subject&) const = default;
};

/// A value as it depends on the nominal one, which need not be known.
struct ChangedValue
{
    double nominalShare = 1; ///< 0 under an absolute; in between during its ramp
    double fixed = 0;        ///< B/s or seconds
    double factor = 1;

    double of(double nominal) const { return (nominal * nominalShare + fixed) * factor; }
    bool operator==(const ChangedValue&) const = default;
};

struct ChangeStep
{
    Nanoseconds at;
    ChangedValue value;
    std::uint32_t firstLine = 0; ///< into ChangeProfile::lines
    std::uint32_t lineCount = 0;
    bool operator==(const ChangeStep&) const = default;
};

/// Piecewise constant: nominal before the first step, and each step until the next; the last one holds beyond the
/// horizon.
struct ChangeProfile
{
    std::vector<ChangeStep> steps; ///< times grow strictly, all in [0, horizon)
    std::vector<int> lines;

    /// Indices into Scenario::events of the lines that make the value, ascending; but where one makes it 0, that one
    /// first. An absolute that another one hides is not among them.
    std::span<const int> linesOf(const ChangeStep& step) const
    {
        return std::span<const int>(lines).subspan(step.firstLine, step.lineCount);
    }
    /// What holds at `time`, or nullptr: nominal.
    const ChangeStep* at(Nanoseconds time) const;
    bool operator==(const ChangeProfile&) const = default;
};

struct Change
{
    Subject subject;
    int profile = 0; ///< index into ScenarioChanges::profiles
    bool operator==(const Change&) const = default;
};

/// Subjects that change alike share a profile: 10,000 links of an array cost no more than one.
struct ScenarioChanges
{
    std::vector<Change> changes; ///< by subject; what never changes is absent
    std::vector<ChangeProfile> profiles;
    Nanoseconds horizon = Nanoseconds::never(); ///< never: the scenario has none

    /// nullptr: nominal throughout.
    const ChangeProfile* profileOf(const Subject& subject) const;
    /// Of a device's compute: its own, or else its host's. A device's own profile holds its host's events too.
    const ChangeProfile* computeOf(const ExpandedCluster& cluster, int rank) const;
};

/// As if what holds at `instant` held from 0 on, for ever.
ScenarioChanges frozen(const ScenarioChanges& changes, Nanoseconds instant);

/// Traces by the name that the script gives their files.
using Traces = std::map<std::string, Trace>;

/// Lines that do not parse are not played (`checkScenario` reports them). Errors, with line and column: a pattern that
/// matches nothing, a random event without seed, a missing horizon, a trace that is not in `traces`, over 5,000,000
/// events, more than 1,000 of them in force on one thing at once.
/// `where` is the JSON pointer of the line, "/scenario/events/2", and the message begins with "line 3, column 7: ".
/// Or "cancelled".
Result<ScenarioChanges> changes(const Scenario& scenario, const ExpandedCluster& cluster, const Traces& traces = {}, const Progress& progress = {});

} // namespace core
