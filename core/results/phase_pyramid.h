#pragma once

#include "core/results/arrangement.h"
#include "core/results/gantt_picture.h"
#include "core/simulate/timeline.h"

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace core {

/// The bars of one track of a row of an arrangement, a lane or a micro-batch, from left to right, packed for drawing and
/// picking. They do not overlap.
struct TrackRow
{
    std::uint32_t lane = 0; ///< the row of the arrangement
    int track = 0;
    std::vector<std::int64_t> starts; ///< nanoseconds
    std::vector<std::int64_t> ends;
    std::vector<std::uint32_t> spans; ///< indices into Timeline::spans
    std::vector<std::uint8_t> classes; ///< indices into `roles`
    std::vector<ColourRole> roles;    ///< that occur, in the order in which they first do

    std::size_t size() const { return starts.size(); }
};

/// How long every colour role is shown, for any column of any width, at a cost that does not grow with the spans in it.
/// Every row has running sums of time per role at cell boundaries, in several resolutions: level n has cells of
/// 2^n times the finest, which hold about two spans each.
class PhasePyramid
{
public:
    PhasePyramid() = default;
    PhasePyramid(const Timeline& timeline, ColourBy by); ///< of its lanes
    PhasePyramid(const Timeline& timeline, const Arrangement& arrangement, ColourBy by);

    const std::vector<TrackRow>& rows() const { return m_rows; }
    /// Rows of a lane: [first, second), one per track.
    std::pair<std::size_t, std::size_t> rowsOf(std::size_t lane) const;

    /// Bars of a row that touch [start, end): [first, second).
    std::pair<std::size_t, std::size_t> touching(std::size_t row, Nanoseconds start, Nanoseconds end) const;
    std::optional<std::uint32_t> spanAt(std::size_t row, Nanoseconds at) const;

    /// Exact time per role of the row (parallel to its `roles`) in [start, end).
    std::vector<std::int64_t> times(std::size_t row, Nanoseconds start, Nanoseconds end) const;

    /// Time per role between each two neighbours of `boundaries`, which lie about `width` apart: column-major,
    /// `roles.size()` numbers a column. The sum over any run of columns differs from the exact time by less than one column
    /// for each role, and sums over neighbouring runs add up exactly. `out` is reused.
    void columns(std::size_t row, const std::vector<std::int64_t>& boundaries, Nanoseconds width,
        std::vector<std::int64_t>& out) const;
    /// Whether columns of that width may come from the pyramid; if not, there are few bars in each, and they are exact.
    bool isDense(std::size_t row, Nanoseconds columnWidth) const;

    std::size_t bytes() const; ///< of memory

private:
    struct Level
    {
        int shift = 0; ///< a cell is 2^shift nanoseconds
        std::int64_t cells = 0;
        std::vector<std::int64_t> sums; ///< time per role before each of cells + 1 boundaries
    };
    static std::vector<Level> levelsOf(const TrackRow& row);
    const Level* levelFor(std::size_t row, std::int64_t column) const;
    void exactColumns(std::size_t row, const std::vector<std::int64_t>& boundaries, std::vector<std::int64_t>& out) const;

    std::vector<TrackRow> m_rows;
    std::vector<std::vector<Level>> m_levels; ///< per row, finest first
    std::vector<std::size_t> m_firstRow;      ///< per lane, and the end
};

} // namespace core
