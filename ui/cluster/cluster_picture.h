#pragma once

#include "core/documents/catalogue.h"
#include "ui/session/element.h"

#include <QLineF>
#include <QPointF>
#include <QRectF>
#include <QString>

#include <array>
#include <vector>

namespace ui {

struct DrawnNode
{
    core::NodeId id;
    QRectF box;
    QString kind;   ///< "A100-80G-SXM", or that it has none
    QString detail; ///< "80 GiB · NVSwitch"
    int devices = 1; ///< of one node
    int members = 1; ///< nodes of the array
    int kindIndex = -1; ///< into ClusterPicture::kinds
};

struct DrawnSwitch
{
    core::SwitchId id;
    QRectF box;
};

struct DrawnLink
{
    core::LinkId id;
    int index = 0;   ///< into Cluster::links
    QLineF line;     ///< from ends[0] to ends[1]
    double width = 1; ///< logical pixels, grows with the logarithm of the bandwidth
    QString label;   ///< "192 × 200 Gbit/s"
    QString detail;  ///< label, latency and what it joins
    QPointF labelAt; ///< centre
    std::array<int, 2> vertices {}; ///< what it ends at: nodes first, then switches
    int bundle = 1; ///< links that are drawn as this one line
};

struct DrawnKind
{
    QString name;
    int devices = 0; ///< in the whole cluster
};

/// Geometry and words of a drawn cluster, without colours: what the canvas paints and where a click lands.
struct ClusterPicture
{
    std::vector<DrawnNode> nodes;
    std::vector<DrawnSwitch> switches;
    std::vector<DrawnLink> links;
    std::vector<DrawnKind> kinds; ///< in order of first use; gives each its shape and hue
    QRectF box;                   ///< around everything; null when there is nothing
};

ClusterPicture pictureOf(const core::Cluster& cluster, const core::Catalogue& catalogue);

/// The links that are drawn as one line with this one, in their order; itself alone when it is not bundled.
std::vector<core::LinkId> bundleOf(const ClusterPicture& picture, const core::LinkId& link);

/// Whether it is an array that has a member of this name.
bool isMember(const DrawnNode& node, const std::string& name);

/// The topmost element at a point: a node, a switch, or the nearest link within `tolerance`.
Element pick(const ClusterPicture& picture, QPointF at, double tolerance);

/// The box of a node, switch or link (around its line); null when the picture does not have it.
QRectF boxOf(const ClusterPicture& picture, const Element& element);

double distance(const QLineF& line, QPointF at); ///< to the nearest point of the segment

} // namespace ui
