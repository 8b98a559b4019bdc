#pragma once

#include "ui/session/session.h"

#include <QByteArray>
#include <QString>

#include <optional>
#include <string>

namespace ui {

/// A stage of the shown plan, as it is dragged from one pane to another.
struct DraggedStage
{
    static constexpr const char* mimeType = "application/x-clusterloom-stage";
    int pipeline = 0;
    int stage = 0;
    QByteArray data() const;
    static std::optional<DraggedStage> fromData(const QByteArray& data);
};

/// The shown plan with a stage on a node, and whether what it needs there fits.
struct StageMove
{
    core::Plan plan;
    std::size_t index = 0; ///< into Project::plans
    bool fits = true;
    QString told; ///< "stage 1 on n3: 41.2 GiB of 80 GiB"
};

/// Errors: as `core::withStageOn`, and those of a project that cannot be simulated.
core::Result<StageMove> stageMove(const Session& session, DraggedStage stage, const std::string& host);

/// Puts the stage there, as one step of undo.
void putStage(Session& session, DraggedStage stage, const std::string& host, const StageMove& move);

} // namespace ui
