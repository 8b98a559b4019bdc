#include "ui/cluster/unfolded_array.h"

#include "core/documents/expansion.h"
#include "ui/cluster/item_paint.h"
#include "ui/widgets/colours.h"
#include "ui/widgets/format.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace ui {
namespace unfolded_array {

constexpr QSizeF chip {84, 24};
constexpr double gap = 6;
constexpr double padding = 12;
constexpr double footer = 20;
constexpr int mostColumns = 16;

} // namespace unfolded_array

UnfoldedArray unfoldedArray(const DrawnNode& node)
{
    using namespace unfolded_array;
    UnfoldedArray made {node.id, node.kindIndex, {}, {}, 0};
    const auto pattern = core::parseNamePattern(node.id.text);
    if (!pattern || !pattern->isRange)
        return made;
    const int shown = std::min(UnfoldedArray::mostMembers, pattern->size());
    made.leftOut = pattern->size() - shown;
    const int columns = std::clamp(static_cast<int>(std::ceil(std::sqrt(shown / 2.0))), 2, mostColumns);
    const int rows = (shown + columns - 1) / columns;
    const QSizeF size(columns * (chip.width() + gap) - gap + 2 * padding, rows * (chip.height() + gap) - gap + 2 * padding + (made.leftOut > 0 ? footer : 0));
    made.box = QRectF(QPointF(node.box.center().x() - size.width() / 2, node.box.bottom() + 16), size);
    for (int i = 0; i < shown; ++i) {
        const QPointF at(made.box.left() + padding + (i % columns) * (chip.width() + gap), made.box.top() + padding + (i / columns) * (chip.height() + gap));
        made.chips.push_back({pattern->member(pattern->first + i), QRectF(at, chip)});
    }
    return made;
}

QRectF foldBadgeOf(const DrawnNode& node)
{
    if (node.members < 2)
        return {};
    QFont font;
    font.setPixelSize(11);
    font.setWeight(QFont::DemiBold);
    QRectF badge(0, 0, QFontMetricsF(font).horizontalAdvance(QStringLiteral("×%1").arg(node.members)) + 26, 18);
    badge.moveTopRight(node.box.topRight() + QPointF(-12, 8));
    return badge;
}

UnfoldedItem::UnfoldedItem(UnfoldedArray array, const ClusterScene& scene) : m_array(std::move(array)), m_scene(scene) { setZValue(2); }

QRectF UnfoldedItem::boundingRect() const { return m_array.box.adjusted(-8, -20, 8, 8); }

void UnfoldedItem::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*)
{
    using core::ColourRole;
    using namespace unfolded_array;
    if (m_scene.layer() == ClusterScene::Layer::Under)
        return;
    painter->setRenderHint(QPainter::Antialiasing);
    QPainterPath frame; // with a tip towards the card
    frame.addRoundedRect(m_array.box, 8, 8);
    const QPointF top(m_array.box.center().x(), m_array.box.top());
    QPainterPath tip;
    tip.addPolygon(QPolygonF {top + QPointF(-8, 1), top + QPointF(0, -8), top + QPointF(8, 1)});
    tip.closeSubpath();
    QColor shade = colour(ColourRole::Text);
    shade.setAlphaF(0.10F);
    painter->fillPath(frame.translated(0, 3), shade);
    painter->setPen(QPen(colour(ColourRole::Accent), 1));
    painter->setBrush(colour(ColourRole::Raised));
    painter->drawPath(frame.united(tip));
    QFont font;
    font.setPixelSize(12);
    painter->setFont(font);
    for (const UnfoldedArray::Chip& one : m_array.chips) {
        const Element member = NodeMember {one.name};
        const bool selected = m_scene.isSelected(member);
        painter->setPen(QPen(colour(selected || m_scene.hovered() == member ? ColourRole::Accent : ColourRole::Border), selected ? 2 : 1));
        painter->setBrush(colour(selected ? ColourRole::Selection : ColourRole::Node));
        painter->drawRoundedRect(one.box, 5, 5);
        painter->setPen(Qt::NoPen);
        painter->setBrush(m_array.kindIndex < 0 ? colour(ColourRole::MutedText) : colour(core::hueRole(m_array.kindIndex)));
        paintKind(*painter, m_array.kindIndex, QPointF(one.box.left() + 13, one.box.center().y()), 9);
        painter->setPen(colour(ColourRole::Text));
        const QRectF words = one.box.adjusted(24, 0, -6, 0);
        painter->drawText(words, Qt::AlignVCenter | Qt::TextSingleLine, QFontMetricsF(font).elidedText(text(one.name), Qt::ElideMiddle, words.width()));
    }
    if (m_array.leftOut > 0) {
        painter->setPen(colour(ColourRole::MutedText));
        painter->drawText(m_array.box.adjusted(padding, 0, -padding, -8), Qt::AlignBottom | Qt::AlignLeft,
            QCoreApplication::translate("ui::UnfoldedItem", "and %1 more: name one in the inspector").arg(count(m_array.leftOut)));
    }
}

} // namespace ui
