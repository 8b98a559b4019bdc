#include "tests/support/law.h"
#include "tests/support/timelines.h"
#include "ui/timeline/lane_raster.h"

#include <cmath>

using core::ColourRole;
using core::Nanoseconds;

namespace {

constexpr ui::Pixel background = 0xff000000u;

/// Forward is pure red and backward pure blue on black, so that a pixel tells the share of each.
ui::RasterStyle style()
{
    ui::RasterStyle style;
    style.background = background;
    style.colours[static_cast<std::size_t>(ColourRole::Forward)] = 0xffff0000u;
    style.colours[static_cast<std::size_t>(ColourRole::Backward)] = 0xff0000ffu;
    return style;
}

/// `count` columns from the n-th on; empty ones tell which they are.
ui::RasterColumns columnsOf(double perNanosecond, ui::Column first, int count)
{
    ui::RasterColumns columns {perNanosecond, first, {}};
    for (ui::Column column = first; column < first + count; ++column)
        columns.empty.push_back(static_cast<ui::Pixel>(0xff00'0000u | (column & 0xffff) << 8));
    return columns;
}

/// All of [0, end) in `width` columns.
ui::RowImage rastered(const core::Timeline& timeline, std::int64_t end, int width)
{
    ui::RasterColumns columns = columnsOf(static_cast<double>(width) / static_cast<double>(end), 0, width);
    columns.empty.assign(columns.empty.size(), background);
    ui::RowImage image;
    ui::rasterRow(core::PhasePyramid(timeline, core::ColourBy::Phase), 0, columns, style(), image);
    return image;
}

} // namespace

class TestLaneRaster : public QObject
{
    Q_OBJECT
private slots:
    void wideBarsHaveCrispEdgesAndAGap()
    {
        core::Timeline timeline;
        support::addLane(timeline, core::LaneKind::Compute, 0,
            {{core::SpanKind::Forward, 0, 104}, {core::SpanKind::Backward, 104, 200}, {core::SpanKind::Forward, 296, 400}});
        const ui::RowImage image = rastered(timeline, 400, 40);
        QCOMPARE(image.wide, (std::vector<ui::WideBar> {{0, 10, 0}, {10, 20, 1}, {30, 40, 2}}));
        QCOMPARE(image.pixels[8], 0xffff0000u);
        QCOMPARE(image.pixels[9], background); // the gap
        QCOMPARE(image.pixels[10], 0xff0000ffu);
        QCOMPARE(image.idle, (std::vector<std::pair<ui::Column, ui::Column>> {{20, 30}}));
    }
    void narrowBarsMixByTheirTime()
    {
        core::Timeline timeline;
        support::addLane(timeline, core::LaneKind::Compute, 0,
            {{core::SpanKind::Forward, 0, 51}, {core::SpanKind::Backward, 51, 102}, {core::SpanKind::Forward, 200, 220}});
        const ui::RowImage image = rastered(timeline, 1020, 10);
        QCOMPARE(image.pixels[0], 0xff800080u); // half and half
        QCOMPARE(image.pixels[1] >> 16 & 0xff, 10u); // 4 of 102 ns
        QCOMPARE(image.idle.back(), (std::pair<ui::Column, ui::Column> {3, 10}));
    }
    void aHiddenPhaseLeavesNeitherBarNorBubble()
    {
        core::Timeline timeline;
        support::addLane(timeline, core::LaneKind::Compute, 0,
            {{core::SpanKind::Forward, 0, 200}, {core::SpanKind::Backward, 200, 400}});
        ui::RasterStyle half = style();
        half.hiddenRoles = 1ull << static_cast<int>(ColourRole::Backward);
        const ui::RasterColumns columns = columnsOf(0.1, 0, 40);
        ui::RowImage image;
        ui::rasterRow(core::PhasePyramid(timeline, core::ColourBy::Phase), 0, columns, half, image);
        QVERIFY(image.idle.empty());
        QCOMPARE(image.pixels[30], columns.empty[30]);
    }
    void idleTimeBeforeAHiddenBarIsShown()
    {
        core::Timeline timeline;
        support::addLane(timeline, core::LaneKind::Compute, 0,
            {{core::SpanKind::Forward, 0, 100}, {core::SpanKind::Backward, 200, 300}, {core::SpanKind::Forward, 300, 400}});
        ui::RasterStyle half = style();
        half.hiddenRoles = 1ull << static_cast<int>(ColourRole::Backward);
        ui::RowImage image;
        ui::rasterRow(core::PhasePyramid(timeline, core::ColourBy::Phase), 0, columnsOf(0.1, 0, 40), half, image);
        QCOMPARE(image.idle, (std::vector<std::pair<ui::Column, ui::Column>> {{10, 20}}));
    }
    void aMovedRowEqualsAFreshOne()
    {
        QVERIFY(support::law("columns show the same wherever they are moved", 150, 3000, [] {
            const auto timeline = support::randomTimeline(*rc::gen::inRange(1, 4000), 2, *rc::gen::arbitrary<std::uint32_t>());
            const core::PhasePyramid pyramid(timeline, core::ColourBy::Phase);
            const int count = *rc::gen::inRange(1, 200);
            const double zoom = *rc::gen::element(1.0, 0.9, 3.3, 20.0, 700.0); // from many bars a column to columns a bar
            const double perNanosecond = count / static_cast<double>(timeline.period.count) * zoom;
            const int most = static_cast<int>(count * (zoom + 1));
            ui::RasterStyle shown = style();
            shown.hiddenRoles = *rc::gen::element(0ull, 1ull << static_cast<int>(ColourRole::Forward));
            for (std::size_t row = 0; row < pyramid.rows().size(); ++row) {
                ui::RowImage moved;
                ui::Column first = *rc::gen::inRange(0, most);
                for (int step = 0; step < 4; ++step) {
                    ui::RowImage fresh;
                    const ui::RasterColumns columns = columnsOf(perNanosecond, first, count);
                    ui::moveRow(pyramid, row, columns, shown, moved);
                    ui::rasterRow(pyramid, row, columns, shown, fresh);
                    RC_ASSERT(moved == fresh);
                    first = std::max<ui::Column>(0, first + *rc::gen::inRange(-count - 1, count + 1));
                }
            }
        }));
    }
    void drawnSharesEqualExactStatisticsWithinAColumn()
    {
        QVERIFY(support::law("the light of each phase is its time, within a column and rounding", 60, 1000, [] {
            const auto timeline = support::randomTimeline(*rc::gen::inRange(2000, 12'000), 1, *rc::gen::arbitrary<std::uint32_t>());
            const int width = *rc::gen::inRange(100, 400); // columns of some spans each
            const ui::RowImage image = rastered(timeline, timeline.period.count, width);
            const core::PhasePyramid pyramid(timeline, core::ColourBy::Phase);
            const auto exact = pyramid.times(0, Nanoseconds(0), timeline.period);
            const auto& roles = pyramid.rows()[0].roles;
            for (std::size_t role = 0; role < roles.size(); ++role) {
                const int shift = roles[role] == ColourRole::Forward ? 16 : 0;
                double light = 0;
                for (const ui::Pixel pixel : image.pixels)
                    light += static_cast<double>(pixel >> shift & 0xff) / 255;
                const double share = static_cast<double>(exact[role]) / static_cast<double>(timeline.period.count);
                RC_ASSERT(std::abs(light - share * width) < 1 + 0.5 * width / 255); // each pixel is rounded to 1/255
            }
        }));
    }
    void bubblesDoNotVanishWhenZoomedOut()
    {
        core::Timeline busy, idle; // alike, but every second bar of the other is missing
        std::vector<support::Piece> all, half;
        for (std::int64_t i = 0; i < 20'000; ++i) {
            all.push_back({core::SpanKind::Forward, i * 10, i * 10 + 10});
            if (i % 2 == 0)
                half.push_back(all.back());
        }
        half.push_back(all.back());
        support::addLane(busy, core::LaneKind::Compute, 0, all);
        support::addLane(idle, core::LaneKind::Compute, 0, half);
        QCOMPARE(rastered(busy, 200'000, 100).pixels[50], 0xffff0000u);
        QCOMPARE((rastered(idle, 200'000, 100).pixels[50] >> 16 & 0xff), 127u); // half of 255
    }
};
CLUSTERLOOM_TEST(TestLaneRaster)

#include "tst_lane_raster.moc"
