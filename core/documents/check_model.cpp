#include "core/documents/check_keys.h"

#include "core/documents/names.h"

#include <set>

namespace core::check_parts {
namespace check_model {

std::string number(int value) { return std::to_string(value); }

void checkSigns(const Model& model, Findings& findings)
{
    const auto least = [&](const std::optional<int>& field, const char* key, int minimum) {
        if (field && *field < minimum)
            findings.error(std::string("/model/") + key, "is " + number(*field), "a whole number that is at least " + number(minimum), number(minimum));
    };
    least(model.layers, "layers", 1);
    least(model.hidden, "hidden", 1);
    least(model.heads, "heads", 1);
    least(model.kvHeads, "kv_heads", 1);
    least(model.headDim, "head_dim", 1);
    least(model.ffn, "ffn", 1);
    least(model.vocab, "vocab", 1);
    least(model.experts, "experts", 0);
    least(model.expertsPerToken, "experts_per_token", 0);
    least(model.moeFfn, "moe_ffn", 0);
    least(model.sharedExperts, "shared_experts", 0);
    least(model.denseLayers, "dense_layers", 0);
}

/// Where a fault of the resolved shape is best shown: at the field that the project gives, else at the model.
std::string place(bool given, const char* key) { return given ? std::string("/model/") + key : "/model"; }

void checkHeads(const Model& model, const ModelShape& shape, Findings& findings)
{
    if (!model.headDim && shape.headDim * shape.heads != shape.hidden && shape.attention != AttentionKind::Mla
        && (!model.preset || model.heads || model.hidden))
        findings.error(place(model.heads.has_value(), "heads"), number(shape.heads) + " heads do not divide the hidden size " + number(shape.hidden),
            "heads that divide \"hidden\", or \"head_dim\"");
    if (shape.heads % shape.kvHeads != 0)
        findings.error(place(model.kvHeads.has_value(), "kv_heads"), number(shape.kvHeads) + " key-value heads do not divide " + number(shape.heads) + " heads",
            "a divisor of \"heads\"");
    const bool disagrees = (shape.attention == AttentionKind::Mha && shape.kvHeads != shape.heads)
        || (shape.attention == AttentionKind::Mqa && shape.kvHeads != 1);
    if (disagrees)
        findings.error(place(model.attention.has_value(), "attention"), "attention \"" + std::string(nameOf(shape.attention)) + "\" does not go with "
            + number(shape.kvHeads) + " key-value heads of " + number(shape.heads), "\"gqa\", or matching \"kv_heads\"", "\"gqa\"");
    const LatentAttention& mla = shape.mla;
    if (shape.attention == AttentionKind::Mla && (mla.keyValueRank < 1 || mla.queryKeyNopeHead < 1 || mla.valueHead < 1))
        findings.error(place(model.mla.has_value(), "mla"), "latent attention lacks its rank and head sizes",
            "\"mla\" with kv_lora_rank, qk_head_dim and v_head_dim of at least 1",
            "\"mla\": { \"q_lora_rank\": 1536, \"kv_lora_rank\": 512, \"qk_head_dim\": 128, \"qk_rope_head_dim\": 64, \"v_head_dim\": 128 }");
}

void checkExperts(const Model& model, const ModelShape& shape, Findings& findings)
{
    if (shape.experts == 0) {
        if (model.expertsPerToken.value_or(0) > 0 || model.moeFfn.value_or(0) > 0)
            findings.warning("/model", "the model has sizes of experts but no experts", "\"experts\", or none of the others", "\"experts\": 8");
        return;
    }
    if (shape.expertsPerToken > shape.experts)
        findings.error(place(model.expertsPerToken.has_value(), "experts_per_token"), number(shape.expertsPerToken) + " experts per token of "
            + number(shape.experts), "at most \"experts\"", number(shape.experts));
    if (shape.expertsPerToken < 1)
        findings.error(place(model.expertsPerToken.has_value(), "experts_per_token"), "no expert takes a token", "at least 1", "1");
    if (shape.denseLayers > shape.layers)
        findings.error(place(model.denseLayers.has_value(), "dense_layers"), number(shape.denseLayers) + " dense layers of " + number(shape.layers),
            "at most \"layers\"", number(shape.layers));
}

bool canDo(const Device& device, Precision precision) { return device.peak(precision).value > 0; }

std::vector<Device> kindsInUse(const Cluster& cluster, const Catalogue& catalogue)
{
    std::vector<Device> kinds;
    std::set<DeviceKindId> seen;
    for (const Node& node : cluster.nodes)
        if (node.device && seen.insert(*node.device).second)
            if (Result<Device> device = resolveDevice(cluster, catalogue, *node.device))
                kinds.push_back(std::move(device).value());
    return kinds;
}

/// The best precision that every kind can do, narrowest of 16 bits first; "" when there is none.
std::string commonPrecision(const std::vector<Device>& kinds)
{
    for (const Precision precision : {Precision::Bf16, Precision::Fp16, Precision::Tf32, Precision::Fp32}) {
        bool all = true;
        for (const Device& device : kinds)
            all = all && canDo(device, precision);
        if (all)
            return quotedJson(nameOf(precision));
    }
    return {};
}

void checkPrecision(const Project& project, const Catalogue& catalogue, Findings& findings)
{
    if (!project.cluster)
        return;
    const std::vector<Device> kinds = kindsInUse(*project.cluster, catalogue);
    for (const Device& device : kinds)
        if (!canDo(device, project.training->precision))
            findings.error("/training/precision", "the device " + device.id.text + " cannot do " + std::string(nameOf(project.training->precision)),
                "a precision that every device of the cluster can do", commonPrecision(kinds));
}

/// A generation of software that no device of the catalogue has constants for: the others' are used.
void checkSoftware(const std::string& software, const Catalogue& catalogue, Findings& findings)
{
    std::set<std::string> known;
    for (const Device& device : catalogue.devices)
        for (const auto& [generation, constants] : device.generations)
            known.insert(generation);
    known.erase("typical");
    if (known.empty() || known.contains(software))
        return;
    const std::vector<std::string> names(known.begin(), known.end());
    std::string list;
    for (const std::string& name : names)
        list += (list.empty() ? "" : ", ") + name;
    const std::string like = nearest(software, names);
    findings.warning("/training/software", "no device has constants for the software " + quotedJson(software) + ", typical ones are used", "one of " + list,
        like.empty() ? std::string() : quotedJson(like));
}

} // namespace check_model

void checkModel(const Model& model, const Catalogue& catalogue, Findings& findings)
{
    checkKeys(model, "/model", findings);
    check_model::checkSigns(model, findings);
    const Result<ModelShape> shape = resolveModel(model, catalogue);
    if (!shape) {
        findings.error("/model", shape.error());
        return;
    }
    if (shape->heads < 1 || shape->kvHeads < 1 || shape->hidden < 1)
        return;
    check_model::checkHeads(model, *shape, findings);
    check_model::checkExperts(model, *shape, findings);
    if (!model.ffn && !model.preset && shape->activation == Activation::Swiglu)
        findings.warning("/model", "the model has no ffn, and 4 x hidden is used, while gated blocks usually have 8/3 x hidden",
            "the inner size of the feed-forward block", "\"ffn\": " + std::to_string(shape->hidden / 3 * 8));
}

void checkTraining(const Project& project, const Catalogue& catalogue, Findings& findings)
{
    const Training& training = *project.training;
    checkKeys(training, "/training", findings);
    if (training.globalBatch == 0)
        findings.error("/training", "the training has no global_batch", "the samples of one iteration", "\"global_batch\": 512");
    else if (training.globalBatch < 0)
        findings.error("/training/global_batch", "is " + std::to_string(training.globalBatch), "a whole number that is at least 1", "512");
    if (training.sequence == 0)
        findings.error("/training", "the training has no sequence", "the tokens of one sample", "\"sequence\": 2048");
    else if (training.sequence < 0)
        findings.error("/training/sequence", "is " + std::to_string(training.sequence), "a whole number that is at least 1", "2048");
    check_model::checkPrecision(project, catalogue, findings);
    if (training.software)
        check_model::checkSoftware(*training.software, catalogue, findings);
}

} // namespace core::check_parts
