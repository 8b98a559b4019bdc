#include "core/results/phase_pyramid.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>

namespace core {
namespace phase_pyramid {

constexpr std::int64_t fewestCells = 256;

void append(TrackRow& row, const Timeline& timeline, std::uint32_t index, ColourBy by)
{
    const Span& span = timeline.spans[index];
    const ColourRole role = barRole(timeline, span, by);
    auto known = std::find(row.roles.begin(), row.roles.end(), role);
    if (known == row.roles.end())
        known = row.roles.insert(known, role);
    row.starts.push_back(span.start.count);
    row.ends.push_back(span.end.count);
    row.spans.push_back(index);
    row.classes.push_back(static_cast<std::uint8_t>(known - row.roles.begin()));
}

std::vector<TrackRow> tracksOfRow(const Timeline& timeline, const Arrangement& arrangement, std::uint32_t index, ColourBy by)
{
    const auto spans = arrangement.spansOf(index);
    const bool isCompute = arrangement.laneOf(index) && arrangement.isTall(index);
    const Tracks tracks = isCompute ? Tracks() : tracksOf(timeline, spans);
    std::vector<TrackRow> rows(static_cast<std::size_t>(tracks.count));
    for (std::size_t i = 0; i < rows.size(); ++i) {
        rows[i].lane = index;
        rows[i].track = static_cast<int>(i);
    }
    for (std::size_t i = 0; i < spans.size(); ++i)
        append(rows[tracks.ofSpan.empty() ? 0 : tracks.ofSpan[i]], timeline, spans[i], by);
    return rows;
}

/// Running sums at the boundaries of cells of 2^shift nanoseconds.
std::vector<std::int64_t> sumsOf(const TrackRow& row, int shift, std::int64_t cells)
{
    const std::size_t roles = row.roles.size();
    std::vector<std::int64_t> sums;
    sums.reserve(static_cast<std::size_t>(cells + 1) * roles);
    std::vector<std::int64_t> finished(roles, 0);
    std::size_t next = 0; // the first bar that does not end before the boundary
    for (std::int64_t cell = 0; cell <= cells; ++cell) {
        const std::int64_t boundary = cell << shift;
        for (; next < row.size() && row.ends[next] <= boundary; ++next)
            finished[row.classes[next]] += row.ends[next] - row.starts[next];
        sums.insert(sums.end(), finished.begin(), finished.end());
        if (next < row.size() && row.starts[next] < boundary)
            sums[sums.size() - roles + row.classes[next]] += boundary - row.starts[next];
    }
    return sums;
}

} // namespace phase_pyramid

PhasePyramid::PhasePyramid(const Timeline& timeline, ColourBy by)
    : PhasePyramid(timeline, Arrangement(timeline, Arrangement::By::Lane), by)
{
}

PhasePyramid::PhasePyramid(const Timeline& timeline, const Arrangement& arrangement, ColourBy by)
{
    for (std::uint32_t shown = 0; shown < arrangement.size(); ++shown) {
        m_firstRow.push_back(m_rows.size());
        for (TrackRow& row : phase_pyramid::tracksOfRow(timeline, arrangement, shown, by))
            m_rows.push_back(std::move(row));
    }
    m_firstRow.push_back(m_rows.size());
    m_levels.reserve(m_rows.size());
    for (const TrackRow& row : m_rows)
        m_levels.push_back(levelsOf(row));
}

std::pair<std::size_t, std::size_t> PhasePyramid::rowsOf(std::size_t lane) const
{
    return {m_firstRow[lane], m_firstRow[lane + 1]};
}

std::vector<PhasePyramid::Level> PhasePyramid::levelsOf(const TrackRow& row)
{
    std::vector<Level> levels;
    if (row.size() < static_cast<std::size_t>(phase_pyramid::fewestCells))
        return levels;
    const std::int64_t length = row.ends.back();
    const std::int64_t cell = std::max<std::int64_t>(1, 2 * length / static_cast<std::int64_t>(row.size()));
    Level finest;
    finest.shift = static_cast<int>(std::bit_width(static_cast<std::uint64_t>(cell))) - 1;
    finest.cells = (length >> finest.shift) + 1;
    finest.sums = phase_pyramid::sumsOf(row, finest.shift, finest.cells);
    levels.push_back(std::move(finest));
    while (levels.back().cells > phase_pyramid::fewestCells) {
        const int shift = levels.back().shift + 1;
        const std::int64_t cells = (length >> shift) + 1;
        levels.push_back({shift, cells, phase_pyramid::sumsOf(row, shift, cells)});
    }
    return levels;
}

const PhasePyramid::Level* PhasePyramid::levelFor(std::size_t row, std::int64_t column) const
{
    const auto& levels = m_levels[row];
    const auto coarse = std::find_if(levels.begin(), levels.end(),
        [column](const Level& level) { return (std::int64_t(1) << level.shift) > column; });
    return coarse == levels.begin() ? nullptr : &*(coarse - 1);
}

bool PhasePyramid::isDense(std::size_t row, Nanoseconds columnWidth) const
{
    return levelFor(row, columnWidth.count) != nullptr;
}

std::pair<std::size_t, std::size_t> PhasePyramid::touching(std::size_t row, Nanoseconds start, Nanoseconds end) const
{
    const TrackRow& bars = m_rows[row];
    const auto first = std::upper_bound(bars.ends.begin(), bars.ends.end(), start.count);
    const auto last = std::lower_bound(bars.starts.begin(), bars.starts.end(), end.count);
    const auto from = static_cast<std::size_t>(first - bars.ends.begin());
    return {from, std::max(from, static_cast<std::size_t>(last - bars.starts.begin()))};
}

std::optional<std::uint32_t> PhasePyramid::spanAt(std::size_t row, Nanoseconds at) const
{
    const auto [first, last] = touching(row, at, at + Nanoseconds(1));
    return first < last ? std::optional(m_rows[row].spans[first]) : std::nullopt;
}

std::vector<std::int64_t> PhasePyramid::times(std::size_t row, Nanoseconds start, Nanoseconds end) const
{
    const TrackRow& bars = m_rows[row];
    std::vector<std::int64_t> result(bars.roles.size(), 0);
    const auto [first, last] = touching(row, start, end);
    for (std::size_t i = first; i < last; ++i)
        result[bars.classes[i]] += std::min(bars.ends[i], end.count) - std::max(bars.starts[i], start.count);
    return result;
}

void PhasePyramid::columns(std::size_t row, const std::vector<std::int64_t>& boundaries, Nanoseconds width,
    std::vector<std::int64_t>& out) const
{
    const Level* level = levelFor(row, width.count);
    if (!level)
        return exactColumns(row, boundaries, out);
    const std::size_t roles = m_rows[row].roles.size();
    out.resize((boundaries.size() - 1) * roles);
    const std::int64_t length = level->cells << level->shift;
    const std::int64_t mask = (std::int64_t(1) << level->shift) - 1;
    const double perCell = 1.0 / static_cast<double>(mask + 1);
    // Running sums between boundaries are interpolated, so a column's time is a difference of two and sums telescope.
    std::array<std::int64_t, 256> before {};
    const auto running = [&](std::int64_t at, std::size_t role) {
        at = std::clamp<std::int64_t>(at, 0, length - 1);
        const std::int64_t* sums = &level->sums[static_cast<std::size_t>(at >> level->shift) * roles + role];
        const double share = static_cast<double>(at & mask) * perCell;
        return sums[0] + static_cast<std::int64_t>(static_cast<double>(sums[roles] - sums[0]) * share);
    };
    for (std::size_t role = 0; role < roles; ++role)
        before[role] = running(boundaries.front(), role);
    auto* column = out.data();
    for (std::size_t k = 1; k < boundaries.size(); ++k) {
        const std::int64_t until = boundaries[k];
        for (std::size_t role = 0; role < roles; ++role) {
            const std::int64_t sum = running(until, role);
            *column++ = sum - before[role];
            before[role] = sum;
        }
    }
}

void PhasePyramid::exactColumns(
    std::size_t row, const std::vector<std::int64_t>& boundaries, std::vector<std::int64_t>& out) const
{
    const TrackRow& bars = m_rows[row];
    const std::size_t roles = bars.roles.size();
    const std::size_t count = boundaries.size() - 1;
    out.assign(count * roles, 0);
    auto [next, last] = touching(row, Nanoseconds(boundaries.front()), Nanoseconds(boundaries.back()));
    for (std::size_t k = 0; k < count && next < last; ++k) {
        const std::int64_t from = boundaries[k];
        const std::int64_t to = boundaries[k + 1];
        for (; next < last && bars.starts[next] < to; ++next) {
            out[k * roles + bars.classes[next]]
                += std::max<std::int64_t>(0, std::min(bars.ends[next], to) - std::max(bars.starts[next], from));
            if (bars.ends[next] > to)
                break;
        }
    }
}

std::size_t PhasePyramid::bytes() const
{
    std::size_t total = 0;
    for (const TrackRow& row : m_rows)
        total += row.size() * (2 * sizeof(std::int64_t) + sizeof(std::uint32_t) + 1);
    for (const auto& levels : m_levels)
        for (const Level& level : levels)
            total += level.sums.size() * sizeof(std::int64_t);
    return total;
}

} // namespace core
