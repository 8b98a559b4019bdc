#include "core/documents/check.h"
#include "core/documents/expansion.h"
#include "core/documents/project_file.h"
#include "tests/fuzz/demand.h"

#include <cstdint>

/// Any bytes load or are refused with a reason. What loads is saved as it was read, survives the canonical text, and can be
/// checked and expanded.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const core::LoadResult loaded = core::parseProject(text);
    demand(loaded.project.has_value() == loaded.errors.empty(), "a project or errors");
    for (const core::Error& error : loaded.errors)
        demand(!error.message.empty(), "an error has a message");
    if (!loaded.project)
        return 0;
    const core::Project& project = *loaded.project;
    demand(core::saveProject(project) == text, "save(load(x)) == x");
    const std::string canonical = core::canonicalText(project);
    const core::LoadResult again = core::parseProject(canonical);
    demand(again.project.has_value(), "the canonical text loads");
    demand(*again.project == project, "load(canonical(p)) == p");
    demand(core::canonicalText(*again.project) == canonical, "the canonical text is stable");
    for (const core::Issue& issue : core::check(project, core::builtInCatalogue()))
        demand(!issue.message.empty(), "an issue has a message");
    if (project.cluster) {
        const auto expanded = core::expand(*project.cluster, core::builtInCatalogue());
        demand(expanded.ok() || !expanded.error().message.empty(), "an expansion or an error");
    }
    return 0;
}
