#pragma once

#include "core/simulate/timeline.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace core {

/// What a Gantt shows one below the other: the lanes of a timeline, or its micro-batches, each with all that the stages of a
/// pipeline do for it. Every span is in one row. Good as long as the timeline.
class Arrangement
{
public:
    enum class By { Lane, MicroBatch };

    Arrangement() = default;
    /// By micro-batch: pipelines one after the other, of each what belongs to none last.
    Arrangement(const Timeline& timeline, By by);

    std::size_t size() const { return m_rows.size(); }
    /// By start.
    std::span<const std::uint32_t> spansOf(std::size_t row) const
    {
        return std::span(m_spans).subspan(m_rows[row].first, m_rows[row].count);
    }
    std::size_t rowOf(std::uint32_t span) const;
    /// The lane that a row shows; none: a micro-batch.
    std::optional<std::uint32_t> laneOf(std::size_t row) const;
    bool isTall(std::size_t row) const; ///< computing is to be seen in it

    /// "n0:0-7" or "micro-batch 3"; what it is, "stage 3" or "pipeline 1"; how many devices or pipelines it stands for.
    struct Head
    {
        std::string title;
        std::string detail;
        int count = 1;
    };
    Head headOf(std::size_t row) const;

private:
    struct Row
    {
        std::size_t first = 0; ///< of m_spans
        std::size_t count = 0;
    };
    std::size_t rowOf(const Span& span) const;
    void addMicroBatches();

    const Timeline* m_timeline = nullptr;
    By m_by = By::Lane;
    std::vector<std::size_t> m_firstRow; ///< of each pipeline and the end; by micro-batch
    std::vector<int> m_replicas;         ///< the same
    std::vector<std::uint32_t> m_spans;  ///< of all rows, one after the other
    std::vector<Row> m_rows;
};

} // namespace core
