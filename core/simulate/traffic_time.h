#pragma once

#include "core/network/network.h"

#include <vector>

namespace core {

/// From the start of activities at once to the end of the last, with nothing else on the network, at nominal bandwidth.
/// `which`: indices into `all`.
Nanoseconds timeTogether(const Network& network, const std::vector<Activity>& all, const std::vector<int>& which);

} // namespace core
