#include "ui/cluster/stage_drop.h"

#include "core/documents/expansion.h"
#include "ui/cluster/item_paint.h"
#include "ui/widgets/colours.h"
#include "ui/widgets/format.h"

#include <QMimeData>

namespace ui {

bool StageDrop::begin(const QMimeData& data)
{
    end();
    m_stage = DraggedStage::fromData(data.data(QLatin1String(DraggedStage::mimeType)));
    return isActive();
}

void StageDrop::end()
{
    m_stage.reset();
    m_move.reset();
    m_host.clear();
    m_told.clear();
    m_target = {};
}

std::string StageDrop::hostUnder(QPointF at) const
{
    const Element under = m_scene.elementAt(at, 0);
    if (const auto* member = std::get_if<NodeMember>(&under))
        return member->name;
    const auto* node = std::get_if<core::NodeId>(&under);
    const auto pattern = node ? core::parseNamePattern(node->text) : core::Result<core::NamePattern>(core::Error());
    return pattern ? pattern->member(pattern->first) : std::string();
}

/// What fits is computed once for each node that the drag comes upon.
void StageDrop::move(QPointF at)
{
    m_at = at;
    const std::string host = hostUnder(at);
    if (host == m_host)
        return;
    m_host = host;
    m_move.reset();
    m_told.clear();
    m_target = host.empty() ? QRectF() : boxOf(m_scene.picture(), m_scene.elementAt(at, 0));
    if (host.empty())
        return;
    auto found = stageMove(m_session, *m_stage, host);
    m_told = found ? found->told : text(found.error().message);
    if (found)
        m_move = std::move(*found);
}

void StageDrop::drop()
{
    if (m_stage && m_move)
        putStage(m_session, *m_stage, m_host, *m_move);
    end();
}

void StageDrop::paint(QPainter& painter, double pixel) const
{
    if (m_host.empty())
        return;
    const bool fine = m_move && m_move->fits;
    const core::ColourRole role = fine ? core::ColourRole::Accent : m_move ? core::ColourRole::Warning : core::ColourRole::Error;
    painter.setPen(QPen(colour(role), 2 * pixel, m_move ? Qt::SolidLine : Qt::DotLine));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(m_target.adjusted(-3, -3, 3, 3), 10, 10);
    item_paint::paintRemark(painter, m_at, m_told, role, pixel);
}

} // namespace ui
