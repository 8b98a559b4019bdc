#include "core/documents/check.h"
#include "core/documents/drawing.h"
#include "ui/cluster/cluster_view.h"

#include <benchmark/benchmark.h>

#include <QApplication>
#include <QMouseEvent>
#include <QScrollBar>

#include <random>

/// Budgets at 1,000 nodes and 5,000 links, all visible at 1920x1080: pan 16 ms, drag 16 ms; paste of 500 nodes 100 ms; check of 1,000
/// nodes 50 ms. Frames are from the event to the painted backing store.
namespace {

core::Result<ui::SimulationResult> neverRun(const ui::SimulationInput&, const core::Progress&)
{
    return core::Error {"not simulated here", {}, {}, {}};
}

/// 1,000 nodes in 40 racks; four links from each to switches, and 1,000 among switches.
core::Project largeProject(int nodes)
{
    core::Project project;
    project.cluster.emplace();
    core::Cluster& cluster = *project.cluster;
    const int switches = std::max(2, nodes / 10);
    for (int i = 0; i < nodes; ++i) {
        core::Node node;
        node.id.text = "n" + std::to_string(i);
        node.device = core::DeviceKindId {i % 3 == 0 ? "H100-80G-SXM" : i % 3 == 1 ? "A100-80G-SXM" : "V100-16G-SXM"};
        node.count = 8;
        node.at = core::Position {(i % 40) * 204.0, (i / 40) * 132.0};
        cluster.nodes.append(node);
    }
    for (int i = 0; i < switches; ++i) {
        core::Switch hub;
        hub.id.text = "s" + std::to_string(i);
        hub.at = core::Position {(i % 50) * 163.0, -200.0 - (i / 50) * 100.0};
        cluster.switches.append(hub);
    }
    std::mt19937 random(1);
    const auto any = [&random](int limit) { return static_cast<int>(random() % static_cast<unsigned>(limit)); };
    for (int i = 0; i < 5 * nodes; ++i) {
        core::Link link;
        link.id.text = "l" + std::to_string(i);
        const int hub = any(switches);
        link.ends = {i < 4 * nodes ? "n" + std::to_string(i % nodes) : "s" + std::to_string((hub + 1) % switches), "s" + std::to_string(hub)};
        link.bandwidth = core::parseQuantity<core::BytesPerSecond>(i % 2 == 0 ? "200 Gbit/s" : "100 Gbit/s").value();
        link.latency = core::parseQuantity<core::Seconds>("5 us").value();
        cluster.links.append(link);
    }
    return project;
}

struct Window
{
    ui::Session session {neverRun};
    ui::ClusterView view {session};

    explicit Window(int nodes)
    {
        view.resize(1920, 1080);
        session.start(largeProject(nodes));
        view.show();
        view.fit();
        QApplication::processEvents();
    }
    void mouse(QEvent::Type type, QPointF at, Qt::MouseButton button, Qt::MouseButtons buttons)
    {
        QMouseEvent event(type, at, view.viewport()->mapToGlobal(at), button, buttons, {});
        QApplication::sendEvent(view.viewport(), &event);
    }
};

void pan(benchmark::State& state)
{
    Window window(static_cast<int>(state.range(0)));
    window.view.setZoom(window.view.zoom() * static_cast<double>(state.range(1)) / 100);
    QApplication::processEvents();
    int step = 0;
    window.mouse(QEvent::MouseButtonPress, {900, 500}, Qt::MiddleButton, Qt::MiddleButton);
    for (auto _ : state) {
        const int swing = ++step % 40;
        window.mouse(QEvent::MouseMove, {900.0 + 3 * (swing < 20 ? swing : 40 - swing), 500}, Qt::NoButton, Qt::MiddleButton);
        QApplication::processEvents();
    }
}

void zoom(benchmark::State& state)
{
    Window window(1000);
    int step = 0;
    for (auto _ : state) {
        window.view.setZoom(window.view.zoom() * (++step % 20 < 10 ? 1.02 : 1 / 1.02));
        QApplication::processEvents();
    }
}

void drag(benchmark::State& state)
{
    Window window(1000);
    const QRectF box = ui::boxOf(window.view.clusterScene().still(), core::NodeId {"n500"});
    const QPointF at = window.view.mapFromScene(box.center());
    window.mouse(QEvent::MouseButtonPress, at, Qt::LeftButton, Qt::LeftButton);
    int step = 0;
    for (auto _ : state) {
        window.mouse(QEvent::MouseMove, at + QPointF(10 + ++step % 100, 12), Qt::NoButton, Qt::LeftButton);
        QApplication::processEvents();
    }
}

/// Every element selected and lit, one after another.
void selectAll(benchmark::State& state)
{
    Window window(1000);
    std::vector<ui::Element> all;
    for (const ui::DrawnNode& node : window.view.clusterScene().still().nodes)
        all.emplace_back(node.id);
    for (const ui::DrawnLink& link : window.view.clusterScene().still().links)
        all.emplace_back(link.id);
    for (auto _ : state) {
        window.session.selection().select(all);
        QApplication::processEvents();
        window.session.selection().clear();
        QApplication::processEvents();
    }
}

/// 500 nodes with their links, onto the canvas and painted; then taken back, untimed.
void paste(benchmark::State& state)
{
    Window window(1000);
    core::ElementIds ids;
    for (int i = 0; i < 500; ++i)
        ids.nodes.push_back({"n" + std::to_string(i)});
    for (int i = 0; i < 100; ++i)
        ids.switches.push_back({"s" + std::to_string(i)});
    const std::string text = core::copied(window.session.project(), ids);
    for (auto _ : state) {
        const auto drawn = core::pasted(window.session.project(), text, {24, 24});
        window.session.edit(QStringLiteral("Paste"), [&](core::Project& project) { project = drawn->project; });
        QApplication::processEvents();
        state.PauseTiming();
        window.session.undoStack().undo();
        QApplication::processEvents();
        state.ResumeTiming();
    }
}

void check(benchmark::State& state)
{
    const core::Project project = largeProject(1000);
    for (auto _ : state)
        benchmark::DoNotOptimize(core::check(project, core::builtInCatalogue()));
}

BENCHMARK(pan)->ArgNames({"nodes", "zoom_percent"})->Args({1000, 100})->Args({1000, 300})->Args({1000, 800})->Unit(benchmark::kMillisecond);
BENCHMARK(zoom)->Unit(benchmark::kMillisecond);
BENCHMARK(drag)->Unit(benchmark::kMillisecond);
BENCHMARK(selectAll)->Unit(benchmark::kMillisecond);
BENCHMARK(paste)->Unit(benchmark::kMillisecond);
BENCHMARK(check)->Unit(benchmark::kMillisecond);

} // namespace
