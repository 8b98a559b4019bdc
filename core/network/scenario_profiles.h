#pragma once

#include "core/base/progress.h"
#include "core/documents/expansion.h"
#include "core/documents/scenario_changes.h"
#include "core/network/network.h"
#include "core/network/transfers.h"

#include <memory>

namespace core {

/// Bandwidths of the capacities that a scenario changes, over its time. A host's bandwidth multiplies that of every link
/// it has, both ways, so that a host that is down neither sends, receives nor passes on. nullptr: nothing changes.
///
/// NICs have no bandwidth of their own in a document: theirs is that of the host's links, divided. So they follow a
/// link that is raised above its nominal bandwidth: NIC = sum over links of max(nominal, now) / nics. Otherwise raising
/// a link would do nothing, except where a host with one link and one NIC has them as one. A link that falls leaves
/// its NICs as they are, for an event changes only what it names: the other links may use them in full.
///
/// Bandwidths above 1e30 B/s are played as 1e30.
std::shared_ptr<const Profiles> profilesOf(const ScenarioChanges& changes, const ExpandedCluster& cluster, const Network& network);
/// The same, heard. Error: "cancelled".
Result<std::shared_ptr<const Profiles>> profilesOf(const ScenarioChanges& changes, const ExpandedCluster& cluster, const Network& network,
    const Progress& progress);

} // namespace core
