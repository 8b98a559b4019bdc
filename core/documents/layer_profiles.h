#pragma once

#include "core/base/result.h"
#include "core/documents/catalogue.h"
#include "core/documents/project.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

/// Import of measured times of layers into a project.
namespace core {

/// Times of a model's units as a file has them.
struct ImportedProfile
{
    std::string device; ///< an id of the catalogue or of the project; empty: the file does not say it
    LayerProfile profile;
};

/// The profiles in a file of any of three layouts:
/// - `{ "clusterloom-layer-profiles": 1, "rows": [...] }`: in each row what a project file has under `profiles` of a device, and
///   `device`. Rows that recompute are left out: their times hold for those plans only;
/// - Sailor's (arXiv 2504.17096): `{ micro-batch: { tensor degree: { layer: [forward, backward, update] } } }` in seconds, the
///   embedding first and the head last. The second layer stands for all;
/// - Metis' (its `profile_data_samples`): `execution_time.layer_compute_total_ms`, forward and backward of each layer together,
///   of which a third is taken as the forward pass, as it has half of the FLOPs of the backward pass; the name of the file says
///   the degrees, `DeviceType.A100_tp2_bs4.json`.
/// Errors name the place.
Result<std::vector<ImportedProfile>> parseLayerProfiles(std::string_view text, const std::string& fileName);
Result<std::vector<ImportedProfile>> loadLayerProfiles(const std::filesystem::path& path);

/// The project with these times on the devices of its cluster, in place of any that they had: those that are of its model and
/// sequence; what a profile does not say of these is taken to be the project's. `device` is that of profiles that do not say it;
/// it may be empty where the cluster has one kind. Errors: no device of the cluster was measured, or not with this model; the
/// same degrees twice.
Result<Project> withProfiles(const Project& project, const std::vector<ImportedProfile>& profiles, const std::string& device,
    const Catalogue& catalogue);

} // namespace core
