#include "ui/timeline/span_facts.h"

#include "ui/widgets/format.h"

#include <QCoreApplication>

namespace ui {
namespace span_facts {

QString tr(const char* words) { return QCoreApplication::translate("SpanFacts", words); }

QString waitOf(const core::Timeline& timeline, const core::Span& span)
{
    if (span.waitedFor == core::noSpan)
        return tr("nothing");
    const core::Span& before = timeline.spans[span.waitedFor];
    const core::Lane& lane = timeline.lanes[before.lane];
    QString words = QStringLiteral("%1 (%2)").arg(titleOf(before).toLower(), text(lane.title));
    if (span.start > before.end)
        words += tr(", %1 earlier").arg(text(span.start - before.end));
    return words;
}

QString unitsOf(const core::Span& span)
{
    const int last = span.endUnit - 1;
    return span.firstUnit == last ? QString::number(last) : QStringLiteral("%1–%2").arg(span.firstUnit).arg(last);
}

} // namespace span_facts

QString titleOf(const core::Span& span)
{
    QString words = text(core::nameOf(span.kind));
    words[0] = words[0].toUpper();
    return span.microBatch < 0 ? words : span_facts::tr("%1, micro-batch %2").arg(words).arg(span.microBatch);
}

std::vector<std::pair<QString, QString>> factsOf(const core::Timeline& timeline, std::uint32_t index)
{
    using span_facts::tr;
    const core::Span& span = timeline.spans[index];
    const core::Lane& lane = timeline.lanes[span.lane];
    const core::Nanoseconds length = span.end - span.start;
    std::vector<std::pair<QString, QString>> facts;
    facts.emplace_back(tr("Where"), tr("%1, stage %2").arg(text(lane.title)).arg(lane.stage));
    if (span.endUnit > span.firstUnit)
        facts.emplace_back(span.endUnit - span.firstUnit == 1 ? tr("Unit") : tr("Units"), span_facts::unitsOf(span));
    facts.emplace_back(tr("Start"), text(span.start));
    facts.emplace_back(tr("Duration"), text(length));
    if (span.bytes > 0) {
        facts.emplace_back(tr("Moved"), text(core::Bytes(span.bytes)));
        if (length > core::Nanoseconds(0))
            facts.emplace_back(tr("Rate"), text(core::BytesPerSecond(span.bytes / core::seconds(length).value)));
    }
    facts.emplace_back(tr("Waited for"), span_facts::waitOf(timeline, span));
    return facts;
}

QString slackText(core::Nanoseconds slack)
{
    return slack > core::Nanoseconds(0) ? text(slack) : span_facts::tr("none: it sets the iteration's time");
}

} // namespace ui
