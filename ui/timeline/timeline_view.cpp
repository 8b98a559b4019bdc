#include "ui/timeline/timeline_view.h"

#include "core/results/memory_curves.h"
#include "ui/timeline/timeline_parts.h"
#include "ui/widgets/colours.h"
#include "ui/widgets/format.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace ui {
namespace timeline_view {

QComboBox* choice(QWidget* parent, const char* name, const QString& words, const QString& tip)
{
    auto* box = new QComboBox(parent);
    box->setObjectName(QLatin1String(name));
    box->setAccessibleName(words);
    box->setToolTip(tip);
    return box;
}

QToolButton* toggle(QWidget* parent, const char* name, const QString& words, const QString& tip)
{
    auto* button = new QToolButton(parent);
    button->setObjectName(QLatin1String(name));
    button->setText(words);
    button->setToolTip(tip);
    button->setCheckable(true);
    button->setAutoRaise(true);
    return button;
}

} // namespace timeline_view

TimelineView::TimelineView(VisibleRange& range, QWidget* parent) : QWidget(parent), m_parts(std::make_unique<Parts>(range))
{
    setObjectName(QStringLiteral("timelineView"));
    setAccessibleName(tr("Timeline"));
    setFocusPolicy(Qt::StrongFocus);
    m_parts->scene.emptyText = tr("Press F5 to simulate the plan");

    m_parts->content = new QWidget(this);
    auto* row = new QHBoxLayout(m_parts->content);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_parts->gutter = new LaneGutter(m_parts->scene, Plot::rulerHeight));
    row->addWidget(m_parts->canvas = new TimelineCanvas(m_parts->scene, range), 1);
    row->addWidget(m_parts->scrollBar = new QScrollBar(Qt::Vertical));
    m_parts->empty = new QLabel(m_parts->scene.emptyText, this);
    m_parts->empty->setObjectName(QStringLiteral("timelineEmpty"));
    m_parts->empty->setAlignment(Qt::AlignCenter);
    m_parts->empty->setForegroundRole(QPalette::PlaceholderText);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_parts->strip = new QWidget(this);
    buildStrip(*new QHBoxLayout(m_parts->strip));
    column->addWidget(m_parts->strip);
    column->addWidget(m_parts->content, 1);
    column->addWidget(m_parts->empty, 1);
    column->addWidget(m_parts->find = new FindBar(this));
    column->addWidget(m_parts->facts = new FactsLine(this));
    m_parts->help = new KeyHelp(this);
    m_parts->canvas->addChart(tr("Memory"));
    m_parts->canvas->setLinks({});
    connectParts();
    connectMarks();
    addActions();
    setTimeline(nullptr);
}

void TimelineView::buildStrip(QHBoxLayout& strip)
{
    using namespace timeline_view;
    strip.setContentsMargins(12, 5, 12, 5);
    strip.setSpacing(8);
    strip.addWidget(new QLabel(tr("Lanes by"), this));
    strip.addWidget(m_parts->grouping = choice(this, "timelineGrouping", tr("Lanes by"), tr("What the rows show, and which are beside one another (G)")));
    for (const QString& words : {tr("Pipeline"), tr("Stage"), tr("Node"), tr("Stream"), tr("Micro-batch")})
        m_parts->grouping->addItem(words);
    strip.addSpacing(4);
    strip.addWidget(new QLabel(tr("Colour by"), this));
    strip.addWidget(m_parts->colourBy = choice(this, "timelineColourBy", tr("Colour by"), tr("What the colours mean")));
    m_parts->colourBy->addItem(tr("Phase"), static_cast<int>(core::ColourBy::Phase));
    m_parts->colourBy->addItem(tr("Micro-batch"), static_cast<int>(core::ColourBy::MicroBatch));
    m_parts->colourBy->addItem(tr("Stage"), static_cast<int>(core::ColourBy::Stage));
    m_parts->colourBy->addItem(tr("Cause of idling"), static_cast<int>(core::ColourBy::Cause));
    strip.addSpacing(4);
    strip.addWidget(m_parts->legend = new Legend(this), 1);
    strip.addWidget(m_parts->path = toggle(this, "timelinePath", tr("Critical path"), tr("Shows what the iteration time consists of (C)")));
    strip.addWidget(m_parts->memory = toggle(this, "timelineMemory", tr("Memory"), tr("Memory of each stage below the lanes")));
    strip.addWidget(m_parts->links = toggle(this, "timelineLinks", tr("Links"), tr("Use of links under their capacity, below the lanes")));
    m_parts->memory->setChecked(true);
    m_parts->links->setChecked(true);
    strip.addSpacing(4);
    strip.addWidget(m_parts->state = new QLabel(this));
    m_parts->state->setObjectName(QStringLiteral("timelineState"));
}

TimelineView::~TimelineView() = default;

void TimelineView::connectParts()
{
    connect(&m_parts->range, &VisibleRange::changed, this, [this] {
        m_parts->canvas->setTimes(m_parts->range.range().start, m_parts->range.range().end);
        m_parts->canvas->replot();
    });
    connect(m_parts->canvas, &TimelineCanvas::hovered, this, &TimelineView::spanHovered);
    connect(m_parts->canvas, &TimelineCanvas::clicked, this, &TimelineView::select);
    connect(m_parts->canvas, &TimelineCanvas::rangeDragged, this, [this](TimeRange range) { selectRange(range); });
    connect(m_parts->canvas, &TimelineCanvas::resized, this, &TimelineView::layOut);
    connect(m_parts->canvas, &TimelineCanvas::instantClicked, this, &TimelineView::instantClicked);
    connect(m_parts->canvas, &TimelineCanvas::wheelScrolled, this,
        [this](int pixels) { m_parts->scrollBar->setValue(m_parts->scrollBar->value() + pixels); });
    connect(m_parts->scrollBar, &QScrollBar::valueChanged, this, [this](int value) {
        m_parts->scene.scroll = value;
        m_parts->gutter->update();
        m_parts->canvas->replot();
    });
    connect(m_parts->memory, &QToolButton::toggled, this, [this](bool on) {
        m_parts->canvas->setChartVisible(0, on);
        layOut();
    });
    connect(m_parts->links, &QToolButton::toggled, this, [this](bool on) { m_parts->canvas->setLinksVisible(on); });
    connect(m_parts->canvas, &TimelineCanvas::linksScrolled, m_parts->gutter, qOverload<>(&QWidget::update));
    connect(m_parts->colourBy, &QComboBox::currentIndexChanged, this, [this] { rebuildPyramid(); });
    connect(m_parts->grouping, &QComboBox::currentIndexChanged, this, [this](int index) {
        const Grouping before = std::exchange(m_parts->scene.grouping, static_cast<Grouping>(index));
        m_parts->scene.hovered.reset(); // something else is under the pointer now
        m_parts->scene.hoveredBubble.reset();
        if (rowsBy(before) != rowsBy(m_parts->scene.grouping))
            return rebuildPyramid();
        layOut();
    });
    connect(m_parts->legend, &Legend::hiddenChanged, this, [this](core::RoleSet roles) {
        m_parts->scene.hidden = roles;
        m_parts->canvas->replot();
    });
}

void TimelineView::setTimeline(std::shared_ptr<const core::Timeline> timeline)
{
    m_parts->canvas->setLinks({}); // lays the old lanes out once more
    TimelineScene& scene = m_parts->scene;
    scene.timeline = std::move(timeline);
    scene.explanation.reset();
    scene.hoveredBubble.reset();
    scene.selected.reset();
    scene.hovered.reset();
    scene.selectedRange.reset();
    scene.hits.reset();
    scene.pathSpans.clear();
    showMemory();
    const core::Nanoseconds end = scene.isEmpty() ? core::Nanoseconds(0) : scene.timeline->length();
    rebuildPyramid();
    m_parts->content->setVisible(!scene.isEmpty());
    m_parts->empty->setVisible(scene.isEmpty());
    m_parts->range.setBounds({core::Nanoseconds(0), end});
    m_parts->canvas->setTimes(m_parts->range.range().start, m_parts->range.range().end);
    setStale(false);
    findAgain();
}

void TimelineView::showMemory()
{
    TimelineScene& scene = m_parts->scene;
    core::MemoryCurves memory = scene.isEmpty() ? core::MemoryCurves() : core::memoryCurves(*scene.timeline);
    scene.charts[0].detail = memory.curves.empty()
        ? QString()
        : tr("peak %1 of %2\n%3\nat %4").arg(text(memory.peak), text(memory.peakLimit), text(memory.peakName), text(memory.peakAt));
    m_parts->canvas->chart(0).setCurves(std::move(memory.curves), memory.top, [](double bytes) { return text(core::Bytes(bytes)); });
}

void TimelineView::setLinks(std::vector<LinkLane> links)
{
    m_parts->canvas->setLinks(std::move(links));
    m_parts->canvas->selectLink(m_parts->link);
    m_parts->gutter->update();
}

void TimelineView::showLink(const std::string& link)
{
    m_parts->link = link;
    m_parts->canvas->selectLink(link);
    m_parts->gutter->update();
    m_parts->canvas->replot();
}

void TimelineView::setPlayhead(std::optional<core::Nanoseconds> at) { m_parts->canvas->setPlayhead(at); }

const core::Timeline* TimelineView::timeline() const { return m_parts->scene.timeline.get(); }

void TimelineView::setStale(bool stale)
{
    m_parts->scene.stale = stale;
    const QString time = m_parts->scene.isEmpty()
        ? QString()
        : tr("%1 an iteration").arg(text(m_parts->scene.timeline->period));
    m_parts->state->setText(stale && !time.isEmpty() ? tr("%1 · before the last edit").arg(time) : time);
    m_parts->canvas->replot();
}

void TimelineView::setEmptyText(const QString& words)
{
    m_parts->scene.emptyText = words;
    m_parts->empty->setText(words);
}

void TimelineView::setColourBy(core::ColourBy by)
{
    m_parts->colourBy->setCurrentIndex(m_parts->colourBy->findData(static_cast<int>(by)));
}

void TimelineView::rebuildPyramid()
{
    TimelineScene& scene = m_parts->scene;
    scene.colourBy = static_cast<core::ColourBy>(m_parts->colourBy->currentData().toInt());
    scene.arrange();
    showLegend();
    m_parts->canvas->overlay().updateDependencies();
    layOut();
}

void TimelineView::setCompact(bool compact)
{
    m_parts->compact = compact;
    m_parts->strip->setVisible(!compact);
    m_parts->memory->setChecked(!compact);
    m_parts->links->setChecked(!compact);
    showFacts();
    layOut();
}

void TimelineView::setLaneHeight(std::optional<double> height)
{
    m_parts->laneHeight = height;
    layOut();
}

void TimelineView::layOut()
{
    TimelineScene& scene = m_parts->scene;
    const int room = m_parts->canvas->lanesHeight();
    if (scene.isEmpty())
        scene.layout = LaneLayout();
    else if (m_parts->laneHeight)
        scene.layout = LaneLayout(scene.arrangement, scene.pyramid, orderOf(*scene.timeline, scene.arrangement, scene.grouping), *m_parts->laneHeight);
    else
        scene.layout = LaneLayout(scene.arrangement, scene.pyramid, orderOf(*scene.timeline, scene.arrangement, scene.grouping), room);
    m_parts->scrollBar->setRange(0, std::max(0, scene.layout.total() - room));
    m_parts->scrollBar->setPageStep(std::max(1, room));
    m_parts->scrollBar->setSingleStep(static_cast<int>(scene.layout.computeHeight()));
    m_parts->scrollBar->setVisible(m_parts->scrollBar->maximum() > 0);
    m_parts->gutter->update();
    m_parts->canvas->replot();
}

void TimelineView::scrollTo(int y) { m_parts->scrollBar->setValue(y); }

void TimelineView::showSpan(std::optional<std::uint32_t> span)
{
    TimelineScene& scene = m_parts->scene;
    if (scene.isEmpty() || (span && *span >= scene.timeline->spans.size()))
        span.reset();
    if (span == scene.selected)
        return;
    scene.selected = span;
    m_parts->canvas->overlay().updateDependencies();
    if (span)
        reveal(*span);
    showFacts();
    m_parts->gutter->update();
    m_parts->canvas->replot();
}

std::optional<std::uint32_t> TimelineView::selectedSpan() const { return m_parts->scene.selected; }
std::optional<TimeRange> TimelineView::selectedRange() const { return m_parts->scene.selectedRange; }

void TimelineView::select(std::uint32_t span)
{
    if (span == core::noSpan)
        selectRange(std::nullopt);
    showSpan(span == core::noSpan ? std::nullopt : std::optional(span));
    emit spanSelected(span);
}

void TimelineView::selectRange(std::optional<TimeRange> range)
{
    if (range == m_parts->scene.selectedRange)
        return;
    m_parts->scene.selectedRange = range;
    showFacts();
    m_parts->canvas->replot();
    emit rangeSelected(range.value_or(TimeRange()));
}

void TimelineView::reveal(std::uint32_t index)
{
    const TimelineScene& scene = m_parts->scene;
    const core::Span& span = scene.span(index);
    const std::size_t row = scene.arrangement.rowOf(index);
    const int top = scene.layout.top(row);
    const int bottom = top + scene.layout.height(row);
    const int room = m_parts->canvas->lanesHeight();
    if (top < scene.scroll)
        scrollTo(top);
    else if (bottom > scene.scroll + room)
        scrollTo(bottom - room);
    const TimeRange shown = m_parts->range.range();
    if (span.end <= shown.start || span.start >= shown.end) {
        const core::Nanoseconds middle((span.start.count + span.end.count) / 2);
        m_parts->range.pan(middle - core::Nanoseconds((shown.start.count + shown.end.count) / 2));
    }
}

core::GanttView TimelineView::ganttView() const
{
    core::GanttView view;
    view.start = m_parts->range.range().start;
    view.end = m_parts->range.range().end;
    view.width = std::max(400, width());
    view.laneHeight = m_parts->scene.layout.computeHeight();
    view.colourBy = m_parts->scene.colourBy;
    view.hidden = m_parts->scene.hidden;
    view.memory = m_parts->scene.charts[0].visible;
    if (m_parts->scene.pathShown && m_parts->scene.explanation)
        view.path = &m_parts->scene.explanation->path;
    const auto lanes = m_parts->scene.layout.between(m_parts->scene.scroll, m_parts->scene.scroll + m_parts->canvas->lanesHeight());
    view.rowsBy = rowsBy(m_parts->scene.grouping);
    view.rows.assign(lanes.begin(), lanes.end());
    return view;
}

std::pair<std::size_t, std::size_t> TimelineView::linksShown() const
{
    if (!m_parts->scene.links.isShown())
        return {};
    const auto first = static_cast<std::size_t>(m_parts->scene.links.lanes->first());
    return {first, first + static_cast<std::size_t>(m_parts->scene.links.lanes->shown())};
}

} // namespace ui
