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
    int group = -1;     ///< index of the innermost group that it is in
    int card = -1;      ///< index of the collapsed group that is drawn in its place
    bool isHidden() const { return card >= 0; }
};

struct DrawnSwitch
{
    core::SwitchId id;
    QRectF box;
    int group = -1; ///< as of a node
    int card = -1;
    bool isHidden() const { return card >= 0; }
};

/// An area around what is in a group, or a card in its place when it is collapsed.
struct DrawnGroup
{
    core::GroupId id;
    QRectF box;
    bool collapsed = false;
    int around = -1; ///< index of the group that it is in
    int depth = 0;   ///< 0: in no other
    int card = -1;   ///< index of another that is drawn in its place
    int nodes = 0;   ///< at any depth, arrays written out
    int switches = 0;
    std::vector<int> devices; ///< by index into ClusterPicture::kinds
    bool isEmpty() const { return nodes == 0 && switches == 0; }
    bool isHidden() const { return card >= 0 || isEmpty(); }
};

/// One line of a link; one whose end spans several nodes has a line to each, one after the other.
struct DrawnLink
{
    core::LinkId id;
    int index = 0;   ///< into Cluster::links
    QLineF line;     ///< from ends[0] to ends[1]
    double width = 1; ///< logical pixels, grows with the logarithm of the bandwidth
    QString label;   ///< "192 × 200 Gbit/s"
    QPointF labelAt; ///< centre
    std::array<int, 2> vertices {}; ///< what it is drawn between: nodes first, then switches, then groups
    int bundle = 1; ///< links that are drawn as this one line
};

struct DrawnKind
{
    QString name;
    int devices = 0; ///< in the whole cluster
};

/// Geometry and words of a drawn cluster, without colours: what the canvas paints and where a click lands. Nodes, switches
/// and groups are those of the cluster, in its order, what a collapsed group hides too; links within such a group are left out.
struct ClusterPicture
{
    std::vector<DrawnNode> nodes;
    std::vector<DrawnSwitch> switches;
    std::vector<DrawnLink> links;
    std::vector<DrawnGroup> groups;
    std::vector<DrawnKind> kinds; ///< in order of first use; gives each its shape and hue
    QRectF box;                   ///< around everything; null when there is nothing
};

ClusterPicture pictureOf(const core::Cluster& cluster, const core::Catalogue& catalogue);

/// The area of a group around what is in it: a border, and room for the title.
QRectF groupArea(const QRectF& content);
/// Boxes of the groups around what is in them now.
void placeGroups(ClusterPicture& picture);
/// The box of one of DrawnLink::vertices.
const QRectF& boxOfVertex(const ClusterPicture& picture, int vertex);
/// The words of an area or card, and the mark before them that collapses and expands.
QRectF titleBoxOf(const DrawnGroup& group);
QRectF collapseMarkOf(const DrawnGroup& group);
/// "4 nodes · 32 devices".
QString contentOf(const DrawnGroup& group);

/// "n0-leaf: 200 Gbit/s, 2 us".
QString linkWords(const core::Link& link);

/// The links that are drawn as one line with this one, in their order; itself alone when it is not bundled.
std::vector<core::LinkId> bundleOf(const ClusterPicture& picture, const core::LinkId& link);

/// Each link that is drawn, once, in the cluster's order.
std::vector<core::LinkId> linkIdsOf(const ClusterPicture& picture);

/// Whether it is an array that has a member of this name.
bool isMember(const DrawnNode& node, const std::string& name);

/// The topmost element at a point: a node, a switch, a card or the title of a group, the nearest link within `tolerance`, or
/// the edge of a group.
Element pick(const ClusterPicture& picture, QPointF at, double tolerance);

/// The box of a node, switch, group or link (around its line), or of the card that hides it; null when the picture does not have it.
QRectF boxOf(const ClusterPicture& picture, const Element& element);

double distance(const QLineF& line, QPointF at); ///< to the nearest point of the segment

} // namespace ui
