#pragma once

#include "core/network/transfers.h"
#include "core/simulate/folding.h"
#include "core/simulate/workload.h"

#include <algorithm>
#include <optional>
#include <vector>

namespace core {

/// The activities of segments under way: a segment is done when the last of its activities is, and then its event is due.
template <typename Event>
class Communication
{
public:
    Communication(const Workload& workload, const Waterways& waterways)
        : m_workload(workload), m_transfers(waterways.nominal, waterways.profiles)
    {
    }

    void start(const Segment& segment, const Event& event, Nanoseconds now)
    {
        const std::size_t ticket = newTicket();
        m_tickets[ticket] = {event, segment.activities.size()};
        for (const int activity : segment.activities) {
            const auto id = static_cast<std::size_t>(m_transfers.start(m_workload.activities[static_cast<std::size_t>(activity)], now));
            m_ticketOf.resize(std::max(m_ticketOf.size(), id + 1));
            m_ticketOf[id] = static_cast<std::uint32_t>(ticket);
        }
    }

    /// never() when nothing is under way, even if the network will change.
    Nanoseconds next() { return m_transfers.idle() ? Nanoseconds::never() : m_transfers.next(); }

    /// To an instant not after `next()`; the events that are due then, in order.
    std::vector<Event> advance(Nanoseconds to)
    {
        while (m_transfers.next() < to) // idle: what changes meanwhile touches nobody
            m_transfers.advance(m_transfers.next());
        m_transfers.advance(to);
        std::vector<Event> due;
        for (const int id : m_transfers.finished()) {
            const std::uint32_t ticket = m_ticketOf[static_cast<std::size_t>(id)];
            if (--m_tickets[ticket].open > 0)
                continue;
            due.push_back(m_tickets[ticket].event);
            m_free.push_back(ticket);
        }
        return due;
    }

    bool idle() const { return m_transfers.idle(); }

    std::optional<Transfers::Stall> stall() { return m_transfers.stall(); }

    /// See `Transfers::skip`.
    void skip(Nanoseconds by) { m_transfers.skip(by); }

private:
    struct Ticket
    {
        Event event;
        std::size_t open = 0; ///< activities
    };

    std::size_t newTicket()
    {
        if (m_free.empty()) {
            m_tickets.emplace_back();
            return m_tickets.size() - 1;
        }
        const std::uint32_t ticket = m_free.back();
        m_free.pop_back();
        return ticket;
    }

    const Workload& m_workload;
    Transfers m_transfers;
    std::vector<std::uint32_t> m_ticketOf; ///< by transfer
    std::vector<Ticket> m_tickets;
    std::vector<std::uint32_t> m_free; ///< tickets of which nothing is under way
};

} // namespace core
