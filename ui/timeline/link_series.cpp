#include "ui/timeline/link_series.h"

#include "ui/widgets/format.h"

#include <QCoreApplication>
#include <QStringList>

namespace ui {
namespace link_series {

QString tr(const char* words) { return QCoreApplication::translate("ui::LinkSeries", words); }

StepSeries seriesOf(const std::vector<core::RateStep>& steps)
{
    StepSeries series;
    series.role = core::ColourRole::Accent;
    for (const core::RateStep& step : steps)
        series.steps.push_back({step.at, step.rate.value});
    return series;
}

} // namespace link_series

std::vector<LinkLane> linkLanes(const std::vector<LinkUse>& links, const std::function<std::string(int line)>& lineName)
{
    using namespace link_series;
    std::vector<LinkLane> lanes;
    for (const LinkUse& link : links) {
        LinkLane lane;
        lane.link = link.link;
        lane.name = text(link.name);
        lane.detail = tr("mean %1 of %2").arg(percent(link.use.load.mean), text(link.nominal));
        lane.use = seriesOf(link.use.used);
        lane.limit = seriesOf(link.use.limit);
        lane.nominal = link.nominal.value;
        for (const LinkChange& change : link.changes) {
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
