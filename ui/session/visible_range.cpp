#include "ui/session/visible_range.h"

#include <algorithm>
#include <cmath>

namespace ui {

using core::Nanoseconds;

TimeRange VisibleRange::clamped(TimeRange range) const
{
    const Nanoseconds least = std::min(shortest, m_bounds.length());
    const Nanoseconds length = std::clamp(range.length(), least, m_bounds.length());
    const Nanoseconds start = std::clamp(range.start, m_bounds.start, m_bounds.end - length);
    return {start, start + length};
}

void VisibleRange::setBounds(TimeRange bounds)
{
    const bool all = m_range == m_bounds;
    m_bounds = bounds;
    if (all)
        m_history.clear();
    const TimeRange range = all ? bounds : clamped(m_range);
    if (range == m_range)
        return;
    m_range = range;
    emit changed();
}

void VisibleRange::setRange(TimeRange range)
{
    range = clamped(range);
    if (range == m_range)
        return;
    m_range = range;
    emit changed();
}

void VisibleRange::showAll() { setRange(m_bounds); }

void VisibleRange::pan(Nanoseconds by) { setRange({m_range.start + by, m_range.end + by}); }

void VisibleRange::zoom(double factor, Nanoseconds anchor)
{
    const double length = static_cast<double>(m_range.length().count);
    const double least = static_cast<double>(std::min(shortest, m_bounds.length()).count);
    const double wanted = std::clamp(length * factor, least, static_cast<double>(m_bounds.length().count));
    const double share = length > 0 ? static_cast<double>((anchor - m_range.start).count) / length : 0.5;
    const Nanoseconds start = anchor - Nanoseconds(std::llround(wanted * share));
    setRange({start, start + Nanoseconds(std::llround(wanted))});
}

void VisibleRange::remember()
{
    constexpr std::size_t most = 100;
    if (!m_history.empty() && m_history.back() == m_range)
        return;
    if (m_history.size() == most)
        m_history.erase(m_history.begin());
    m_history.push_back(m_range);
}

bool VisibleRange::back()
{
    while (!m_history.empty()) {
        const TimeRange previous = clamped(m_history.back());
        m_history.pop_back();
        if (previous == m_range)
            continue;
        m_range = previous;
        emit changed();
        return true;
    }
    return false;
}

} // namespace ui
