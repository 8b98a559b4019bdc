#pragma once

#include "core/base/quantity.h"
#include "core/base/result.h"
#include "core/documents/drawing.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>

/// Networks that are drawn in one go, from a few numbers.
namespace core {

enum class TemplateKind { Leaf, FatTree, Rails, Ring, Torus, TwoSites };

/// Like nodes side by side.
struct NodeGroup
{
    int nodes = 4;
    int devices = 8; ///< of a node
    DeviceKindId device {"A100-80G-SXM"};
    bool operator==(const NodeGroup&) const = default;
};

/// B, the bandwidth of a node, is that of its NICs together; its links share it.
struct TemplateSpec
{
    TemplateKind kind = TemplateKind::Leaf;
    NodeGroup group {}; ///< TwoSites: of each site
    std::optional<NodeGroup> otherSite {}; ///< TwoSites: where the second differs
    int nics = 8; ///< of a node
    Quantity<BytesPerSecond> nicBandwidth = parseQuantity<BytesPerSecond>("200 Gbit/s").value();
    Quantity<Seconds> latency = parseQuantity<Seconds>("5 us").value(); ///< of every link but the WAN
    int leaves = 1; ///< Leaf: as many switches, each with `group` under it
    double oversubscription = 1; ///< Leaf, Rails: what comes from below a switch over what its link to the spine carries
    std::array<int, 3> sides {2, 2, 1}; ///< Torus: nodes along each axis
    Quantity<BytesPerSecond> wanBandwidth = parseQuantity<BytesPerSecond>("10 Gbit/s").value(); ///< TwoSites
    Quantity<Seconds> wanLatency = parseQuantity<Seconds>("20 ms").value();                    ///< TwoSites

    bool operator==(const TemplateSpec&) const = default;
};

/// All nodes of the template: of a fat tree and a torus this is `group.nodes` too.
int nodesOf(const TemplateSpec& spec);

/// The template beside what a project has, with its middle at `at`.
///   Leaf      an array under each leaf, linked with B. With several leaves or oversubscription R a spine above them, linked
///             with (nodes of a leaf) x B / R each
///   FatTree   k pods of k/2 edge and k/2 aggregation switches, (k/2)^2 cores, k^3/4 nodes; every link B
///             (Al-Fares et al., SIGCOMM 2008)
///   Rails     one switch for each NIC of a node, all nodes linked to each with the bandwidth of a NIC; with oversubscription R a spine
///   Ring      two links of B / 2 from each node; of two nodes one link of B
///   Torus     in one, two or three dimensions; the links of a node share B
///   TwoSites  two arrays, each under a leaf and in a group with it, and a WAN link between the leaves
/// Errors: a number that such a network cannot have (a fat tree of 10 nodes), an unknown device, over 4,096 nodes.
Result<Drawn> withTemplate(const Project& project, const Catalogue& catalogue, const TemplateSpec& spec, Position at);

/// The line that makes a template: `4x node 8xA100-80G-SXM, 8 NICs, under one leaf, oversubscribed 2:1`. Clauses in any
/// order after the first; what is not said is as in a new `TemplateSpec`. Clauses: `8 NICs of 200 Gbit/s`, `latency 5 us`,
/// `under 2 leaves`, `oversubscribed 2:1`, `in a fat tree`, `on rails`, `in a ring`, `in a 4x4 torus`,
/// `on two sites over 10 Gbit/s at 20 ms` (the first clause may then be `4x node 8xH100-80G-SXM and 2x node 8xA100-80G-SXM`).
/// `Error::where` holds the words that cannot be read.
Result<TemplateSpec> parseTemplate(std::string_view line, const std::vector<std::string>& deviceKinds);
/// The shortest full line: `parseTemplate(lineOf(spec)) == spec` for what the kind of template uses.
std::string lineOf(const TemplateSpec& spec);

/// Ids of the catalogue's kinds and the project's own.
std::vector<std::string> deviceKindsOf(const Project& project, const Catalogue& catalogue);

} // namespace core
