#include "core/search/adapt/migration.h"

#include "core/costs/memory.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

namespace core {
namespace migration {

/// Shares of a whole that differ by less are the same: they come from unlike divisions.
constexpr double hair = 1e-12;

/// A part of some state, as shares of the whole, and a device that holds it.
struct Holding
{
    double begin = 0, end = 0;
    int rank = 0;
};

/// State that is divided alike: over tensor groups, over expert groups or not, and sharded from a ZeRO stage on.
struct Block
{
    double bytes = 0;
    bool expert = false;
    int shardedFrom = 1;       ///< ZeRO stage
    std::vector<int> units {}; ///< who has one of these has this state
};

WorkShape wholeShape(const ModelShape& model, const Training& training)
{
    WorkShape shape;
    shape.model = model;
    shape.training = training;
    return shape;
}

/// Bytes of a parameter's weight and of its optimizer state.
std::array<double, 2> bytesPerParameter(const WorkShape& shape)
{
    const StateMemory layer = stateMemory(shape, {1, 2}, Device {});
    const double parameters = parametersUpdated(shape, {1, 2});
    return {layer.weights.value / parameters, layer.optimizer.value / parameters};
}

bool has(const PlacedStage& stage, const std::vector<int>& units)
{
    for (const Chunk& chunk : stage.chunks)
        for (const int unit : units)
            if (unit >= chunk.units.first && unit < chunk.units.end)
                return true;
    return false;
}

std::vector<const PlacedStage*> stagesWith(const Placement& placement, const std::vector<int>& units)
{
    std::vector<const PlacedStage*> stages;
    for (const PlacedPipeline& pipeline : placement.pipelines)
        for (const PlacedStage& stage : pipeline.stages)
            if (has(stage, units))
                stages.push_back(&stage);
    return stages;
}

/// Who holds which part of a block. Where tensor degrees differ between replicas, shards are cut across whole units.
std::vector<Holding> holdings(const Placement& placement, const Block& block)
{
    const std::vector<const PlacedStage*> stages = stagesWith(placement, block.units);
    int replicas = 0;
    bool alike = true;
    for (const PlacedStage* stage : stages) {
        replicas += stage->context;
        alike = alike && stage->tensor() == stages.front()->tensor();
    }
    const bool shards = placement.zero >= block.shardedFrom;
    const int experts = block.expert ? std::max(1, placement.expert) : 1;
    const double owners = std::max(1, replicas / experts);
    std::vector<Holding> all;
    int replica = 0;
    for (const PlacedStage* stage : stages)
        for (int c = 0; c < stage->context; ++c, ++replica)
            for (int t = 0; t < stage->tensor(); ++t) {
                const double part = 1.0 / experts, first = (replica % experts) * part, tensor = stage->tensor();
                const int owner = replica / experts;
                double begin = t / tensor, end = (t + 1) / tensor;
                if (shards && alike) {
                    const double width = end - begin;
                    end = begin + width * (owner + 1) / owners;
                    begin += width * owner / owners;
                } else if (shards) {
                    end = (owner + end) / owners;
                    begin = (owner + begin) / owners;
                }
                all.push_back({first + part * begin, first + part * end, stage->rank(t, c)});
            }
    return all;
}

/// Who sends what, device by device.
class Mover
{
public:
    explicit Mover(const MigrationInput& input) : m_input(input) { }

    void move(const Block& block)
    {
        if (block.bytes <= 0)
            return;
        const std::vector<Holding> before = holdings(m_input.from, block);
        m_cuts.clear();
        for (const Holding& holding : before) {
            m_cuts.insert(holding.begin);
            m_cuts.insert(holding.end);
        }
        std::map<int, std::vector<Holding>> own;
        for (const Holding& holding : before)
            own[holding.rank].push_back(holding);
        for (const Holding& needed : holdings(m_input.to, block))
            supply(needed, own[needed.rank], before, block.bytes);
    }

    std::optional<std::vector<StateMove>> moves() const
    {
        if (m_isLost)
            return std::nullopt;
        std::vector<StateMove> all;
        for (const auto& [ends, bytes] : m_moved)
            all.push_back({ends.first, ends.second, Bytes(bytes)});
        return all;
    }

private:
    void supply(const Holding& needed, const std::vector<Holding>& own, const std::vector<Holding>& before, double bytes)
    {
        std::set<double> cuts {needed.begin, needed.end};
        cuts.insert(m_cuts.upper_bound(needed.begin), m_cuts.lower_bound(needed.end));
        for (auto cut = cuts.begin(); std::next(cut) != cuts.end(); ++cut) {
            const double width = *std::next(cut) - *cut, middle = *cut + width / 2;
            const auto holds = [&](const Holding& holding) { return holding.begin < middle && middle < holding.end; };
            if (width < hair || std::any_of(own.begin(), own.end(), holds))
                continue;
            const Holding* source = nullptr;
            bool isHeld = false;
            for (const Holding& holding : before) {
                isHeld = isHeld || holds(holding);
                if (holds(holding) && !isDown(holding.rank) && (!source || order(holding.rank, needed.rank) < order(source->rank, needed.rank)))
                    source = &holding;
            }
            m_isLost = m_isLost || (isHeld && !source);
            if (!source)
                continue; // held by nobody: there is no such state under the plan before
            m_moved[{source->rank, needed.rank}] += width * bytes;
            m_sent[source->rank] += width * bytes;
        }
    }

    bool isDown(int rank) const { return !m_input.down.empty() && m_input.down[static_cast<std::size_t>(rank)]; }

    /// The nearest, then the least burdened, sends.
    std::tuple<int, double, int> order(int from, int to)
    {
        const auto hostFrom = static_cast<std::size_t>(m_input.cluster.hostOfRank[static_cast<std::size_t>(from)]);
        const auto hostTo = static_cast<std::size_t>(m_input.cluster.hostOfRank[static_cast<std::size_t>(to)]);
        const int distance = hostFrom == hostTo ? 0 : m_input.islands.siteOf[hostFrom] == m_input.islands.siteOf[hostTo] ? 1 : 2;
        return {distance, m_sent[from], from};
    }

    const MigrationInput& m_input;
    std::set<double> m_cuts;
    std::map<std::pair<int, int>, double> m_moved;
    std::map<int, double> m_sent;
    bool m_isLost = false;
};

/// Ranges of units that neither plan cuts.
std::vector<UnitRange> stretchesOf(const Placement& a, const Placement& b, int units)
{
    std::set<int> cuts {0, 1, units - 1, units};
    for (const Placement* placement : {&a, &b})
        for (const PlacedPipeline& pipeline : placement->pipelines)
            for (const PlacedStage& stage : pipeline.stages)
                for (const Chunk& chunk : stage.chunks) {
                    cuts.insert(chunk.units.first);
                    cuts.insert(chunk.units.end);
                }
    std::vector<UnitRange> ranges;
    for (auto cut = cuts.begin(); std::next(cut) != cuts.end(); ++cut)
        ranges.push_back({*cut, *std::next(cut)});
    return ranges;
}

} // namespace migration

std::optional<std::vector<StateMove>> stateMoves(const MigrationInput& input)
{
    const WorkShape whole = migration::wholeShape(input.model, input.training);
    const std::array<double, 2> bytes = migration::bytesPerParameter(whole);
    const int head = input.model.units() - 1;
    const double table = input.model.tiedEmbeddings ? 1.0 * input.model.vocab * input.model.hidden : 0;
    migration::Mover mover(input);
    const auto move = [&](double parameters, bool expert, const std::vector<int>& units) {
        mover.move({parameters * bytes[0], expert, 3, units});
        mover.move({parameters * bytes[1], expert, 1, units});
    };
    for (const UnitRange& units : migration::stretchesOf(input.from, input.to, input.model.units())) {
        const ParameterShare share = parameterShare(whole, units);
        move(share.common - (units.first == 0 ? table : 0), false, {units.first});
        move(share.expert, true, {units.first});
    }
    move(table, false, {0, head});
    return mover.moves();
}

Bytes stateBytes(const ModelShape& model, const Training& training, UnitRange units)
{
    const WorkShape whole = migration::wholeShape(model, training);
    const std::array<double, 2> bytes = migration::bytesPerParameter(whole);
    const ParameterShare share = parameterShare(whole, units);
    return Bytes((share.common + share.expert) * (bytes[0] + bytes[1]));
}

} // namespace core
