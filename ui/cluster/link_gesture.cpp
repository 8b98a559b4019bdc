#include "core/documents/drawing.h"
#include "ui/cluster/gesture.h"
#include "ui/widgets/colours.h"
#include "ui/widgets/format.h"

#include <QCoreApplication>

namespace ui {
namespace link_gesture {

using core::ColourRole;

QString tr(const char* words) { return QCoreApplication::translate("ui::LinkGesture", words); }

/// Lines from where they are held to the pointer, and at the pointer what it would join or why not.
class Pulling : public Gesture
{
public:
    Pulling(Session& session, ClusterScene& scene) : m_session(session), m_scene(scene) { }

    void move(QPointF at, Qt::KeyboardModifiers) override
    {
        m_at = at;
        m_target = vertexOf(pick(m_scene.picture(), at, 0));
        const core::Result<void> allowed = m_target.empty() ? core::Result<void>() : verdict(m_target);
        m_refusal = allowed ? QString() : text(allowed.error().message);
        m_scene.setHovered(m_target.empty() ? Element() : pick(m_scene.picture(), at, 0));
    }

    void paint(QPainter& painter, double pixel) const override
    {
        painter.setRenderHint(QPainter::Antialiasing);
        const bool refused = !m_refusal.isEmpty();
        const QColor tone = colour(refused ? ColourRole::Error : ColourRole::Accent);
        painter.setPen(QPen(tone, 2 * pixel, refused ? Qt::DotLine : Qt::SolidLine));
        for (const QPointF& from : held())
            painter.drawLine(from, m_at);
        painter.setBrush(tone);
        painter.drawEllipse(m_at, 4 * pixel, 4 * pixel);
        if (refused)
            paintReason(painter, pixel);
    }

protected:
    virtual core::Result<void> verdict(const std::string& target) const = 0;
    virtual std::vector<QPointF> held() const = 0;
    bool joins() const { return !m_target.empty() && m_refusal.isEmpty(); }
    QPointF centreOf(const std::string& vertex) const
    {
        const QRectF node = boxOf(m_scene.picture(), core::NodeId {vertex});
        return (node.isNull() ? boxOf(m_scene.picture(), core::SwitchId {vertex}) : node).center();
    }

    Session& m_session;
    ClusterScene& m_scene;
    QPointF m_at;
    std::string m_target;
    QString m_refusal;

private:
    void paintReason(QPainter& painter, double pixel) const
    {
        QFont font = painter.font();
        font.setPixelSize(std::max(1, static_cast<int>(12 * pixel)));
        painter.setFont(font);
        QRectF box = QFontMetricsF(font).boundingRect(m_refusal);
        box.adjust(-8 * pixel, -4 * pixel, 8 * pixel, 4 * pixel);
        box.moveTopLeft(m_at + QPointF(14, 14) * pixel);
        painter.setPen(QPen(colour(ColourRole::Error), pixel));
        painter.setBrush(colour(ColourRole::Raised));
        painter.drawRoundedRect(box, 4 * pixel, 4 * pixel);
        painter.setPen(colour(ColourRole::Text));
        painter.drawText(box, Qt::AlignCenter, m_refusal);
    }
};

class LinkGesture : public Pulling
{
public:
    LinkGesture(Session& session, ClusterScene& scene, std::vector<std::string> sources, QPointF from)
        : Pulling(session, scene), m_sources(std::move(sources))
    {
        m_at = from;
    }

    void finish() override
    {
        m_scene.setHovered({});
        if (!joins())
            return;
        core::ElementIds made;
        m_session.edit(m_sources.size() > 1 ? tr("Link %1 elements").arg(m_sources.size()) : tr("Link"), [&](core::Project& project) {
            for (const std::string& source : m_sources)
                if (auto drawn = core::withLink(project, source, m_target)) {
                    project = drawn->project;
                    made.links.push_back(drawn->made.links.front());
                }
        });
        m_session.selection().select(std::vector<Element>(made.links.begin(), made.links.end()));
    }

private:
    core::Result<void> verdict(const std::string& target) const override
    {
        for (const std::string& source : m_sources)
            if (auto allowed = core::mayJoin(m_session.project(), source, target); !allowed)
                return allowed;
        return {};
    }
    std::vector<QPointF> held() const override
    {
        std::vector<QPointF> points;
        for (const std::string& source : m_sources)
            points.push_back(centreOf(source));
        return points;
    }

    std::vector<std::string> m_sources;
};

class ReattachGesture : public Pulling
{
public:
    ReattachGesture(Session& session, ClusterScene& scene, const core::LinkId& link, int end) : Pulling(session, scene), m_link(link), m_end(end)
    {
        for (const DrawnLink& drawn : scene.picture().links)
            if (drawn.id == link) {
                m_held = end == 0 ? drawn.line.p2() : drawn.line.p1();
                m_at = end == 0 ? drawn.line.p1() : drawn.line.p2();
            }
    }

    void finish() override
    {
        m_scene.setHovered({});
        if (joins())
            m_session.edit(tr("Re-attach link"), [&](core::Project& project) {
                if (auto edited = core::withEndAt(project, m_link, m_end, m_target))
                    project = *edited;
            });
    }

private:
    core::Result<void> verdict(const std::string& target) const override
    {
        const auto edited = core::withEndAt(m_session.project(), m_link, m_end, target);
        return edited ? core::Result<void>() : core::Result<void>(edited.error());
    }
    std::vector<QPointF> held() const override { return {m_held}; }

    core::LinkId m_link;
    int m_end;
    QPointF m_held;
};

} // namespace link_gesture

std::string vertexOf(const Element& element)
{
    if (const auto* node = std::get_if<core::NodeId>(&element))
        return node->text;
    const auto* hub = std::get_if<core::SwitchId>(&element);
    return hub ? hub->text : std::string();
}

std::unique_ptr<Gesture> linkGesture(Session& session, ClusterScene& scene, std::vector<std::string> sources, QPointF from)
{
    return std::make_unique<link_gesture::LinkGesture>(session, scene, std::move(sources), from);
}

std::unique_ptr<Gesture> reattachGesture(Session& session, ClusterScene& scene, const core::LinkId& link, int end)
{
    return std::make_unique<link_gesture::ReattachGesture>(session, scene, link, end);
}

} // namespace ui
