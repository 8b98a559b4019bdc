#include "ui/results/metric_texts.h"

#include "ui/widgets/format.h"

#include <QCoreApplication>

#include <algorithm>

namespace ui {

namespace metric_texts {

QString tr(const char* words) { return QCoreApplication::translate("ui::MetricTexts", words); }

const core::DeviceMemory* largest(const core::Metrics& metrics)
{
    const auto found = std::find_if(metrics.memory.begin(), metrics.memory.end(),
        [&](const core::DeviceMemory& device) { return device.device == metrics.peakDevice; });
    return found == metrics.memory.end() ? nullptr : &*found;
}

/// The device that is over its limit by most, or null.
const core::DeviceMemory* worst(const core::Metrics& metrics)
{
    const core::DeviceMemory* result = nullptr;
    for (const core::DeviceMemory& device : metrics.memory) {
        if (device.peak > device.limit && (!result || device.peak - device.limit > result->peak - result->limit))
            result = &device;
    }
    return result;
}

} // namespace metric_texts

std::vector<MetricText> metricTexts(const core::Metrics& metrics)
{
    using metric_texts::tr;
    const core::DeviceMemory* device = metric_texts::largest(metrics);
    const QString peak = device ? tr("%1 of %2").arg(text(metrics.peakMemory), text(device->limit)) : text(metrics.peakMemory);
    return {
        {"iterationTime", tr("Iteration"), text(metrics.iterationTime), tr("Steady-state time of one iteration")},
        {"tokensPerSecond", tr("Throughput"), tr("%1 tokens/s").arg(count(metrics.tokensPerSecond)),
            tr("Tokens of the global batch over the iteration time")},
        {"mfu", tr("MFU"), percent(metrics.mfu),
            tr("Model FLOPs utilisation: full attention, no recompute, over the peak of the devices used")},
        {"hfu", tr("HFU"), percent(metrics.hfu), tr("Hardware FLOPs utilisation: with what is recomputed")},
        {"bubbleRatio", tr("Bubbles"), percent(metrics.bubbleRatio), tr("Idle share of all compute lanes")},
        {"peakMemory", tr("Peak memory"), peak, tr("On %1, the fullest device").arg(text(metrics.peakDevice))},
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
    const core::DeviceMemory* device = metric_texts::worst(metrics);
    if (!device)
        return metric_texts::tr("does not fit");
    return metric_texts::tr("does not fit: %1 needs %2 of %3").arg(text(device->device), text(device->peak), text(device->limit));
}

} // namespace ui
