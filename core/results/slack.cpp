#include "core/results/slack.h"

#include <algorithm>
#include <cstddef>

namespace core {
namespace slack {

/// The graph of a timeline's dependencies from back to front: spans and meetings are nodes, the spans of one collective
/// together are one.
class Graph
{
public:
    explicit Graph(const Timeline& timeline) : m_timeline(timeline), m_spans(static_cast<std::uint32_t>(timeline.spans.size()))
    {
        const std::size_t nodes = m_spans + timeline.dependencies.meetings.size();
        m_same.resize(m_spans, noSpan);
        for (const Dependencies::Pair& pair : timeline.dependencies.together)
            m_same[pair.span] = pair.id;
        m_cause.resize(m_spans);
        for (std::uint32_t i = 0; i < m_spans; ++i)
            m_cause[i] = timeline.spans[i].waitedFor;
        for (const Dependencies::Pair& pair : timeline.dependencies.waited)
            m_cause[pair.span] = nodeOf(pair.id);
        m_latest.assign(nodes, Nanoseconds::never());
        countFollowers(nodes);
    }

    std::vector<Nanoseconds> latestEnds()
    {
        std::vector<std::uint32_t> ready;
        for (std::uint32_t node = 0; node < m_followers.size(); ++node)
            if (m_followers[node] == 0 && leaderOf(node) == node)
                ready.push_back(node);
        while (!ready.empty()) {
            const std::uint32_t node = ready.back();
            ready.pop_back();
            if (node < m_spans && m_latest[node] == Nanoseconds::never()) // only the next iteration waits for it
                m_latest[node] = m_limits[node];
            const Nanoseconds start = latestStart(node);
            forEachCause(node, [&](std::uint32_t cause) {
                m_latest[cause] = std::min(m_latest[cause], start);
                if (--m_followers[cause] == 0)
                    ready.push_back(cause);
            });
        }
        for (std::uint32_t i = 0; i < m_spans; ++i)
            m_latest[i] = m_latest[leaderOf(i)];
        m_latest.resize(m_spans);
        return std::move(m_latest);
    }

private:
    std::uint32_t nodeOf(std::uint32_t id) const
    {
        return id == noSpan || id < Dependencies::meeting ? id : m_spans + (id - Dependencies::meeting);
    }
    std::uint32_t leaderOf(std::uint32_t node) const { return node < m_spans && m_same[node] != noSpan ? m_same[node] : node; }

    template <typename Visit>
    void forEachCause(std::uint32_t node, Visit&& visit) const
    {
        const auto heard = [&](std::uint32_t cause) {
            if (cause != noSpan)
                visit(leaderOf(cause));
        };
        if (node < m_spans)
            return heard(m_cause[node]); // the others of a collective waited for the same
        const Dependencies::Meeting& meeting = m_timeline.dependencies.meetings[node - m_spans];
        heard(nodeOf(meeting.one));
        heard(nodeOf(meeting.other));
    }

    void countFollowers(std::size_t nodes)
    {
        m_followers.assign(nodes, 0);
        for (std::uint32_t node = 0; node < nodes; ++node)
            if (leaderOf(node) == node)
                forEachCause(node, [this](std::uint32_t cause) { ++m_followers[cause]; });
        m_limits.assign(m_spans, Nanoseconds::never());
        for (std::uint32_t i = 0; i < m_spans; ++i)
            m_limits[leaderOf(i)] = std::min(m_limits[leaderOf(i)], windowEnd(m_timeline.spans[i]));
    }

    Nanoseconds windowEnd(const Span& span) const { return m_timeline.lanes[span.lane].window + m_timeline.period; }
    Nanoseconds latestStart(std::uint32_t node) const
    {
        if (m_latest[node] == Nanoseconds::never() || node >= m_spans)
            return m_latest[node];
        return m_latest[node] - (m_timeline.spans[node].end - m_timeline.spans[node].start);
    }

    const Timeline& m_timeline;
    std::uint32_t m_spans;
    std::vector<std::uint32_t> m_same;  ///< of a collective's spans, the first
    std::vector<std::uint32_t> m_cause; ///< of a span: a node
    std::vector<std::uint32_t> m_followers;
    std::vector<Nanoseconds> m_limits; ///< when the next iteration begins on the stage
    std::vector<Nanoseconds> m_latest;
};

} // namespace slack

std::vector<Nanoseconds> slackOf(const Timeline& timeline)
{
    std::vector<Nanoseconds> slack = slack::Graph(timeline).latestEnds();
    for (std::size_t i = 0; i < slack.size(); ++i)
        slack[i] = std::max(Nanoseconds(0), slack[i] - timeline.spans[i].end);
    return slack;
}

} // namespace core
