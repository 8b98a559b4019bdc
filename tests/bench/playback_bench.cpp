#include "tests/bench/frame_times.h"
#include "ui/cluster/cluster_view.h"

#include <QApplication>

#include <string>

namespace {

/// 100 nodes, each with a link to 5 switches: 500 links, all seen at 1920x1080, of which a tenth changes all the time.
core::Project cluster()
{
    std::string nodes, switches, links, events;
    const auto comma = [](int index) { return index ? std::string(", ") : std::string(); };
    const auto quoted = [](const std::string& text) { return "\"" + text + "\""; };
    for (int i = 0; i < 5; ++i)
        switches += comma(i) + "{ \"id\": \"s" + std::to_string(i) + "\", \"at\": [" + std::to_string(i * 500) + ", -300] }";
    for (int i = 0; i < 100; ++i) {
        const std::string node = "n" + std::to_string(i);
        nodes += comma(i) + "{ \"id\": " + quoted(node) + ", \"device\": \"A100-80G-SXM\", \"count\": 8, \"nics\": 5, \"at\": ["
            + std::to_string(i % 20 * 200) + ", " + std::to_string(i / 20 * 160) + "] }";
        for (int j = 0; j < 5; ++j)
            links += comma(i * 5 + j) + "{ \"id\": " + quoted(node + "-s" + std::to_string(j)) + ", \"ends\": [" + quoted(node) + ", "
                + quoted("s" + std::to_string(j)) + "], \"bandwidth\": \"200 Gbit/s\", \"latency\": \"5 us\" }";
    }
    for (int i = 0; i < 50; ++i)
        events += comma(i) + quoted("every " + std::to_string(100 + i) + " ms link n" + std::to_string(i) + "-s" + std::to_string(i % 5) + " bandwidth *0.3 for 40 ms");
    const std::string text = "{ \"clusterloom\": 1, \"cluster\": { \"nodes\": [" + nodes + "], \"switches\": [" + switches + "], \"links\": [" + links
        + "] }, \"scenario\": { \"horizon\": \"60 s\", \"events\": [" + events + "] } }";
    return *core::parseProject(text).project;
}

/// Each frame the playhead goes on by 16 ms, links are coloured anew and the canvas is painted.
void playing(benchmark::State& state)
{
    ui::Session session;
    session.start(cluster());
    ui::ClusterView canvas(session);
    canvas.resize(1920, 1080);
    canvas.show();
    while (session.scenarioPlayer().isPlaying())
        QApplication::processEvents();
    canvas.fit();
    QApplication::processEvents();
    bench::FrameTimes times;
    for (auto _ : state) {
        times.begin();
        session.playhead().setTime(session.playhead().time() + core::Nanoseconds(16'000'000));
        QApplication::processEvents();
        times.end();
    }
    times.report(state);
}

BENCHMARK(playing)->Iterations(600)->Unit(benchmark::kMillisecond);

} // namespace
