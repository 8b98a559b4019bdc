#pragma once

#include "core/documents/drawing.h"

#include <QPointF>

#include <vector>

namespace ui {

/// Centres by vertex of a `Graph`, as near to the wanted ones as it takes so that the area of no group covers anything that is not in
/// it. What is in a group without groups keeps its places among itself; all else moves outwards, what lies in the middle least.
std::vector<QPointF> groupsApart(const core::Cluster& cluster, std::vector<QPointF> centres);

} // namespace ui
