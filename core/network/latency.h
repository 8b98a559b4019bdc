#pragma once

#include "core/base/units.h"
#include "core/documents/scenario_changes.h"

#include <memory>
#include <unordered_map>
#include <vector>

namespace core {

/// Link directions whose latency a scenario changes, by 2 x index into ExpandedCluster::links + direction.
using Latencies = std::unordered_map<int, std::shared_ptr<const ChangeProfile>>;

Latencies latenciesOf(const ScenarioChanges& changes);

/// The alpha of an activity as it depends on when it starts: the sum over phases of steps x the largest latency of its
/// edges, an edge's being the sum over its links.
class ChangingLatency
{
public:
    struct Part
    {
        Seconds nominal;
        std::shared_ptr<const ChangeProfile> changes; ///< none: nominal for ever
    };
    using Edge = std::vector<Part>;
    struct Phase
    {
        int steps = 0;
        std::vector<Edge> edges;
    };

    explicit ChangingLatency(std::vector<Phase> phases) : m_phases(std::move(phases)) { }

    Seconds at(Nanoseconds time) const;
    /// The alpha of `times` such activities, one after another.
    ChangingLatency repeated(int times) const;
    /// The first instant after `time` at which a step of any edge begins; never() if there is none.
    Nanoseconds nextChange(Nanoseconds time) const;

private:
    std::vector<Phase> m_phases;
};

} // namespace core
