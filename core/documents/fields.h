#pragma once

#include "core/documents/catalogue.h"
#include "core/documents/project.h"

#include <concepts>
#include <type_traits>

/// The keys of every object of a project file, once, in the order in which they are written. A visitor is called as
/// `visit("key", field)`, so that reading, writing and the check of misspelt keys cannot diverge.
/// Besides it has `whole(key, int&)` (0 = not given), `group(key, fields)` (an object that has no struct of its own) and
/// `byId(key, table)` (an object whose keys are ids).
namespace core {

template <typename T, typename Struct>
concept Is = std::same_as<std::remove_const_t<T>, Struct>;

void fields(auto& visit, Is<LayerProfile> auto& profile)
{
    visit("tensor", profile.tensor);
    visit("micro_batch", profile.microBatch);
    visit.whole("hidden", profile.hidden);
    visit.whole("heads", profile.heads);
    visit.whole("ffn", profile.ffn);
    visit.whole("vocab", profile.vocab);
    visit.whole("sequence", profile.sequence);
    visit("precision", profile.precision);
    visit("sequence_parallel", profile.sequenceParallel);
    visit("embedding_s", profile.embedding);
    visit("layer_s", profile.layer);
    visit("head_s", profile.head);
}

void fields(auto& visit, Is<DeviceOverride> auto& device)
{
    visit("based_on", device.basedOn);
    visit.group("peaks", [&](auto& inner) {
        inner("fp32", device.fp32);
        inner("tf32", device.tf32);
        inner("fp16", device.fp16);
        inner("bf16", device.bf16);
        inner("fp8", device.fp8);
        inner("fp4", device.fp4);
    });
    visit("memory", device.memory);
    visit("memory_bandwidth", device.memoryBandwidth);
    visit("multiprocessors", device.multiprocessors);
    visit("fabric_bandwidth", device.fabricBandwidth);
    visit("host_bandwidth", device.hostBandwidth);
    visit("power", device.power);
    visit("price_per_hour", device.pricePerHour);
    visit("profiles", device.profiles);
}

void fields(auto& visit, Is<Fabric> auto& fabric)
{
    visit("kind", fabric.kind);
    visit("bandwidth", fabric.bandwidth);
    visit("peer_bandwidth", fabric.peerBandwidth);
    visit("shared", fabric.shared);
    visit("latency", fabric.latency);
}

void fields(auto& visit, Is<Node> auto& node)
{
    visit("id", node.id);
    visit("device", node.device);
    visit("count", node.count);
    visit("fabric", node.fabric);
    visit("nics", node.nics);
    visit("at", node.at);
    visit("group", node.group);
}

void fields(auto& visit, Is<Switch> auto& device)
{
    visit("id", device.id);
    visit("backplane", device.backplane);
    visit("at", device.at);
    visit("group", device.group);
}

void fields(auto& visit, Is<Link> auto& link)
{
    visit("id", link.id);
    visit("ends", link.ends);
    visit("bandwidth", link.bandwidth);
    visit("bandwidth_back", link.bandwidthBack);
    visit("latency", link.latency);
    visit("latency_back", link.latencyBack);
}

void fields(auto& visit, Is<ClusterGroup> auto& group)
{
    visit("id", group.id);
    visit("group", group.group);
    visit("collapsed", group.collapsed);
}

void fields(auto& visit, Is<Cluster> auto& cluster)
{
    visit.byId("devices", cluster.devices);
    visit("nodes", cluster.nodes);
    visit("switches", cluster.switches);
    visit("links", cluster.links);
    visit("groups", cluster.groups);
}

void fields(auto& visit, Is<LatentAttention> auto& attention)
{
    visit.whole("q_lora_rank", attention.queryRank);
    visit.whole("kv_lora_rank", attention.keyValueRank);
    visit.whole("qk_head_dim", attention.queryKeyNopeHead);
    visit.whole("qk_rope_head_dim", attention.queryKeyRopeHead);
    visit.whole("v_head_dim", attention.valueHead);
}

void fields(auto& visit, Is<Model> auto& model)
{
    visit("preset", model.preset);
    visit("name", model.name);
    visit("layers", model.layers);
    visit("hidden", model.hidden);
    visit("heads", model.heads);
    visit("kv_heads", model.kvHeads);
    visit("head_dim", model.headDim);
    visit("ffn", model.ffn);
    visit("vocab", model.vocab);
    visit("activation", model.activation);
    visit("tied_embeddings", model.tiedEmbeddings);
    visit("attention", model.attention);
    visit("learned_positions", model.learnedPositions);
    visit("experts", model.experts);
    visit("experts_per_token", model.expertsPerToken);
    visit("moe_ffn", model.moeFfn);
    visit("shared_experts", model.sharedExperts);
    visit("dense_layers", model.denseLayers);
    visit("mla", model.mla);
}

void fields(auto& visit, Is<Training> auto& training)
{
    visit.whole("global_batch", training.globalBatch);
    visit.whole("sequence", training.sequence);
    visit("precision", training.precision);
    visit("gradient_precision", training.gradientPrecision);
    visit("optimizer", training.optimizer);
    visit("software", training.software);
}

void fields(auto& visit, Is<Scenario> auto& scenario)
{
    visit("horizon", scenario.horizon);
    visit("seed", scenario.seed);
    visit("events", scenario.events);
}

void fields(auto& visit, Is<StagePlan> auto& stage)
{
    visit("devices", stage.devices);
    visit("layers", stage.layers);
    visit("chunks", stage.chunks);
    visit("recompute", stage.recompute);
}

void fields(auto& visit, Is<PipelinePlan> auto& pipeline)
{
    visit("micro_batch", pipeline.microBatch);
    visit("micro_batches", pipeline.microBatches);
    visit("stages", pipeline.stages);
}

void fields(auto& visit, Is<OverlapPlan> auto& overlap)
{
    visit("gradient_reduce", overlap.gradientReduce);
    visit("parameter_gather", overlap.parameterGather);
    visit("tensor", overlap.tensor);
}

void fields(auto& visit, Is<Plan> auto& plan)
{
    visit("name", plan.name);
    visit("tensor", plan.tensor);
    visit("pipeline", plan.pipeline);
    visit("data", plan.data);
    visit("context", plan.context);
    visit("context_method", plan.contextMethod);
    visit("expert", plan.expert);
    visit("micro_batch", plan.microBatch);
    visit("schedule", plan.schedule);
    visit("interleave", plan.interleave);
    visit("group", plan.group);
    visit("activation_limit", plan.activationLimit);
    visit("sequence_parallel", plan.sequenceParallel);
    visit("recompute", plan.recompute);
    visit("zero", plan.zero);
    visit("order", plan.order);
    visit("stage_layers", plan.stageLayers);
    visit("chunk_layers", plan.chunkLayers);
    visit("overlap", plan.overlap);
    visit("sends", plan.sends);
    visit("pipelines", plan.pipelines);
}

/// Without "clusterloom", the format number, which comes first.
void fields(auto& visit, Is<Project> auto& project)
{
    visit("cluster", project.cluster);
    visit("model", project.model);
    visit("training", project.training);
    visit("scenario", project.scenario);
    visit("search", project.search);
    visit("plans", project.plans);
}

void fields(auto& visit, Is<Efficiency> auto& efficiency)
{
    visit("gemm", efficiency.gemm);
    visit("attention", efficiency.attention);
    visit("memory", efficiency.memory);
    visit("launch", efficiency.launch);
    visit("host", efficiency.host);
    visit("collective", efficiency.collective);
    visit("fabric", efficiency.fabric);
    visit("network", efficiency.network);
    visit("framework", efficiency.framework);
    visit("provenance", efficiency.provenance);
}

/// Without "generations", whose members default to the device's own "efficiency".
void fields(auto& visit, Is<Device> auto& device)
{
    visit("id", device.id);
    visit("vendor", device.vendor);
    visit.group("peaks", [&](auto& inner) {
        inner("fp32", device.fp32);
        inner("tf32", device.tf32);
        inner("fp16", device.fp16);
        inner("bf16", device.bf16);
        inner("fp8", device.fp8);
        inner("fp4", device.fp4);
    });
    visit("memory", device.memory);
    visit("memory_bandwidth", device.memoryBandwidth);
    visit("multiprocessors", device.multiprocessors);
    visit("fabric_bandwidth", device.fabricBandwidth);
    visit("host_bandwidth", device.hostBandwidth);
    visit("power", device.power);
    visit("price_per_hour", device.pricePerHour);
    visit("source", device.source);
    visit("sure", device.sure);
    visit("efficiency", device.efficiency);
}

/// A value that is an object with `fields`.
struct AnyVisitor
{
    template <typename T>
    void operator()(const char*, T&) { }
    void whole(const char*, auto&) { }
    void group(const char*, auto&&) { }
    void byId(const char*, auto&) { }
};
template <typename T>
concept HasFields = requires(AnyVisitor& visit, T& object) { fields(visit, object); };

} // namespace core
