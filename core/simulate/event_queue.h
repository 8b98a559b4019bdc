#pragma once

#include "core/base/units.h"

#include <cstdint>
#include <queue>
#include <vector>

namespace core {

/// Events in order of time; those of one instant in the order in which they were added.
template <typename Event>
class EventQueue
{
public:
    void add(Nanoseconds at, Event event) { m_heap.push({at - m_skipped, m_next++, event}); }
    bool empty() const { return m_heap.empty(); }
    Nanoseconds nextTime() const { return m_heap.top().at + m_skipped; }
    /// All that is to come, that much later.
    void skip(Nanoseconds by) { m_skipped += by; }
    Event take()
    {
        const Event event = m_heap.top().event;
        m_heap.pop();
        return event;
    }

private:
    struct Entry
    {
        Nanoseconds at;
        std::uint64_t sequence;
        Event event;
        bool operator>(const Entry& other) const
        {
            return at != other.at ? at > other.at : sequence > other.sequence;
        }
    };
    std::priority_queue<Entry, std::vector<Entry>, std::greater<Entry>> m_heap;
    std::uint64_t m_next = 0;
    Nanoseconds m_skipped;
};

} // namespace core
