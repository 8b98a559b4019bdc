#pragma once

#include "core/base/id.h"
#include "core/base/quantity.h"
#include "core/base/table.h"
#include "core/documents/json_value.h"
#include "core/documents/layer_profile.h"

#include <array>
#include <optional>
#include <string>

namespace core {

/// Where a thing stands on the canvas, in logical pixels; y grows downwards.
struct Position
{
    double x = 0;
    double y = 0;
    bool operator==(const Position&) const = default;
};

/// A device kind of the project's own, by what differs from a kind in the catalogue.
struct DeviceOverride
{
    DeviceKindId id;
    std::optional<DeviceKindId> basedOn;
    std::optional<Quantity<Bytes>> memory;
    std::optional<Quantity<BytesPerSecond>> memoryBandwidth;
    std::optional<Quantity<FlopsPerSecond>> fp32, tf32, fp16, bf16, fp8, fp4; ///< dense peaks
    std::optional<int> multiprocessors;
    std::optional<Quantity<BytesPerSecond>> fabricBandwidth; ///< NVLink or the like, per direction
    std::optional<Quantity<BytesPerSecond>> hostBandwidth;   ///< PCIe or C2C, per direction
    std::optional<Quantity<Watts>> power;
    std::optional<double> pricePerHour; ///< US dollars
    Table<LayerProfile> profiles {};    ///< measured times, which go before the formulas
    Extras extras;
    bool operator==(const DeviceOverride&) const = default;
};

enum class FabricKind { NvSwitch, NvLinkMesh, Pcie };

/// What joins the devices inside a node. Bandwidth is per device and direction.
struct Fabric
{
    FabricKind kind = FabricKind::NvSwitch;
    std::optional<Quantity<BytesPerSecond>> bandwidth;
    std::optional<Quantity<BytesPerSecond>> peerBandwidth; ///< mesh: of one ordered pair; default bandwidth / (count - 1)
    std::optional<Quantity<BytesPerSecond>> shared;        ///< pcie: of the root that all devices share
    std::optional<Quantity<Seconds>> latency;
    Extras extras;
    bool operator==(const Fabric&) const = default;
};

/// A host with `count` devices of one kind. An id with a range, "n[0-63]", stands for that many like nodes.
struct Node
{
    NodeId id;
    std::optional<DeviceKindId> device;
    int count = 1;
    std::optional<Fabric> fabric;
    int nics = 1;
    std::optional<Position> at;
    std::optional<GroupId> group; ///< the innermost that it is in
    Extras extras;
    bool operator==(const Node&) const = default;
};

struct Switch
{
    SwitchId id;
    std::optional<Quantity<BytesPerSecond>> backplane; ///< through the switch, all directions together; absent = unlimited
    std::optional<Position> at;
    std::optional<GroupId> group;
    Extras extras;
    bool operator==(const Switch&) const = default;
};

/// Joins nodes and switches; bandwidth and latency per direction, "back" being from ends[1] to ends[0].
/// With a range at an end it stands for one link per member.
struct Link
{
    LinkId id;
    std::array<std::string, 2> ends; ///< ids of nodes (or arrays of nodes) or switches
    std::optional<Quantity<BytesPerSecond>> bandwidth;
    std::optional<Quantity<BytesPerSecond>> bandwidthBack;
    std::optional<Quantity<Seconds>> latency;
    std::optional<Quantity<Seconds>> latencyBack;
    Extras extras;
    bool operator==(const Link&) const = default;
};

/// A rack, a site: what is drawn as one. It has no bearing on what a network does. Who is in it says so itself.
struct ClusterGroup
{
    GroupId id;
    std::optional<GroupId> group;  ///< the one around it
    std::optional<bool> collapsed; ///< drawn as one card, its links in bundles
    Extras extras;
    bool operator==(const ClusterGroup&) const = default;
};

struct Cluster
{
    Table<DeviceOverride> devices; ///< JSON: an object by id
    Table<Node> nodes;
    Table<Switch> switches;
    Table<Link> links;
    Table<ClusterGroup> groups;
    Extras extras;
    bool operator==(const Cluster&) const = default;
};

} // namespace core
