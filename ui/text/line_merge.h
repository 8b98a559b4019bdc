#pragma once

#include <QString>

#include <optional>

namespace ui {

/// `mine`, which was written from `base`, with what `theirs` changed of it; none where both changed the same lines, or
/// neighbouring ones.
std::optional<QString> mergedLines(const QString& base, const QString& mine, const QString& theirs);

} // namespace ui
