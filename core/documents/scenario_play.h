#pragma once

#include "core/base/progress.h"
#include "core/documents/check.h"
#include "core/documents/scenario.h"
#include "core/documents/scenario_changes.h"
#include "core/documents/scenario_events.h"
#include "core/documents/scenario_names.h"
#include "core/documents/scenario_trace.h"

#include <cstdint>
#include <string>
#include <vector>

/// What `checkScenario` and `changes` have in common: the script read, dated and matched with the cluster.
namespace core::scenario_play {

enum class Kind : unsigned char { Absolute, Factor };

/// One stretch [start, end) in which an event is in force.
struct Occurrence
{
    Nanoseconds start;
    Nanoseconds end;
    Nanoseconds ramp;             ///< 0: complete at once
    double value = 0;             ///< B/s, seconds or a factor; unused with a trace
    const Trace* trace = nullptr; ///< whose first step is at `start`
    int line = 0;
    Kind kind = Kind::Factor;
    bool loop = false;            ///< of the trace
};

/// An event to be drawn for each thing on its own.
struct Draw
{
    int line = 0;
    std::string key; ///< of its streams, before the thing's name: what the event says, not where it stands
    Nanoseconds meanGap, meanLength;
    double low = 0, high = 0;
};

/// Events with one target and one property.
struct Group
{
    SubjectKind kind = SubjectKind::Link;
    Property property = Property::Bandwidth;
    Direction direction = Direction::Both;
    std::vector<int> things; ///< links, hosts or ranks, ascending
    std::vector<Occurrence> occurrences;
    std::vector<Draw> draws;
};

struct Problem
{
    int line = -1;         ///< -1: of the scenario as a whole
    std::string field;     ///< "horizon", where line is -1
    Severity severity = Severity::Error;
    Error error;           ///< `where` is filled in for lines
    bool isSyntax = false; ///< the line does not parse
};

/// Never fails: what cannot be played is left out and is a problem.
struct Playable
{
    Nanoseconds horizon = Nanoseconds::never();
    std::vector<Group> groups;
    std::vector<Problem> problems; ///< by line
};

/// Without `traces` they are taken for constant values over the horizon, which is what a check needs. Steps: lines and occurrences;
/// may throw `Stopped`.
Playable playable(const Scenario& scenario, const ScenarioNames& names, const Traces* traces, Steps& steps);

/// All that happens to one subject.
struct Member
{
    Subject subject;
    std::vector<int> groups; ///< indices into Playable::groups, ascending
};
/// By subject. A device's own compute includes its host's groups.
std::vector<Member> membersOf(const Playable& playable, const ScenarioNames& names);

/// "line 3, column 7" of the word after `keyword` (of the first word when the line has no such keyword).
std::string placeAfter(int line, std::string_view text, std::string_view keyword);

} // namespace core::scenario_play
