#include "ui/timeline/timeline_parts.h"

#include "core/results/span_query.h"
#include "ui/widgets/format.h"

#include <algorithm>

namespace ui {
namespace timeline_marks {

/// The spans of a critical path, sorted, each once.
std::vector<std::uint32_t> spansOf(const core::CriticalPath& path)
{
    std::vector<std::uint32_t> spans;
    for (const core::PathPiece& piece : path.pieces)
        if (piece.span != core::noSpan)
            spans.push_back(piece.span);
    std::sort(spans.begin(), spans.end());
    spans.erase(std::unique(spans.begin(), spans.end()), spans.end());
    return spans;
}

} // namespace timeline_marks

void TimelineView::connectMarks()
{
    connect(m_parts->path, &QToolButton::toggled, this, [this](bool on) {
        m_parts->scene.pathShown = on;
        showFacts();
        m_parts->canvas->replot();
    });
    connect(m_parts->find, &FindBar::queryChanged, this, &TimelineView::findAgain);
    connect(m_parts->find, &FindBar::stepped, this, &TimelineView::stepToHit);
    connect(m_parts->find, &FindBar::closed, this, &TimelineView::closeFind);
}

void TimelineView::setExplanation(std::shared_ptr<const core::Explanation> explanation, std::function<std::string(int line)> lineName)
{
    TimelineScene& scene = m_parts->scene;
    scene.explanation = std::move(explanation);
    scene.lineName = std::move(lineName);
    scene.hoveredBubble.reset();
    scene.pathSpans = scene.explanation ? timeline_marks::spansOf(scene.explanation->path) : std::vector<std::uint32_t>();
    showLegend();
    findAgain();
    m_parts->canvas->replot();
}

void TimelineView::showPath(bool on) { m_parts->path->setChecked(on); }
bool TimelineView::isPathShown() const { return m_parts->scene.pathShown; }

void TimelineView::showBubbles(bool on)
{
    m_parts->scene.bubblesShown = on;
    showLegend();
    m_parts->canvas->replot();
}

void TimelineView::showLegend()
{
    TimelineScene& scene = m_parts->scene;
    scene.legend.clear();
    if (!scene.isEmpty()) {
        scene.legend = core::barLegend(*scene.timeline, scene.colourBy);
        if (scene.bubblesShown)
            for (core::LegendEntry& entry : core::idleLegend(scene.explanation ? &scene.explanation->bubbles : nullptr))
                scene.legend.push_back(std::move(entry));
    }
    m_parts->legend->setEntries(scene.legend);
    scene.hidden = m_parts->legend->hidden();
    m_parts->path->setEnabled(scene.explanation != nullptr);
    showFacts();
}

/// What the range, else the critical path consists of; else what may be done.
void TimelineView::showFacts()
{
    const TimelineScene& scene = m_parts->scene;
    m_parts->facts->setVisible(!scene.isEmpty() && !m_parts->compact);
    if (scene.isEmpty())
        return;
    if (scene.selectedRange)
        m_parts->facts->setFacts(rangeFacts(scene));
    else if (scene.pathShown && scene.explanation)
        m_parts->facts->setFacts(pathFacts(scene));
    else
        m_parts->facts->setFacts({tr("Drag over the lanes to measure a range  ·  C critical path  ·  / search  ·  ? all keys"), {}});
}

void TimelineView::find(const QString& query)
{
    TimelineScene& scene = m_parts->scene;
    scene.hits.reset();
    if (!scene.isEmpty() && !query.trimmed().isEmpty()) {
        const core::Bubbles* bubbles = scene.explanation ? &scene.explanation->bubbles : nullptr;
        auto found = core::findSpans(*scene.timeline, bubbles, query.toStdString());
        if (found)
            scene.hits = std::move(*found);
        else
            m_parts->find->showError(text(core::describe(found.error())));
    }
    if (scene.hits || query.trimmed().isEmpty())
        m_parts->find->showCount(scene.hits ? scene.hits->size() : 0, std::nullopt);
    m_parts->canvas->replot();
}

void TimelineView::findAgain()
{
    if (m_parts->find->isVisibleTo(this))
        find(m_parts->find->query());
}

void TimelineView::closeFind()
{
    m_parts->find->hide();
    m_parts->scene.hits.reset();
    m_parts->canvas->replot();
    setFocus(Qt::ShortcutFocusReason);
}

/// The hit after or before the selected span, else the first or last; round the end.
void TimelineView::stepToHit(int by)
{
    TimelineScene& scene = m_parts->scene;
    if (!scene.hits || scene.hits->empty())
        return;
    const auto& hits = *scene.hits;
    auto next = hits.begin();
    if (scene.selected && by > 0)
        next = std::upper_bound(hits.begin(), hits.end(), *scene.selected);
    else if (by < 0)
        next = scene.selected ? std::lower_bound(hits.begin(), hits.end(), *scene.selected) : hits.begin();
    if (by < 0)
        next = next == hits.begin() ? hits.end() - 1 : next - 1;
    else if (next == hits.end())
        next = hits.begin();
    m_parts->find->showCount(hits.size(), static_cast<std::size_t>(next - hits.begin()));
    select(*next);
}

} // namespace ui
