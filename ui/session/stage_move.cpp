#include "ui/session/stage_move.h"

#include "core/simulate/plan_edits.h"
#include "core/simulate/plan_estimate.h"

#include <QCoreApplication>

#include <algorithm>

namespace ui {
namespace stage_move {

QString tr(const char* words) { return QCoreApplication::translate("ui::StageMove", words); }

QString gibibytes(core::Bytes amount) { return QString::number(amount.value / core::gibibytes(1).value, 'f', 1); }

} // namespace stage_move

QByteArray DraggedStage::data() const { return QByteArray::number(pipeline) + ' ' + QByteArray::number(stage); }

std::optional<DraggedStage> DraggedStage::fromData(const QByteArray& data)
{
    const QList<QByteArray> words = data.split(' ');
    bool first = false, second = false;
    if (words.size() != 2)
        return std::nullopt;
    const DraggedStage made {words[0].toInt(&first), words[1].toInt(&second)};
    return first && second ? std::optional(made) : std::nullopt;
}

core::Result<StageMove> stageMove(const Session& session, DraggedStage stage, const std::string& host)
{
    using stage_move::tr;
    core::Project project = session.project();
    project.scenario.reset(); // what fits does not hang on it
    const auto resolved = core::resolved(project, session.catalogue(), session.plan());
    if (!resolved)
        return resolved.error();
    const core::PlanGround ground {resolved->cluster, resolved->model, *project.training};
    auto plan = core::withStageOn(project.plans[resolved->index], ground, stage.pipeline, stage.stage, host);
    if (!plan)
        return plan.error();
    project.plans.set(resolved->index, *plan);
    const auto run = core::prepared(project, session.catalogue(), {plan->name, {}});
    if (!run)
        return run.error();
    StageMove move {std::move(*plan), resolved->index, true, tr("stage %1 on %2").arg(stage.stage).arg(QString::fromStdString(host))};
    const auto stages = core::stageEstimates(*run);
    const auto found = std::find_if(stages.begin(), stages.end(),
        [&](const core::StageEstimate& one) { return one.pipeline == stage.pipeline && one.stage == stage.stage; });
    if (found != stages.end()) {
        move.fits = found->fits();
        move.told = tr("%1: %2 of %3 GiB%4").arg(move.told, stage_move::gibibytes(found->peak), stage_move::gibibytes(found->limit), move.fits ? QString() : tr(", too much"));
    }
    return move;
}

void putStage(Session& session, DraggedStage stage, const std::string& host, const StageMove& move)
{
    session.edit(stage_move::tr("Put stage %1 on %2").arg(stage.stage).arg(QString::fromStdString(host)),
        [&](core::Project& project) { project.plans.set(move.index, move.plan); });
}

} // namespace ui
