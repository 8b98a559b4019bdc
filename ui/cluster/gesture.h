#pragma once

#include "ui/cluster/cluster_scene.h"

#include <QPainter>

#include <memory>
#include <string>
#include <vector>

namespace ui {

/// What a drag of the left button does, from press to release. Points are those of the scene; nothing is edited before
/// `finish`.
class Gesture
{
public:
    virtual ~Gesture() = default;
    virtual void move(QPointF at, Qt::KeyboardModifiers keys) = 0;
    virtual void finish() = 0; ///< the button was let go
    virtual void cancel() { }
    /// Over the canvas, in its scene's coordinates; `pixel` is the size of one on the screen.
    virtual void paint(QPainter& painter, double pixel) const = 0;
};

/// Moves the selected nodes and switches; `anchor` is the one under the pointer, which snaps. Ctrl held: it does not.
std::unique_ptr<Gesture> moveGesture(Session& session, ClusterScene& scene, const Element& anchor, QPointF from);

/// Selects what lies in a rectangle, beside what is selected if `adding`.
std::unique_ptr<Gesture> rubberBand(Session& session, ClusterScene& scene, QPointF from, bool adding);

/// Draws a link from each of `sources` to what the drag ends on, or says why not.
std::unique_ptr<Gesture> linkGesture(Session& session, ClusterScene& scene, std::vector<std::string> sources, QPointF from);

/// Takes one end of a link elsewhere.
std::unique_ptr<Gesture> reattachGesture(Session& session, ClusterScene& scene, const core::LinkId& link, int end);

/// Links each of `sources` to `target`, as one step of undo, and selects the links. Errors: as `core::mayJoin` of any.
core::Result<void> linkAll(Session& session, const std::vector<std::string>& sources, const std::string& target);

/// The id of a node or switch; empty for anything else.
std::string vertexOf(const Element& element);

} // namespace ui
