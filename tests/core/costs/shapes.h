#pragma once

#include "core/costs/operators.h"

#include <cmath>

namespace support {

/// A GPT of arXiv 2104.04473: 4h wide feed-forward, tied embeddings, learned positions.
inline core::ModelShape gpt(int layers, int hidden, int heads, int vocab = 51200)
{
    core::ModelShape model;
    model.name = "gpt";
    model.layers = layers;
    model.hidden = hidden;
    model.heads = heads;
    model.kvHeads = heads;
    model.headDim = hidden / heads;
    model.ffn = 4 * hidden;
    model.vocab = vocab;
    return model;
}

inline core::ModelShape gpt175b()
{
    return gpt(96, 12288, 96);
}

/// A small SwiGLU model with grouped queries and a dense first layer before its expert layers.
inline core::ModelShape smallExperts()
{
    core::ModelShape model = gpt(3, 256, 8, 1024);
    model.kvHeads = 4;
    model.attention = core::AttentionKind::Gqa;
    model.activation = core::Activation::Swiglu;
    model.tiedEmbeddings = false;
    model.learnedPositions = false;
    model.experts = 8;
    model.expertsPerToken = 2;
    model.moeFfn = 128;
    model.sharedExperts = 1;
    model.denseLayers = 1;
    return model;
}

inline core::ModelShape smallLatent()
{
    core::ModelShape model = smallExperts();
    model.kvHeads = model.heads;
    model.attention = core::AttentionKind::Mla;
    model.mla = {96, 64, 32, 16, 32};
    return model;
}

inline core::Training training(
    int sequence, int globalBatch = 1, core::Precision precision = core::Precision::Fp16)
{
    core::Training training;
    training.sequence = sequence;
    training.globalBatch = globalBatch;
    training.precision = precision;
    return training;
}

inline core::WorkShape workOf(const core::ModelShape& model, const core::Training& training, int tensor = 1,
    bool sequenceParallel = false, int microBatch = 1)
{
    core::WorkShape work{model, training, {}, microBatch};
    work.split.tensor = tensor;
    work.split.sequenceParallel = sequenceParallel;
    return work;
}

inline bool close(double a, double b, double tolerance = 1e-12)
{
    return std::abs(a - b) <= tolerance * std::max(std::abs(a), std::abs(b));
}

inline core::Flops flopsOf(const std::vector<core::Step>& steps)
{
    core::Flops total;
    for (const core::Step& step : steps)
        if (const auto* work = std::get_if<core::Operator>(&step))
            total += work->flops;
    return total;
}

inline core::Bytes movedBy(
    const std::vector<core::Step>& steps, core::CollectiveKind kind, core::GroupKind group)
{
    core::Bytes total;
    for (const core::Step& step : steps)
        if (const auto* collective = std::get_if<core::Collective>(&step))
            if (collective->kind == kind && collective->group == group)
                total += collective->bytes;
    return total;
}

inline int countOf(const std::vector<core::Step>& steps, core::CollectiveKind kind, core::GroupKind group)
{
    int count = 0;
    for (const core::Step& step : steps)
        if (const auto* collective = std::get_if<core::Collective>(&step))
            count += collective->kind == kind && collective->group == group;
    return count;
}

} // namespace support
