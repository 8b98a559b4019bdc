#include "core/results/chrome_trace.h"

#include "core/base/quantity.h"
#include "core/documents/json_text.h"
#include "core/network/network.h"
#include "core/results/gantt_picture.h"
#include "core/results/tracks.h"

#include <map>
#include <utility>

namespace core {
namespace chrome_trace {

/// Nanoseconds as microseconds with three decimals.
std::string microseconds(Nanoseconds time)
{
    const std::string digits = std::to_string(time.count % 1000);
    return std::to_string(time.count / 1000) + "." + std::string(3 - digits.size(), '0') + digits;
}

struct Place
{
    int process = 0;
    int thread = 0;
};
std::string text(const Place& place)
{
    return "\"pid\":" + std::to_string(place.process) + ",\"tid\":" + std::to_string(place.thread);
}

class Trace
{
public:
    Trace(const Timeline& timeline, const Causes* causes)
        : m_timeline(timeline), m_causes(causes), m_places(timeline.spans.size())
    {
        for (std::size_t lane = 0; lane < timeline.lanes.size(); ++lane)
            placeLane(timeline.lanes[lane]);
    }
    std::string write()
    {
        for (std::uint32_t i = 0; i < m_timeline.spans.size(); ++i)
            writeSpan(i);
        for (std::uint32_t i = 0; i < m_timeline.spans.size(); ++i)
            writeFlow(i);
        for (std::size_t lane = 0; lane < m_timeline.memory.size(); ++lane)
            writeMemory(lane);
        if (m_causes)
            for (const Bubble& bubble : m_causes->bubbles.list)
                writeBubble(bubble);
        return "{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n" + m_events + "\n]}\n";
    }

private:
    void add(const std::string& event)
    {
        if (!m_events.empty())
            m_events += ",\n";
        m_events += "{" + event + "}";
    }
    void addName(const char* kind, const Place& place, const std::string& name)
    {
        add("\"ph\":\"M\",\"name\":\"" + std::string(kind) + "\"," + text(place)
            + ",\"args\":{\"name\":" + quotedJson(name) + "}");
    }
    int processOf(const Lane& lane)
    {
        const auto [known, isNew]
            = m_processes.try_emplace({lane.pipeline, lane.stage}, static_cast<int>(m_processes.size()) + 1);
        if (isNew) {
            std::string name = "stage " + std::to_string(lane.stage);
            if (lane.pipeline > 0 || lane.replicas > 1)
                name = "pipeline " + std::to_string(lane.pipeline) + ", " + name;
            addName("process_name", {known->second, 0}, name);
        }
        return known->second;
    }
    void placeLane(const Lane& lane)
    {
        const int process = processOf(lane);
        m_laneProcesses.push_back(process);
        m_lanePlaces.push_back({process, m_threads});
        const Tracks tracks = tracksOf(m_timeline.spansOf(lane));
        for (int track = 0; track < tracks.count; ++track) {
            const std::string number = track == 0 ? "" : " (" + std::to_string(track + 1) + ")";
            addName("thread_name", {process, m_threads + track}, lane.title + " " + nameOf(lane.kind) + number);
        }
        for (std::size_t i = 0; i < lane.spanCount; ++i)
            m_places[lane.firstSpan + i] = {process, m_threads + tracks.ofSpan[i]};
        m_threads += tracks.count;
    }
    void writeSpan(std::uint32_t index)
    {
        const Span& span = m_timeline.spans[index];
        std::string arguments = "\"span\":" + std::to_string(index) + ",\"label\":" + quotedJson(barLabel(span))
            + ",\"first_unit\":" + std::to_string(span.firstUnit) + ",\"end_unit\":" + std::to_string(span.endUnit);
        if (span.microBatch >= 0)
            arguments += ",\"micro_batch\":" + std::to_string(span.microBatch);
        if (!isCompute(span.kind))
            arguments += ",\"bytes\":" + shortestDecimal(span.bytes) + ",\"algorithm\":\"" + nameOf(static_cast<Algorithm>(span.algorithm)) + "\"";
        if (const Delay* delay = m_causes ? m_causes->delays.of(index) : nullptr)
            arguments += ",\"event_ns\":" + std::to_string(delay->event.count) + ",\"contention_ns\":" + std::to_string(delay->contention.count);
        add("\"ph\":\"X\",\"name\":\"" + std::string(nameOf(span.kind)) + "\",\"cat\":\""
            + (isCompute(span.kind) ? "compute" : "communication") + "\"," + text(m_places[index]) + ",\"ts\":"
            + microseconds(span.start) + ",\"dur\":" + microseconds(span.end - span.start) + ",\"args\":{" + arguments + "}");
    }
    /// From the last instant of the span waited for, so that viewers bind the arrow to it, to the start of the other.
    void writeFlow(std::uint32_t index)
    {
        const Span& span = m_timeline.spans[index];
        if (span.waitedFor == noSpan || m_places[span.waitedFor].thread == m_places[index].thread)
            return;
        const Span& before = m_timeline.spans[span.waitedFor];
        const Nanoseconds leaves = before.end > before.start ? before.end - Nanoseconds(1) : before.start;
        const std::string common = "\"name\":\"waited for\",\"cat\":\"flow\",\"id\":" + std::to_string(index) + ",";
        add("\"ph\":\"s\"," + common + text(m_places[span.waitedFor]) + ",\"ts\":" + microseconds(leaves));
        add("\"ph\":\"f\",\"bp\":\"e\"," + common + text(m_places[index]) + ",\"ts\":" + microseconds(span.start));
    }
    void writeBubble(const Bubble& bubble)
    {
        add("\"ph\":\"X\",\"name\":\"" + std::string(nameOf(bubble.cause)) + "\",\"cat\":\"idle\"," + text(m_lanePlaces[bubble.lane])
            + ",\"ts\":" + microseconds(bubble.start) + ",\"dur\":" + microseconds(bubble.end - bubble.start)
            + ",\"args\":{\"waits_for\":" + quotedJson(detailOf(bubble, m_timeline, *m_causes)) + "}");
    }
    void writeMemory(std::size_t lane)
    {
        const LaneMemory& memory = m_timeline.memory[lane];
        for (const MemoryStep& step : memory.steps)
            add("\"ph\":\"C\",\"name\":" + quotedJson("memory " + m_timeline.lanes[lane].title) + ",\"pid\":"
                + std::to_string(m_laneProcesses[lane]) + ",\"ts\":" + microseconds(step.at) + ",\"args\":{\"fixed\":"
                + shortestDecimal(memory.fixed().value) + ",\"activations\":" + shortestDecimal(step.activations.value) + "}");
    }

    const Timeline& m_timeline;
    const Causes* m_causes;
    std::vector<Place> m_places; ///< parallel to the spans
    std::vector<Place> m_lanePlaces; ///< of the first thread of each lane
    std::vector<int> m_laneProcesses;
    std::map<std::pair<int, int>, int> m_processes; ///< of pipeline and stage
    int m_threads = 1;
    std::string m_events;
};

} // namespace chrome_trace

std::string chromeTrace(const Timeline& timeline, const Causes* causes) { return chrome_trace::Trace(timeline, causes).write(); }

} // namespace core
