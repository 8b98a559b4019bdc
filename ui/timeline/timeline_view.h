#pragma once

#include "core/results/explanation.h"
#include "core/results/gantt_picture.h"
#include "core/simulate/timeline.h"
#include "ui/session/visible_range.h"
#include "ui/timeline/link_lanes.h"

#include <QWidget>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

class QHBoxLayout;

namespace ui {

/// The Gantt: lanes of the shown timeline over `range`, with headers, legend, ruler and hover card. Colours follow
/// `Colours`. All keys work while it or a child has the focus.
class TimelineView : public QWidget
{
    Q_OBJECT
public:
    explicit TimelineView(VisibleRange& range, QWidget* parent = nullptr);
    ~TimelineView() override;

    /// Sets the bounds of the range too. Null: the empty text is shown. Selection and hover are forgotten.
    void setTimeline(std::shared_ptr<const core::Timeline> timeline);
    const core::Timeline* timeline() const;
    /// Why lanes of the shown timeline are idle; `lineName` names a line of the scenario.
    void setExplanation(std::shared_ptr<const core::Explanation> explanation, std::function<std::string(int line)> lineName);
    /// Rows beneath the lanes for the use of links, the most interesting first; forgotten with the timeline.
    void setLinks(std::vector<LinkLane> links);
    void showLink(const std::string& link); ///< its id: scrolls to its row; empty: none is marked
    void setStale(bool stale); ///< the plan was edited since: dimmed, and said so
    void setEmptyText(const QString& text);

    /// Lights the span up and scrolls to its lane; emits nothing.
    void showSpan(std::optional<std::uint32_t> span);
    std::optional<std::uint32_t> selectedSpan() const;
    std::optional<TimeRange> selectedRange() const;

    /// The instant that all views share, on the timeline's clock; none: it is not within.
    void setPlayhead(std::optional<core::Nanoseconds> at);

    /// Height of compute lanes, logical pixels; none: as the room allows.
    void setLaneHeight(std::optional<double> height);
    void setColourBy(core::ColourBy by);
    void setCompact(bool compact); ///< the lanes alone, without strip, charts and the line beneath
    /// Shows the critical path alone in full colours; needs an explanation.
    void showPath(bool on);
    bool isPathShown() const;
    /// Dims all but the spans that match, see core::findSpans; empty: none is searched for.
    void find(const QString& query);

    /// What is on screen, for `core::ganttPicture` and `exportPicture`; good until the timeline changes.
    core::GanttView ganttView() const;
    /// Those of the links set that are on screen: [first, last).
    std::pair<std::size_t, std::size_t> linksShown() const;

signals:
    void spanSelected(std::uint32_t span); ///< by the user; core::noSpan when cleared
    void spanHovered(std::uint32_t span);  ///< core::noSpan when none
    void rangeSelected(ui::TimeRange range); ///< empty when cleared
    void instantClicked(core::Nanoseconds at); ///< on the ruler

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void keyReleaseEvent(QKeyEvent* event) override;

private:
    class Parts;
    struct Command;
    void addActions();
    void addRangeActions();
    void addSpanActions();
    void addMarkActions();
    void addAll(const std::vector<Command>& commands);
    void connectParts();
    void connectMarks();
    void select(std::uint32_t span);
    void selectRange(std::optional<TimeRange> range);
    void rebuildPyramid();
    void showMemory();
    void showLegend();
    void showFacts();
    void showBubbles(bool on);
    void findAgain();
    void stepToHit(int by);
    void closeFind();
    void clear();
    void layOut();
    void scrollTo(int y);
    void reveal(std::uint32_t span);
    void zoomBy(double factor);
    void fitSelection();
    void stepInLane(int by);
    void stepToLane(int by);
    void followDependency(bool forward);
    void buildStrip(QHBoxLayout& strip);

    std::unique_ptr<Parts> m_parts;
};

} // namespace ui
