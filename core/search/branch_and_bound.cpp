#include "core/search/branch_and_bound.h"

#include "core/search/parallel_loop.h"
#include "core/search/shared_search.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <thread>

namespace core {
namespace branch_and_bound {

/// How many nodes a round looks at. Fixed, so that rounds are the same for any number of threads.
constexpr std::size_t roundNodes = 32;
constexpr std::size_t roundSimulations = 4;
constexpr std::size_t keptPlans = 16;

std::size_t threadsOf(const SearchOptions& options)
{
    return options.threads > 0 ? static_cast<std::size_t>(options.threads) : std::max(1U, std::thread::hardware_concurrency());
}

/// Whether one is nowhere worse and somewhere better, in time, memory and cost.
bool dominates(const Evaluation& a, const Evaluation& b)
{
    const bool notWorse = a.iterationTime <= b.iterationTime && a.peakBytes <= b.peakBytes && a.dollarsPerMillionTokens <= b.dollarsPerMillionTokens;
    return notWorse
        && (a.iterationTime < b.iterationTime || a.peakBytes < b.peakBytes || a.dollarsPerMillionTokens < b.dollarsPerMillionTokens);
}

} // namespace branch_and_bound

BranchAndBound::BranchAndBound(const Judge& judge, const SpaceSettings& settings, const SearchOptions& options)
    : m_judge(judge), m_tree(judge, settings, options.known, options.simulates), m_options(options)
    , m_allowed(tbb::global_control::max_allowed_parallelism, branch_and_bound::threadsOf(options))
    , m_arena(static_cast<int>(branch_and_bound::threadsOf(options)))
    , m_rounds([this] { return Round {nextRound(), m_incumbent}; }, [this](Round& round) { return takeIn(round); })
{
    m_incumbent.isFront = !judge.others().empty();
    m_funnel = m_tree.refusedLayouts();
    for (SearchNode& root : m_tree.roots()) {
        m_funnel.count(Verdict::Open);
        queueOf(root).insert(std::move(root));
    }
}

std::set<SearchNode>& BranchAndBound::queueOf(const SearchNode& node)
{
    const std::size_t index = node.level == NodeLevel::Partial ? std::min(static_cast<std::size_t>(node.decided), depths - 1)
                                                               : depths + static_cast<std::size_t>(node.level);
    return m_queues[index];
}

void BranchAndBound::seed(Candidate candidate, const Evaluation& evaluation)
{
    SearchNode node;
    node.bound = evaluation.score;
    node.place.fill(std::numeric_limits<std::uint64_t>::max());
    node.place[3] -= m_seeds++;
    node.level = NodeLevel::Played;
    node.candidate = std::make_shared<const Candidate>(std::move(candidate));
    consider({std::move(node), evaluation});
}

void BranchAndBound::run()
{
    if (m_stopped || isDone())
        return;
    m_rounds.begin();
    const auto work = [this](std::size_t) { lookAtAll(); };
    const auto workHere = [&] {
        m_arena.execute([&] { parallelLoop(0, branch_and_bound::threadsOf(m_options), work); });
    };
    if (m_options.help)
        helped(workHere);
    else
        workHere();
    for (const auto& round : m_rounds.rest())
        for (SearchNode& node : round->nodes)
            queueOf(node).insert(std::move(node));
}

/// Until it is over. What fails ends it for all.
void BranchAndBound::lookAtAll()
{
    const Progress progress = [this](double) { return !m_rounds.isOver() && goesOn(); };
    try {
        while (const auto task = m_rounds.next()) {
            NodeOutcome outcome;
            if (goesOn())
                outcome = m_tree.lookAt(task->node(), task->round->best, !m_options.exhaustive, progress);
            else
                outcome.cancelled = true;
            m_rounds.finish(*task, std::move(outcome));
        }
    } catch (...) {
        m_rounds.end();
        throw;
    }
}

bool BranchAndBound::takeIn(Round& round)
{
    for (std::size_t i = 0; i < round.nodes.size(); ++i)
        take(round.nodes[i], std::move(round.outcomes[i]));
    ++m_taken;
    m_looked += std::count_if(round.nodes.begin(), round.nodes.end(), [](const SearchNode& node) { return node.level != NodeLevel::Partial; });
    dropBeaten();
    if (m_options.heard)
        m_options.heard(state());
    return !m_stopped && !isDone();
}

/// Together with others: `workHere` on this process's threads, what is free also elsewhere.
void BranchAndBound::helped(const std::function<void()>& workHere)
{
    std::vector<Rounds::Task> asked; // by the number that the others know it by
    RoundWork work;
    work.take = [&]() -> std::optional<std::size_t> {
        const auto task = m_rounds.nextElsewhere();
        if (!task)
            return std::nullopt;
        asked.push_back(*task);
        return asked.size() - 1;
    };
    work.question = [&](std::size_t i) { return packed(NodeQuestion {asked[i].node(), asked[i].round->best, !m_options.exhaustive, m_judge.bestOfSeeds()}); };
    work.answered = [&](std::size_t i, std::string_view bytes) {
        auto outcome = unpackedOutcome(bytes);
        if (outcome)
            m_rounds.finish(asked[i], std::move(*outcome));
        return outcome.has_value();
    };
    work.giveBack = [&](std::size_t i) { m_rounds.giveBack(asked[i]); };
    std::thread here(workHere);
    for (; m_rounds.waitForMore(); asked.clear())
        m_options.help->help(work);
    here.join();
}

bool BranchAndBound::isExhausted() const { return m_rounds.isEmpty() && isNothingQueued(); }

bool BranchAndBound::isNothingQueued() const
{
    return std::all_of(m_queues.begin(), m_queues.end(), [](const auto& queue) { return queue.empty(); });
}

SearchProgress BranchAndBound::state() const
{
    SearchProgress progress;
    progress.found = m_incumbent.found;
    progress.best = m_incumbent.score;
    progress.bound = bound();
    progress.gap = gap();
    progress.funnel = m_funnel;
    progress.funnel.count(Verdict::Simulated, m_seedsSimulated);
    progress.rounds = m_taken;
    return progress;
}

double BranchAndBound::bound() const
{
    double least = std::min(m_incumbent.found ? m_incumbent.score : std::numeric_limits<double>::infinity(), m_rounds.leastBound());
    for (const auto& queue : m_queues)
        if (!queue.empty())
            least = std::min(least, queue.begin()->bound);
    return least;
}

double BranchAndBound::gap() const
{
    if (!m_incumbent.found)
        return 1;
    return m_incumbent.score > 0 ? std::max(0.0, (m_incumbent.score - bound()) / m_incumbent.score) : 0;
}

bool BranchAndBound::goesOn()
{
    if (!m_stopped && m_options.goOn && !m_options.goOn())
        m_stopped = true;
    return !m_stopped;
}

bool BranchAndBound::isDone() const
{
    const bool isNear = m_options.gap > 0 && m_incumbent.found && gap() <= m_options.gap;
    return isExhausted() || (isNear && !m_options.exhaustive && !m_incumbent.isFront)
        || (m_options.nodeLimit > 0 && m_looked >= m_options.nodeLimit)
        || (m_options.simulationLimit > 0 && m_funnel.countOf(Verdict::Simulated) >= m_options.simulationLimit);
}

/// Best bound first; every other round begins with the best node of each level, so that there is soon a good plan.
std::vector<SearchNode> BranchAndBound::nextRound()
{
    std::vector<SearchNode> round;
    std::size_t simulations = 0;
    const auto take = [&](std::set<SearchNode>& queue, std::set<SearchNode>::iterator node) {
        simulations += node->level == NodeLevel::Played ? 1 : 0;
        round.push_back(std::move(queue.extract(node).value()));
    };
    if (m_chosen++ % 2 == 1)
        for (auto& queue : m_queues)
            if (const auto node = promising(queue); node != queue.end())
                take(queue, node);
    while (round.size() < branch_and_bound::roundNodes && simulations < branch_and_bound::roundSimulations && !isNothingQueued()) {
        std::set<SearchNode>* best = nullptr;
        for (auto& queue : m_queues)
            if (!queue.empty() && (!best || *queue.begin() < *best->begin()))
                best = &queue;
        take(*best, best->begin());
    }
    return round;
}

void BranchAndBound::take(const SearchNode& node, NodeOutcome outcome)
{
    if (outcome.cancelled) {
        queueOf(node).insert(node);
        return;
    }
    m_funnel.add(outcome.decided);
    for (SearchNode& open : outcome.open) {
        if (open.level == NodeLevel::Played)
            m_tree.restore(open);
        queueOf(open).insert(std::move(open));
    }
    if (!outcome.evaluation)
        return;
    if (m_options.evaluated && m_options.known.count(node.place) == 0)
        m_options.evaluated(node.place, *outcome.evaluation);
    if (node.bound > 0) {
        const double excess = outcome.evaluation->score / node.bound;
        const auto [known, isNew] = m_excess.emplace(std::pair(node.candidate->passes.schedule, node.candidate->state.zero), excess);
        known->second = std::min(known->second, excess);
    }
    if (outcome.evaluation->fits) {
        EvaluatedNode evaluated {node, *outcome.evaluation};
        m_tree.restore(evaluated.node);
        consider(std::move(evaluated));
    }
}

void BranchAndBound::consider(EvaluatedNode evaluated)
{
    if (!m_incumbent.found || evaluated.evaluation.score < m_incumbent.score
        || (evaluated.evaluation.score == m_incumbent.score && evaluated.node.place < m_incumbent.place))
        m_incumbent.take(evaluated.evaluation.score, evaluated.node.place);
    addToFront(evaluated);
    const auto same = std::find_if(m_best.begin(), m_best.end(), [&](const EvaluatedNode& other) { return *other.node.candidate == *evaluated.node.candidate; });
    if (same != m_best.end() && !(evaluated < *same))
        return;
    if (same != m_best.end())
        m_best.erase(same);
    m_best.insert(std::move(evaluated));
    if (m_best.size() > branch_and_bound::keptPlans)
        m_best.erase(std::prev(m_best.end()));
}

std::vector<EvaluatedNode> BranchAndBound::front() const
{
    std::vector<EvaluatedNode> sorted = m_front;
    std::sort(sorted.begin(), sorted.end());
    return sorted;
}

Incumbent::Scored BranchAndBound::scored(const EvaluatedNode& evaluated) const
{
    return {evaluated.evaluation.score, m_judge.othersOf(evaluated.evaluation)};
}

void BranchAndBound::addToFront(const EvaluatedNode& evaluated)
{
    const auto isBeaten = [&](const EvaluatedNode& one, const EvaluatedNode& by) {
        const Incumbent::Scored own = scored(one);
        return m_incumbent.isFront ? scored(by).isNoWorse(own.score, own.others) : branch_and_bound::dominates(by.evaluation, one.evaluation);
    };
    if (std::any_of(m_front.begin(), m_front.end(), [&](const EvaluatedNode& other) { return isBeaten(evaluated, other); }))
        return;
    std::erase_if(m_front, [&](const EvaluatedNode& other) { return isBeaten(other, evaluated); });
    m_front.push_back(evaluated);
    m_frontChanged = true;
    m_incumbent.front.clear();
    for (const EvaluatedNode& one : m_front)
        m_incumbent.front.push_back(scored(one));
}

void BranchAndBound::dropBeatenByFront()
{
    if (!m_frontChanged)
        return;
    m_frontChanged = false;
    for (auto& queue : m_queues)
        std::erase_if(queue, [&](const SearchNode& node) {
            const bool isBeaten = m_incumbent.beats(node);
            if (isBeaten) {
                m_funnel.count(Verdict::Open, -1);
                m_funnel.reject(m_tree.beaten(node, m_incumbent));
            }
            return isBeaten;
        });
}

/// What the best so far beats is decided by its bound.
void BranchAndBound::dropBeaten()
{
    if (m_options.exhaustive || !m_incumbent.found)
        return;
    if (m_incumbent.isFront)
        return dropBeatenByFront();
    for (auto& queue : m_queues)
        while (!queue.empty() && m_incumbent.beats(*std::prev(queue.end()))) {
            const SearchNode& node = *std::prev(queue.end());
            m_funnel.count(Verdict::Open, -1);
            m_funnel.reject(Verdict::Bound, m_incumbent.score > 0 ? node.bound / m_incumbent.score - 1 : 0,
                [&] { return m_tree.beaten(node, m_incumbent); });
            queue.erase(std::prev(queue.end()));
        }
}

/// What is worth looking at out of turn: the best, but to simulate only what may well be better than what is known.
std::set<SearchNode>::iterator BranchAndBound::promising(std::set<SearchNode>& queue) const
{
    if (queue.empty() || queue.begin()->level != NodeLevel::Played || !m_incumbent.found || m_incumbent.isFront)
        return queue.begin();
    constexpr int few = 256;
    auto best = queue.end(), node = queue.begin();
    double least = 0.999 * m_incumbent.score;
    for (int i = 0; i < few && node != queue.end() && node->bound < least; ++i, ++node)
        if (expected(*node) < least) {
            least = expected(*node);
            best = node;
        }
    return best;
}

/// The bounds of some schedules are further off than others': until one is simulated those whose order no bound knows.
double BranchAndBound::expected(const SearchNode& node) const
{
    const Schedule schedule = node.candidate->passes.schedule;
    const auto known = m_excess.find({schedule, node.candidate->state.zero});
    const double unknown = schedule == Schedule::ZeroBubbleGreedy ? 1.1 : 1;
    return node.bound * (known == m_excess.end() ? unknown : known->second);
}

} // namespace core
