#pragma once

#include "ui/cluster/cluster_scene.h"

#include <QGraphicsItem>

namespace ui {

/// The words of an area, over the links that would cross them.
class GroupTitle : public QGraphicsItem
{
public:
    GroupTitle(const DrawnGroup& group, int vertex, const ClusterScene& scene);
    void boxChanges() { prepareGeometryChange(); } ///< to be called before
    QRectF boundingRect() const override;
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

private:
    void paintFarAway(QPainter& painter) const;
    void paintGround(QPainter& painter, const QRectF& box) const;

    const DrawnGroup& m_group;
    int m_vertex; ///< of DrawnLink::vertices
    const ClusterScene& m_scene;
};

/// The area of a group under what is in it; or its card.
class GroupItem : public QGraphicsItem
{
public:
    GroupItem(const DrawnGroup& group, int vertex, const ClusterScene& scene);
    void boxChanges() { prepareGeometryChange(); } ///< to be called before
    QRectF boundingRect() const override;
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

private:
    bool isShown() const;
    void paintArea(QPainter& painter) const;
    void paintCard(QPainter& painter) const;
    void paintKinds(QPainter& painter) const;
    bool isLit() const;

    const DrawnGroup& m_group;
    int m_vertex; ///< of DrawnLink::vertices
    const ClusterScene& m_scene;
};

} // namespace ui
