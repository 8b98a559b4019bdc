#include "tests/support/random_project.h"

#include "core/documents/json_text.h"

namespace support {

using namespace core;

std::string RandomProject::text() const
{
    static const std::vector<std::string> pieces {"a", "n0", "Z", " ", "-", "\"", "\\", "/", "\n", "\t", "\x01", "\x7f", "\u00e4", "\u20ac", "\U0001f600", "~", "[", "]", "{", ","};
    std::string made = "t";
    for (int i = below(6); i > 0; --i)
        made += pieces[static_cast<std::size_t>(below(static_cast<int>(pieces.size())))];
    return made;
}

std::string RandomProject::number() const
{
    static const std::vector<std::string> numbers {"0", "-0", "1", "-1", "1.50", "1e9", "1E+9", "0.1", "12345678901234567890123", "-9223372036854775808",
        "18446744073709551615", "18446744073709551616", "3.141592653589793238462643383279", "1e-400", "0.0", "-0.0"};
    return numbers[static_cast<std::size_t>(below(static_cast<int>(numbers.size())))];
}

JsonValue RandomProject::value(int depth) const
{
    switch (below(depth > 0 ? 7 : 5)) {
    case 0: return {};
    case 1: return jsonBool(true);
    case 2: return jsonBool(false);
    case 3: return jsonNumber(number());
    case 4: return jsonString(text());
    case 5: {
        JsonValue array {JsonValue::Kind::Array, {}, {}, {}};
        array.items = several(3, [&] { return value(depth - 1); });
        return array;
    }
    default: break;
    }
    JsonValue object {JsonValue::Kind::Object, {}, {}, {}};
    for (int i = below(4); i > 0; --i)
        object.members.emplace_back(std::to_string(i) + text(), value(depth - 1));
    return object;
}

Extras RandomProject::extras() const
{
    Extras all;
    if (below(4) == 0)
        for (int i = below(3); i > 0; --i)
            all.emplace_back("x-" + std::to_string(i) + text(), value(2));
    return all;
}

Position RandomProject::position() const { return {below(2000) / 8.0 - 100, below(3) == 0 ? 0.1 : double(below(500))}; }

UnitTimes RandomProject::unitTimes() const
{
    return {Seconds(below(1000) / 7.0), Seconds(below(1000) / 8.0), maybe([&] { return Seconds(below(10) / 3.0); })};
}

LayerProfile RandomProject::profile() const
{
    LayerProfile made;
    made.tensor = 1 + below(8);
    made.microBatch = 1 + below(8);
    for (int* size : {&made.hidden, &made.heads, &made.ffn, &made.vocab, &made.sequence})
        *size = below(3) * 64;
    made.precision = maybe([&] { return any<Precision>(); });
    made.sequenceParallel = maybe([&] { return below(2) == 0; });
    for (auto* times : {&made.embedding, &made.layer, &made.head})
        *times = maybe([&] { return unitTimes(); });
    made.extras = extras();
    return made;
}

DeviceOverride RandomProject::device(int index) const
{
    DeviceOverride made;
    made.id.text = std::to_string(index) + text();
    made.basedOn = maybe([&] { return DeviceKindId {text()}; });
    made.memory = maybe([&] { return quantity<Bytes>({"GiB", "GB", "B"}); });
    made.memoryBandwidth = maybe([&] { return rate(); });
    for (auto* one : {&made.fp32, &made.tf32, &made.fp16, &made.bf16, &made.fp8, &made.fp4})
        *one = maybe([&] { return peak(); });
    made.multiprocessors = count();
    made.fabricBandwidth = maybe([&] { return rate(); });
    made.hostBandwidth = maybe([&] { return rate(); });
    made.power = maybe([&] { return quantity<Watts>({"W", "kW"}); });
    made.pricePerHour = maybe([&] { return below(1000) / 7.0; });
    for (int i = below(4) == 0 ? below(3) : 0; i > 0; --i)
        made.profiles.append(profile());
    made.extras = extras();
    return made;
}

Fabric RandomProject::fabric() const
{
    Fabric made;
    made.kind = any<FabricKind>();
    made.bandwidth = maybe([&] { return rate(); });
    made.peerBandwidth = maybe([&] { return rate(); });
    made.shared = maybe([&] { return rate(); });
    made.latency = maybe([&] { return time(); });
    made.extras = extras();
    return made;
}

Node RandomProject::node() const
{
    Node made;
    made.id.text = text();
    made.device = maybe([&] { return DeviceKindId {text()}; });
    made.count = 1 + below(1024);
    made.fabric = maybe([&] { return fabric(); });
    made.nics = 1 + below(16);
    made.at = maybe([&] { return position(); });
    made.group = maybe([&] { return GroupId {text()}; });
    made.extras = extras();
    return made;
}

Link RandomProject::link() const
{
    Link made;
    made.id.text = text();
    made.ends = {text(), text()};
    made.bandwidth = maybe([&] { return rate(); });
    made.bandwidthBack = maybe([&] { return rate(); });
    made.latency = maybe([&] { return time(); });
    made.latencyBack = maybe([&] { return time(); });
    made.extras = extras();
    return made;
}

Cluster RandomProject::cluster() const
{
    Cluster made;
    for (int i = below(3); i > 0; --i)
        made.devices.append(device(i));
    made.nodes = Table<Node>(several(4, [&] { return node(); }));
    made.switches = Table<Switch>(several(2, [&] {
        return Switch {{text()}, maybe([&] { return rate(); }), maybe([&] { return position(); }), maybe([&] { return GroupId {text()}; }), extras()};
    }));
    made.links = Table<Link>(several(3, [&] { return link(); }));
    made.groups = Table<ClusterGroup>(several(3, [&] {
        return ClusterGroup {{text()}, maybe([&] { return GroupId {text()}; }), flag(), extras()};
    }));
    made.extras = extras();
    return made;
}

Model RandomProject::model() const
{
    Model made;
    made.preset = maybe([&] { return text(); });
    made.name = maybe([&] { return text(); });
    for (auto* one : {&made.layers, &made.hidden, &made.heads, &made.kvHeads, &made.headDim, &made.ffn, &made.vocab, &made.experts, &made.expertsPerToken,
             &made.moeFfn, &made.sharedExperts, &made.denseLayers})
        *one = count();
    made.activation = maybe([&] { return any<Activation>(); });
    made.tiedEmbeddings = flag();
    made.attention = maybe([&] { return any<AttentionKind>(); });
    made.learnedPositions = flag();
    made.mla = maybe([&] { return LatentAttention {below(3), below(3), below(3), below(3), below(3)}; });
    made.extras = extras();
    return made;
}

Training RandomProject::training() const
{
    return {below(3), below(3), any<Precision>(), maybe([&] { return any<Precision>(); }), any<Optimizer>(), maybe([&] { return text(); }), extras()};
}

Scenario RandomProject::scenario() const
{
    Scenario made;
    made.horizon = maybe([&] { return time(); });
    made.seed = maybe([&] { return coin() ? ~std::uint64_t(0) : std::uint64_t(below(100)); });
    made.events = Table<std::string>(several(4, [&] { return coin() ? text() : std::string(); }));
    made.extras = extras();
    return made;
}

StagePlan RandomProject::stage() const
{
    StagePlan made;
    made.devices = several(3, [&] { return text(); });
    made.layers = maybe([&] { return UnitRange {below(9), below(9)}; });
    made.chunks = several(2, [&] { return UnitRange {below(9), below(9)}; });
    made.recompute = maybe([&] { return any<Recompute>(); });
    made.extras = extras();
    return made;
}

Plan RandomProject::plan() const
{
    Plan made;
    made.name = text();
    for (auto* one : {&made.tensor, &made.pipeline, &made.data, &made.context, &made.expert, &made.microBatch, &made.interleave, &made.group, &made.activationLimit})
        *one = count();
    made.schedule = maybe([&] { return any<Schedule>(); });
    made.sequenceParallel = flag();
    made.recompute = maybe([&] { return any<Recompute>(); });
    made.zero = maybe([&] { return below(4); });
    made.order = maybe([&] { return text(); });
    made.stageLayers = several(3, [&] { return below(9); });
    made.chunkLayers = several(3, [&] { return below(9); });
    made.sends = maybe([&] { return any<Sends>(); });
    made.overlap = maybe([&] { return OverlapPlan {flag(), flag(), flag(), extras()}; });
    made.pipelines = several(2, [&] {
        return PipelinePlan {1 + below(4), 1 + below(9), several(2, [&] { return stage(); }), extras()};
    });
    made.extras = extras();
    return made;
}

Project RandomProject::operator()() const
{
    Project made;
    made.cluster = maybe([&] { return cluster(); });
    made.model = maybe([&] { return model(); });
    made.training = maybe([&] { return training(); });
    made.scenario = maybe([&] { return scenario(); });
    made.search = maybe([&] { return SearchSettings {extras()}; });
    made.plans = Table<Plan>(several(3, [&] { return plan(); }));
    made.extras = extras();
    return made;
}

} // namespace support
