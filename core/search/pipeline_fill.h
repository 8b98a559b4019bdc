#pragma once

#include "core/search/candidate.h"
#include "core/search/layout_network.h"
#include "core/search/partition.h"
#include "core/search/stage_costs.h"

#include <vector>

namespace core {

/// What the stages of one group wait for while their pipeline fills and drains, whatever its cut and what is done again.
struct PipelineFill
{
    /// By run of stages alike: least seconds of one micro-batch through the units before an index, on the runs up to this one or from it on.
    std::vector<Sums> forwards, backwards, behind;
    std::vector<PlaceFill> stages; ///< refer to the sums above

    PipelineFill() = default;
    PipelineFill(const PipelineFill&) = delete;
    PipelineFill(PipelineFill&&) = default;
    PipelineFill& operator=(PipelineFill&&) = default;
};

/// Of a candidate with one chunk a stage whose layout, micro-batches, passes and sequence parallelism are chosen.
PipelineFill pipelineFillOf(const StageCosts& costs, const LayoutNetwork& network, const Candidate& shape, std::size_t group);

} // namespace core
