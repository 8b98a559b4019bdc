#pragma once

#include "core/documents/catalogue.h"
#include "core/documents/layer_profiles.h"
#include "core/documents/measurements.h"

#include <optional>
#include <string>
#include <vector>

namespace app {

/// The measurement files of these paths, or those built in when there are none. A refused one is reported.
std::optional<std::vector<core::Measurements>> measurementFiles(const std::vector<std::string>& paths, bool json);

/// The built-in catalogue, its devices replaced by those of a file where `path` is not empty. A refusal is reported.
std::optional<core::Catalogue> catalogueWith(const std::string& path, bool json);

/// The measured times of layers in these files. A refused one is reported.
std::optional<std::vector<core::ImportedProfile>> profileFiles(const std::vector<std::string>& paths, bool json);

/// Writes what long work is about to standard error, with the minutes since the program began.
void tellProgress(const std::string& line);

} // namespace app
