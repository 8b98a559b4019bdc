#pragma once

#include "ui/cluster/cluster_picture.h"

namespace ui {

/// Around the words on a link, with a margin; of the selected link they are strong.
QRectF linkLabelBox(QPointF centre, const QString& words, bool strong = false);

/// Where the words of every link stand: on what is seen of it between its ends, nearer to a node than to a switch, where a fan of
/// links has spread; a little aside where the title of a group is.
void placeLabels(ClusterPicture& picture);

} // namespace ui
