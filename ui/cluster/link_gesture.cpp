#include "core/documents/drawing.h"
#include "ui/cluster/gesture.h"
#include "ui/cluster/item_paint.h"
#include "ui/widgets/colours.h"
#include "ui/widgets/format.h"

#include <QCoreApplication>

#include <algorithm>
#include <unordered_set>

namespace ui {
namespace link_gesture {

using core::ColourRole;

QString tr(const char* words) { return QCoreApplication::translate("ui::LinkGesture", words); }

core::Result<void> mayLinkAll(const core::Project& project, const std::vector<std::string>& sources, const std::string& target)
{
    for (const std::string& source : sources)
        if (auto allowed = core::mayJoin(project, source, target); !allowed)
            return allowed;
    return {};
}

std::string otherEnd(const core::Project& project, const core::LinkId& link, int end)
{
    const auto& links = project.cluster->links;
    const auto found = std::find_if(links.begin(), links.end(), [&](const core::Link& one) { return one.id == link; });
    return found == links.end() ? std::string() : (*found).ends[end == 0 ? 1 : 0];
}

/// Lines from where they are held to the pointer, and at the pointer what it would join or why not.
class Pulling : public Gesture
{
public:
    Pulling(Session& session, ClusterScene& scene, const std::vector<std::string>& sources) : m_session(session), m_scene(scene)
    {
        const std::vector<std::string> refused = core::notJoinable(session.project(), sources);
        const std::unordered_set<std::string> names(refused.begin(), refused.end());
        const auto look = [&](const auto& drawn) {
            for (const auto& one : drawn)
                if (!one.isHidden() && names.contains(one.id.text))
                    m_dimmed.push_back(one.box);
        };
        look(scene.picture().nodes);
        look(scene.picture().switches);
    }

    void move(QPointF at, Qt::KeyboardModifiers) override
    {
        m_at = at;
        const Element under = pick(m_scene.picture(), at, 0);
        m_target = vertexOf(under);
        const core::Result<void> allowed = m_target.empty() ? core::Result<void>() : verdict(m_target);
        m_refusal = allowed ? QString() : text(allowed.error().message);
        if (std::holds_alternative<core::GroupId>(under) && isCollapsed(std::get<core::GroupId>(under)))
            m_refusal = tr("a link needs a node or switch: expand the group first");
        m_scene.setHovered(m_target.empty() ? Element() : pick(m_scene.picture(), at, 0));
    }

    void paint(QPainter& painter, double pixel) const override
    {
        painter.setRenderHint(QPainter::Antialiasing);
        QColor veil = colour(ColourRole::Panel);
        veil.setAlphaF(0.6F);
        painter.setPen(Qt::NoPen);
        painter.setBrush(veil);
        for (const QRectF& box : m_dimmed)
            painter.drawRoundedRect(box.adjusted(-1, -1, 1, 1), 8, 8);
        const bool refused = !m_refusal.isEmpty();
        const QColor tone = colour(refused ? ColourRole::Error : ColourRole::Accent);
        painter.setPen(QPen(tone, 2 * pixel, refused ? Qt::DotLine : Qt::SolidLine));
        for (const QPointF& from : held())
            painter.drawLine(from, m_at);
        painter.setBrush(tone);
        painter.drawEllipse(m_at, 4 * pixel, 4 * pixel);
        if (refused)
            item_paint::paintRemark(painter, m_at, m_refusal, ColourRole::Error, pixel);
    }

protected:
    virtual core::Result<void> verdict(const std::string& target) const = 0;
    virtual std::vector<QPointF> held() const = 0;
    bool isCollapsed(const core::GroupId& id) const
    {
        const auto& groups = m_scene.picture().groups;
        return std::any_of(groups.begin(), groups.end(), [&](const DrawnGroup& group) { return group.id == id && group.collapsed; });
    }
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
    std::vector<QRectF> m_dimmed; ///< what cannot be joined
};

class LinkGesture : public Pulling
{
public:
    LinkGesture(Session& session, ClusterScene& scene, std::vector<std::string> sources, QPointF from)
        : Pulling(session, scene, sources), m_sources(std::move(sources))
    {
        m_at = from;
    }

    void finish() override
    {
        m_scene.setHovered({});
        if (joins())
            static_cast<void>(linkAll(m_session, m_sources, m_target));
    }

private:
    core::Result<void> verdict(const std::string& target) const override { return mayLinkAll(m_session.project(), m_sources, target); }
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
    ReattachGesture(Session& session, ClusterScene& scene, const core::LinkId& link, int end)
        : Pulling(session, scene, {otherEnd(session.project(), link, end)}), m_link(link), m_end(end)
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

core::Result<void> linkAll(Session& session, const std::vector<std::string>& sources, const std::string& target)
{
    using link_gesture::tr;
    if (auto allowed = link_gesture::mayLinkAll(session.project(), sources, target); !allowed)
        return allowed;
    std::vector<Element> made;
    session.edit(sources.size() > 1 ? tr("Link %1 elements").arg(sources.size()) : tr("Link"), [&](core::Project& project) {
        for (const std::string& source : sources)
            if (auto drawn = core::withLink(project, source, target)) {
                project = drawn->project;
                made.emplace_back(drawn->made.links.front());
            }
    });
    session.selection().select(std::move(made));
    return {};
}

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
