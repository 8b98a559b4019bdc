#pragma once

#include "core/results/gantt_picture.h"
#include "tests/support/timelines.h"
#include "ui/timeline/timeline_view.h"

#include <QApplication>
#include <QImage>
#include <QMouseEvent>
#include <QPixmap>
#include <QTest>
#include <QWheelEvent>

#include <cmath>

namespace support {

/// A timeline view on screen.
struct Shown
{
    explicit Shown(core::Timeline timeline, QSize size = {1200, 600})
        : content(std::make_shared<const core::Timeline>(std::move(timeline)))
    {
        view.setTimeline(content);
        view.resize(size);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        canvas = view.findChild<QWidget*>("timelineCanvas");
    }
    /// A point of the canvas at an instant, on the n-th lane.
    QPoint at(std::int64_t time, int lane) const
    {
        const ui::TimeRange shown = range.range();
        const double x = static_cast<double>(time - shown.start.count) / static_cast<double>(shown.length().count) * canvas->width();
        double y = 26;
        for (int i = 0; i <= lane; ++i) {
            const auto& l = content->lanes[static_cast<std::size_t>(i)];
            const double height = core::heightOf(l.kind == core::LaneKind::Compute, core::tracksOf(content->spansOf(l)).count, view.ganttView().laneHeight);
            y += i < lane ? height : height / 3;
        }
        return {static_cast<int>(std::lround(x)), static_cast<int>(y)};
    }
    void wheel(QPoint point, Qt::KeyboardModifiers modifiers, int delta)
    {
        QWheelEvent event(point, canvas->mapToGlobal(QPointF(point)), {}, {0, delta}, Qt::NoButton, modifiers,
            Qt::NoScrollPhase, false);
        QApplication::sendEvent(canvas, &event);
    }
    void drag(QPoint from, QPoint to, Qt::MouseButton button = Qt::LeftButton)
    {
        QTest::mousePress(canvas, button, {}, from);
        for (int i = 1; i <= 5; ++i) {
            const QPointF point = from + QPointF(to - from) * i / 5.0;
            QMouseEvent move(QEvent::MouseMove, point, canvas->mapToGlobal(point), Qt::NoButton, button, Qt::NoModifier);
            QApplication::sendEvent(canvas, &move);
        }
        QTest::mouseRelease(canvas, button, {}, to);
    }
    QImage image() { return view.grab().toImage(); }

    std::shared_ptr<const core::Timeline> content;
    ui::VisibleRange range;
    ui::TimelineView view {range};
    QWidget* canvas = nullptr;
};

} // namespace support
