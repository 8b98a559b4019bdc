#include "core/search/state_table.h"

#include "core/costs/device_time.h"
#include "core/costs/memory.h"
#include "core/search/as_index.h"

#include <algorithm>
#include <bit>

namespace core {
namespace state_table {

/// For each unit the first in the stretch of its kind: it needs as much.
std::vector<int> likeUnits(const ModelShape& model)
{
    std::vector<int> like;
    for (int unit = 0; unit < model.units(); ++unit)
        like.push_back(unit > 0 && unitKind(model, unit) == unitKind(model, unit - 1) ? like.back() : unit);
    return like;
}

/// numberOf(unit) of all, asked once of those alike.
std::vector<double> ofAll(const std::vector<int>& likeUnit, const auto& numberOf)
{
    std::vector<double> numbers;
    for (std::size_t unit = 0; unit < likeUnit.size(); ++unit)
        numbers.push_back(likeUnit[unit] == static_cast<int>(unit) ? numberOf(likeUnit[unit]) : numbers.back());
    return numbers;
}

Sums sumsOf(const std::vector<double>& numbers)
{
    Sums sums {0};
    for (const double number : numbers)
        sums.push_back(sums.back() + number);
    return sums;
}

} // namespace state_table

RangeMost::RangeMost(std::vector<double> numbers)
{
    m_levels.push_back(std::move(numbers));
    for (std::size_t step = 1; 2 * step <= m_levels.front().size(); step *= 2) {
        const std::vector<double>& halves = m_levels.back();
        std::vector<double> level;
        for (std::size_t i = 0; i + step < halves.size(); ++i)
            level.push_back(std::max(halves[i], halves[i + step]));
        m_levels.push_back(std::move(level));
    }
}

double RangeMost::of(UnitRange range) const
{
    if (range.size() <= 0)
        return 0;
    const int level = static_cast<int>(std::bit_width(asIndex(range.size()))) - 1;
    const std::vector<double>& most = m_levels[asIndex(level)];
    return std::max(most[asIndex(range.first)], most[asIndex(range.end - (1 << level))]);
}

/// By what a second device spares the first one.
StateTable::Kept StateTable::keptOf(WorkShape shape, UnitRange units, const Device& device)
{
    const auto bytes = [&](int devices) {
        shape.split.data = devices;
        const StateMemory state = stateMemory(shape, units, device);
        return (state.weights + state.gradients + state.optimizer).value;
    };
    const double one = bytes(1), shared = 2 * (one - bytes(2));
    return {one - shared, shared};
}

StateTable::ByZero StateTable::byZero(const WorkShape& shape, const std::vector<int>& likeUnit, const Device& device)
{
    const auto kept = [&](int unit) { return keptOf(shape, {unit, unit + 1}, device); };
    ByZero table;
    table.alone = state_table::sumsOf(state_table::ofAll(likeUnit, [&](int unit) { return kept(unit).alone; }));
    table.shared = state_table::sumsOf(state_table::ofAll(likeUnit, [&](int unit) { return kept(unit).shared; }));
    const Kept all = keptOf(shape, {0, static_cast<int>(likeUnit.size())}, device);
    table.spared = {table.alone.back() - all.alone, table.shared.back() - all.shared};
    table.whole = RangeMost(state_table::ofAll(likeUnit, [&](int unit) { return stateMemory(shape, {unit, unit + 1}, device).whole.value; }));
    return table;
}

StateTable::StateTable(const WorkShape& shape, const Device& device) : m_framework(efficiencyOf(device, shape.training).framework.value), m_units(shape.model.units())
{
    const std::vector<int> likeUnit = state_table::likeUnits(shape.model);
    for (std::size_t zero = 0; zero < m_byZero.size(); ++zero) {
        WorkShape sharded = shape;
        sharded.split.zero = static_cast<int>(zero);
        m_byZero[zero] = byZero(sharded, likeUnit, device);
    }
    for (std::size_t mode = 0; mode < m_buffers.size(); ++mode)
        m_buffers[mode] = RangeMost(state_table::ofAll(likeUnit, [&](int unit) {
            return std::max(stateMemory(shape, {unit, unit + 1}, device).buffers, workingBytes(shape, unit, static_cast<Recompute>(mode))).value;
        }));
}

double StateTable::bytes(int zero, int pipelines, std::span<const UnitRange> chunks, Recompute recompute) const
{
    const ByZero& table = m_byZero[asIndex(std::clamp(zero, 0, 3))];
    double alone = 0, shared = 0, buffers = 0, whole = 0;
    for (const UnitRange& units : chunks) {
        const bool isAll = units.size() == m_units;
        alone += rangeOf(table.alone, units) - (isAll ? table.spared.alone : 0);
        shared += rangeOf(table.shared, units) - (isAll ? table.spared.shared : 0);
        buffers = std::max(buffers, m_buffers[asIndex(static_cast<int>(recompute))].of(units));
        whole = std::max(whole, table.whole.of(units));
    }
    return alone + shared / pipelines + buffers + whole + m_framework;
}

} // namespace core
