#pragma once

#include "core/search/planning_world.h"

#include <utility>
#include <vector>

namespace core {

/// Rings over data that one joint runs together, of one kind of collective: their least times for any number of bytes.
class RingCosts
{
public:
    RingCosts(const PlanningWorld& world, CollectiveKind kind, const std::vector<std::vector<int>>& rings);

    /// Least seconds in which each of the rings moves `bytes`. Grows with them, and is concave.
    double seconds(double bytes) const;

    /// Seconds for a byte on every ring that each capacity is busy at least, by capacity.
    const std::vector<std::pair<int, double>>& loads() const { return m_loads; }

private:
    struct Line
    {
        double latency = 0;
        double perByte = 0;
        bool operator==(const Line&) const = default;
    };
    using Ring = std::vector<Line>; ///< its admissible algorithms

    std::vector<Ring> m_rings; ///< unlike ones
    Line m_together;           ///< of all rings, through the fullest capacity
    std::vector<std::pair<int, double>> m_loads;
};

} // namespace core
