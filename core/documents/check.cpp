#include "core/documents/check.h"

#include "core/documents/check_keys.h"
#include "core/documents/check_parts.h"
#include "core/documents/check_scenario.h"

#include <algorithm>
#include <iterator>

namespace core {
namespace check_parts {

void checkId(const std::string& id, const std::string& pointer, Findings& findings)
{
    if (id.empty())
        findings.error(pointer, "the id is empty", "a name that is not empty", "\"n0\"");
    else if (id.find(':') != std::string::npos)
        findings.error(pointer, "the id " + quotedJson(id) + " holds a colon, which separates a node from its devices", "an id without \":\"");
    else if (id.find_first_of(" \t\r\n*#") != std::string::npos)
        findings.warning(pointer, "the id " + quotedJson(id) + " cannot be named in a scenario", "an id without blanks, \"*\" and \"#\"");
}

} // namespace check_parts

namespace check_file {

using namespace check_parts;

std::vector<Issue> issuesOf(const Project& project, const Catalogue& catalogue, const Progress& progress)
{
    Findings findings;
    checkKeys(project, "", findings);
    Ground ground {project, {}, {}};
    if (project.cluster) {
        checkCluster(*project.cluster, catalogue, findings);
        if (Result<ExpandedCluster> expanded = expand(*project.cluster, catalogue))
            ground.cluster = std::move(expanded).value();
    } else {
        findings.error("", "the project has no cluster", "an object \"cluster\" with nodes and links", "\"cluster\": { \"nodes\": [] }");
    }
    if (project.model) {
        checkModel(*project.model, catalogue, findings);
        if (Result<ModelShape> shape = resolveModel(*project.model, catalogue))
            ground.model = std::move(shape).value();
    } else {
        findings.error("", "the project has no model", "a preset or a shape", "\"model\": { \"preset\": \"gpt-3-175b\" }");
    }
    if (project.training)
        checkTraining(project, catalogue, findings);
    else
        findings.error("", "the project has no training", "batch, sequence and precision",
            "\"training\": { \"global_batch\": 512, \"sequence\": 2048, \"precision\": \"bf16\" }");
    if (project.scenario) {
        checkKeys(*project.scenario, "/scenario", findings);
        std::ranges::copy(checkScenario(*project.scenario, project.cluster.value_or(Cluster {}), progress), std::back_inserter(findings.issues()));
    }
    checkPlans(ground, findings);
    return std::move(findings.issues());
}

} // namespace check_file

std::vector<Issue> check(const Project& project, const Catalogue& catalogue) { return check_file::issuesOf(project, catalogue, {}); }

Result<std::vector<Issue>> check(const Project& project, const Catalogue& catalogue, const Progress& progress)
{
    try {
        return check_file::issuesOf(project, catalogue, progress);
    } catch (const Stopped&) {
        return Error {"cancelled", {}, {}, {}};
    }
}

bool hasErrors(const std::vector<Issue>& issues)
{
    return std::any_of(issues.begin(), issues.end(), [](const Issue& issue) { return issue.severity == Severity::Error; });
}

} // namespace core
