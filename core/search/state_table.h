#pragma once

#include "core/costs/operators.h"
#include "core/documents/catalogue.h"
#include "core/search/pass_sums.h"

#include <array>
#include <span>
#include <vector>

namespace core {

/// The largest of a range of numbers, found at once.
class RangeMost
{
public:
    explicit RangeMost(std::vector<double> numbers = {});
    double of(UnitRange range) const; ///< 0: an empty one

private:
    std::vector<std::vector<double>> m_levels; ///< [l][i]: of the 2^l from i on
};

/// Bytes that a device of a tensor group needs without its activations: what `stateMemoryOf` says, up to rounding, from tables over the units.
class StateTable
{
public:
    StateTable() = default;

    /// `shape`: without data parallelism and ZeRO.
    StateTable(const WorkShape& shape, const Device& device);

    /// Under ZeRO stage `zero` over so many `pipelines`.
    double bytes(int zero, int pipelines, std::span<const UnitRange> chunks, Recompute recompute) const;

private:
    /// What each device holds, and what those share that hold the same units.
    struct Kept
    {
        double alone = 0;
        double shared = 0; ///< by all together
    };
    struct ByZero
    {
        Sums alone, shared;
        Kept spared;     ///< by all units together: a tied table is there once
        RangeMost whole; ///< while a unit runs
    };

    static Kept keptOf(WorkShape shape, UnitRange units, const Device& device);
    static ByZero byZero(const WorkShape& shape, const std::vector<int>& likeUnit, const Device& device);

    std::array<ByZero, 4> m_byZero;
    std::array<RangeMost, 3> m_buffers; ///< by Recompute
    double m_framework = 0;
    int m_units = 0;
};

} // namespace core
