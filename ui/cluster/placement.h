#pragma once

#include "core/documents/cluster.h"

#include <QPointF>
#include <QSizeF>

#include <vector>

namespace ui {

constexpr QSizeF nodeSize {168, 88};
constexpr QSizeF switchSize {136, 40};
constexpr double stackDepth = 10; ///< of the cards of an array, right of and below the first

/// The centre of every node and switch of a cluster on the canvas, in their order.
struct Placement
{
    std::vector<QPointF> nodes;
    std::vector<QPointF> switches;
};

/// What has a position (`at`, its centre) keeps it. The rest is laid out in layers: a switch stands above what it joins,
/// the nodes in rows below, ordered by whom they hang on; nothing laid out here covers anything else. Deterministic.
Placement placementOf(const core::Cluster& cluster);

} // namespace ui
