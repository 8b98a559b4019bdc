#include "core/network/transfers.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace core {

namespace transfers_events_file {

/// Of a latency: what it has beyond the nanosecond at which it is nearest to its end; below 0 when it ends before that.
double beyondNanosecond(Seconds latency) { return (latency - seconds(rounded(latency))).value; }

} // namespace transfers_events_file

void Transfers::advance(Nanoseconds to)
{
    assert(to <= next());
    settle();
    if (to > m_now) {
        m_now = to;
        m_held = to - Nanoseconds(1);
    }
    m_finished.clear();
    while (!m_finishes.empty() && m_finishes.topKey() <= m_now)
        collectEnding(m_finishes.top());
    std::sort(m_ending.begin(), m_ending.end());
    collectBeginning();
    play(-together);
    m_held = m_now;
    changeProfiles();
    play(Sharing::unsaturated);
    std::sort(m_finished.begin(), m_finished.end());
}

void Transfers::collectEnding(int id)
{
    Group& group = m_groups[index(id)];
    serve(group);
    do {
        const int flow = group.flows.top();
        m_ending.emplace_back(timeLeft(group), flow);
        group.flows.remove(flow, m_flowPositions);
    } while (!group.flows.empty() && rounded(Seconds(timeLeft(group))) <= Nanoseconds(0));
    setFinish(id);
}

/// What moves nothing ends.
void Transfers::collectBeginning()
{
    while (!m_waiting.empty() && m_waiting.begin()->first.first <= m_now) {
        auto waiting = m_waiting.extract(m_waiting.begin());
        const int id = waiting.key().second;
        Activity& activity = waiting.mapped();
        if (movesNothing(activity)) {
            --m_running;
            m_finished.push_back(id);
        } else {
            m_beginning.push_back({transfers_events_file::beyondNanosecond(activity.latency), id, std::move(activity)});
        }
    }
    std::stable_sort(m_beginning.begin(), m_beginning.end(), [](const Beginning& a, const Beginning& b) { return a.head < b.head; });
}

/// Ends and begins in the order of their exact instants up to `until`, those that fall together at once. What begins
/// now and not beside it shares from the next time that rates are asked for, with all that is started now.
void Transfers::play(double until)
{
    auto ended = m_ending.begin();
    auto begun = m_beginning.begin();
    while (ended != m_ending.end() || begun != m_beginning.end()) {
        const double offset = std::min(ended != m_ending.end() ? ended->first : until, begun != m_beginning.end() ? begun->head : until);
        if (offset >= until)
            break;
        if (offset > together)
            settle();
        for (; ended != m_ending.end() && ended->first <= offset + together; ++ended)
            end(ended->second);
        for (; begun != m_beginning.end() && begun->head <= offset + together; ++begun)
            begin(begun->id, begun->activity, begun->head);
        if (std::abs(offset) > together)
            settle(offset);
    }
    m_ending.erase(m_ending.begin(), ended);
    m_beginning.erase(m_beginning.begin(), begun);
}

void Transfers::end(int flow)
{
    const int id = m_flows[index(flow)].id;
    m_sharing.remove(flow);
    m_flowOf[index(id)] = -1;
    --m_running;
    m_finished.push_back(id);
}

} // namespace core
