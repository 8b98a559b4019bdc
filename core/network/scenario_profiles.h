#pragma once

#include "core/documents/expansion.h"
#include "core/documents/scenario_changes.h"
#include "core/network/network.h"
#include "core/network/transfers.h"

#include <memory>

namespace core {

/// Bandwidths of the capacities that a scenario changes, over its time. A host's bandwidth multiplies that of every link
/// it has, both ways, so that a host that is down neither sends, receives nor passes on. nullptr: nothing changes.
std::shared_ptr<const Profiles> profilesOf(const ScenarioChanges& changes, const ExpandedCluster& cluster, const Network& network);

} // namespace core
