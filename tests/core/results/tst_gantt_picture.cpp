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
        view.lanes = {0};
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
