#pragma once

#include "core/results/link_use.h"
#include "ui/timeline/link_lanes.h"

#include <functional>
#include <string>
#include <vector>

namespace ui {

/// The lanes of links, in their order; `lineName` names a line of the scenario.
std::vector<LinkLane> linkLanes(const std::vector<core::LinkUse>& links, const std::function<std::string(int line)>& lineName);

} // namespace ui
