#include "core/results/check_all.h"

#include "core/search/space_settings.h"

namespace core {
namespace check_all {

void addSearch(const Project& project, std::vector<Issue>& issues)
{
    for (const Error& error : settingsErrors(project.search))
        issues.push_back({error.where, Severity::Error, error.message, error.expected, error.fix});
}

} // namespace check_all

std::vector<Issue> checkAll(const Project& project, const Catalogue& catalogue)
{
    std::vector<Issue> issues = check(project, catalogue);
    check_all::addSearch(project, issues);
    return issues;
}

Result<std::vector<Issue>> checkAll(const Project& project, const Catalogue& catalogue, const Progress& progress)
{
    auto issues = check(project, catalogue, progress);
    if (issues)
        check_all::addSearch(project, *issues);
    return issues;
}

} // namespace core
