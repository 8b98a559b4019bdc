#pragma once

#include "core/simulate/workload.h"

#include <vector>

namespace core {

/// A pass whose operators the host takes `host` to issue, one after another, while the device runs earlier ones: where
/// its segments take less than that in sum, computing is stretched to fill it, each segment in proportion. (The host runs
/// ahead during collectives, so that only the sum counts.)
void paceByHost(std::vector<Segment>& pass, Nanoseconds host);

} // namespace core
