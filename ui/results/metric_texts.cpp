#include "ui/results/metric_texts.h"

#include "ui/widgets/format.h"

#include <QCoreApplication>

namespace ui {

namespace metric_texts {

QString tr(const char* words) { return QCoreApplication::translate("ui::MetricTexts", words); }

} // namespace metric_texts

std::vector<MetricText> metricTexts(const core::Metrics& metrics)
{
    using metric_texts::tr;
    const core::DeviceMemory& fullest = metrics.fullest;
    const QString peak = tr("%1 of %2").arg(text(fullest.peak), text(fullest.limit));
    return {
        {"iterationTime", tr("Iteration"), text(metrics.iterationTime), tr("Steady-state time of one iteration")},
        {"tokensPerSecond", tr("Throughput"), tr("%1 tokens/s").arg(count(metrics.tokensPerSecond)),
            tr("Tokens of the global batch over the iteration time")},
        {"mfu", tr("MFU"), percent(metrics.mfu),
            tr("Model FLOPs utilisation: full attention, no recompute, over the peak of the devices used")},
        {"hfu", tr("HFU"), percent(metrics.hfu), tr("Hardware FLOPs utilisation: with what is recomputed")},
        {"bubbleRatio", tr("Bubbles"), percent(metrics.bubbleRatio), tr("Idle share of all compute lanes")},
        {"peakMemory", tr("Fullest device"), peak, tr("%1 is the nearest to the limit of its memory").arg(text(fullest.device))},
    };
}

QString causesText(const SimulationResult& result)
{
    const std::int64_t window = result.timeline.period.count * result.metrics.devices;
    QString words = text(core::bubbleSentence(result.explanation.bubbles, result.metrics.idleNs, window));
    return words.remove(QStringLiteral("bubble "));
}

QString feasibilityText(const core::Metrics& metrics)
{
    if (metrics.feasible)
        return metric_texts::tr("fits in memory");
    const core::DeviceMemory& fullest = metrics.fullest;
    return metric_texts::tr("does not fit: %1 needs %2 of %3").arg(text(fullest.device), text(fullest.peak), text(fullest.limit));
}

} // namespace ui
