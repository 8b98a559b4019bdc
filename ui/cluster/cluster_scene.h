#pragma once

#include "core/documents/drawing.h"
#include "ui/cluster/cluster_picture.h"
#include "ui/cluster/link_looks.h"
#include "ui/session/session.h"

#include <QGraphicsScene>
#include <QTimer>

#include <map>
#include <set>
#include <string>
#include <unordered_set>

namespace ui {

class GroupItem;
class GroupTitle;
class LinkLabels;
class LinksItem;
class NodeItem;
class SwitchItem;
class UnfoldedItem;

/// The project's cluster as items: a card for each node, a pill for each switch, an area for each group, all links as one. It follows the
/// session: cluster, selection and issues.
class ClusterScene : public QGraphicsScene
{
    Q_OBJECT
public:
    explicit ClusterScene(Session& session, QObject* parent = nullptr);

    const ClusterPicture& picture() const { return m_picture; } ///< as it is shown, in the midst of a drag too
    const ClusterPicture& still() const { return m_still; }     ///< as the project has it
    /// Takes elements up, groups with all that is in them, to be shown elsewhere; the project stays.
    void lift(const std::vector<Element>& elements);
    void shift(QPointF by); ///< what is lifted, from where it stands
    void settle();          ///< all is where the project has it
    bool isLifting() const { return !m_lifted.vertices.empty(); }

    /// What of the canvas is painted now. While something moves, the rest is painted once and kept: what is dragged moves over all
    /// that stands; links that are played, between areas and cards.
    enum class Layer { All, Under, Moving, Over };
    Layer layer() const { return m_layer; }
    void setLayer(Layer layer) { m_layer = layer; }
    /// Whether a node, switch or group belongs to what is painted, by DrawnLink::vertices.
    bool shows(int vertex) const;
    bool shows(const DrawnLink& link) const;
    bool isLifted(int vertex) const { return isLifting() && m_lifted.vertices[static_cast<std::size_t>(vertex)] != Lift::No; }
    bool isLiftedWhole(int vertex) const { return isLifting() && m_lifted.vertices[static_cast<std::size_t>(vertex)] == Lift::Whole; }
    void paintMoving(QPainter& painter, const QRectF& exposed);
    /// The parts that are painted, where they are known: much less than the rectangle around them while the canvas pans.
    const std::vector<QRectF>& exposed() const { return m_exposed; }
    void setExposed(std::vector<QRectF> parts) { m_exposed = std::move(parts); }
    /// Another number whenever what stands still has changed.
    int version() const { return m_version; }
    bool isEmpty() const { return m_picture.nodes.empty() && m_picture.switches.empty(); }
    bool isSelected(const Element& element) const { return !m_selected.empty() && m_selected.contains(keyOf(element)); }
    /// While it pans or zooms, what is costly is drawn plainly; sharp again when it has stood still for a moment.
    void moves();
    bool isMoving() const { return m_stillness.isActive(); }
    QRectF shownBox() const; ///< around all that is seen, unfolded arrays too
    /// The topmost thing at a point: a member of an unfolded array, or what `pick` finds.
    Element elementAt(QPointF at, double tolerance) const;
    /// Shows the members of an array, or no longer; where they are shown then, or nothing.
    QRectF toggleFold(const core::NodeId& array);
    bool isUnfolded(const core::NodeId& array) const { return m_unfolded.contains(array.text); }
    /// The array whose mark for folding is there, if any.
    std::optional<core::NodeId> foldMarkAt(QPointF at) const;
    /// The group whose mark for collapsing or expanding is there, if any.
    std::optional<core::GroupId> collapseMarkAt(QPointF at) const;
    /// Centres of elements that are moved, groups by all that is in them.
    std::vector<core::Centre> centresMoved(const std::vector<std::pair<Element, QPointF>>& moves) const;

    /// Lights an element up under the pointer.
    void setHovered(const Element& element);
    const Element& hovered() const { return m_hovered; }

    /// How a link is at the playhead; null while that rests at the start.
    const LinkLook* lookOf(const DrawnLink& link) const;
    bool isPlayed() const { return !m_looks.empty(); }
    bool knowsUse() const { return m_linkLooks.hasUse(); }

    struct Badge
    {
        core::Severity severity = core::Severity::Warning;
        QString message; ///< one line for each issue
    };
    bool hasBadges() const { return !m_badges.empty(); }
    const Badge* badgeOf(const Element& element) const; ///< null when nothing is wrong with it
    QString toolTipOf(const Element& element) const;
    QString linkWords(const DrawnLink& link) const { return ui::linkWords(m_cluster->links[static_cast<std::size_t>(link.index)]); }

    /// Groups, nodes, switches, links in this order; the one after (or before) the current selection, around the end.
    Element next(const Element& element, bool forward) const;

signals:
    void rebuilt();
    void looksDifferent(); ///< somewhere; views paint anew

private:
    enum class Lift : char { No, Part, Whole };
    struct Lifted
    {
        std::vector<Lift> vertices; ///< empty: nothing is lifted
        std::vector<int> links;     ///< of ClusterPicture::links
        std::vector<int> beside;    ///< vertices that stand, at the other ends of those links
    };
    void rebuild();
    void redraw(); ///< all, what stands still too
    std::vector<bool> heldBy(const std::vector<Element>& elements) const;
    void takeIssues();
    std::string badgeKeyOf(const Element& element) const;
    void showTitles(std::size_t firstVertex);
    void showUnfolded();
    void takePlayed();   ///< what there is to be seen at the playhead
    void takePlayhead(); ///< where it is

    Session& m_session;
    std::optional<core::Cluster> m_cluster;
    ClusterPicture m_still;
    ClusterPicture m_picture;
    Lifted m_lifted;
    Layer m_layer = Layer::All;
    std::vector<QRectF> m_exposed;
    int m_version = 0;
    LinksItem* m_linksItem = nullptr;
    LinkLabels* m_linkLabels = nullptr;
    std::vector<NodeItem*> m_nodeItems;
    std::vector<SwitchItem*> m_switchItems;
    std::vector<GroupItem*> m_groupItems; ///< null where nothing is drawn, as of nodes and switches
    std::vector<GroupTitle*> m_groupTitles; ///< null for what is collapsed, too
    std::vector<UnfoldedItem*> m_unfoldedItems;
    std::set<std::string> m_unfolded; ///< arrays, by id
    Element m_hovered;
    LinkLooks m_linkLooks;
    std::vector<LinkLook> m_looks; ///< by index into Cluster::links; empty: not played
    std::map<std::string, Badge> m_badges; ///< by key of the element
    std::unordered_set<std::string> m_selected; ///< keys
    QTimer m_stillness;
};

} // namespace ui
