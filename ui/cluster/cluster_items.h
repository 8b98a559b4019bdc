#pragma once

#include "ui/cluster/cluster_scene.h"

#include <QGraphicsItem>

namespace ui {

/// The card of a node or an array of nodes.
class NodeItem : public QGraphicsItem
{
public:
    NodeItem(const DrawnNode& node, int vertex, const ClusterScene& scene);
    void boxChanges() { prepareGeometryChange(); } ///< to be called before
    QRectF boundingRect() const override;
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

private:
    void paintCard(QPainter& painter, bool selected) const;
    void paintWords(QPainter& painter) const;
    void paintDevices(QPainter& painter) const;

    const DrawnNode& m_node;
    int m_vertex; ///< of DrawnLink::vertices
    const ClusterScene& m_scene;
};

class SwitchItem : public QGraphicsItem
{
public:
    SwitchItem(const DrawnSwitch& hub, int vertex, const ClusterScene& scene);
    void boxChanges() { prepareGeometryChange(); } ///< to be called before
    QRectF boundingRect() const override;
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

private:
    const DrawnSwitch& m_switch;
    int m_vertex;
    const ClusterScene& m_scene;
};

/// All links in one item: thousands of items cost far more than thousands of lines.
class LinksItem : public QGraphicsItem
{
public:
    explicit LinksItem(const ClusterScene& scene);
    QRectF boundingRect() const override;
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

private:
    void paintLabels(QPainter& painter, const QRectF& exposed) const;
    void paintBadges(QPainter& painter, const QRectF& exposed) const;

    const ClusterScene& m_scene;
};

/// Above the cards: the facts of links that are selected or under the pointer.
class LinkLabels : public QGraphicsItem
{
public:
    explicit LinkLabels(const ClusterScene& scene);
    QRectF boundingRect() const override;
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

private:
    const ClusterScene& m_scene;
};

} // namespace ui
