#include "ui/cluster/gesture.h"
#include "ui/widgets/colours.h"

#include <algorithm>

namespace ui {
namespace rubber_band {

class RubberBand : public Gesture
{
public:
    RubberBand(Session& session, ClusterScene& scene, QPointF from, bool adding)
        : m_session(session), m_scene(scene), m_before(adding ? session.selection().elements() : std::vector<Element>()), m_box(from, from), m_from(from)
    {
    }

    void move(QPointF at, Qt::KeyboardModifiers) override
    {
        m_box = QRectF(m_from, at).normalized();
        std::vector<Element> inside = m_before;
        const auto add = [&](const Element& element, bool within) {
            if (within && std::find(inside.begin(), inside.end(), element) == inside.end())
                inside.push_back(element);
        };
        const auto& groups = m_scene.picture().groups;
        const auto isWhole = [&](const DrawnGroup& group) { return group.collapsed ? m_box.intersects(group.box) : m_box.contains(group.box); };
        const auto isCovered = [&](int group) { // by a group that is selected as a whole
            while (group >= 0 && !isWhole(groups[static_cast<std::size_t>(group)]))
                group = groups[static_cast<std::size_t>(group)].around;
            return group >= 0;
        };
        for (const DrawnLink& link : m_scene.picture().links)
            add(link.id, m_box.contains(link.line.p1()) && m_box.contains(link.line.p2()));
        for (const DrawnNode& node : m_scene.picture().nodes)
            add(node.id, !node.isHidden() && m_box.intersects(node.box) && !isCovered(node.group));
        for (const DrawnSwitch& hub : m_scene.picture().switches)
            add(hub.id, !hub.isHidden() && m_box.intersects(hub.box) && !isCovered(hub.group));
        for (const DrawnGroup& group : groups)
            add(group.id, !group.isHidden() && isWhole(group) && !isCovered(group.around));
        if (inside != m_session.selection().elements())
            m_session.selection().select(std::move(inside));
    }

    void finish() override { }
    void cancel() override { m_session.selection().select(m_before); }

    void paint(QPainter& painter, double pixel) const override
    {
        QColor fill = colour(core::ColourRole::Accent);
        painter.setPen(QPen(fill, pixel));
        fill.setAlphaF(0.12F);
        painter.setBrush(fill);
        painter.drawRect(m_box);
    }

private:
    Session& m_session;
    ClusterScene& m_scene;
    std::vector<Element> m_before;
    QRectF m_box;
    QPointF m_from;
};

} // namespace rubber_band

std::unique_ptr<Gesture> rubberBand(Session& session, ClusterScene& scene, QPointF from, bool adding)
{
    return std::make_unique<rubber_band::RubberBand>(session, scene, from, adding);
}

} // namespace ui
