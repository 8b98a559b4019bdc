#pragma once

#include "core/base/result.h"
#include "core/costs/operators.h"
#include "core/documents/catalogue.h"
#include "core/simulate/workload.h"

#include <map>
#include <tuple>
#include <utility>
#include <vector>

namespace core {

/// Turns steps into the segments of one stage's passes. Operators between two collectives add up to one segment, of the
/// slowest kind of the stage's devices; passes are paced by the host (`paceByHost`). Collectives hold the passes up, but for those that run beside them:
/// - ring attention (arXiv 2310.01889): keys and values go around while the attention core works on the blocks that are
///   there; its last of `context` blocks waits for all, and gradients of keys and values set out after its first (all-to-alls
///   around the attention core hold it up);
/// - tensor-parallel ones as `TensorOverlap` has it. Pipelined, a product waits for a gather with the last of its t pieces,
///   and a scatter sets out after the first.
/// Expert all-to-alls are joints of the pipelines that share experts. Activities and joints are added to `workload`.
class SegmentWriter
{
public:
    SegmentWriter(const WorkloadInput& input, StageRef stage, Workload& workload);

    Result<void> write(const std::vector<Step>& steps, SpanKind kind, int unit);

    /// Meets joints here: after all that was written.
    void meet(const std::vector<int>& joints, Role role, Occasion occasion, int unit);

    std::vector<Segment> take();

private:
    using Key = std::tuple<CollectiveKind, GroupKind, double>;

    const Operator* operatorAt(const std::vector<Step>& steps, std::size_t index) const;
    const Collective* collectiveAt(const std::vector<Step>& steps, std::size_t index) const;
    void compute(const Operator& work, double share, SpanKind kind, int unit);
    void flush();
    void awaitOpen(int unit);
    Result<std::size_t> writeOperator(const std::vector<Step>& steps, std::size_t index, SpanKind kind, int unit);
    Result<std::size_t> writeCollective(const std::vector<Step>& steps, std::size_t index, SpanKind kind, int unit);
    Result<std::size_t> writeRing(const std::vector<Step>& steps, std::size_t index, SpanKind kind, int unit);
    Result<void> inLine(const Collective& step, int unit);

    /// The collective on the network; empty duration: nothing to do.
    Result<Segment> segmentOf(const Collective& step);
    Result<std::vector<int>> activitiesOf(const Collective& step);
    /// As a joint that runs beside the passes; -1: nothing to do.
    Result<int> beside(const Collective& step);
    /// As a joint of all pipelines that share experts; -1: nothing to do.
    Result<int> amongExperts(const Collective& step);

    const WorkloadInput& m_input;
    StageRef m_ref;
    const PlacedStage& m_stage;
    Workload& m_workload;
    std::vector<Device> m_devices; ///< one of each kind
    std::map<Key, Segment> m_known;
    std::map<Key, int> m_beside;
    std::vector<Segment> m_segments;
    std::vector<Seconds> m_pending; ///< by kind of device
    Seconds m_host {0};             ///< that issuing the pass's operators takes the host
    SpanKind m_kind = SpanKind::Forward;
    UnitRange m_units;
    int m_open = -1; ///< a joint to await before the next step that is no weight gradient
};

} // namespace core
