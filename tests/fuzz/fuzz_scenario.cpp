#include "core/documents/catalogue.h"
#include "core/documents/check_scenario.h"
#include "core/documents/scenario_changes.h"
#include "core/documents/scenario_text.h"
#include "core/documents/scenario_trace.h"
#include "tests/support/scenarios.h"
#include "tests/fuzz/demand.h"

#include <cstdint>

namespace {

void tryLine(int id, const std::string& text)
{
    const core::ScriptLine line = core::parseLine(id, text);
    demand(line.text == text, "a line is kept verbatim");
    demand(!(line.event && line.error), "an event or an error");
    if (line.error)
        demand(!line.error->message.empty() && line.error->where.starts_with("line "), "an error says what and where");
    if (!line.event)
        return;
    demand(core::parseLine(id, core::written(*line.event)).event == line.event, "parse(write(event)) == event");
    demand(core::parseLine(id, core::rewritten(text, *line.event)).event == line.event, "parse(rewrite(line, event)) == event");
}

void tryTrace(std::string_view text, core::Traces& traces)
{
    core::Result<core::Trace> trace = core::parseTrace(text);
    if (!trace)
        return demand(trace.error().where.starts_with("line "), "a bad trace says where");
    demand(!trace->steps.empty() && trace->steps.back().at < trace->end, "a trace has steps and ends after them");
    for (std::size_t i = 1; i < trace->steps.size(); ++i)
        demand(trace->steps[i - 1].at < trace->steps[i].at, "times grow");
    traces["t"] = std::move(trace).value();
}

} // namespace

/// A script, then, behind a zero byte, a trace "t". Lines are kept and are events or errors; what can be checked can be
/// played or is refused.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const core::Cluster cluster = support::scenarioCluster();
    static const core::ExpandedCluster expanded = support::expandedScenarioCluster();
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const std::size_t zero = text.find('\0');
    core::Traces traces;
    if (zero != std::string_view::npos)
        tryTrace(text.substr(zero + 1), traces);

    core::Scenario scenario = support::scenarioOf({}, "3 us");
    scenario.events = core::scriptLines(text.substr(0, zero));
    demand(core::scriptLines(core::scriptText(scenario.events)) == scenario.events, "lines survive the text");
    int id = 0;
    for (const std::string& line : scenario.events)
        tryLine(id++, line);
    for (const core::Issue& issue : core::checkScenario(scenario, cluster))
        demand(!issue.message.empty(), "an issue has a message");
    const core::Result<core::ScenarioChanges> played = core::changes(scenario, expanded, traces);
    demand(played.ok() || !played.error().message.empty(), "changes or an error");
    return 0;
}
