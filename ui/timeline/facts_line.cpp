#include "ui/timeline/facts_line.h"

#include "core/results/range_statistics.h"
#include "ui/timeline/span_facts.h"
#include "ui/timeline/swatch.h"
#include "ui/widgets/colours.h"
#include "ui/widgets/format.h"

#include <QCoreApplication>
#include <QPainter>
#include <QStringList>

#include <algorithm>

namespace ui {
namespace facts_line {

constexpr int swatch = 9;
constexpr int between = 14;

QString tr(const char* words) { return QCoreApplication::translate("ui::FactsLine", words); }

QString share(std::int64_t part, std::int64_t whole) { return percent(whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : 0); }

/// The colour that a category of the critical path has elsewhere.
core::ColourRole roleOf(core::PathCategory category)
{
    switch (category) {
    case core::PathCategory::Compute:
        return core::ColourRole::Forward;
    case core::PathCategory::Fill:
    case core::PathCategory::Drain:
    case core::PathCategory::Waiting:
        return core::ColourRole::Bubble;
    case core::PathCategory::Optimizer:
        return core::ColourRole::Optimizer;
    case core::PathCategory::Straggler:
        return core::ColourRole::Error;
    case core::PathCategory::Tensor:
        return core::ColourRole::TensorCollective;
    case core::PathCategory::Context:
        return core::ColourRole::ContextCollective;
    case core::PathCategory::Expert:
        return core::ColourRole::ExpertCollective;
    case core::PathCategory::Pipeline:
        return core::ColourRole::SendActivation;
    case core::PathCategory::Data:
        return core::ColourRole::GradientReduce;
    case core::PathCategory::Event:
        return core::ColourRole::Warning;
    case core::PathCategory::Contention:
        return core::ColourRole::SendGradient;
    }
    return core::ColourRole::Bubble;
}

void addCauses(LineFacts& facts, const TimelineScene& scene, TimeRange range, std::int64_t whole)
{
    const core::CauseTimes causes = core::causeTimes(scene.explanation->bubbles, *scene.timeline, range.start, range.end);
    std::vector<std::pair<std::int64_t, core::BubbleCause>> found;
    for (int i = 0; i < core::bubbleCauses; ++i)
        if (causes[static_cast<std::size_t>(i)] > 0)
            found.emplace_back(causes[static_cast<std::size_t>(i)], static_cast<core::BubbleCause>(i));
    std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    for (const auto& [time, cause] : found)
        facts.parts.push_back({QStringLiteral("%1 %2").arg(text(core::nameOf(cause)), share(time, whole)),
            core::LegendEntry {core::hatchRole(cause), core::nameOf(cause), true}});
}

} // namespace facts_line

QString LineFacts::asText() const
{
    QStringList words;
    for (const LineFact& part : parts)
        words << part.words;
    return words.isEmpty() ? title : title + QStringLiteral("\n") + words.join(QLatin1Char('\n'));
}

LineFacts rangeFacts(const TimelineScene& scene)
{
    using namespace facts_line;
    const TimeRange range = *scene.selectedRange;
    const core::RangeStatistics figures = core::statistics(scene.pyramidOfLanes(), *scene.timeline, range.start, range.end);
    const std::int64_t whole = (figures.busy + figures.idle).count;
    LineFacts facts;
    facts.title = tr("%1 selected · busy %2 · idle %3").arg(text(range.length()), share(figures.busy.count, whole), share(figures.idle.count, whole));
    if (scene.explanation)
        addCauses(facts, scene, range, whole);
    for (const auto& [role, time] : figures.times) {
        const auto entry = std::find_if(scene.legend.begin(), scene.legend.end(),
            [role = role](const core::LegendEntry& e) { return e.role == role && !e.isIdle; });
        if (entry != scene.legend.end())
            facts.parts.push_back({QStringLiteral("%1 %2").arg(text(entry->name), share(time.count, whole)), *entry});
    }
    return facts;
}

LineFacts pathFacts(const TimelineScene& scene)
{
    using namespace facts_line;
    const core::CriticalPath& path = scene.explanation->path;
    std::vector<std::pair<std::int64_t, core::PathCategory>> found;
    for (int i = 0; i < core::pathCategories; ++i)
        if (path.totals[static_cast<std::size_t>(i)] > 0)
            found.emplace_back(path.totals[static_cast<std::size_t>(i)], static_cast<core::PathCategory>(i));
    std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    LineFacts facts;
    const std::int64_t whole = scene.timeline->period.count;
    facts.title = tr("Critical path, %1").arg(text(scene.timeline->period));
    if (scene.selected && *scene.selected < scene.explanation->slack.size())
        facts.title = tr("%1: slack %2  ·  ").arg(titleOf(scene.span(*scene.selected)), slackText(scene.explanation->slack[*scene.selected])) + facts.title;
    for (const auto& [time, category] : found)
        facts.parts.push_back({tr("%1 %2 (%3)").arg(text(core::nameOf(category)), share(time, whole), text(core::Nanoseconds(time))),
            core::LegendEntry {roleOf(category), core::nameOf(category), roleOf(category) == core::ColourRole::Bubble}});
    return facts;
}

FactsLine::FactsLine(QWidget* parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("timelineFacts"));
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    connect(&Colours::instance(), &Colours::changed, this, qOverload<>(&QWidget::update));
}

void FactsLine::setFacts(LineFacts facts)
{
    m_facts = std::move(facts);
    setToolTip(m_facts.parts.empty() ? QString() : m_facts.asText());
    setAccessibleName(m_facts.asText());
    update();
}

QSize FactsLine::sizeHint() const { return {200, fontMetrics().height() + 10}; }

void FactsLine::paintEvent(QPaintEvent*)
{
    using namespace facts_line;
    QPainter painter(this);
    const int base = (height() + fontMetrics().ascent() - fontMetrics().descent()) / 2;
    const int end = width() - 12;
    painter.fillRect(0, 0, width(), 1, colour(core::ColourRole::Border));
    painter.setPen(colour(m_facts.parts.empty() ? core::ColourRole::MutedText : core::ColourRole::Text));
    int x = 12;
    painter.drawText(x, base, fontMetrics().elidedText(m_facts.title, Qt::ElideRight, end - x));
    x += fontMetrics().horizontalAdvance(m_facts.title) + between + 4;
    for (const LineFact& part : m_facts.parts) {
        const int needed = fontMetrics().horizontalAdvance(part.words) + swatch + 5;
        if (x + needed > end) {
            painter.drawText(x, base, QStringLiteral("…"));
            break;
        }
        if (part.swatch) {
            paintSwatch(painter, {x, (height() - swatch) / 2, swatch, swatch}, *part.swatch);
            x += swatch + 5;
        }
        painter.setPen(colour(core::ColourRole::Text));
        painter.drawText(x, base, part.words);
        x += fontMetrics().horizontalAdvance(part.words) + between;
    }
}

} // namespace ui
