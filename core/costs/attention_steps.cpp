#include "core/costs/steps.h"

namespace core::costs {
namespace attention_steps {

/// The products before and after the attention core. Latent attention first compresses, on the sequence shard
/// and not split over the tensor group, then expands per head.
struct Products
{
    Product queryKeyValue; ///< without latent attention
    Product queryDown, queryUp, keyValueDown, keyValueUp;
    Product projection;
    bool latent = false;
    bool compressedQuery = false;
    double gathered = 0; ///< width of what the split products read
};

Products productsOf(const StepWriter& out)
{
    const WorkSizes& sizes = out.sizes();
    const LatentAttention& mla = out.model().mla;
    Products products;
    products.latent = out.model().attention == AttentionKind::Mla;
    products.projection = {sizes.tokens, sizes.hidden, sizes.heads * sizes.valueHead};
    products.gathered = sizes.hidden;
    if (!products.latent) {
        const double width
            = sizes.heads * sizes.queryKeyHead + sizes.keyValueHeads * (sizes.queryKeyHead + sizes.valueHead);
        products.queryKeyValue = {sizes.tokens, width, sizes.hidden};
        return products;
    }
    products.compressedQuery = mla.queryRank > 0;
    const double queryInput = products.compressedQuery ? mla.queryRank : sizes.hidden;
    products.queryDown = {sizes.shardTokens, static_cast<double>(mla.queryRank), sizes.hidden};
    products.queryUp = {sizes.tokens, sizes.heads * sizes.queryKeyHead, queryInput};
    const double keyValueWidth = mla.keyValueRank + mla.queryKeyRopeHead;
    products.keyValueDown = {sizes.shardTokens, keyValueWidth, sizes.hidden};
    const double expanded = sizes.heads * (mla.queryKeyNopeHead + sizes.valueHead);
    products.keyValueUp = {sizes.tokens, expanded, static_cast<double>(mla.keyValueRank)};
    products.gathered = queryInput + keyValueWidth;
    return products;
}

/// Rotary embedding of queries and keys, in SwiGLU models that have no table of positions. (GELU models
/// without one have ALiBi, which the attention kernel adds.)
void rotate(StepWriter& out, const char* name)
{
    if (out.model().learnedPositions || out.model().activation == Activation::Gelu)
        return;
    const bool latent = out.model().attention == AttentionKind::Mla;
    const double head = latent ? out.model().mla.queryKeyRopeHead : out.sizes().queryKeyHead;
    const double rotated = latent ? out.sizes().heads + 1 : out.sizes().heads + out.sizes().keyValueHeads;
    out.elementWise(name, 2 * out.sizes().element * out.sizes().tokens * rotated * head);
}

void expandForward(StepWriter& out, const Products& products)
{
    if (!products.latent) {
        out.gatherSequence("gather sequence", products.gathered);
        out.product("query key value", products.queryKeyValue);
        return;
    }
    if (products.compressedQuery)
        out.product("query down", products.queryDown);
    out.product("key value down", products.keyValueDown);
    out.elementWise(
        "latent norms", 2 * out.sizes().element * out.sizes().shardTokens * latentWidth(out.model()));
    out.gatherSequence("gather latents", products.gathered);
    out.product("query up", products.queryUp);
    out.product("key value up", products.keyValueUp);
}

void expandBackward(StepWriter& out, const Products& products)
{
    const WorkSizes& sizes = out.sizes();
    if (!products.latent) {
        out.inputGradient("query key value input gradient", products.queryKeyValue);
        out.reduceSequence("reduce input gradient", products.gathered);
        out.weightGradient("query key value weight gradient", products.queryKeyValue);
        out.biasGradient("query key value bias gradient", sizes.tokens, products.queryKeyValue.n);
        return;
    }
    out.inputGradient("query up input gradient", products.queryUp);
    out.inputGradient("key value up input gradient", products.keyValueUp);
    out.reduceSequence("reduce latent gradient", products.gathered);
    out.weightGradient("query up weight gradient", products.queryUp);
    out.weightGradient("key value up weight gradient", products.keyValueUp);
    out.elementWise(
        "latent norms backward", 3 * sizes.element * sizes.shardTokens * latentWidth(out.model()));
    if (products.compressedQuery) {
        out.inputGradient("query down input gradient", products.queryDown);
        out.weightGradient("query down weight gradient", products.queryDown);
    }
    out.inputGradient("key value down input gradient", products.keyValueDown);
    out.weightGradient("key value down weight gradient", products.keyValueDown);
}

/// Bytes of the keys and values of the whole sequence, for the heads of this device.
double keyValueBytes(const WorkSizes& sizes)
{
    return sizes.element * sizes.samples * sizes.sequence * sizes.keyValueHeads
        * (sizes.queryKeyHead + sizes.valueHead);
}

/// Shares of the sequence become shares of the heads, or back. What one device sends has as many elements as what it gets.
void exchange(StepWriter& out, const char* name, double elements)
{
    out.collective(name, CollectiveKind::AllToAll, GroupKind::Context, out.sizes().element * elements);
}

void attentionCoreBackward(StepWriter& out)
{
    const WorkSizes& sizes = out.sizes();
    if (sizes.exchangesHeads()) {
        exchange(out, "all-to-all of result gradients", sizes.coreResult());
        out.attention("attention backward", true);
        exchange(out, "all-to-all of query gradients", sizes.coreQueries());
        exchange(out, "all-to-all of key gradients", sizes.coreKeys());
        exchange(out, "all-to-all of value gradients", sizes.coreValues());
        return;
    }
    out.collective("ring of keys and values", CollectiveKind::AllGather, GroupKind::Context, keyValueBytes(sizes));
    out.attention("attention backward", true);
    out.collective(
        "ring of key and value gradients", CollectiveKind::ReduceScatter, GroupKind::Context, keyValueBytes(sizes));
}

} // namespace attention_steps

void attentionCoreForward(StepWriter& out)
{
    const WorkSizes& sizes = out.sizes();
    if (sizes.exchangesHeads()) {
        attention_steps::exchange(out, "all-to-all of queries", sizes.coreQueries());
        attention_steps::exchange(out, "all-to-all of keys", sizes.coreKeys());
        attention_steps::exchange(out, "all-to-all of values", sizes.coreValues());
        out.attention("attention", false);
        attention_steps::exchange(out, "all-to-all of the result", sizes.coreResult());
        return;
    }
    out.collective("ring of keys and values", CollectiveKind::AllGather, GroupKind::Context,
        attention_steps::keyValueBytes(sizes));
    out.attention("attention", false);
}

void attentionForward(StepWriter& out)
{
    const auto products = attention_steps::productsOf(out);
    normForward(out, "attention norm");
    attention_steps::expandForward(out, products);
    attention_steps::rotate(out, "rotary embedding");
    attentionCoreForward(out);
    out.product("projection", products.projection);
    out.reduceSequence("reduce attention", out.sizes().hidden);
    residualForward(out, "attention residual");
}

void attentionRepeated(StepWriter& out)
{
    const auto products = attention_steps::productsOf(out);
    Product keys = products.queryKeyValue;
    keys.n = out.sizes().keyValueHeads * out.sizes().queryKeyHead;
    normForward(out, "attention norm");
    out.gatherSequence("gather sequence", out.sizes().hidden);
    out.product("keys", keys);
    attention_steps::rotate(out, "rotary embedding");
    if (out.sizes().exchangesHeads())
        attention_steps::exchange(out, "all-to-all of keys", out.sizes().coreKeys());
    out.product("projection", products.projection);
    residualForward(out, "attention residual");
}

void attentionBackward(StepWriter& out)
{
    const WorkSizes& sizes = out.sizes();
    const auto products = attention_steps::productsOf(out);
    residualBackward(out, "attention dropout backward");
    out.gatherSequence("gather attention gradient", sizes.hidden);
    out.inputGradient("projection input gradient", products.projection);
    out.weightGradient("projection weight gradient", products.projection);
    out.biasGradient("projection bias gradient", sizes.shardTokens, sizes.hidden);
    attention_steps::attentionCoreBackward(out);
    attention_steps::rotate(out, "rotary embedding backward");
    attention_steps::expandBackward(out, products);
    normBackward(out, "attention norm backward");
}

} // namespace core::costs
