#include "core/search/search.h"

#include "core/search/baselines.h"
#include "core/search/search_tree.h"

#include <tbb/global_control.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <limits>
#include <set>
#include <thread>

namespace core {
namespace search_room {

/// How many nodes a round looks at. Fixed, so that rounds are the same for any number of threads.
constexpr std::size_t roundNodes = 48;
constexpr std::size_t roundSimulations = 6;
constexpr std::size_t keptPlans = 16;

struct Evaluated
{
    SearchNode node;
    Evaluation evaluation;

    bool operator<(const Evaluated& other) const
    {
        return evaluation.score != other.evaluation.score ? evaluation.score < other.evaluation.score : node.place < other.node.place;
    }
};

/// Whether one is nowhere worse and somewhere better, in time, memory and cost.
bool dominates(const Evaluation& a, const Evaluation& b)
{
    const bool notWorse = a.iterationTime <= b.iterationTime && a.peakBytes <= b.peakBytes && a.dollarsPerMillionTokens <= b.dollarsPerMillionTokens;
    return notWorse
        && (a.iterationTime < b.iterationTime || a.peakBytes < b.peakBytes || a.dollarsPerMillionTokens < b.dollarsPerMillionTokens);
}

class BranchAndBound
{
public:
    BranchAndBound(const Judge& judge, const SpaceSettings& settings, const SearchOptions& options)
        : m_tree(judge, settings, options.known), m_options(options), m_allowed(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(threadsOf(options)))
        , m_arena(threadsOf(options))
    {
        m_funnel = m_tree.refusedLayouts();
        std::vector<SearchNode> roots;
        inParallel([&] { roots = m_tree.roots(); });
        for (SearchNode& root : roots) {
            m_funnel.count(Verdict::Open);
            queueOf(root).insert(std::move(root));
        }
    }

    const SearchTree& tree() const { return m_tree; }

    /// Runs what is parallel in `work` on the threads of the search.
    template <typename Work>
    void inParallel(Work&& work)
    {
        m_arena.execute(std::forward<Work>(work));
    }

    /// A plan to begin with. It stands behind every candidate of the tree where both are as good.
    void seed(Candidate candidate, const Evaluation& evaluation)
    {
        SearchNode node;
        node.bound = evaluation.score;
        node.place.fill(std::numeric_limits<std::uint32_t>::max());
        node.place[3] -= m_seeds++;
        node.level = NodeLevel::Played;
        node.candidate = std::make_shared<const Candidate>(std::move(candidate));
        consider({std::move(node), evaluation});
    }

    void run()
    {
        while (!m_stopped && !isDone()) {
            const std::vector<SearchNode> round = nextRound();
            std::vector<NodeOutcome> outcomes(round.size());
            const Progress progress = [this](double) { return goesOn(); };
            m_arena.execute([&] {
                tbb::parallel_for(std::size_t{0}, round.size(), [&](std::size_t i) {
                    if (goesOn())
                        outcomes[i] = m_tree.lookAt(round[i], m_incumbent, !m_options.exhaustive, progress);
                    else
                        outcomes[i].cancelled = true;
                }, tbb::simple_partitioner());
            });
            for (std::size_t i = 0; i < round.size(); ++i)
                take(round[i], std::move(outcomes[i]));
            ++m_rounds;
            m_looked += static_cast<std::int64_t>(round.size());
            dropBeaten();
            if (m_options.heard)
                m_options.heard(state());
        }
    }

    bool cancelled() const { return m_stopped; }
    const std::set<Evaluated>& best() const { return m_best; }
    const std::vector<Evaluated>& front() const { return m_front; }

    SearchProgress state() const
    {
        SearchProgress progress;
        progress.found = m_incumbent.found;
        progress.best = m_incumbent.score;
        progress.bound = bound();
        progress.gap = gap();
        progress.funnel = m_funnel;
        progress.rounds = m_rounds;
        return progress;
    }

    double bound() const
    {
        double least = m_incumbent.found ? m_incumbent.score : std::numeric_limits<double>::infinity();
        for (const auto& queue : m_queues)
            if (!queue.empty())
                least = std::min(least, queue.begin()->bound);
        return least;
    }

    double gap() const
    {
        if (!m_incumbent.found)
            return 1;
        return m_incumbent.score > 0 ? std::max(0.0, (m_incumbent.score - bound()) / m_incumbent.score) : 0;
    }

    bool isExhausted() const
    {
        return std::all_of(m_queues.begin(), m_queues.end(), [](const auto& queue) { return queue.empty(); });
    }

private:
    static int threadsOf(const SearchOptions& options)
    {
        return options.threads > 0 ? options.threads : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    }

    bool goesOn()
    {
        if (!m_stopped && m_options.goOn && !m_options.goOn())
            m_stopped = true;
        return !m_stopped;
    }

    bool isDone() const
    {
        return isExhausted() || (m_incumbent.found && gap() <= m_options.gap && !m_options.exhaustive)
            || (m_options.nodeLimit > 0 && m_looked >= m_options.nodeLimit);
    }

    std::set<SearchNode>& queueOf(const SearchNode& node) { return m_queues[static_cast<std::size_t>(node.level)]; }

    /// Best bound first; every other round begins with the best node of each level, so that there is soon a good plan.
    std::vector<SearchNode> nextRound()
    {
        std::vector<SearchNode> round;
        std::size_t simulations = 0;
        const auto take = [&](std::set<SearchNode>& queue) {
            simulations += queue.begin()->level == NodeLevel::Played ? 1 : 0;
            round.push_back(std::move(queue.extract(queue.begin()).value()));
        };
        if (m_rounds % 2 == 1)
            for (auto& queue : m_queues)
                if (!queue.empty() && (queue.begin()->level != NodeLevel::Played || promises(*queue.begin())))
                    take(queue);
        while (round.size() < roundNodes && simulations < roundSimulations && !isExhausted()) {
            std::set<SearchNode>* best = nullptr;
            for (auto& queue : m_queues)
                if (!queue.empty() && (!best || *queue.begin() < *best->begin()))
                    best = &queue;
            take(*best);
        }
        return round;
    }

    /// Whether simulating it out of turn is worth while.
    bool promises(const SearchNode& node) const { return !m_incumbent.found || node.bound < 0.97 * m_incumbent.score; }

    void take(const SearchNode& node, NodeOutcome outcome)
    {
        if (outcome.cancelled) {
            queueOf(node).insert(node);
            return;
        }
        m_funnel.add(outcome.decided);
        for (SearchNode& open : outcome.open)
            queueOf(open).insert(std::move(open));
        if (!outcome.evaluation)
            return;
        if (m_options.evaluated && m_options.known.count(node.place) == 0)
            m_options.evaluated(node.place, *outcome.evaluation);
        if (outcome.evaluation->fits)
            consider({node, *outcome.evaluation});
    }

    void consider(Evaluated evaluated)
    {
        if (!m_incumbent.found || evaluated.evaluation.score < m_incumbent.score
            || (evaluated.evaluation.score == m_incumbent.score && evaluated.node.place < m_incumbent.place))
            m_incumbent = {true, evaluated.evaluation.score, evaluated.node.place};
        if (std::none_of(m_front.begin(), m_front.end(), [&](const Evaluated& other) { return dominates(other.evaluation, evaluated.evaluation); })) {
            std::erase_if(m_front, [&](const Evaluated& other) { return dominates(evaluated.evaluation, other.evaluation); });
            m_front.push_back(evaluated);
        }
        const auto same = std::find_if(m_best.begin(), m_best.end(), [&](const Evaluated& other) { return *other.node.candidate == *evaluated.node.candidate; });
        if (same != m_best.end() && !(evaluated < *same))
            return;
        if (same != m_best.end())
            m_best.erase(same);
        m_best.insert(std::move(evaluated));
        if (m_best.size() > keptPlans)
            m_best.erase(std::prev(m_best.end()));
    }

    /// What the best so far beats is decided by its bound.
    void dropBeaten()
    {
        if (m_options.exhaustive || !m_incumbent.found)
            return;
        for (auto& queue : m_queues)
            while (!queue.empty() && m_incumbent.beats(*std::prev(queue.end()))) {
                const SearchNode& node = *std::prev(queue.end());
                m_funnel.count(Verdict::Open, -1);
                m_funnel.reject(Verdict::Bound, m_incumbent.score > 0 ? node.bound / m_incumbent.score - 1 : 0,
                    [&] { return m_tree.beaten(node, m_incumbent); });
                queue.erase(std::prev(queue.end()));
            }
    }

    SearchTree m_tree;
    const SearchOptions& m_options;
    tbb::global_control m_allowed;
    tbb::task_arena m_arena;
    std::atomic<bool> m_stopped = false;
    std::array<std::set<SearchNode>, nodeLevels> m_queues; ///< by level, best bound first
    Incumbent m_incumbent;
    Funnel m_funnel;
    std::set<Evaluated> m_best;
    std::vector<Evaluated> m_front;
    std::int64_t m_rounds = 0, m_looked = 0;
    std::uint32_t m_seeds = 0;
};

RankedPlan ranked(const Evaluated& evaluated, const PlanningWorld& world, const std::string& name)
{
    const Candidate& candidate = *evaluated.node.candidate;
    return {candidate, planOf(candidate, world.pools(), world.cluster(), world.model(), name), evaluated.evaluation,
        describe(candidate, world.pools(), world.cluster())};
}

/// None of the baselines sees the scenario: they choose at nominal bandwidths.
Result<std::unique_ptr<Judge>> nominalJudge(const Project& project, const Catalogue& catalogue)
{
    return Judge::of(project, catalogue, Objective {}, {});
}

/// Begins with what the baselines choose, so that no answer is worse than theirs.
Result<void> seed(BranchAndBound& search, const Project& project, const Catalogue& catalogue, const Judge& judge, const SpaceSettings& space,
    const SearchOptions& options)
{
    const auto nominal = nominalJudge(project, catalogue);
    if (!nominal)
        return nominal.error();
    struct Seed
    {
        std::optional<Candidate> candidate;
        std::optional<Evaluation> evaluation;
    };
    std::vector<Seed> seeds(baselines().size());
    search.inParallel([&] {
        tbb::parallel_for(std::size_t{0}, seeds.size(), [&](std::size_t i) {
            seeds[i].candidate = chosenBy(baselines()[i].name, **nominal, space, options.goOn);
            if (!seeds[i].candidate)
                return;
            const auto evaluation = judge.evaluate(*seeds[i].candidate, [&](double) { return !options.goOn || options.goOn(); });
            if (evaluation && evaluation->fits)
                seeds[i].evaluation = *evaluation;
        }, tbb::simple_partitioner());
    });
    for (const Seed& one : seeds)
        if (one.evaluation)
            search.seed(*one.candidate, *one.evaluation);
    return {};
}

/// What would fit without locks and limits, in words; else what came nearest.
std::string wayOut(const Judge& judge, const std::string& nearest)
{
    for (const Baseline& baseline : baselines())
        if (const auto candidate = chosenBy(baseline.name, judge, SpaceSettings {}))
            return "without locks and limits this would fit: " + describe(*candidate, judge.world().pools(), judge.world().cluster());
    return "nearest: " + nearest;
}

/// Why there is no plan, by the rule that came nearest to leaving one.
Error nothingFits(const Funnel& funnel, const Judge& judge)
{
    const std::vector<Rejection> nearest = funnel.nearest();
    const auto memory = std::find_if(nearest.begin(), nearest.end(), [](const Rejection& r) { return r.rule == Verdict::Memory; });
    if (memory != nearest.end())
        return {"no plan fits in memory; the nearest has " + memory->reason, "/search", "a model that fits, more or larger devices, or fewer locks",
            wayOut(judge, memory->candidate)};
    if (!nearest.empty())
        return {"no plan is possible: " + nearest.front().reason, "/search", "a space with at least one plan", wayOut(judge, nearest.front().candidate)};
    return {"the locks leave no plan", "/search/locks", "a space with at least one plan", wayOut(judge, "none")};
}

void fillNearest(SearchOutcome& outcome)
{
    if (outcome.ranked.empty())
        return;
    const double best = outcome.ranked.front().evaluation.score;
    Funnel funnel;
    for (std::size_t i = 1; i < outcome.ranked.size(); ++i) {
        const double score = outcome.ranked[i].evaluation.score;
        funnel.reject({Verdict::Simulated, outcome.ranked[i].words,
            formattedScore(outcome.objective, score) + ", the best has " + formattedScore(outcome.objective, best), best > 0 ? score / best - 1 : 0});
        funnel.count(Verdict::Simulated, -1);
    }
    outcome.funnel.add(funnel);
}

} // namespace search_room

Result<SearchOutcome> search(const Project& project, const Catalogue& catalogue, const SearchOptions& options)
{
    const auto settings = typedSettings(project.search);
    if (!settings)
        return settings.error();
    const Objective objective = options.objective.value_or(settings->objective);
    const auto judge = Judge::of(project, catalogue, objective, options.traces);
    if (!judge)
        return judge.error();
    search_room::BranchAndBound search(**judge, settings->space, options);
    SearchOutcome outcome;
    outcome.objective = objective;
    outcome.space = search.tree().space().description();
    search.inParallel([&] { outcome.spaceSize = search.tree().space().size(); });
    if (options.started)
        options.started(outcome.space, outcome.spaceSize);
    if (options.seeded && !options.exhaustive)
        if (auto seeded = search_room::seed(search, project, catalogue, **judge, settings->space, options); !seeded)
            return seeded.error();
    search.run();
    const SearchProgress state = search.state();
    outcome.funnel = state.funnel;
    outcome.cancelled = search.cancelled();
    outcome.proved = search.isExhausted() && !search.best().empty();
    outcome.bound = state.bound;
    outcome.gap = state.gap;
    const PlanningWorld& world = (*judge)->world();
    for (const auto& evaluated : search.best())
        outcome.ranked.push_back(search_room::ranked(evaluated, world, "best" + (outcome.ranked.empty() ? "" : " " + std::to_string(outcome.ranked.size() + 1))));
    for (const auto& evaluated : search.front())
        outcome.front.push_back(search_room::ranked(evaluated, world, "front " + std::to_string(outcome.front.size() + 1)));
    if (outcome.ranked.empty() && !outcome.cancelled && search.isExhausted())
        return search_room::nothingFits(outcome.funnel, **judge);
    search_room::fillNearest(outcome);
    return outcome;
}

Result<RankedPlan> plannedBy(const std::string& planner, const Project& project, const Catalogue& catalogue, const SearchOptions& options)
{
    const auto settings = typedSettings(project.search);
    if (!settings)
        return settings.error();
    const auto judge = Judge::of(project, catalogue, options.objective.value_or(settings->objective), options.traces);
    if (!judge)
        return judge.error();
    std::optional<Candidate> candidate;
    if (planner == "static-network") {
        SearchOptions blind = options;
        blind.objective = Objective {};
        const auto outcome = search(project, catalogue, blind);
        if (!outcome)
            return outcome.error();
        if (!outcome->ranked.empty())
            candidate = outcome->ranked.front().candidate;
    } else {
        const auto nominal = search_room::nominalJudge(project, catalogue);
        if (!nominal)
            return nominal.error();
        candidate = chosenBy(planner, **nominal, settings->space, options.goOn);
    }
    if (!candidate)
        return Error{"the planner " + planner + " has no plan in this space", "/search", "a space that its restriction leaves a plan in", ""};
    const auto evaluation = (*judge)->evaluate(*candidate);
    if (!evaluation)
        return evaluation.error();
    const PlanningWorld& world = (*judge)->world();
    return RankedPlan {*candidate, planOf(*candidate, world.pools(), world.cluster(), world.model(), planner), *evaluation,
        describe(*candidate, world.pools(), world.cluster())};
}

} // namespace core
