#include "core/results/trust.h"

#include "core/documents/names.h"
#include "core/results/statistics.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace core {
namespace trust {

constexpr std::size_t fewest = 5;

using Runs = std::vector<const ScoredRun*>;

struct Likeness
{
    std::string words;
    std::function<bool(const RunFacts&)> holds;
};

std::string joined(const std::vector<std::string>& words)
{
    std::string text;
    for (const std::string& word : words)
        text += (text.empty() ? "" : " and ") + word;
    return text;
}

std::vector<Likeness> likenesses(const RunFacts& plan)
{
    const std::string kinds = joined(plan.kinds);
    std::vector<Likeness> list;
    if (!plan.software.empty())
        list.push_back({"on " + kinds + " with " + plan.software,
            [&plan](const RunFacts& run) { return run.kinds == plan.kinds && run.software == plan.software; }});
    list.push_back({"on " + kinds + ", whatever the software", [&plan](const RunFacts& run) { return run.kinds == plan.kinds; }});
    list.push_back({"on devices of any kind", [](const RunFacts&) { return true; }});
    return list;
}

/// The first likeness that enough runs have, and these.
std::pair<Runs, std::string> mostLike(const RunFacts& plan, const Runs& among)
{
    for (const Likeness& likeness : likenesses(plan)) {
        Runs like;
        for (const ScoredRun* run : among)
            if (likeness.holds(run->facts))
                like.push_back(run);
        if (like.size() >= fewest)
            return {like, likeness.words};
    }
    return {};
}

int most(const Runs& runs, int RunFacts::*fact)
{
    int largest = 0;
    for (const ScoredRun* run : runs)
        largest = std::max(largest, run->facts.*fact);
    return largest;
}

/// Beyond twice the largest that was measured.
void noteLarger(const Runs& runs, const RunFacts& plan, int RunFacts::*fact, const std::string& name, std::vector<std::string>& outside)
{
    const int largest = most(runs, fact);
    if (plan.*fact > 2 * largest)
        outside.push_back(name + " " + std::to_string(plan.*fact) + ": the runs have up to " + std::to_string(largest));
}

std::vector<std::string> outsideOf(const Runs& runs, const RunFacts& plan)
{
    std::vector<std::string> outside;
    noteLarger(runs, plan, &RunFacts::devices, "devices", outside);
    noteLarger(runs, plan, &RunFacts::sequence, "sequence", outside);
    noteLarger(runs, plan, &RunFacts::hidden, "hidden size", outside);
    noteLarger(runs, plan, &RunFacts::layers, "layers", outside);
    if (plan.context > 1 && most(runs, &RunFacts::context) <= 1)
        outside.push_back("context parallelism: in none of the runs");
    if (plan.expert > 1 && most(runs, &RunFacts::expert) <= 1)
        outside.push_back("expert parallelism: in none of the runs");
    if (plan.zero == 3 && most(runs, &RunFacts::zero) < 3)
        outside.push_back("ZeRO 3: in none of the runs");
    const auto isOf = [&](const ScoredRun* run) { return run->facts.precision == plan.precision; };
    if (std::none_of(runs.begin(), runs.end(), isOf))
        outside.push_back("precision " + std::string(nameOf(plan.precision)) + ": in none of the runs");
    return outside;
}

ErrorBar barOf(const Runs& runs, const std::string& basis, double widening, const std::function<std::optional<double>(const ScoredRun&)>& errorOf)
{
    std::vector<double> sizes;
    for (const ScoredRun* run : runs)
        if (const auto error = errorOf(*run))
            sizes.push_back(std::abs(*error));
    return {quantile(sizes, trustedShare).value_or(0) * widening, static_cast<int>(sizes.size()), basis};
}

ConstantsInUse constantsOf(const std::string& kind, const RunFacts& plan, const Catalogue& catalogue, const std::vector<ScoredRun>& runs)
{
    ConstantsInUse used {kind, {}, {}, 0};
    const Device* device = findDevice(catalogue, DeviceKindId {kind});
    if (!device)
        return used;
    for (const std::string& generation : {plan.software, std::string("typical")})
        if (used.generation.empty() && device->generations.count(generation) > 0)
            used.generation = generation;
    used.provenance = efficiencyOf(*device, plan.software).provenance;
    for (const ScoredRun& run : runs) {
        const bool isOn = std::find(run.facts.kinds.begin(), run.facts.kinds.end(), kind) != run.facts.kinds.end();
        used.runs += isOn && (used.generation == "typical" || run.facts.software == used.generation);
    }
    return used;
}

std::optional<double> memoryErrorOf(const ScoredRun& run)
{
    const auto errors = run.shipped.memoryErrors();
    return errors.empty() ? std::nullopt : std::optional(errors.front());
}

} // namespace trust

Trust trustOf(const RunFacts& plan, const Catalogue& catalogue, const std::vector<ScoredRun>& runs)
{
    Trust result;
    for (const std::string& kind : plan.kinds)
        result.constants.push_back(trust::constantsOf(kind, plan, catalogue, runs));
    trust::Runs timed, weighed;
    for (const ScoredRun& run : runs) {
        if (run.shipped.special)
            continue;
        if (run.heldOut.predicted)
            timed.push_back(&run);
        if (run.shipped.measuredPeak)
            weighed.push_back(&run);
    }
    const auto [like, words] = trust::mostLike(plan, timed);
    result.outside = trust::outsideOf(like, plan);
    const double widening = std::pow(wideningOutside, static_cast<double>(result.outside.size()));
    if (!like.empty())
        result.time = trust::barOf(like, words, widening, [](const ScoredRun& run) { return run.heldOut.timeError(); });
    const auto [likeInMemory, memoryWords] = trust::mostLike(plan, weighed);
    if (!likeInMemory.empty())
        result.memory = trust::barOf(likeInMemory, memoryWords, widening, trust::memoryErrorOf);
    return result;
}

} // namespace core
