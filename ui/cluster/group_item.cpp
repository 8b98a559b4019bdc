#include "ui/cluster/group_item.h"

#include "ui/cluster/item_paint.h"
#include "ui/widgets/colours.h"
#include "ui/widgets/format.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace ui {
namespace group_item {

using core::ColourRole;

constexpr double radius = 14;
constexpr double areasBelow = -2; ///< under the links, inner ones over outer ones
constexpr double depthStep = 0.001;
constexpr double titlesAt = -0.5; ///< over the links, under the cards
constexpr double titleBand = 40;
constexpr double shade = 0.07; ///< of an area over what it lies on

/// The name alone, as large as there is room for, so that a whole site can be told apart.
void paintNameFarAway(QPainter& painter, const DrawnGroup& group, const QRectF& band)
{
    const double pixel = 1 / item_paint::detailOf(painter);
    const QString name = text(group.id.text);
    const double natural = QFontMetricsF(item_paint::font(13, true)).horizontalAdvance(name) / 13;
    const double size = std::min({13 * pixel, band.height() * 0.8, 0.75 * band.width() / std::max(0.5, natural)});
    if (size < 6 * pixel)
        return;
    painter.setFont(item_paint::font(size, true));
    painter.setPen(colour(core::ColourRole::Text));
    painter.drawText(band, Qt::AlignCenter, name);
}

} // namespace group_item

GroupItem::GroupItem(const DrawnGroup& group, int vertex, const ClusterScene& scene) : m_group(group), m_vertex(vertex), m_scene(scene)
{
    if (!group.collapsed)
        setZValue(group_item::areasBelow + group_item::depthStep * std::min(group.depth, 900));
}

QRectF GroupItem::boundingRect() const { return m_group.box.adjusted(-4, -12, 14, 14); }

bool GroupItem::isLit() const { return m_scene.hovered() == Element(m_group.id); }

void GroupItem::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*)
{
    using namespace item_paint;
    if (!isShown())
        return;
    painter->setRenderHint(QPainter::Antialiasing);
    if (m_group.collapsed)
        paintCard(*painter);
    else
        paintArea(*painter);
    if (detailOf(*painter) < plainBelow)
        return m_group.collapsed ? group_item::paintNameFarAway(*painter, m_group, m_group.box) : void();
    if (const auto* badge = m_scene.badgeOf(m_group.id))
        paintBadge(*painter, m_group.box.topRight() + QPointF(-2, 2), badge->severity);
}

/// Areas lie under the links that are played, cards over them.
bool GroupItem::isShown() const
{
    const ClusterScene::Layer layer = m_scene.layer();
    if (m_group.collapsed || m_scene.isLifting() || layer == ClusterScene::Layer::All)
        return m_scene.shows(m_vertex);
    return layer == ClusterScene::Layer::Under;
}

/// Around what is dragged within it the area has no shade, as that would lie over what stands.
void GroupItem::paintArea(QPainter& painter) const
{
    QColor fill = colour(core::ColourRole::MutedText);
    fill.setAlphaF(static_cast<float>(group_item::shade));
    const bool selected = m_scene.isSelected(m_group.id);
    painter.setPen(item_paint::outline(selected, isLit()));
    painter.setBrush(m_scene.isLifted(m_vertex) && !m_scene.isLiftedWhole(m_vertex) ? QBrush() : QBrush(fill));
    painter.drawRoundedRect(m_group.box, group_item::radius, group_item::radius);
}

void GroupItem::paintCard(QPainter& painter) const
{
    using namespace item_paint;
    const bool selected = m_scene.isSelected(m_group.id);
    painter.setPen(outline(selected, isLit()));
    painter.setBrush(colour(core::ColourRole::Raised));
    painter.drawRoundedRect(m_group.box, group_item::radius, group_item::radius);
    painter.setBrush(Qt::NoBrush); // a second line within: more than one thing
    painter.setPen(QPen(colour(core::ColourRole::Border), 1));
    painter.drawRoundedRect(m_group.box.adjusted(4, 4, -4, -4), group_item::radius - 4, group_item::radius - 4);
    if (detailOf(painter) < plainBelow)
        return;
    paintFoldMark(painter, collapseMarkOf(m_group).center() + QPointF(4, 2), false);
    painter.setPen(colour(core::ColourRole::Text));
    painter.setFont(font(13, true));
    write(painter, QRectF(m_group.box.left() + 34, m_group.box.top() + 10, m_group.box.width() - 46, 20), text(m_group.id.text));
    painter.setPen(colour(core::ColourRole::MutedText));
    painter.setFont(font(11));
    write(painter, QRectF(m_group.box.left() + 16, m_group.box.top() + 34, m_group.box.width() - 28, 16), contentOf(m_group));
    paintKinds(painter);
}

/// The shape of each kind of device, with how many there are.
void GroupItem::paintKinds(QPainter& painter) const
{
    using namespace item_paint;
    painter.setFont(font(11));
    const QFontMetricsF metrics(painter.font());
    QPointF at(m_group.box.left() + 21, m_group.box.bottom() - 20);
    for (std::size_t kind = 0; kind < m_group.devices.size(); ++kind) {
        if (m_group.devices[kind] == 0)
            continue;
        const QString words = QStringLiteral("×%1").arg(m_group.devices[kind]);
        const double width = metrics.horizontalAdvance(words);
        if (at.x() + 10 + width > m_group.box.right() - 12)
            break;
        painter.setPen(Qt::NoPen);
        painter.setBrush(hueOf(static_cast<int>(kind)));
        paintKind(painter, static_cast<int>(kind), at, 10);
        painter.setPen(colour(core::ColourRole::MutedText));
        write(painter, QRectF(at.x() + 10, at.y() - 8, width + 2, 16), words);
        at.rx() += 10 + width + 16;
    }
}

GroupTitle::GroupTitle(const DrawnGroup& group, int vertex, const ClusterScene& scene) : m_group(group), m_vertex(vertex), m_scene(scene)
{
    setZValue(group_item::titlesAt);
}

QRectF GroupTitle::boundingRect() const { return QRectF(m_group.box.topLeft(), QSizeF(m_group.box.width(), group_item::titleBand)); }

void GroupTitle::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*)
{
    using namespace item_paint;
    if (!m_scene.shows(m_vertex))
        return;
    if (detailOf(*painter) < plainBelow)
        return group_item::paintNameFarAway(*painter, m_group, boundingRect());
    painter->setRenderHint(QPainter::Antialiasing);
    const QRectF box = titleBoxOf(m_group);
    paintGround(*painter, box);
    paintFoldMark(*painter, collapseMarkOf(m_group).center(), true);
    painter->setFont(font(13, true));
    painter->setPen(colour(core::ColourRole::Text));
    const QString name = text(m_group.id.text);
    const double width = QFontMetricsF(painter->font()).horizontalAdvance(name);
    const QRectF words = box.adjusted(22, 0, -4, 0);
    write(*painter, words, name);
    painter->setFont(font(11));
    painter->setPen(colour(core::ColourRole::MutedText));
    if (words.width() > width + 24)
        write(*painter, words.adjusted(width + 10, 1, 0, 0), contentOf(m_group));
}

/// Of the tone that the areas around it have together, so that only links end at it.
void GroupTitle::paintGround(QPainter& painter, const QRectF& box) const
{
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour(core::ColourRole::Panel));
    painter.drawRoundedRect(box, 6, 6);
    QColor shade = colour(core::ColourRole::MutedText);
    shade.setAlphaF(static_cast<float>(group_item::shade));
    painter.setBrush(shade);
    for (int depth = 0; depth <= m_group.depth; ++depth)
        painter.drawRoundedRect(box, 6, 6);
    if (m_scene.hovered() != Element(m_group.id))
        return;
    painter.setBrush(colour(core::ColourRole::Selection));
    painter.drawRoundedRect(box, 6, 6);
}

} // namespace ui
