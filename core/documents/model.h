#pragma once

#include "core/documents/json_value.h"

#include <optional>
#include <string>

namespace core {

enum class Activation { Gelu, Swiglu };
enum class AttentionKind { Mha, Gqa, Mqa, Mla };

/// Multi-head latent attention (DeepSeek-V2, arXiv 2405.04434): ranks and head sizes.
struct LatentAttention
{
    int queryRank = 0; ///< 0: queries are not compressed
    int keyValueRank = 0;
    int queryKeyNopeHead = 0;
    int queryKeyRopeHead = 0;
    int valueHead = 0;
    bool operator==(const LatentAttention&) const = default;
};

/// A model as its user gave it: a preset, a shape, or a preset with some fields changed.
struct Model
{
    std::optional<std::string> preset;
    std::optional<std::string> name;
    std::optional<int> layers, hidden, heads, kvHeads, headDim, ffn, vocab;
    std::optional<Activation> activation;
    std::optional<bool> tiedEmbeddings;
    std::optional<AttentionKind> attention;
    std::optional<bool> learnedPositions; ///< a table of `sequence` position embeddings; default: gelu models have one
    std::optional<int> experts, expertsPerToken, moeFfn, sharedExperts, denseLayers;
    std::optional<LatentAttention> mla;
    Extras extras;
    bool operator==(const Model&) const = default;
};

/// A transformer's shape with every default filled in. Layers are counted in units: unit 0 is the embedding,
/// 1 .. layers the transformer layers, layers + 1 the head.
struct ModelShape
{
    std::string name;
    int layers = 0;
    int hidden = 0;
    int heads = 0;
    int kvHeads = 0;
    int headDim = 0; ///< default hidden / heads
    int ffn = 0;     ///< inner size of a dense feed-forward block
    int vocab = 0;
    Activation activation = Activation::Gelu;
    bool tiedEmbeddings = true;
    AttentionKind attention = AttentionKind::Mha;
    bool learnedPositions = true;
    int experts = 0; ///< routed experts of a MoE layer; 0 = dense
    int expertsPerToken = 0;
    int moeFfn = 0;
    int sharedExperts = 0;
    int denseLayers = 0; ///< of a MoE model, how many of the first layers are dense
    LatentAttention mla; ///< only when attention == Mla

    int units() const { return layers + 2; }
    bool operator==(const ModelShape&) const = default;
};

} // namespace core
