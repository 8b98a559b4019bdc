#include "ui/timeline/timeline_parts.h"

#include <QAction>
#include <QKeyEvent>

#include <algorithm>
#include <cmath>
#include <functional>

namespace ui {

struct TimelineView::Command
{
    const char* name;
    QString words;
    QList<QKeySequence> keys;
    std::function<void()> run;
};

namespace timeline_actions {

QKeySequence key(int code) { return QKeySequence(code); }

} // namespace timeline_actions

void TimelineView::addActions()
{
    addRangeActions();
    addSpanActions();
    addMarkActions();
}

void TimelineView::addAll(const std::vector<Command>& commands)
{
    for (const Command& command : commands) {
        auto* action = new QAction(command.words, this);
        action->setObjectName(QString::fromLatin1(command.name));
        action->setShortcuts(command.keys);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        connect(action, &QAction::triggered, this, [this, run = command.run] {
            if (!m_parts->scene.isEmpty())
                run();
        });
        addAction(action);
    }
}

void TimelineView::addRangeActions()
{
    using timeline_actions::key;
    const auto pan = [this](double share) {
        const auto length = static_cast<double>(m_parts->range.range().length().count);
        m_parts->range.pan(core::Nanoseconds(std::llround(length * share)));
    };
    addAll({
        {"timelineZoomIn", tr("Zoom in"), {key(Qt::Key_W), key(Qt::Key_Plus), key(Qt::Key_Equal)}, [this] { zoomBy(0.7); }},
        {"timelineZoomOut", tr("Zoom out"), {key(Qt::Key_S), key(Qt::Key_Minus)}, [this] { zoomBy(1 / 0.7); }},
        {"timelinePanLeft", tr("Pan left"), {key(Qt::Key_A), key(Qt::Key_Left)}, [pan] { pan(-0.15); }},
        {"timelinePanRight", tr("Pan right"), {key(Qt::Key_D), key(Qt::Key_Right)}, [pan] { pan(0.15); }},
        {"timelineFit", tr("Fit selection"), {key(Qt::Key_F)}, [this] { fitSelection(); }},
        {"timelineShowAll", tr("Show all"), {key(Qt::Key_0), key(Qt::Key_Home)},
            [this] {
                m_parts->range.remember();
                m_parts->range.showAll();
            }},
        {"timelineBack", tr("Previous view"), {key(Qt::Key_Backspace)}, [this] { m_parts->range.back(); }},
    });
}

void TimelineView::addSpanActions()
{
    using timeline_actions::key;
    addAll({
        {"timelineLaneUp", tr("Lane above"), {key(Qt::Key_Up)}, [this] { stepToLane(-1); }},
        {"timelineLaneDown", tr("Lane below"), {key(Qt::Key_Down)}, [this] { stepToLane(1); }},
        {"timelineNext", tr("Next in lane"), {key(Qt::Key_Period)}, [this] { stepInLane(1); }},
        {"timelinePrevious", tr("Previous in lane"), {key(Qt::Key_Comma)}, [this] { stepInLane(-1); }},
        {"timelineDependent", tr("What waited for it"), {key(Qt::Key_BracketRight)}, [this] { followDependency(true); }},
        {"timelineDependency", tr("What it waited for"), {key(Qt::Key_BracketLeft)}, [this] { followDependency(false); }},
        {"timelineRangeOfSpan", tr("Select the span's time"), {key(Qt::Key_R)},
            [this] {
                if (const auto span = m_parts->scene.selected)
                    selectRange(TimeRange {m_parts->scene.span(*span).start, m_parts->scene.span(*span).end});
            }},
    });
}

void TimelineView::addMarkActions()
{
    using timeline_actions::key;
    addAll({
        {"timelinePathKey", tr("Critical path"), {key(Qt::Key_C)}, [this] { m_parts->path->click(); }},
        {"timelineBubbles", tr("Bubbles on and off"), {key(Qt::Key_B)}, [this] { showBubbles(!m_parts->scene.bubblesShown); }},
        {"timelineGroup", tr("Lanes by the next grouping"), {key(Qt::Key_G)},
            [this] { m_parts->grouping->setCurrentIndex((m_parts->grouping->currentIndex() + 1) % groupings); }},
        {"timelineFind", tr("Search"), {key(Qt::Key_Slash), QKeySequence::Find}, [this] { m_parts->find->open(); }},
        {"timelineHelp", tr("These keys"), {key(Qt::Key_Question)}, [this] { m_parts->help->toggle(); }},
        {"timelineClear", tr("Clear search and selection"), {key(Qt::Key_Escape)}, [this] { clear(); }},
    });
}

void TimelineView::zoomBy(double factor)
{
    const TimeRange shown = m_parts->range.range();
    core::Nanoseconds anchor((shown.start.count + shown.end.count) / 2);
    if (const auto span = m_parts->scene.selected) {
        const core::Nanoseconds middle((m_parts->scene.span(*span).start.count + m_parts->scene.span(*span).end.count) / 2);
        if (middle > shown.start && middle < shown.end)
            anchor = middle;
    }
    m_parts->range.zoom(factor, anchor);
}

/// The selected range or span with as much again around it; once more: nothing around it.
void TimelineView::fitSelection()
{
    const TimelineScene& scene = m_parts->scene;
    if (!scene.selectedRange && !scene.selected)
        return;
    const TimeRange wanted = scene.selectedRange ? *scene.selectedRange
                                                 : TimeRange {scene.span(*scene.selected).start, scene.span(*scene.selected).end};
    m_parts->range.remember();
    const TimeRange before = m_parts->range.range();
    const core::Nanoseconds around(wanted.length().count / 2 + 1);
    m_parts->range.setRange({wanted.start - around, wanted.end + around});
    if (m_parts->range.range() == before)
        m_parts->range.setRange(wanted);
}

/// What is searched for first, then what is selected.
void TimelineView::clear()
{
    if (m_parts->find->isVisible())
        closeFind();
    else
        select(core::noSpan);
}

void TimelineView::stepInLane(int by)
{
    const TimelineScene& scene = m_parts->scene;
    if (!scene.selected)
        return select(0);
    const auto spans = scene.arrangement.spansOf(scene.arrangement.rowOf(*scene.selected));
    const auto place = std::find(spans.begin(), spans.end(), *scene.selected) - spans.begin() + by;
    if (place >= 0 && place < static_cast<std::ptrdiff_t>(spans.size()))
        select(spans[static_cast<std::size_t>(place)]);
}

/// To the span of the next lane that is nearest in time.
void TimelineView::stepToLane(int by)
{
    const TimelineScene& scene = m_parts->scene;
    if (!scene.selected)
        return select(0);
    const core::Span& span = scene.span(*scene.selected);
    const auto& order = scene.layout.order();
    const auto spansAt = [&](std::int64_t place) { return scene.arrangement.spansOf(order[static_cast<std::size_t>(place)]); };
    const auto places = static_cast<std::int64_t>(order.size());
    auto place = static_cast<std::int64_t>(scene.layout.placeOf(scene.arrangement.rowOf(*scene.selected))) + by;
    while (place >= 0 && place < places && spansAt(place).empty())
        place += by;
    if (place < 0 || place >= places)
        return;
    const auto spans = spansAt(place);
    const auto startOf = [&](std::uint32_t index) { return scene.span(index).start; };
    auto found = std::lower_bound(
        spans.begin(), spans.end(), span.start, [&](std::uint32_t index, core::Nanoseconds at) { return startOf(index) < at; });
    if (found == spans.end() || (found != spans.begin() && startOf(*found) - span.start > span.start - startOf(*(found - 1))))
        --found;
    select(*found);
}

void TimelineView::followDependency(bool forward)
{
    const TimelineScene& scene = m_parts->scene;
    if (!scene.selected)
        return;
    if (!forward) {
        if (const std::uint32_t before = scene.span(*scene.selected).waitedFor; before != core::noSpan)
            select(before);
        return;
    }
    const auto& spans = scene.timeline->spans;
    const auto found = std::find_if(
        spans.begin(), spans.end(), [&](const core::Span& s) { return s.waitedFor == *scene.selected; });
    if (found != spans.end())
        select(static_cast<std::uint32_t>(found - spans.begin()));
}

void TimelineView::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Space && !event->isAutoRepeat())
        m_parts->canvas->setSpaceHeld(true);
    QWidget::keyPressEvent(event);
}

void TimelineView::keyReleaseEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Space && !event->isAutoRepeat())
        m_parts->canvas->setSpaceHeld(false);
    QWidget::keyReleaseEvent(event);
}

} // namespace ui
