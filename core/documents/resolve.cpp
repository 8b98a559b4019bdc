#include "core/documents/catalogue.h"

#include "core/documents/json_text.h"
#include "core/documents/nearest.h"

namespace core {
namespace resolve {

constexpr std::size_t longestChain = 16;

std::vector<std::string> kindNames(const Cluster& cluster, const Catalogue& catalogue)
{
    std::vector<std::string> names;
    for (const DeviceOverride& own : cluster.devices)
        names.push_back(own.id.text);
    for (const Device& device : catalogue.devices)
        names.push_back(device.id.text);
    return names;
}

Error unknownDevice(const Cluster& cluster, const Catalogue& catalogue, const DeviceKindId& id, std::string where)
{
    const std::string like = nearest(id.text, kindNames(cluster, catalogue));
    return {"no device is called " + quotedJson(id.text), std::move(where), "a device of the catalogue or of the project's own",
        like.empty() ? "" : quotedJson(like)};
}

const DeviceOverride* ownKind(const Cluster& cluster, const DeviceKindId& id)
{
    for (const DeviceOverride& own : cluster.devices)
        if (own.id == id)
            return &own;
    return nullptr;
}

template <typename U>
void overlay(U& value, const std::optional<Quantity<U>>& own)
{
    if (own)
        value = own->value;
}

Device overlaid(Device device, const DeviceOverride& own)
{
    device.id = own.id;
    overlay(device.fp32, own.fp32);
    overlay(device.tf32, own.tf32);
    overlay(device.fp16, own.fp16);
    overlay(device.bf16, own.bf16);
    overlay(device.fp8, own.fp8);
    overlay(device.fp4, own.fp4);
    overlay(device.memory, own.memory);
    overlay(device.memoryBandwidth, own.memoryBandwidth);
    overlay(device.fabricBandwidth, own.fabricBandwidth);
    overlay(device.hostBandwidth, own.hostBandwidth);
    overlay(device.power, own.power);
    device.multiprocessors = own.multiprocessors.value_or(device.multiprocessors);
    device.pricePerHour = own.pricePerHour.value_or(device.pricePerHour);
    if (!own.profiles.empty())
        device.profiles = own.profiles;
    return device;
}

/// A kind that stands on no other must state what every formula needs.
Result<Device> fromNothing(const DeviceOverride& own)
{
    std::string missing;
    const auto need = [&](bool given, const char* key) {
        if (!given)
            missing += (missing.empty() ? "" : ", ") + std::string(key);
    };
    need(own.fp32 || own.tf32 || own.fp16 || own.bf16 || own.fp8 || own.fp4, "peaks");
    need(own.memory.has_value(), "memory");
    need(own.memoryBandwidth.has_value(), "memory_bandwidth");
    need(own.multiprocessors.has_value(), "multiprocessors");
    need(own.hostBandwidth.has_value(), "host_bandwidth");
    if (!missing.empty())
        return Error{"lacks " + missing, "/cluster/devices/" + pointerToken(own.id.text),
            "all facts, or \"based_on\" with a device of the catalogue", {}};
    Device device;
    device.source = "the project";
    device.efficiency.provenance = "defaults";
    return overlaid(device, own);
}

/// Follows `based_on`; a kind that is based on its own name means the catalogue's of that name.
Result<Device> resolved(const Cluster& cluster, const Catalogue& catalogue, const DeviceKindId& id)
{
    std::vector<const DeviceOverride*> layers;
    DeviceKindId wanted = id;
    const DeviceOverride* own = ownKind(cluster, wanted);
    while (own) {
        if (layers.size() == longestChain)
            return Error{"is based on itself, or on a chain of more than " + std::to_string(longestChain), "/cluster/devices/" + pointerToken(id.text) + "/based_on",
                "a chain that ends at a device of the catalogue", {}};
        layers.push_back(own);
        if (!own->basedOn)
            break;
        const bool sameName = *own->basedOn == own->id;
        wanted = *own->basedOn;
        own = sameName ? nullptr : ownKind(cluster, wanted);
    }
    Device device;
    if (own) {
        Result<Device> base = fromNothing(*own);
        if (!base)
            return base;
        device = std::move(base).value();
    } else if (const Device* base = findDevice(catalogue, wanted)) {
        device = *base;
    } else {
        const std::string where = layers.empty() ? "" : "/cluster/devices/" + pointerToken(layers.back()->id.text) + "/based_on";
        return unknownDevice(cluster, catalogue, wanted, where);
    }
    for (auto layer = layers.rbegin(); layer != layers.rend(); ++layer)
        device = overlaid(std::move(device), **layer);
    return device;
}

std::string missingShape(const Model& model)
{
    std::string missing;
    const auto need = [&](const std::optional<int>& field, const char* key) {
        if (!field)
            missing += (missing.empty() ? "" : ", ") + std::string(key);
    };
    need(model.layers, "layers");
    need(model.hidden, "hidden");
    need(model.heads, "heads");
    need(model.vocab, "vocab");
    if (model.experts.value_or(0) > 0)
        need(model.expertsPerToken, "experts_per_token");
    return missing;
}

AttentionKind attentionOf(const ModelShape& shape)
{
    if (shape.kvHeads == shape.heads)
        return AttentionKind::Mha;
    return shape.kvHeads == 1 ? AttentionKind::Mqa : AttentionKind::Gqa;
}

/// Defaults that follow from other fields: for a bare shape all, for a changed preset those whose ground changed.
void fillAttention(ModelShape& shape, const Model& model, const ModelShape* preset)
{
    const bool headsChanged = model.heads.has_value() || model.hidden.has_value();
    const bool everyHeadItsOwn = !preset || preset->kvHeads == preset->heads;
    if (model.kvHeads)
        shape.kvHeads = *model.kvHeads;
    else if (everyHeadItsOwn)
        shape.kvHeads = shape.heads;
    if (model.headDim)
        shape.headDim = *model.headDim;
    else if (!preset || headsChanged)
        shape.headDim = shape.heads > 0 ? shape.hidden / shape.heads : 0;
    if (model.mla)
        shape.mla = *model.mla;
    if (model.attention)
        shape.attention = *model.attention;
    else if (model.mla)
        shape.attention = AttentionKind::Mla;
    else if (!preset || (preset->attention != AttentionKind::Mla && (model.kvHeads || model.heads)))
        shape.attention = attentionOf(shape);
}

void fillFeedForward(ModelShape& shape, const Model& model, const ModelShape* preset)
{
    if (model.ffn)
        shape.ffn = *model.ffn;
    else if (!preset)
        shape.ffn = 4 * shape.hidden;
    shape.experts = model.experts.value_or(shape.experts);
    shape.expertsPerToken = model.expertsPerToken.value_or(shape.expertsPerToken);
    shape.sharedExperts = model.sharedExperts.value_or(shape.sharedExperts);
    shape.denseLayers = model.denseLayers.value_or(shape.denseLayers);
    if (model.moeFfn)
        shape.moeFfn = *model.moeFfn;
    else if (shape.experts > 0 && shape.moeFfn == 0)
        shape.moeFfn = shape.ffn;
}

} // namespace resolve

Result<Device> resolveDevice(const Cluster& cluster, const Catalogue& catalogue, const DeviceKindId& id)
{
    return resolve::resolved(cluster, catalogue, id);
}

Result<ModelShape> resolveModel(const Model& model, const Catalogue& catalogue)
{
    const ModelShape* preset = model.preset ? findModel(catalogue, *model.preset) : nullptr;
    if (model.preset && !preset) {
        std::vector<std::string> names;
        for (const ModelShape& known : catalogue.models)
            names.push_back(known.name);
        const std::string like = nearest(*model.preset, names);
        return Error{"no model is called " + quotedJson(*model.preset), "/model/preset", "a model of the catalogue",
            like.empty() ? "" : quotedJson(like)};
    }
    if (const std::string missing = preset ? "" : resolve::missingShape(model); !missing.empty())
        return Error{"lacks " + missing, "/model", "a preset, or the whole shape", "\"preset\": \"gpt-3-175b\""};

    ModelShape shape = preset ? *preset : ModelShape {};
    shape.name = model.name.value_or(preset ? preset->name : "model");
    shape.layers = model.layers.value_or(shape.layers);
    shape.hidden = model.hidden.value_or(shape.hidden);
    shape.heads = model.heads.value_or(shape.heads);
    shape.vocab = model.vocab.value_or(shape.vocab);
    shape.activation = model.activation.value_or(shape.activation);
    shape.tiedEmbeddings = model.tiedEmbeddings.value_or(shape.tiedEmbeddings);
    resolve::fillAttention(shape, model, preset);
    resolve::fillFeedForward(shape, model, preset);
    const bool positions = preset && !model.activation ? preset->learnedPositions : shape.activation == Activation::Gelu;
    shape.learnedPositions = model.learnedPositions.value_or(positions);
    return shape;
}

} // namespace core
