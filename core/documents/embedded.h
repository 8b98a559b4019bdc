#pragma once

#include <string_view>
#include <vector>

/// The files of `resources/` that are built into the program.
namespace core::embedded {

std::string_view devicesJson();
std::string_view modelsJson();
std::string_view projectSchemaJson();
std::string_view predictionsCsv(); ///< of published runs: `core/results/scored_runs.h`

struct NamedFile
{
    std::string_view name; ///< "vtrain.json"
    std::string_view content;
};
/// Published training runs, `resources/measurements`, by name.
std::vector<NamedFile> measurementFiles();

} // namespace core::embedded
