#include "core/base/quantity.h"
#include "core/results/gantt_picture.h"
#include "core/results/svg.h"
#include "tests/support/law.h"
#include "tests/support/timelines.h"

#include <QXmlStreamReader>

#include <cmath>
#include <map>
#include <set>

using core::ColourRole;
using core::Nanoseconds;

namespace {

/// Width of all bars of a role: time, in pixels.
std::map<ColourRole, double> barWidths(const core::Picture& picture)
{
    std::map<ColourRole, double> widths;
    for (const core::Rectangle& rectangle : picture.rectangles)
        if (rectangle.bar)
            widths[rectangle.role] += rectangle.box.width;
    return widths;
}

std::set<std::string> textsOf(const core::Picture& picture)
{
    std::set<std::string> texts;
    for (const core::Text& text : picture.texts)
        texts.insert(text.text);
    return texts;
}

core::GanttView viewOf(double width)
{
    core::GanttView view;
    view.width = width;
    return view;
}
double lanesWidth(const core::GanttView& view) { return view.width - view.gutter - 12; }

} // namespace

class TestGanttPicture : public QObject
{
    Q_OBJECT
private slots:
    void aHandWorkedLane()
    {
        core::Timeline timeline;
        support::addLane(timeline, core::LaneKind::Compute, 0,
            {{core::SpanKind::Forward, 0, 30, 0}, {core::SpanKind::Backward, 50, 100, 0}});
        auto view = viewOf(180 + 200); // 2 pixels a nanosecond
        const core::Picture picture = core::ganttPicture(timeline, view);
        std::vector<core::Box> bars;
        for (const auto& rectangle : picture.rectangles)
            if (rectangle.bar)
                bars.push_back(rectangle.box);
        QCOMPARE(bars.size(), 2u);
        QCOMPARE(bars[0].x, 168.0);
        QCOMPARE(bars[0].width, 60.0);
        QCOMPARE(bars[1].x, 168.0 + 100);
        QCOMPARE(bars[1].width, 100.0);
        QCOMPARE(picture.hatches[0].box, (core::Box {168 + 60, bars[0].y, 40, bars[0].height})); // idle from 30 to 50
        QVERIFY(textsOf(picture).contains("F0"));
        QVERIFY(textsOf(picture).contains("B0"));
        QVERIFY(textsOf(picture).contains("100 ns an iteration"));
        view.labels = false;
        QVERIFY(!textsOf(core::ganttPicture(timeline, view)).contains("F0"));
        view.hidden = core::roleSet(core::ColourRole::Forward);
        QCOMPARE(barWidths(core::ganttPicture(timeline, view)).size(), 1u);
    }
    /// 2 pixels a nanosecond; 88 of them for 31.8 bytes: 10 from the start, 20 from 50 ns on, the limit is 30.
    void aHandWorkedMemoryChart()
    {
        core::Timeline timeline;
        support::addLane(timeline, core::LaneKind::Compute, 0, {{core::SpanKind::Forward, 0, 100, 0}});
        timeline.memory[0].weights = core::Bytes(10);
        timeline.memory[0].limit = core::Bytes(30);
        timeline.memory[0].peakActivations = core::Bytes(10);
        timeline.memory[0].steps = {{Nanoseconds(50), core::Bytes(10)}};
        auto view = viewOf(180 + 200);
        const double without = core::ganttPicture(timeline, view).height;
        view.memory = true;
        const core::Picture picture = core::ganttPicture(timeline, view);
        QCOMPARE(picture.height, without + core::chartsHeight(view));
        std::vector<core::Line> curve;
        for (const core::Line& line : picture.lines)
            if (line.role == core::hueRole(0))
                curve.push_back(line);
        QCOMPARE(curve.size(), 3u); // across, up, across
        const double low = curve[0].from.y, high = curve[2].to.y;
        QVERIFY(std::abs(low - high - 88 * 10 / 31.8) < 1e-9);
        QCOMPARE(curve[0].from, (core::Point {168, low}));
        QCOMPARE(curve[1], (core::Line {{168 + 100, low}, {168 + 100, high}, core::hueRole(0), 1.5}));
        QCOMPARE(curve[2].to, (core::Point {168 + 200, high}));
        QVERIFY(textsOf(picture).contains("peak " + core::formatted(core::Bytes(20)) + " of " + core::formatted(core::Bytes(30))));
    }
    /// A link of 100 B/s falls to 40 from 20 to 40 ns; 60 flow before, 40 meanwhile, nothing after.
    void aHandWorkedLink()
    {
        core::Timeline timeline;
        support::addLane(timeline, core::LaneKind::Compute, 0, {{core::SpanKind::Forward, 0, 100, 0}});
        using core::BytesPerSecond;
        const auto at = [](std::int64_t time) { return Nanoseconds(time); };
        core::LinkUse link {"wan", "wan forward", BytesPerSecond(100), {}, {{at(20), {0}}, {at(40), {}}}};
        link.use.used = {{at(0), BytesPerSecond(60)}, {at(20), BytesPerSecond(40)}, {at(40), BytesPerSecond(0)}};
        link.use.limit = {{at(0), BytesPerSecond(100)}, {at(20), BytesPerSecond(40)}, {at(40), BytesPerSecond(100)}};
        link.use.load.mean = 0.2;
        auto view = viewOf(180 + 200);
        view.links = std::span(&link, 1);
        const core::Picture picture = core::ganttPicture(timeline, view);
        const std::vector<core::Point>& filled = picture.areas.at(0).outline;
        const double bottom = filled.front().y, pixel = 40.0 / 150; // a byte per second, with room above for words
        QCOMPARE(picture.areas.at(0).role, ColourRole::Accent);
        for (const auto& [x, value] : std::vector<std::pair<double, double>> {{168, 60}, {208, 60}, {208, 40}, {248, 40}})
            QVERIFY(std::any_of(filled.begin(), filled.end(), [&](const core::Point& point) {
                return std::abs(point.x - x) < 1e-9 && std::abs(bottom - point.y - value * pixel) < 1e-9;
            }));
        const auto lost = std::find_if(picture.hatches.begin(), picture.hatches.end(), [](const core::Hatch& hatch) { return hatch.role == ColourRole::Warning; });
        QVERIFY(lost != picture.hatches.end());
        QVERIFY(std::abs(lost->box.x - 208) < 1e-9 && std::abs(lost->box.width - 40) < 1e-9 && std::abs(lost->box.height - 60 * pixel) < 1e-9);
        QVERIFY(textsOf(picture).contains("mean 20.0 % of 100 B/s"));
    }
    /// However many steps: the filled area is what flowed.
    void anAreaIsWhatFlowed()
    {
        core::Timeline timeline;
        support::addLane(timeline, core::LaneKind::Compute, 0, {{core::SpanKind::Forward, 0, 100'000, 0}});
        core::LinkUse link {"wan", "wan forward", core::BytesPerSecond(100), {}, {}};
        double bytes = 0;
        for (std::int64_t i = 0; i < 10'000; ++i) {
            link.use.used.push_back({Nanoseconds(10 * i), core::BytesPerSecond(static_cast<double>(i * 37 % 100))});
            bytes += 10 * link.use.used.back().rate.value;
        }
        link.use.limit = {{Nanoseconds(0), core::BytesPerSecond(100)}};
        auto view = viewOf(180 + 200);
        view.links = std::span(&link, 1);
        const core::Picture picture = core::ganttPicture(timeline, view);
        const auto mean = std::find_if(picture.areas.begin(), picture.areas.end(), [](const core::Area& area) { return area.role == ColourRole::Accent; });
        double area = 0; // by the shoelace formula
        for (std::size_t i = 0; i < mean->outline.size(); ++i) {
            const core::Point& a = mean->outline[i];
            const core::Point& b = mean->outline[(i + 1) % mean->outline.size()];
            area += (a.x * b.y - b.x * a.y) / 2;
        }
        const double pixels = bytes / 100'000 * 200 * 40 / 150;
        QVERIFY2(std::abs(std::abs(area) / pixels - 1) < 1e-3, QByteArray::number(std::abs(area) / pixels));
    }
    void aPathIsOneLineFromTheStartToTheEnd()
    {
        const core::Timeline timeline = support::pipelineTimeline(4, 8);
        core::CriticalPath path; // forward down, backward up: by hand
        for (const std::uint32_t span : {timeline.lanes[0].firstSpan, timeline.lanes[3].firstSpan})
            path.pieces.push_back({timeline.spans[span].start, timeline.spans[span].end, span, -1, core::PathCategory::Compute});
        core::GanttView view = viewOf(1000);
        const auto before = core::ganttPicture(timeline, view).lines.size();
        view.path = &path;
        const auto lines = core::ganttPicture(timeline, view).lines;
        QCOMPARE(lines.size(), before + 3); // along, down, and along from where the first ended
        const double perNanosecond = lanesWidth(view) / static_cast<double>(timeline.period.count);
        QCOMPARE(lines[0].from.y, lines[0].to.y);
        QCOMPARE(lines[1].from.x, lines[1].to.x);
        QCOMPARE(lines[2].from.x, lines[0].to.x);
        QVERIFY(std::abs(lines[2].to.x - view.gutter - 5e6 * perNanosecond) < 1e-6); // 2 + 1 + 2 units of 1 ms
        QVERIFY(lines[2].to.y > lines[0].to.y);
        view.rows = {0};
        QCOMPARE(core::ganttPicture(timeline, view).lines.size(), before + 1);
    }
    void areasEqualTimesHoweverNarrowTheSpans()
    {
        QVERIFY(support::law("the width of all bars of a role is its time", 30, 500, [] {
            const auto timeline = support::randomTimeline(*rc::gen::inRange(1, 20'000), 2, *rc::gen::arbitrary<std::uint32_t>());
            const auto view = viewOf(*rc::gen::inRange(300, 2000));
            std::map<ColourRole, double> exact;
            const double perNanosecond = lanesWidth(view) / static_cast<double>(timeline.period.count);
            for (const core::Span& span : timeline.spans)
                exact[core::roleOf(span.kind)] += static_cast<double>((span.end - span.start).count) * perNanosecond;
            for (const auto& [role, width] : barWidths(core::ganttPicture(timeline, view)))
                RC_ASSERT(std::abs(width - exact[role]) < 1e-6 * view.width);
        }));
    }
    void mergedBarsStayWithinAPixelOrTwoOfTheirSpans()
    {
        const auto timeline = support::randomTimeline(40'000, 1);
        const auto view = viewOf(1000);
        const double width = lanesWidth(view);
        std::vector<double> drawn(1000, 0.0), exact(1000, 0.0);
        const auto spread = [](std::vector<double>& into, double left, double right) {
            for (auto k = static_cast<std::size_t>(left); k < into.size() && static_cast<double>(k) < right; ++k)
                into[k] += std::min(right, static_cast<double>(k + 1)) - std::max(left, static_cast<double>(k));
        };
        for (const auto& rectangle : core::ganttPicture(timeline, view).rectangles)
            if (rectangle.bar)
                spread(drawn, rectangle.box.x - view.gutter, rectangle.box.right() - view.gutter);
        const double scale = width / static_cast<double>(timeline.period.count);
        for (const auto& span : timeline.spans)
            spread(exact, static_cast<double>(span.start.count) * scale, static_cast<double>(span.end.count) * scale);
        double difference = 0;
        for (std::size_t k = 0; k < drawn.size(); ++k) {
            difference += drawn[k] - exact[k];
            QVERIFY(std::abs(difference) < 1.5);
        }
    }
    void overlappingSpansLieBesideEachOther()
    {
        core::Timeline timeline;
        const auto send = core::SpanKind::SendActivation;
        support::addLane(timeline, core::LaneKind::StageToStage, 0, {{send, 0, 60}, {send, 30, 100}});
        const core::Picture picture = core::ganttPicture(timeline, viewOf(1000));
        std::vector<core::Box> bars;
        for (const auto& rectangle : picture.rectangles)
            if (rectangle.bar)
                bars.push_back(rectangle.box);
        QCOMPARE(bars.size(), 2u);
        QVERIFY(bars[0].bottom() <= bars[1].y);
        QVERIFY(picture.hatches.size() == 1); // the legend's: communication lanes have no bubbles
    }
    void hatchesStayInsideTheirBox()
    {
        QVERIFY(support::law("strokes lie in their box, at 45 degrees", 200, 2000, [] {
            const auto number = [] { return *rc::gen::inRange(0, 1000) / 10.0; };
            const core::Hatch hatch {{number(), number(), number(), number()}, ColourRole::Bubble};
            for (const core::Line& line : core::strokesOf(hatch)) {
                for (const core::Point point : {line.from, line.to}) {
                    RC_ASSERT(point.x >= hatch.box.x - 1e-9 && point.x <= hatch.box.right() + 1e-9);
                    RC_ASSERT(point.y >= hatch.box.y - 1e-9 && point.y <= hatch.box.bottom() + 1e-9);
                }
                RC_ASSERT(std::abs((line.to.x - line.from.x) + (line.to.y - line.from.y)) < 1e-9);
            }
        }));
    }
    void svgIsWellFormedAndComplete()
    {
        auto timeline = support::pipelineTimeline(4, 8);
        timeline.lanes[0].title = "<n&0>";
        auto view = viewOf(1200);
        view.title = "a < b & c";
        const core::Picture picture = core::ganttPicture(timeline, view);
        const std::string text = core::svg(picture, core::builtInPalette(core::Scheme::Light));
        QXmlStreamReader reader(QByteArray::fromStdString(text));
        std::set<std::string> found;
        int moves = 0;
        while (!reader.atEnd()) {
            reader.readNext();
            if (reader.isStartElement() && reader.name() == QString("path"))
                moves += static_cast<int>(reader.attributes().value("d").count('h'));
            if (reader.isStartElement() && reader.name() == QString("text"))
                found.insert(reader.readElementText().toStdString());
        }
        QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
        QCOMPARE(found, textsOf(picture));
        QCOMPARE(moves, static_cast<int>(timeline.spans.size()));
    }
    void aMillionSpansStayBelowTwentyMegabytes()
    {
        const int spans = support::count(200'000, 1'000'000);
        const auto timeline = support::randomTimeline(spans, 200);
        auto view = viewOf(1800);
        const std::string text = core::svg(core::ganttPicture(timeline, view), core::builtInPalette(core::Scheme::Dark));
        qInfo("SVG of %d spans: %.1f MB", spans, static_cast<double>(text.size()) / 1e6);
        QVERIFY(text.size() < 20'000'000);
    }
    void labelsFitByTheFontsWidths()
    {
        QVERIFY(core::labelFits("F12", 40, 20));
        QVERIFY(!core::labelFits("F12", 24, 20)); // F 1178, 1 and 2 1303 each: 20.3 pixels at 11, and 5 of margin
        QVERIFY(!core::labelFits("F12", 40, 10));
        QVERIFY(!core::labelFits("", 40, 20));
    }
    void coloursFollowPhaseMicroBatchOrStage()
    {
        const auto timeline = support::pipelineTimeline(3, 4);
        const core::Span& span = timeline.spans[1]; // forward of micro-batch 1 on stage 0
        QCOMPARE(core::barRole(timeline, span, core::ColourBy::Phase), ColourRole::Forward);
        QCOMPARE(core::barRole(timeline, span, core::ColourBy::MicroBatch), ColourRole::Hue2);
        QCOMPARE(core::barRole(timeline, span, core::ColourBy::Stage), ColourRole::Hue1);
        QCOMPARE(core::barLabel(span), std::string("F1"));
    }
};
CLUSTERLOOM_TEST(TestGanttPicture)

#include "tst_gantt_picture.moc"
