#include "core/documents/drawing.h"
#include "ui/cluster/gesture.h"
#include "ui/cluster/snapping.h"
#include "ui/widgets/colours.h"

#include <QCoreApplication>

namespace ui {
namespace move_gesture {

constexpr double reach = 6; ///< pixels within which an element lines up with another

class MoveGesture : public Gesture
{
public:
    MoveGesture(Session& session, ClusterScene& scene, const Element& anchor, QPointF from)
        : m_session(session), m_scene(scene), m_anchor(boxOf(scene.picture(), anchor)), m_from(from)
    {
        scene.lift(session.selection().elements());
        int vertex = 0;
        const auto stand = [&](const auto& drawn) {
            for (const auto& one : drawn)
                if (const bool lifted = scene.isLifted(vertex++); !lifted && !one.isHidden())
                    m_standing.push_back(one.box);
        };
        stand(scene.still().nodes);
        stand(scene.still().switches);
    }

    void move(QPointF at, Qt::KeyboardModifiers keys) override
    {
        const QPointF by = at - m_from;
        m_snapped = keys & Qt::ControlModifier ? Snapped {by, {}} : snapped(m_standing, m_anchor, by, reach * m_pixel);
        m_scene.shift(m_snapped.by);
    }

    /// All places are kept, so that what stays does not move because something else did.
    void finish() override
    {
        std::vector<core::Centre> centres;
        const auto keep = [&](const std::string& id, const QRectF& box) { centres.push_back({id, {box.center().x(), box.center().y()}}); };
        for (const DrawnNode& node : m_scene.picture().nodes)
            keep(node.id.text, node.box);
        for (const DrawnSwitch& hub : m_scene.picture().switches)
            keep(hub.id.text, hub.box);
        const bool moved = !m_snapped.by.isNull();
        m_scene.settle();
        if (moved)
            m_session.edit(QCoreApplication::translate("ui::MoveGesture", "Move"),
                [&](core::Project& project) { project = core::withCentres(project, centres); });
    }

    void cancel() override { m_scene.settle(); }

    void paint(QPainter& painter, double pixel) const override
    {
        m_pixel = pixel;
        painter.setPen(QPen(colour(core::ColourRole::Accent), pixel, Qt::DashLine));
        for (const QLineF& guide : m_snapped.guides)
            painter.drawLine(guide);
    }

private:
    Session& m_session;
    ClusterScene& m_scene;
    std::vector<QRectF> m_standing;
    QRectF m_anchor;
    QPointF m_from;
    Snapped m_snapped;
    mutable double m_pixel = 1;
};

} // namespace move_gesture

std::unique_ptr<Gesture> moveGesture(Session& session, ClusterScene& scene, const Element& anchor, QPointF from)
{
    return std::make_unique<move_gesture::MoveGesture>(session, scene, anchor, from);
}

} // namespace ui
