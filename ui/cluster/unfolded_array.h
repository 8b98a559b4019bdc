#pragma once

#include "ui/cluster/cluster_scene.h"

#include <QGraphicsItem>

namespace ui {

/// The members of an array as chips in a frame below its card. At most `mostMembers`: of more, how many are left out is told.
struct UnfoldedArray
{
    static constexpr int mostMembers = 256;
    struct Chip
    {
        std::string name;
        QRectF box;
    };
    core::NodeId array;
    int kindIndex = -1;
    QRectF box;
    std::vector<Chip> chips;
    int leftOut = 0;
};

UnfoldedArray unfoldedArray(const DrawnNode& node);

/// Where a click on the card of an array folds or unfolds it: its number of members.
QRectF foldBadgeOf(const DrawnNode& node);

/// Above all else on the canvas.
class UnfoldedItem : public QGraphicsItem
{
public:
    UnfoldedItem(UnfoldedArray array, const ClusterScene& scene);
    const UnfoldedArray& array() const { return m_array; }
    QRectF boundingRect() const override;
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

private:
    UnfoldedArray m_array;
    const ClusterScene& m_scene;
};

} // namespace ui
