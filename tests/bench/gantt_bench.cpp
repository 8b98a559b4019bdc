#include "core/results/range_statistics.h"
#include "tests/bench/frame_times.h"
#include "tests/support/timelines.h"
#include "ui/timeline/lanes.h"
#include "ui/timeline/timeline_view.h"

#include <benchmark/benchmark.h>

#include <QApplication>
#include <QMouseEvent>

#include <algorithm>
#include <map>
#include <memory>
#include <vector>

namespace {

/// 200 lanes at 3840x2160 with every lane visible, as the budget has it.
struct Window
{
    explicit Window(int spans)
        : timeline(std::make_shared<const core::Timeline>(support::randomTimeline(spans, 200)))
    {
        view.setLaneHeight(12.0);
        view.setTimeline(timeline);
        view.resize(3840, 2160);
        view.show();
        QApplication::processEvents();
        canvas = view.findChild<ui::Plot*>("timelineCanvas");
    }
    /// From the event to the painted backing store: the replot is queued by the change of the range.
    void frame() { QApplication::processEvents(); }
    std::shared_ptr<const core::Timeline> timeline;
    ui::VisibleRange range;
    ui::TimelineView view {range};
    ui::Plot* canvas = nullptr;
};

std::map<int, std::unique_ptr<Window>> windows;

Window& windowOf(int spans)
{
    for (auto& [count, other] : windows)
        if (other)
            other->view.setVisible(count == spans);
    auto& window = windows[spans];
    if (!window)
        window = std::make_unique<Window>(spans);
    return *window;
}

void pan(benchmark::State& state)
{
    Window& window = windowOf(static_cast<int>(state.range(0)));
    window.range.setRange({core::Nanoseconds(0), core::Nanoseconds(window.timeline->period.count * 9 / 10)});
    std::int64_t step = window.range.range().length().count / 3840;
    bench::FrameTimes times;
    for (auto _ : state) {
        if (window.range.range().end == window.range.bounds().end || window.range.range().start.count == 0)
            step = window.range.range().start.count == 0 ? std::abs(step) : -std::abs(step);
        times.begin();
        window.range.pan(core::Nanoseconds(5 * step));
        window.frame();
        times.end();
    }
    times.report(state);
}

void zoom(benchmark::State& state)
{
    Window& window = windowOf(static_cast<int>(state.range(0)));
    window.range.showAll();
    bool in = true;
    bench::FrameTimes times;
    for (auto _ : state) {
        times.begin();
        window.range.zoom(in ? 0.97 : 1 / 0.97, core::Nanoseconds(window.timeline->period.count / 3));
        window.frame();
        times.end();
        const double share = static_cast<double>(window.range.range().length().count)
            / static_cast<double>(window.range.bounds().length().count);
        in = share > 0.99 || (in && share > 0.02);
    }
    times.report(state);
}

/// Every row of a million spans from nothing, without painting.
void rasterRows(benchmark::State& state)
{
    const auto timeline = support::randomTimeline(1'000'000, 200);
    const core::PhasePyramid pyramid(timeline, core::ColourBy::Phase);
    ui::RasterStyle style;
    style.colours.fill(0xff3366ccu);
    ui::RasterColumns columns;
    columns.empty.assign(3640, 0xffffffffu);
    columns.perNanosecond
        = 3640 / static_cast<double>(timeline.period.count) * static_cast<double>(state.range(0)) / 100;
    ui::RowImage image;
    for (auto _ : state)
        for (std::size_t row = 0; row < pyramid.rows().size(); ++row)
            ui::rasterRow(pyramid, row, columns, style, image);
}

void hoverPick(benchmark::State& state)
{
    Window& window = windowOf(1'000'000);
    window.range.showAll();
    ui::TimelineScene scene;
    scene.timeline = window.timeline;
    scene.arrange();
    scene.layout = ui::LaneLayout(scene.arrangement, scene.pyramid, ui::orderOf(*window.timeline, scene.arrangement, scene.grouping), 12.0);
    const ui::Lanes lanes(scene);
    const ui::PlotMapping mapping = window.canvas->mapping();
    int x = 0;
    for (auto _ : state) {
        x = (x + 37) % 3600;
        benchmark::DoNotOptimize(lanes.pick(mapping, QPointF(x + 10, 40 + x / 2 % 2000)));
    }
}

/// A mouse move over the lanes until the card is painted.
void hoverFrame(benchmark::State& state)
{
    Window& window = windowOf(1'000'000);
    window.range.showAll();
    window.frame();
    int x = 0;
    for (auto _ : state) {
        x = (x + 37) % 3000;
        const QPointF point(x + 10, 40 + x / 2 % 2000);
        QMouseEvent move(QEvent::MouseMove, point, window.canvas->mapToGlobal(point), Qt::NoButton, {}, {});
        QApplication::sendEvent(window.canvas, &move);
        QApplication::processEvents();
    }
}

void firstPaint(benchmark::State& state)
{
    const auto timeline = std::make_shared<const core::Timeline>(support::randomTimeline(1'000'000, 200));
    for (auto _ : state) {
        ui::VisibleRange range;
        ui::TimelineView view(range);
        view.setLaneHeight(12.0);
        view.setTimeline(timeline);
        view.resize(3840, 2160);
        view.show();
        QApplication::processEvents();
    }
}

void rangeStatistics(benchmark::State& state)
{
    const auto timeline = support::randomTimeline(1'000'000, 200);
    const core::PhasePyramid pyramid(timeline, core::ColourBy::Phase);
    state.counters["pyramid_bytes_per_span"] = static_cast<double>(pyramid.bytes()) / 1e6;
    for (auto _ : state)
        benchmark::DoNotOptimize(core::statistics(pyramid, timeline, core::Nanoseconds(10), timeline.period));
}

BENCHMARK(pan)->Arg(10'000)->Arg(100'000)->Arg(1'000'000)->Iterations(300)->Unit(benchmark::kMillisecond);
BENCHMARK(zoom) // in to a fiftieth and out again
    ->Arg(10'000)->Arg(100'000)->Arg(1'000'000)->Iterations(260)->Unit(benchmark::kMillisecond);
BENCHMARK(rasterRows)->ArgName("zoom_percent")->Arg(100)->Arg(400)->Arg(5000)->Unit(benchmark::kMillisecond);
BENCHMARK(hoverPick)->Unit(benchmark::kMicrosecond);
BENCHMARK(hoverFrame)->Unit(benchmark::kMillisecond);
BENCHMARK(firstPaint)->Unit(benchmark::kMillisecond);
BENCHMARK(rangeStatistics)->Unit(benchmark::kMillisecond);

} // namespace

/// Prints medians unless told otherwise.
int main(int argc, char** argv)
{
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    std::vector<char*> arguments(argv, argv + argc);
    std::string repeat = "--benchmark_repetitions=9", medians = "--benchmark_report_aggregates_only=true";
    if (argc == 1) {
        arguments.push_back(repeat.data());
        arguments.push_back(medians.data());
    }
    int count = static_cast<int>(arguments.size());
    benchmark::Initialize(&count, arguments.data());
    benchmark::RunSpecifiedBenchmarks();
    windows.clear(); // before the application
}
