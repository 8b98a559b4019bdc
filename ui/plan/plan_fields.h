#pragma once

#include "ui/widgets/edit_form.h"

#include <string>
#include <vector>

namespace ui {

/// What can be written of a plan: degrees and batch of a grid, and for both forms schedule, recompute, ZeRO and the like.
std::vector<EditField> planFields(const core::Project& project, const std::string& plan);

} // namespace ui
