#include "ui/timeline/link_series.h"

#include "ui/widgets/format.h"

#include <QCoreApplication>
#include <QStringList>

namespace ui {
namespace link_series {

QString tr(const char* words) { return QCoreApplication::translate("ui::LinkSeries", words); }

core::StepCurve curveOf(const std::vector<core::RateStep>& steps)
{
    core::StepCurve curve;
    curve.role = core::ColourRole::Accent;
    for (const core::RateStep& step : steps)
        curve.steps.push_back({step.at, step.rate.value});
    return curve;
}

} // namespace link_series

std::vector<LinkLane> linkLanes(const std::vector<core::LinkUse>& links, const std::function<std::string(int line)>& lineName)
{
    using namespace link_series;
    std::vector<LinkLane> lanes;
    for (const core::LinkUse& link : links) {
        LinkLane lane;
        lane.link = link.link;
        lane.name = text(link.name);
        lane.detail = tr("mean %1 of %2").arg(percent(link.use.load.mean), text(link.nominal));
        lane.use = curveOf(link.use.used);
        lane.limit = curveOf(link.use.limit);
        lane.nominal = link.nominal.value;
        for (const core::LinkChange& change : link.changes) {
            QStringList lines;
            for (const int line : change.lines)
                lines << text(lineName(line));
            lane.marks.push_back({change.at, lines.isEmpty() ? tr("nominal again") : lines.join(QStringLiteral("; "))});
        }
        lanes.push_back(std::move(lane));
    }
    return lanes;
}

} // namespace ui
