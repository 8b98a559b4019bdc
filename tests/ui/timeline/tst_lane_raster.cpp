#include "tests/support/law.h"
#include "tests/support/timelines.h"
#include "ui/timeline/lane_raster.h"

#include <cmath>

using core::ColourRole;
using core::Nanoseconds;

namespace {

constexpr ui::Pixel background = 0xff000000u;

/// Forward is pure red and backward pure blue on black, so that a pixel tells the share of each.
ui::RasterStyle styleOf(int width)
{
    ui::RasterStyle style;
    style.background = background;
    style.empty.assign(static_cast<std::size_t>(width), background);
    style.colours[static_cast<std::size_t>(ColourRole::Forward)] = 0xffff0000u;
    style.colours[static_cast<std::size_t>(ColourRole::Backward)] = 0xff0000ffu;
    return style;
}

core::TimeScale scaleOf(std::int64_t start, std::int64_t end, int width)
{
    return {Nanoseconds(start), Nanoseconds(end), 0, static_cast<double>(width)};
}

ui::RowImage rastered(const core::Timeline& timeline, const core::TimeScale& scale)
{
    ui::RowImage image;
    ui::rasterRow(core::PhasePyramid(timeline, core::ColourBy::Phase), 0, scale, styleOf(static_cast<int>(scale.width)), image);
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
        const ui::RowImage image = rastered(timeline, scaleOf(0, 400, 40));
        QCOMPARE(image.wide, (std::vector<ui::WideBar> {{0, 10, 0}, {10, 20, 1}, {30, 40, 2}}));
        QCOMPARE(image.pixels[8], 0xffff0000u);
        QCOMPARE(image.pixels[9], background); // the gap
        QCOMPARE(image.pixels[10], 0xff0000ffu);
        QCOMPARE(image.idle, (std::vector<std::pair<int, int>> {{20, 30}}));
    }
    void narrowBarsMixByTheirTime()
    {
        core::Timeline timeline;
        support::addLane(timeline, core::LaneKind::Compute, 0,
            {{core::SpanKind::Forward, 0, 51}, {core::SpanKind::Backward, 51, 102}, {core::SpanKind::Forward, 200, 220}});
        const ui::RowImage image = rastered(timeline, scaleOf(0, 1020, 10));
        QCOMPARE(image.pixels[0], 0xff800080u); // half and half
        QCOMPARE(image.pixels[1] >> 16 & 0xff, 10u); // 4 of 102 ns
        QCOMPARE(image.idle.back(), (std::pair<int, int> {3, 10}));
    }
    void aHiddenPhaseLeavesNeitherBarNorBubble()
    {
        core::Timeline timeline;
        support::addLane(timeline, core::LaneKind::Compute, 0,
            {{core::SpanKind::Forward, 0, 200}, {core::SpanKind::Backward, 200, 400}});
        ui::RasterStyle style = styleOf(40);
        style.hiddenRoles = 1ull << static_cast<int>(ColourRole::Backward);
        ui::RowImage image;
        ui::rasterRow(core::PhasePyramid(timeline, core::ColourBy::Phase), 0, scaleOf(0, 400, 40), style, image);
        QVERIFY(image.idle.empty());
        QCOMPARE(image.pixels[30], background);
    }
    void drawnSharesEqualExactStatisticsWithinAColumn()
    {
        QVERIFY(support::law("the light of each phase is its time, within a column and rounding", 60, 1000, [] {
            const auto timeline = support::randomTimeline(*rc::gen::inRange(2000, 12'000), 1, *rc::gen::arbitrary<std::uint32_t>());
            const int width = *rc::gen::inRange(100, 400); // columns of some spans each
            const ui::RowImage image = rastered(timeline, scaleOf(0, timeline.period.count, width));
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
        const auto scale = scaleOf(0, 200'000, 100);
        QCOMPARE(rastered(busy, scale).pixels[50], 0xffff0000u);
        QCOMPARE((rastered(idle, scale).pixels[50] >> 16 & 0xff), 127u); // half of 255
    }
};
CLUSTERLOOM_TEST(TestLaneRaster)

#include "tst_lane_raster.moc"
