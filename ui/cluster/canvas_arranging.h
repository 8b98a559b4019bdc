#pragma once

#include "ui/cluster/arrange.h"
#include "ui/cluster/cluster_scene.h"
#include "ui/cluster/layout_program.h"

#include <QAction>

#include <functional>

class QGraphicsView;

namespace ui {

/// Where things stand: layouts of the whole cluster, and what is selected aligned or spread evenly. Each is one step of undo.
class CanvasArranging : public QObject
{
    Q_OBJECT
public:
    CanvasArranging(Session& session, QGraphicsView& view, ClusterScene& scene);

    const QList<QAction*>& actions() const { return m_actions; }
    LayoutProgram& layoutProgram() { return m_program; }
    bool cancel(); ///< true if a layout was under way

signals:
    void refused(const core::Error& error);
    void laidOut();

private:
    QAction* addAction(const char* name, const QString& words, const char* icon, const QKeySequence& keys, const std::function<void()>& run);
    void layOut(LayoutStyle style);
    void align(Alignment alignment);
    void distribute(Axis axis);
    void move(const QString& words, const std::function<std::vector<QPointF>(const std::vector<QRectF>&)>& moves);
    void enable();

    Session& m_session;
    QGraphicsView& m_view;
    ClusterScene& m_scene;
    LayoutProgram m_program;
    QList<QAction*> m_actions;
};

} // namespace ui
