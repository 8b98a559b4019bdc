#pragma once

#include "core/documents/cluster.h"
#include "core/documents/training.h"

#include <QString>

namespace ui {

QString nameOf(core::FabricKind kind);
QString nameOf(core::Precision precision);
QString nameOf(core::Optimizer optimizer);

} // namespace ui
