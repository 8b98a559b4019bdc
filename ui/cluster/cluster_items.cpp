#include "ui/cluster/cluster_items.h"

#include "ui/cluster/item_paint.h"
#include "ui/cluster/link_labels.h"
#include "ui/cluster/play_paint.h"
#include "ui/cluster/unfolded_array.h"
#include "ui/widgets/colours.h"
#include "ui/widgets/format.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QStyleOptionGraphicsItem>

#include <algorithm>
#include <map>

namespace ui {

namespace cluster_items {

using core::ColourRole;
using item_paint::font;

constexpr double radius = 8;
constexpr double stackStep = 5; ///< between the cards that stand for an array
constexpr double padding = 12;
constexpr int sharpLinks = 300; ///< more are drawn without smooth edges while the canvas moves, and from far away

void paintLabel(QPainter& painter, QPointF centre, const QString& words, bool strong)
{
    painter.setFont(font(11, strong));
    const QRectF box = linkLabelBox(centre, words, strong);
    painter.setPen(strong ? QPen(colour(ColourRole::Accent), 1) : QPen(Qt::NoPen));
    painter.setBrush(colour(strong ? ColourRole::Raised : ColourRole::Panel));
    painter.drawRoundedRect(box, 4, 4);
    painter.setPen(colour(strong ? ColourRole::Text : ColourRole::MutedText));
    painter.drawText(box, Qt::AlignCenter, words);
}

/// Whether a line meets a rectangle: their shadows overlap along both axes, and the corners are not all on one side of the line.
bool crosses(const QRectF& rect, const QLineF& line)
{
    if (std::min(line.x1(), line.x2()) > rect.right() || std::max(line.x1(), line.x2()) < rect.left()
        || std::min(line.y1(), line.y2()) > rect.bottom() || std::max(line.y1(), line.y2()) < rect.top())
        return false;
    const auto side = [&](QPointF corner) { return line.dx() * (corner.y() - line.y1()) - line.dy() * (corner.x() - line.x1()); };
    const double a = side(rect.topLeft()), b = side(rect.topRight()), c = side(rect.bottomLeft()), d = side(rect.bottomRight());
    return std::min({a, b, c, d}) <= 0 && std::max({a, b, c, d}) >= 0;
}

/// The parts of the canvas to paint, with room for the widest line.
std::vector<QRectF> partsOf(const std::vector<QRectF>& known, const QRectF& all, double detail)
{
    const double room = std::max(8.0, 2 / detail);
    std::vector<QRectF> parts = known.empty() ? std::vector {all} : known;
    for (QRectF& part : parts)
        part.adjust(-room, -room, room, room);
    return parts;
}

} // namespace cluster_items

NodeItem::NodeItem(const DrawnNode& node, int vertex, const ClusterScene& scene) : m_node(node), m_vertex(vertex), m_scene(scene) { }

QRectF NodeItem::boundingRect() const { return m_node.box.adjusted(-4, -12, 14, 14); }

void NodeItem::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*)
{
    using namespace cluster_items;
    using namespace item_paint;
    if (!m_scene.shows(m_vertex))
        return;
    const bool selected = m_scene.isSelected(m_node.id);
    if (detailOf(*painter) < plainBelow) {
        painter->fillRect(m_node.box, hueOf(m_node.kindIndex));
        if (selected)
            painter->fillRect(m_node.box, colour(ColourRole::Accent));
        if (const auto* badge = m_scene.badgeOf(m_node.id))
            paintBadge(*painter, m_node.box.topRight(), badge->severity, badgeSize(detailOf(*painter)));
        return;
    }
    painter->setRenderHint(QPainter::Antialiasing);
    paintCard(*painter, selected);
    paintWords(*painter);
    paintDevices(*painter);
    if (const auto* badge = m_scene.badgeOf(m_node.id))
        paintBadge(*painter, m_node.box.topRight() + QPointF(-2, 2), badge->severity);
}

void NodeItem::paintCard(QPainter& painter, bool selected) const
{
    using namespace cluster_items;
    using namespace item_paint;
    painter.setPen(outline(selected, m_scene.hovered() == Element(m_node.id)));
    painter.setBrush(colour(ColourRole::Node));
    if (m_node.members > 1) {
        painter.drawRoundedRect(m_node.box.translated(2 * stackStep, 2 * stackStep), radius, radius);
        painter.drawRoundedRect(m_node.box.translated(stackStep, stackStep), radius, radius);
    }
    painter.drawRoundedRect(m_node.box, radius, radius);
}

void NodeItem::paintWords(QPainter& painter) const
{
    using namespace cluster_items;
    using namespace item_paint;
    const QRectF inner = m_node.box.adjusted(padding, 8, -padding, -8);
    QRectF title(inner.left(), inner.top(), inner.width(), 20);
    if (m_node.members > 1) {
        painter.setFont(font(11, true));
        const QRectF badge = foldBadgeOf(m_node);
        painter.setPen(Qt::NoPen);
        painter.setBrush(colour(ColourRole::Selection));
        painter.drawRoundedRect(badge, 9, 9);
        painter.setPen(colour(ColourRole::Text));
        painter.drawText(badge.adjusted(7, 0, 0, 0), Qt::AlignVCenter, QStringLiteral("×%1").arg(m_node.members));
        paintFoldMark(painter, QPointF(badge.right() - 11, badge.center().y()), m_scene.isUnfolded(m_node.id));
        title.setRight(badge.left() - 8);
    }
    painter.setPen(colour(ColourRole::Text));
    painter.setFont(font(13, true));
    write(painter, title, text(m_node.id.text));
    painter.setFont(font(12));
    write(painter, QRectF(inner.left(), inner.top() + 20, inner.width(), 18), m_node.kind);
    painter.setPen(colour(ColourRole::MutedText));
    painter.setFont(font(11));
    write(painter, QRectF(inner.left(), inner.top() + 38, inner.width(), 16), m_node.detail);
}

/// One shape for each device of a node, as many as there is room for, then how many there are.
void NodeItem::paintDevices(QPainter& painter) const
{
    using namespace cluster_items;
    using namespace item_paint;
    constexpr int most = 8;
    constexpr double step = 14;
    const QPointF first(m_node.box.left() + padding + 5, m_node.box.bottom() - 16);
    painter.setPen(Qt::NoPen);
    painter.setBrush(hueOf(m_node.kindIndex));
    const int shown = std::min(most, m_node.devices);
    for (int i = 0; i < shown; ++i)
        paintKind(painter, m_node.kindIndex, first + QPointF(i * step, 0), 10);
    painter.setPen(colour(ColourRole::MutedText));
    painter.setFont(font(11));
    const double left = first.x() + shown * step;
    write(painter, QRectF(left, first.y() - 8, m_node.box.right() - padding - left, 16),
        QStringLiteral("×%1").arg(m_node.devices), Qt::AlignRight);
}

SwitchItem::SwitchItem(const DrawnSwitch& hub, int vertex, const ClusterScene& scene) : m_switch(hub), m_vertex(vertex), m_scene(scene) { }

QRectF SwitchItem::boundingRect() const { return m_switch.box.adjusted(-4, -12, 12, 4); }

void SwitchItem::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*)
{
    using namespace cluster_items;
    using namespace item_paint;
    if (!m_scene.shows(m_vertex))
        return;
    const bool selected = m_scene.isSelected(m_switch.id);
    if (detailOf(*painter) < plainBelow) {
        painter->fillRect(m_switch.box, colour(selected ? ColourRole::Accent : ColourRole::MutedText));
        return;
    }
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(outline(selected, m_scene.hovered() == Element(m_switch.id)));
    painter->setBrush(colour(ColourRole::Switch));
    painter->drawRoundedRect(m_switch.box, m_switch.box.height() / 2, m_switch.box.height() / 2);
    const QPointF sign(m_switch.box.left() + 24, m_switch.box.center().y());
    painter->setPen(QPen(colour(ColourRole::MutedText), 1.5, Qt::SolidLine, Qt::RoundCap));
    for (const double side : {-1.0, 1.0}) { // two arrows in opposite directions
        const QPointF tip = sign + QPointF(7 * side, 4 * side);
        painter->drawLine(tip, sign + QPointF(-7 * side, 4 * side));
        painter->drawLine(tip, tip + QPointF(-4 * side, -3));
        painter->drawLine(tip, tip + QPointF(-4 * side, 3));
    }
    painter->setPen(colour(ColourRole::Text));
    painter->setFont(font(13, true));
    write(*painter, m_switch.box.adjusted(40, 0, -16, 0), text(m_switch.id.text));
    if (const auto* badge = m_scene.badgeOf(m_switch.id))
        paintBadge(*painter, m_switch.box.topRight() + QPointF(-8, 2), badge->severity);
}

LinksItem::LinksItem(const ClusterScene& scene) : m_scene(scene)
{
    setFlag(QGraphicsItem::ItemUsesExtendedStyleOption); // for the exposed rectangle
    setZValue(-1);
}

QRectF LinksItem::boundingRect() const { return m_scene.picture().box.adjusted(-100, -20, 100, 20); }

void LinksItem::paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget*)
{
    using namespace cluster_items;
    using namespace item_paint;
    const double detail = detailOf(*painter);
    const QRectF exposed = option->exposedRect.adjusted(-8, -8, 8, 8);
    const Element hovered = m_scene.hovered();
    const auto* pointed = std::get_if<core::LinkId>(&hovered);
    std::map<std::pair<bool, double>, QVector<QLineF>> lines; // by whether they are lit, and their width
    std::vector<std::pair<const DrawnLink*, const LinkLook*>> played; // each looks as it is at the playhead
    int seen = 0;
    const std::vector<QRectF> parts = partsOf(m_scene.exposed(), option->exposedRect, detail);
    for (const DrawnLink& link : m_scene.picture().links) {
        if (!m_scene.shows(link) || std::none_of(parts.begin(), parts.end(), [&](const QRectF& part) { return crosses(part, link.line); }))
            continue;
        const bool lit = (pointed && *pointed == link.id) || m_scene.isSelected(link.id);
        ++seen;
        if (const LinkLook* look = lit ? nullptr : m_scene.lookOf(link))
            played.emplace_back(&link, look);
        else
            lines[{lit, detail >= plainBelow ? link.width + (lit ? 1 : 0) : 0}].append(link.line);
    }
    const double room = 2 / detail;
    painter->setClipRect(option->exposedRect.adjusted(-room, -room, room, room)); // Qt draws lines fast only into a rectangle it is told
    painter->setRenderHint(QPainter::Antialiasing, seen <= sharpLinks || (detail >= plainBelow && !m_scene.isMoving()));
    QPen pen(colour(ColourRole::Link), 1);
    pen.setCapStyle(Qt::FlatCap);
    for (const auto& [lookOfAll, alike] : lines) {
        pen.setColor(colour(lookOfAll.first ? ColourRole::Accent : ColourRole::Link));
        pen.setWidthF(lookOfAll.second);
        painter->setPen(pen);
        painter->drawLines(alike);
    }
    for (const auto& [link, look] : played) {
        painter->setPen(penOf(*look, link->width));
        painter->drawLine(link->line);
    }
    constexpr double labelsFrom = 0.7;
    if (detail >= labelsFrom)
        paintLabels(*painter, exposed);
    if (m_scene.hasBadges())
        paintBadges(*painter, exposed);
}

void LinksItem::paintLabels(QPainter& painter, const QRectF& exposed) const
{
    std::vector<QRectF> taken; // a label that would cover another is left out
    for (const DrawnLink& link : m_scene.picture().links) {
        if (!m_scene.shows(link))
            continue;
        const LinkLook* look = m_scene.lookOf(link);
        if (look && look->isDown() && exposed.contains(link.labelAt))
            paintDown(painter, link.line.center());
        if (!exposed.contains(link.labelAt) || link.label.isEmpty())
            continue;
        const QString words = look ? wordsOf(*look, link.label) : link.label;
        const QRectF box = linkLabelBox(link.labelAt, words, false);
        if (std::any_of(link.vertices.begin(), link.vertices.end(), [&](int end) { return boxOfVertex(m_scene.picture(), end).intersects(box); }))
            continue; // there is no room between its ends
        if (std::any_of(taken.begin(), taken.end(), [&](const QRectF& other) { return other.intersects(box); }))
            continue;
        taken.push_back(box);
        cluster_items::paintLabel(painter, link.labelAt, words, false);
    }
}

void LinksItem::paintBadges(QPainter& painter, const QRectF& exposed) const
{
    for (const DrawnLink& link : m_scene.picture().links)
        if (const auto* badge = m_scene.shows(link) && exposed.contains(link.labelAt) ? m_scene.badgeOf(link.id) : nullptr) {
            const double size = item_paint::badgeSize(item_paint::detailOf(painter));
            item_paint::paintBadge(painter, link.labelAt - QPointF(0, 20 * size), badge->severity, size);
        }
}

LinkLabels::LinkLabels(const ClusterScene& scene) : m_scene(scene) { setZValue(1); }

QRectF LinkLabels::boundingRect() const { return m_scene.picture().box.adjusted(-100, -20, 100, 20); }

void LinkLabels::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*)
{
    using namespace cluster_items;
    if (m_scene.layer() == ClusterScene::Layer::Under)
        return;
    constexpr std::size_t mostTold = 3; // of more, the facts would cover one another
    std::vector<const DrawnLink*> told;
    const Element hovered = m_scene.hovered();
    const auto* pointed = std::get_if<core::LinkId>(&hovered);
    const DrawnLink* under = nullptr;
    for (const DrawnLink& link : m_scene.picture().links) {
        if (pointed && *pointed == link.id)
            under = &link;
        if (m_scene.isSelected(link.id))
            told.push_back(&link);
    }
    if (told.size() > mostTold)
        told.clear();
    if (under && std::find(told.begin(), told.end(), under) == told.end())
        told.push_back(under);
    if (under)
        std::iter_swap(told.begin(), std::find(told.begin(), told.end(), under)); // it comes first
    std::vector<QRectF> taken;
    for (const DrawnLink* link : told) {
        const QString words = m_scene.linkWords(*link);
        const QRectF box = linkLabelBox(link->labelAt, words, true);
        if (std::any_of(taken.begin(), taken.end(), [&](const QRectF& other) { return other.intersects(box); }))
            continue;
        taken.push_back(box);
        painter->setRenderHint(QPainter::Antialiasing);
        paintLabel(*painter, link->labelAt, words, true);
    }
}

} // namespace ui
