#pragma once

#include "ui/cluster/cluster_scene.h"
#include "ui/session/stage_move.h"

#include <QPainter>

#include <optional>
#include <string>

class QMimeData;

namespace ui {

/// A stage of the plan that is dragged over the canvas: which node it would go on, whether it fits there, or why it cannot.
class StageDrop
{
public:
    StageDrop(Session& session, ClusterScene& scene) : m_session(session), m_scene(scene) { }

    bool begin(const QMimeData& data); ///< false: no stage
    bool isActive() const { return m_stage.has_value(); }
    void move(QPointF at);
    bool isAllowed() const { return m_move.has_value(); }
    void drop(); ///< puts it where it was moved to last, if it is allowed
    void end();
    void paint(QPainter& painter, double pixel) const;

private:
    std::string hostUnder(QPointF at) const; ///< of an array that is not unfolded the first

    Session& m_session;
    ClusterScene& m_scene;
    std::optional<DraggedStage> m_stage;
    QPointF m_at;
    QRectF m_target;
    std::string m_host; ///< empty: over no node
    std::optional<StageMove> m_move;
    QString m_told;
};

} // namespace ui
