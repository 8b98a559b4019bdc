#pragma once

#include "core/network/transfers.h"
#include "core/simulate/folding.h"
#include "core/simulate/workload.h"

#include <algorithm>
#include <optional>
#include <vector>

namespace core {

/// The activities of segments under way: a segment is done when the last of its activities is.
class Communication
{
public:
    Communication(const Workload& workload, const Waterways& waterways)
        : m_workload(workload), m_transfers(waterways.nominal, waterways.profiles)
    {
    }

    /// `ticket` is reported by `advance` once all is done.
    void start(const Segment& segment, int ticket, Nanoseconds now)
    {
        for (const int activity : segment.activities) {
            const auto id = static_cast<std::size_t>(m_transfers.start(m_workload.activities[static_cast<std::size_t>(activity)], now));
            m_ticketOf.resize(std::max(m_ticketOf.size(), id + 1));
            m_ticketOf[id] = ticket;
        }
        m_open.resize(std::max(m_open.size(), static_cast<std::size_t>(ticket) + 1));
        m_open[static_cast<std::size_t>(ticket)] = segment.activities.size();
    }

    /// never() when nothing is under way, even if the network will change.
    Nanoseconds next() { return m_transfers.idle() ? Nanoseconds::never() : m_transfers.next(); }

    /// To an instant not after `next()`; the tickets that are done then, in order.
    const std::vector<int>& advance(Nanoseconds to)
    {
        m_done.clear();
        while (m_transfers.next() < to) // idle: what changes meanwhile touches nobody
            m_transfers.advance(m_transfers.next());
        m_transfers.advance(to);
        for (const int id : m_transfers.finished()) {
            const int ticket = m_ticketOf[static_cast<std::size_t>(id)];
            if (--m_open[static_cast<std::size_t>(ticket)] == 0)
                m_done.push_back(ticket);
        }
        return m_done;
    }

    std::optional<Transfers::Stall> stall() { return m_transfers.stall(); }

private:
    const Workload& m_workload;
    Transfers m_transfers;
    std::vector<int> m_ticketOf;     ///< by transfer
    std::vector<std::size_t> m_open; ///< activities by ticket
    std::vector<int> m_done;
};

} // namespace core
