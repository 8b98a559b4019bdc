#include "core/documents/check_parts.h"

#include "core/documents/json_text.h"

#include <algorithm>
#include <numeric>

namespace core::check_parts {
namespace check_grid {

std::string number(long long value) { return std::to_string(value); }

/// A uniform grid's degrees, the defaults filled in.
struct Grid
{
    explicit Grid(const Plan& plan)
        : tensor(plan.tensor.value_or(1)), pipeline(plan.pipeline.value_or(1)), data(plan.data.value_or(1)), context(plan.context.value_or(1)),
          expert(plan.expert.value_or(1)), interleave(chunksPerDevice(plan)), exchangesHeads(plan.contextMethod == ContextMethod::AllToAll)
    {
    }
    bool isPositive() const { return std::min({tensor, pipeline, data, context, expert, interleave}) >= 1; }
    /// In double: five degrees of a million overflow an integer.
    double devices() const { return double(tensor) * pipeline * data * context; }
    int tensor, pipeline, data, context, expert, interleave;
    bool exchangesHeads;
};

void checkDegrees(const Plan& plan, const std::string& pointer, Findings& findings)
{
    const auto positive = [&](const std::optional<int>& field, const char* key) {
        if (field && *field < 1)
            findings.error(pointer + "/" + key, "is " + number(*field), "a whole number that is at least 1", "1");
    };
    positive(plan.tensor, "tensor");
    positive(plan.pipeline, "pipeline");
    positive(plan.data, "data");
    positive(plan.context, "context");
    positive(plan.expert, "expert");
    positive(plan.microBatch, "micro_batch");
}

void checkDevices(const Grid& grid, const std::string& pointer, const ExpandedCluster& cluster, Findings& findings)
{
    if (grid.devices() <= cluster.ranks())
        return;
    const double group = grid.devices() / grid.data;
    const int data = static_cast<int>(cluster.ranks() / group);
    const std::string context = grid.context > 1 ? " x " + number(grid.context) : "";
    findings.error(pointer, "needs " + number(grid.tensor) + " x " + number(grid.pipeline) + " x " + number(grid.data) + context + " = "
        + shortestDecimal(grid.devices()) + " devices, and the cluster has " + number(cluster.ranks()),
        "tensor x pipeline x data x context of at most " + number(cluster.ranks()), data >= 1 ? "\"data\": " + number(data) : "");
}

void checkModelSplit(const Grid& grid, const std::string& pointer, const ModelShape& model, Findings& findings)
{
    if (model.heads % grid.tensor != 0)
        findings.error(pointer + "/tensor", number(grid.tensor) + " devices cannot share " + counted(model.heads, "head") + " evenly", "a divisor of "
            + number(model.heads), number(std::gcd(model.heads, grid.tensor)));
    else if (model.kvHeads >= 1 && model.kvHeads % grid.tensor != 0 && grid.tensor % model.kvHeads != 0)
        findings.error(pointer + "/tensor", number(grid.tensor) + " devices cannot share " + number(model.kvHeads) + " key-value heads evenly",
            "a divisor or a multiple of " + number(model.kvHeads), number(std::gcd(model.kvHeads, grid.tensor)));
    else if (const int each = model.heads / grid.tensor; grid.exchangesHeads && each % grid.context != 0)
        findings.error(pointer + "/context", "all-to-alls cannot share " + counted(each, "head") + " evenly among " + number(grid.context) + " devices",
            "a divisor of " + number(each) + ", or \"context_method\": \"ring\"", number(std::gcd(each, grid.context)));
    if (static_cast<long long>(grid.pipeline) * grid.interleave > model.units())
        findings.error(pointer + "/pipeline", number(grid.pipeline) + " stages" + (grid.interleave > 1 ? " of " + number(grid.interleave) + " chunks" : "")
            + " are more than the model's " + number(model.units()) + " units (embedding, layers, head)", "at most " + number(model.units() / grid.interleave),
            number(std::max(1, model.units() / grid.interleave)));
    if (grid.expert == 1)
        return;
    if (model.experts == 0)
        findings.error(pointer + "/expert", "the model has no experts", "1", "1");
    else if (model.experts % grid.expert != 0)
        findings.error(pointer + "/expert", number(grid.expert) + " devices cannot share " + counted(model.experts, "expert") + " evenly",
            "a divisor of " + number(model.experts), number(std::gcd(model.experts, grid.expert)));
}

/// The largest micro-batch, not above the given one, with which the batch divides; 0 when there is none.
int fittingMicroBatch(int globalBatch, int data, int microBatch)
{
    if (globalBatch % data != 0)
        return 0;
    const int share = globalBatch / data;
    int fitting = std::min(microBatch, share);
    while (fitting > 1 && share % fitting != 0)
        --fitting;
    return fitting;
}

void checkBatch(const Plan& plan, const Grid& grid, const std::string& pointer, const Training& training, Findings& findings)
{
    if (!plan.microBatch) {
        findings.error(pointer, "the plan has no micro_batch", "the samples of one micro-batch", "\"micro_batch\": 1");
        return;
    }
    if (training.globalBatch < 1 || *plan.microBatch < 1)
        return;
    const long long together = static_cast<long long>(grid.data) * *plan.microBatch;
    if (training.globalBatch % together != 0) {
        const int fitting = fittingMicroBatch(training.globalBatch, grid.data, *plan.microBatch);
        findings.error(pointer + "/micro_batch", number(grid.data) + " replicas x micro-batches of " + number(*plan.microBatch) + " = " + number(together)
            + " do not divide the global batch of " + number(training.globalBatch), "data x micro_batch that divides " + number(training.globalBatch),
            fitting > 0 ? number(fitting) : "");
    }
    if (training.sequence > 0 && training.sequence % grid.context != 0)
        findings.error(pointer + "/context", number(grid.context) + " devices cannot share a sequence of " + number(training.sequence) + " evenly",
            "a divisor of " + number(training.sequence), number(std::gcd(training.sequence, grid.context)));
    if (static_cast<long long>(grid.data) * grid.context % grid.expert != 0)
        findings.error(pointer + "/expert", number(grid.expert) + " does not divide data x context = " + number(static_cast<long long>(grid.data) * grid.context),
            "expert groups inside the data-parallel ones", number(std::gcd(static_cast<long long>(grid.data) * grid.context, static_cast<long long>(grid.expert))));
}

void checkUnits(const std::vector<int>& units, const std::string& pointer, long long parts, int total, const char* what, Findings& findings)
{
    if (units.empty())
        return;
    if (static_cast<long long>(units.size()) != parts)
        findings.error(pointer, "lists " + number(static_cast<long long>(units.size())) + " " + what + ", and the plan has " + number(parts),
            number(parts) + " numbers of units");
    for (std::size_t i = 0; i < units.size(); ++i)
        if (units[i] < 1)
            findings.error(pointer + "/" + std::to_string(i), "is " + number(units[i]), "at least 1 unit", "1");
    const long long sum = std::accumulate(units.begin(), units.end(), 0LL);
    if (total > 0 && sum != total)
        findings.error(pointer, "sums to " + number(sum) + " units, and the model has " + number(total) + " (embedding, layers, head)",
            "numbers that sum to " + number(total));
}

std::vector<std::string> words(const std::string& order)
{
    std::vector<std::string> found(1);
    for (const char c : order)
        if (c == '-')
            found.emplace_back();
        else
            found.back() += c;
    return found;
}

void checkOrder(const Plan& plan, const Grid& grid, const std::string& pointer, Findings& findings)
{
    if (!plan.order)
        return;
    const std::vector<std::string> given = words(*plan.order);
    const std::vector<std::pair<std::string, int>> known {{"tp", grid.tensor}, {"cp", grid.context}, {"ep", 1}, {"dp", grid.data}, {"pp", grid.pipeline}};
    std::string wrong;
    for (const std::string& word : given)
        if (std::none_of(known.begin(), known.end(), [&](const auto& one) { return one.first == word; }))
            wrong = quotedJson(word) + " is not a dimension";
        else if (std::count(given.begin(), given.end(), word) > 1)
            wrong = quotedJson(word) + " stands twice";
    for (const auto& [name, degree] : known)
        if (wrong.empty() && degree > 1 && std::find(given.begin(), given.end(), name) == given.end())
            wrong = quotedJson(name) + " is missing, and its degree is " + number(degree);
    if (!wrong.empty())
        findings.error(pointer + "/order", wrong, "tp, cp, ep, dp and pp joined by \"-\", innermost first", "\"tp-cp-ep-dp-pp\"");
}

} // namespace check_grid

void checkGrid(const Plan& plan, const std::string& pointer, const Ground& ground, Findings& findings)
{
    using namespace check_grid;
    checkDegrees(plan, pointer, findings);
    const Grid grid(plan);
    if (!grid.isPositive())
        return;
    if (ground.cluster)
        checkDevices(grid, pointer, *ground.cluster, findings);
    if (ground.model)
        checkModelSplit(grid, pointer, *ground.model, findings);
    checkBatch(plan, grid, pointer, ground.project.training.value_or(Training {}), findings);
    checkOrder(plan, grid, pointer, findings);
    const int units = ground.model ? ground.model->units() : 0;
    checkUnits(plan.stageLayers, pointer + "/stage_layers", grid.pipeline, units, "stages", findings);
    checkUnits(plan.chunkLayers, pointer + "/chunk_layers", static_cast<long long>(grid.pipeline) * grid.interleave, units, "chunks", findings);
}

} // namespace core::check_parts
