#include "ui/plan/plan_rows.h"

#include "ui/widgets/format.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>

namespace ui {

namespace plan_rows {

QString tr(const char* words) { return QCoreApplication::translate("ui::PlanRows", words); }

QString rangeText(core::UnitRange units)
{
    return units.size() == 1 ? count(units.first) : QStringLiteral("%1–%2").arg(units.first).arg(units.end - 1);
}

QString unitsOf(const core::StagePlan& stage)
{
    QStringList parts;
    if (stage.layers)
        parts << rangeText(*stage.layers);
    for (const core::UnitRange& chunk : stage.chunks)
        parts << rangeText(chunk);
    return parts.join(QStringLiteral(", "));
}

core::Recompute recomputeOf(const core::Plan& plan, int pipeline, int stage)
{
    const auto fallback = plan.recompute.value_or(core::Recompute::None);
    if (static_cast<std::size_t>(pipeline) >= plan.pipelines.size())
        return fallback;
    const auto& stages = plan.pipelines[static_cast<std::size_t>(pipeline)].stages;
    if (static_cast<std::size_t>(stage) >= stages.size())
        return fallback;
    return stages[static_cast<std::size_t>(stage)].recompute.value_or(fallback);
}

/// The ranges of units that a lane's spans run, those that touch joined into one.
QString unitsOf(std::span<const core::Span> spans)
{
    std::vector<core::UnitRange> ranges;
    for (const core::Span& span : spans) {
        const core::UnitRange units {span.firstUnit, span.endUnit};
        if (units.size() > 0 && std::find(ranges.begin(), ranges.end(), units) == ranges.end())
            ranges.push_back(units);
    }
    std::sort(ranges.begin(), ranges.end());
    std::vector<core::UnitRange> joined;
    for (const core::UnitRange& units : ranges) {
        if (!joined.empty() && units.first <= joined.back().end)
            joined.back().end = std::max(joined.back().end, units.end);
        else
            joined.push_back(units);
    }
    QStringList parts;
    for (const core::UnitRange& units : joined)
        parts << rangeText(units);
    return parts.join(QStringLiteral(", "));
}

const core::Plan* planNamed(const core::Project& project, const std::string& name)
{
    for (const core::Plan& plan : project.plans) {
        if (plan.name == name)
            return &plan;
    }
    return nullptr;
}

QString gridText(const core::Plan& plan)
{
    QStringList degrees;
    const auto add = [&](const char* name, std::optional<int> degree, bool always) {
        if (degree.value_or(1) > 1 || always)
            degrees << QStringLiteral("%1 %2").arg(QLatin1String(name)).arg(degree.value_or(1));
    };
    add("TP", plan.tensor, true);
    add("CP", plan.context, false);
    add("EP", plan.expert, false);
    add("PP", plan.pipeline, true);
    add("DP", plan.data, true);
    return degrees.join(QStringLiteral(" × "));
}

} // namespace plan_rows

QString summaryOf(const core::Plan& plan)
{
    QStringList parts;
    if (plan.isExplicit())
        parts << counted(static_cast<int>(plan.pipelines.size()), plan_rows::tr("pipeline"), plan_rows::tr("pipelines"));
    else
        parts << plan_rows::gridText(plan);
    parts << ui::nameOf(plan.schedule.value_or(core::Schedule::OneForwardOneBackward));
    if (plan.microBatch)
        parts << plan_rows::tr("micro-batch %1").arg(*plan.microBatch);
    if (plan.recompute && *plan.recompute != core::Recompute::None)
        parts << plan_rows::tr("%1 recompute").arg(nameOf(*plan.recompute));
    if (plan.zero.value_or(0) > 0)
        parts << plan_rows::tr("ZeRO %1").arg(*plan.zero);
    if (plan.sequenceParallel.value_or(false))
        parts << plan_rows::tr("sequence parallel");
    return parts.join(QStringLiteral(" · "));
}

std::vector<StageRow> stagesOf(const core::Plan& plan)
{
    std::vector<StageRow> rows;
    for (std::size_t pipeline = 0; pipeline < plan.pipelines.size(); ++pipeline) {
        const auto& stages = plan.pipelines[pipeline].stages;
        for (std::size_t stage = 0; stage < stages.size(); ++stage) {
            StageRow row;
            row.pipeline = static_cast<int>(pipeline);
            row.stage = static_cast<int>(stage);
            QStringList devices;
            for (const std::string& name : stages[stage].devices)
                devices << text(name);
            row.devices = devices.join(QStringLiteral(", "));
            row.units = plan_rows::unitsOf(stages[stage]);
            row.recompute = nameOf(plan_rows::recomputeOf(plan, row.pipeline, row.stage));
            rows.push_back(std::move(row));
        }
    }
    return rows;
}

std::vector<StageRow> stagesOf(const SimulationResult& result)
{
    std::vector<StageRow> rows;
    const core::Timeline& timeline = result.timeline;
    const core::Plan* plan = plan_rows::planNamed(result.input.project, result.input.plan);
    for (std::size_t i = 0; i < timeline.lanes.size(); ++i) {
        const core::Lane& lane = timeline.lanes[i];
        if (lane.kind != core::LaneKind::Compute)
            continue;
        StageRow row;
        row.pipeline = lane.pipeline;
        row.replicas = lane.replicas;
        row.stage = lane.stage;
        row.devices = text(lane.title);
        if (!lane.devices.empty())
            row.kind = text(result.cluster.deviceOf(lane.devices.front()).id.text);
        row.units = plan_rows::unitsOf(timeline.spansOf(lane));
        if (plan)
            row.recompute = nameOf(plan_rows::recomputeOf(*plan, lane.pipeline, lane.stage));
        if (i < timeline.memory.size()) {
            row.peak = timeline.memory[i].peak();
            row.limit = timeline.memory[i].limit;
        }
        row.firstSpan = lane.spanCount > 0 ? lane.firstSpan : core::noSpan;
        rows.push_back(std::move(row));
    }
    return rows;
}

QString nameOf(core::Schedule schedule)
{
    switch (schedule) {
    case core::Schedule::GPipe:
        return QStringLiteral("GPipe");
    case core::Schedule::OneForwardOneBackward:
        return QStringLiteral("1F1B");
    case core::Schedule::KForwardKBackward:
        return QStringLiteral("kFkB");
    case core::Schedule::Interleaved:
        return plan_rows::tr("interleaved 1F1B");
    case core::Schedule::ZeroBubbleH1:
        return QStringLiteral("ZB-H1");
    case core::Schedule::ZeroBubbleH2:
        return QStringLiteral("ZB-H2");
    case core::Schedule::ZeroBubbleV:
        return QStringLiteral("ZB-V");
    case core::Schedule::ZeroBubbleGreedy:
        return plan_rows::tr("greedy zero-bubble");
    }
    return {};
}

QString nameOf(core::Recompute recompute)
{
    switch (recompute) {
    case core::Recompute::None:
        return plan_rows::tr("none");
    case core::Recompute::Selective:
        return plan_rows::tr("selective");
    case core::Recompute::Full:
        return plan_rows::tr("full");
    }
    return {};
}

} // namespace ui
