#pragma once

#include "core/documents/check.h"
#include "core/documents/expansion.h"

#include <optional>
#include <string>
#include <vector>

/// The parts of `check`, each adding its issues in document order.
namespace core::check_parts {

class Findings
{
public:
    void error(std::string pointer, std::string message, std::string expected = {}, std::string fix = {})
    {
        m_issues.push_back({std::move(pointer), Severity::Error, std::move(message), std::move(expected), std::move(fix)});
    }
    void warning(std::string pointer, std::string message, std::string expected = {}, std::string fix = {})
    {
        m_issues.push_back({std::move(pointer), Severity::Warning, std::move(message), std::move(expected), std::move(fix)});
    }
    /// `where` of the error when it has one, else `pointer`.
    void error(std::string pointer, const Error& what)
    {
        error(what.where.empty() ? std::move(pointer) : what.where, what.message, what.expected, what.fix);
    }
    std::vector<Issue>& issues() { return m_issues; }

private:
    std::vector<Issue> m_issues;
};

/// What plans are checked against, as far as the project gives it without errors.
struct Ground
{
    const Project& project;
    std::optional<ExpandedCluster> cluster;
    std::optional<ModelShape> model;
};

/// "1 head", "16 heads".
inline std::string counted(long long number, const std::string& one) { return std::to_string(number) + " " + one + (number == 1 ? "" : "s"); }

void checkCluster(const Cluster& cluster, const Catalogue& catalogue, Findings& findings);
void checkLinks(const Cluster& cluster, const std::vector<std::string>& vertices, Findings& findings);
void checkGroups(const Cluster& cluster, Findings& findings);
/// Warnings: nodes that nothing joins to the others, switches whose uplinks carry less than comes from below.
void checkReach(const Cluster& cluster, Findings& findings);
void checkModel(const Model& model, const Catalogue& catalogue, Findings& findings);
void checkTraining(const Project& project, const Catalogue& catalogue, Findings& findings);
void checkPlans(const Ground& ground, Findings& findings);
void checkGrid(const Plan& plan, const std::string& pointer, const Ground& ground, Findings& findings);
void checkPipelines(const Plan& plan, const std::string& pointer, const Ground& ground, Findings& findings);

/// An id that scenario or plan could not name: empty, with blanks, or with signs of their languages.
void checkId(const std::string& id, const std::string& pointer, Findings& findings);

} // namespace core::check_parts
