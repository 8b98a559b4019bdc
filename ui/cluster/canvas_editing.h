#pragma once

#include "core/documents/edits.h"
#include "core/documents/templates.h"
#include "ui/cluster/cluster_scene.h"

#include <QAction>

#include <functional>
#include <string>

class QGraphicsView;

namespace ui {

/// The edits of the canvas that are not drags: each acts on what is selected, and is one step of undo.
class CanvasEditing : public QObject
{
    Q_OBJECT
public:
    CanvasEditing(Session& session, QGraphicsView& view, ClusterScene& scene);

    /// Cut, copy, paste, duplicate, delete, rename, link, group, ungroup, select all; their keys work while the canvas has the focus.
    const QList<QAction*>& actions() const { return m_actions; }

    /// A node of that kind, or a switch if it is empty; beside what is there already if `beside`.
    void add(const std::string& kind, QPointF at, bool beside);
    /// A whole network with its middle at `at`, or beside what stands there.
    void addTemplate(const core::TemplateSpec& spec, QPointF at);
    /// Moves what is selected; false if nothing that has a place is.
    bool nudge(QPointF by);
    /// Collapses groups, or expands them if the first is collapsed.
    void toggleCollapsed(const std::vector<core::GroupId>& groups);

signals:
    void placed(); ///< what was pasted or added beside others is selected
    void refused(const core::Error& error);

private:
    void addAction(const char* name, const QString& words, const char* icon, const QKeySequence& keys, const std::function<void()>& run);
    core::ElementIds selected() const;
    void select(const core::ElementIds& elements);
    QPointF freePlace(QPointF wanted) const;
    void copy() const;
    void paste();
    void remove(const QString& words);
    void duplicate();
    void rename();
    void connectSelected(); ///< all to the one switch among them, else to the last
    void group();
    void ungroup();
    void enable();

    Session& m_session;
    QGraphicsView& m_view;
    ClusterScene& m_scene;
    QList<QAction*> m_actions;
    int m_pastes = 0; ///< of the same text, each further away
    QString m_lastPasted;
};

} // namespace ui
