#include "core/search/feasibility.h"

#include "core/search/as_index.h"
#include "core/search/partition.h"

#include <algorithm>
#include <limits>
#include <ranges>
#include <span>

namespace core {
namespace feasibility {


constexpr std::size_t indexOf(Recompute mode) { return static_cast<std::size_t>(mode); }

int microBatchesOfFirst(const Candidate& candidate, std::size_t group)
{
    const int replicas = candidate.layout.groups[group].replicas;
    return (candidate.batches[group].microBatches + replicas - 1) / replicas;
}

/// One stage of a candidate, to be asked what it needs.
class StageQuestion
{
public:
    /// `kept`, and where there are replicas with one micro-batch less, `keptWithFewer` of these: they may keep more at once, as rounds are shared out unlike.
    StageQuestion(const StageCosts& costs, const Candidate& candidate, const StageRun& run, const UnitCosts* table, const KeptPeaks* kept, const KeptPeaks* keptWithFewer)
        : m_costs(costs), m_candidate(candidate), m_run(run), m_pipelines(candidate.layout.pipelines()), m_limit(costs.world().deviceOf(run.pool).memory.value)
        , m_table(table), m_kept(kept), m_keptWithFewer(keptWithFewer)
    {
    }

    const UnitCosts* table() const { return m_table; }
    const StageRun& run() const { return m_run; }
    double limit() const { return m_limit; }

    /// At the peak; if `limit` is not reached anyway, something between that and it.
    double bytes(std::span<const UnitRange> chunks, Recompute mode, int zero, double limit = 0) const
    {
        std::array<KeptBytes, 8> few;
        std::vector<KeptBytes> many(chunks.size() > few.size() ? chunks.size() : 0);
        const std::span<KeptBytes> kept(many.empty() ? few.data() : many.data(), chunks.size());
        for (std::size_t c = 0; c < chunks.size(); ++c)
            kept[c] = {rangeOf(m_table->activations[indexOf(mode)], chunks[c]), rangeOf(m_table->weightOperands, chunks[c])};
        const double fixed = state(chunks, mode, zero);
        if (limit > 0 && chunks.size() > 1) {
            const double most = fixed + std::max(m_kept->mostBytes(kept), m_keptWithFewer ? m_keptWithFewer->mostBytes(kept) : 0);
            if (most <= limit)
                return most;
        }
        return fixed + std::max(m_kept->bytes(kept), m_keptWithFewer ? m_keptWithFewer->bytes(kept) : 0);
    }
    double bytes(std::span<const UnitRange> chunks, Recompute mode) const { return bytes(chunks, mode, m_candidate.state.zero); }

    bool fits(std::span<const UnitRange> chunks, Recompute mode, int zero) const { return bytes(chunks, mode, zero, limit()) * (1 - 1e-12) <= limit(); }
    bool fits(std::span<const UnitRange> chunks, Recompute mode) const { return fits(chunks, mode, m_candidate.state.zero); }

    /// Micro-batches whose activations fit beside the state.
    int room(std::span<const UnitRange> chunks, Recompute mode) const
    {
        double one = 0;
        for (const UnitRange& units : chunks)
            one += rangeOf(m_table->activations[indexOf(mode)], units);
        const double room = one > 0 ? (limit() - state(chunks, mode, m_candidate.state.zero)) / one * (1 + 1e-6) : std::numeric_limits<int>::max();
        return static_cast<int>(std::clamp(room, 1.0, 1.0 * std::numeric_limits<int>::max()));
    }

    /// The most layers that fit beside nothing else.
    int mostLayers(Recompute mode) const { return mostLayers(mode, m_candidate.state.zero); }
    int mostLayers(Recompute mode, int zero) const
    {
        const auto hasRoom = [&](int count) {
            const UnitRange layers {1, 1 + count};
            return fits({&layers, 1}, mode, zero);
        };
        const auto counts = std::views::iota(1, m_costs.world().model().layers + 1);
        return static_cast<int>(std::ranges::partition_point(counts, hasRoom) - counts.begin());
    }

private:
    double state(std::span<const UnitRange> chunks, Recompute mode, int zero) const { return m_table->state.bytes(zero, m_pipelines, chunks, mode); }

    const StageCosts& m_costs;
    const Candidate& m_candidate;
    StageRun m_run;
    int m_pipelines;
    double m_limit; ///< bytes
    const UnitCosts* m_table;
    const KeptPeaks* m_kept;
    const KeptPeaks* m_keptWithFewer;
};

std::vector<StageQuestion> stageQuestions(const StageCosts& costs, const Candidate& candidate, std::size_t group)
{
    const PipelineGroup& of = candidate.layout.groups[group];
    ScheduleShape shape;
    shape.stages = of.stages();
    shape.microBatches = microBatchesOfFirst(candidate, group);
    shape.chunks = candidate.passes.chunks;
    const auto* kept = &costs.keptAtPeaks(candidate.passes.schedule, shape);
    --shape.microBatches;
    const auto* keptWithFewer = candidate.batches[group].microBatches % of.replicas == 0 ? nullptr : &costs.keptAtPeaks(candidate.passes.schedule, shape);
    std::vector<StageQuestion> stages;
    stages.reserve(asIndex(shape.stages));
    for (const StageRun& run : of.runs) {
        const UnitCosts* table = costs.costs(run.pool, run.tensor, candidate.batches[group].microBatch, candidate.state.sequenceParallel);
        for (int s = 0; s < run.stages; ++s)
            stages.emplace_back(costs, candidate, run, table, &(*kept)[stages.size()], keptWithFewer ? &(*keptWithFewer)[stages.size()] : nullptr);
    }
    return stages;
}

Recompute cheapest(RecomputeChoice choice)
{
    switch (choice) {
    case RecomputeChoice::Selective:
        return Recompute::Selective;
    case RecomputeChoice::Full:
        return Recompute::Full;
    case RecomputeChoice::None:
    case RecomputeChoice::AsNeeded:
        break;
    }
    return Recompute::None;
}

/// What a cut depends on: of stages alike that follow each other their number, and what they are.
std::vector<int> cutKey(const std::vector<StageQuestion>& stages, const std::vector<int>& mostUnits, const std::vector<Recompute>& modes,
    const Candidate& candidate, int microBatch)
{
    std::vector<int> key {candidate.passes.chunks, candidate.passes.schedule == Schedule::ZeroBubbleV, microBatch, candidate.state.sequenceParallel};
    key.reserve(32);
    std::array<int, 4> before {};
    for (std::size_t s = 0; s < stages.size(); ++s) {
        const std::array now {stages[s].run().pool, stages[s].run().tensor, static_cast<int>(modes[s]), mostUnits[s]};
        if (s == 0 || now != before)
            key.insert(key.end(), {0, now[0], now[1], now[2], now[3]});
        ++key[key.size() - now.size() - 1];
        before = now;
    }
    return key;
}

/// By speed, and where a stage has one chunk by memory too. Several chunks are cut by the passes alone, nothing done
/// again: so their cut is known before recompute is chosen.
std::vector<UnitRange> cut(const StageCosts& costs, const std::vector<StageQuestion>& stages, const Candidate& candidate, std::vector<Recompute> modes, int microBatch)
{
    const int positions = static_cast<int>(stages.size()) * candidate.passes.chunks;
    const ModelShape& model = costs.world().model();
    if (candidate.state.cuts == Cuts::Even)
        return positions <= model.layers ? evenUnits(model.layers, positions) : std::vector<UnitRange>();
    if (candidate.passes.chunks > 1)
        modes.assign(modes.size(), Recompute::None);
    const bool mayRecompute = candidate.state.recompute == RecomputeChoice::AsNeeded;
    std::vector<int> mostUnits(stages.size(), model.units());
    for (std::size_t s = 0; s < stages.size() && candidate.passes.chunks == 1; ++s)
        mostUnits[s] = std::max(1, stages[s].mostLayers(mayRecompute ? Recompute::Full : modes[s]));
    return costs.cut(cutKey(stages, mostUnits, modes, candidate, microBatch), [&] {
        std::vector<PartitionPlace> places;
        for (const int s : stageAtPosition(candidate.passes, static_cast<int>(stages.size()))) {
            const UnitCosts& table = *stages[asIndex(s)].table();
            places.push_back({&table.forward, &table.backward[indexOf(modes[asIndex(s)])], mostUnits[asIndex(s)]});
        }
        return balancedCut(places, model.units());
    });
}

/// The chunks of one stage after those of the other.
class StageChunks
{
public:
    StageChunks(const std::vector<UnitRange>& units, const PassChoice& passes) : m_chunks(asIndex(passes.chunks))
    {
        m_units.reserve(units.size());
        const int stages = static_cast<int>(units.size()) / passes.chunks;
        for (int stage = 0; stage < stages; ++stage)
            for (int chunk = 0; chunk < passes.chunks; ++chunk)
                m_units.push_back(units[asIndex(positionOf(passes.schedule, stages, stage, chunk))]);
    }
    std::span<const UnitRange> of(std::size_t stage) const { return std::span(m_units).subspan(stage * m_chunks, m_chunks); }

private:
    std::vector<UnitRange> m_units;
    std::size_t m_chunks;
};

/// The least of what must be done again so that each stage fits.
void setNeeded(std::vector<Recompute>& modes, const std::vector<StageQuestion>& stages, const StageChunks& chunks)
{
    for (std::size_t s = 0; s < stages.size(); ++s) {
        modes[s] = Recompute::None;
        for (const Recompute heavier : {Recompute::Selective, Recompute::Full})
            if (!stages[s].fits(chunks.of(s), modes[s]))
                modes[s] = heavier;
    }
}

/// Of two stages the one that is nearer to failing, or fails more.
void merge(MemoryNeed& worst, const MemoryNeed& other)
{
    const int devices = worst.devices + (other.fits() ? 0 : other.devices);
    if (worst.limit <= 0 || other.bytes - other.limit > worst.bytes - worst.limit)
        worst = other;
    worst.devices = devices;
}

} // namespace feasibility

bool areLayersAlike(const ModelShape& model)
{
    const auto layers = std::views::iota(1, model.layers + 1);
    return std::ranges::all_of(layers, [&](int layer) { return unitKind(model, layer) == unitKind(model, 1); });
}

std::vector<int> stageAtPosition(const PassChoice& passes, int stages)
{
    std::vector<int> at(asIndex(stages * passes.chunks));
    for (int stage = 0; stage < stages; ++stage)
        for (int chunk = 0; chunk < passes.chunks; ++chunk)
            at[asIndex(positionOf(passes.schedule, stages, stage, chunk))] = stage;
    return at;
}

std::vector<StageRun> stagesOf(const PipelineGroup& group)
{
    std::vector<StageRun> stages;
    for (const StageRun& run : group.runs)
        stages.insert(stages.end(), static_cast<std::size_t>(run.stages), run);
    return stages;
}

MemoryNeed complete(const StageCosts& costs, Candidate& candidate)
{
    using namespace feasibility;
    MemoryNeed worst;
    candidate.units.clear();
    candidate.recomputes.clear();
    Plan plan;
    plan.zero = candidate.state.zero;
    plan.schedule = candidate.passes.schedule;
    candidate.overlap = overlapOf(plan, costs.world().training());
    for (std::size_t g = 0; g < candidate.layout.groups.size(); ++g) {
        const PipelineGroup& group = candidate.layout.groups[g];
        const std::vector<StageQuestion> stages = stageQuestions(costs, candidate, g);
        const int microBatch = candidate.batches[g].microBatch;
        std::vector<Recompute>& modes = candidate.recomputes.emplace_back(stages.size(), cheapest(candidate.state.recompute));
        std::vector<UnitRange>& units = candidate.units.emplace_back(cut(costs, stages, candidate, modes, microBatch));
        if (units.empty()) {
            candidate.units.clear();
            return worst;
        }
        StageChunks chunks(units, candidate.passes);
        if (candidate.state.recompute == RecomputeChoice::AsNeeded)
            setNeeded(modes, stages, chunks);
        if (candidate.state.recompute == RecomputeChoice::AsNeeded && candidate.passes.chunks == 1) // else the modes change no cut
            if (auto again = cut(costs, stages, candidate, modes, microBatch); again != units) {
                units = std::move(again);
                chunks = StageChunks(units, candidate.passes);
                setNeeded(modes, stages, chunks);
            }
        for (std::size_t s = 0; s < stages.size(); ++s) {
            const double bytes = stages[s].bytes(chunks.of(s), modes[s]);
            MemoryNeed need {static_cast<int>(g), static_cast<int>(s), bytes, stages[s].limit(), 0};
            need.devices = group.replicas * stages[s].run().tensor;
            merge(worst, need);
        }
    }
    return worst;
}

std::vector<std::array<int, 3>> mostLayersOf(const StageCosts& costs, const Candidate& candidate, std::size_t group, IntegerRange zero)
{
    const std::vector<feasibility::StageQuestion> stages = feasibility::stageQuestions(costs, candidate, group);
    std::vector<std::array<int, 3>> most(stages.size(), {0, 0, 0});
    for (int stage = zero.least; stage <= std::min(zero.most, 3); ++stage) {
        for (std::size_t s = 0; s < stages.size(); ++s)
            for (const Recompute mode : {Recompute::None, Recompute::Selective, Recompute::Full})
                most[s][feasibility::indexOf(mode)] = std::max(most[s][feasibility::indexOf(mode)], stages[s].mostLayers(mode, stage));
        if (candidate.layout.pipelines() == 1)
            break; // nothing to shard over
    }
    return most;
}

std::string unlikePipelines(const Candidate& candidate)
{
    for (std::size_t g = 0; g < candidate.units.size() && reducesEveryPass(candidate.state.zero); ++g) {
        const int replicas = candidate.layout.groups[g].replicas;
        const auto& [microBatch, count] = candidate.batches[g];
        if (count % replicas != 0 || count / replicas != candidate.batches[0].microBatches / candidate.layout.groups[0].replicas)
            return "ZeRO " + std::to_string(candidate.state.zero) + " reduces in every micro-batch, and the pipelines differ in their number";
        if (candidate.state.zero >= 3 && g > 0)
            return "ZeRO 3 gathers layer by layer, and the pipelines differ in their stages";
    }
    return {};
}

std::vector<int> roomOf(const StageCosts& costs, const Candidate& candidate, std::size_t group)
{
    using namespace feasibility;
    const std::vector<StageQuestion> stages = stageQuestions(costs, candidate, group);
    const StageChunks chunks(candidate.units[group], candidate.passes);
    std::vector<int> room;
    for (std::size_t s = 0; s < stages.size(); ++s)
        room.push_back(stages[s].room(chunks.of(s), candidate.recomputes[group][s]));
    return room;
}

double peakBytes(const StageCosts& costs, const Candidate& candidate)
{
    using namespace feasibility;
    double most = 0;
    for (std::size_t g = 0; g < candidate.layout.groups.size(); ++g) {
        const std::vector<StageQuestion> stages = stageQuestions(costs, candidate, g);
        const StageChunks chunks(candidate.units[g], candidate.passes);
        for (std::size_t s = 0; s < stages.size(); ++s)
            most = std::max(most, stages[s].bytes(chunks.of(s), candidate.recomputes[g][s]));
    }
    return most;
}

} // namespace core
