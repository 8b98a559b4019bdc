#include "core/results/comparison.h"

#include "core/base/quantity.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <tuple>

namespace core {
namespace comparison {

struct Key
{
    SpanKind kind;
    int firstUnit, endUnit, microBatch;
    auto operator<=>(const Key&) const = default;
};
using Counts = std::map<Key, std::int64_t>;

/// How often each key occurs, every folded pipeline counted.
Counts countsOf(const Timeline& timeline)
{
    Counts counts;
    for (const Lane& lane : timeline.lanes)
        for (const Span& span : timeline.spansOf(lane))
            counts[{span.kind, span.firstUnit, span.endUnit, span.microBatch}] += lane.replicas;
    return counts;
}

/// Units that one kind of computing covers, of one micro-batch.
using Coverage = std::map<std::pair<SpanKind, int>, std::vector<std::pair<int, int>>>;

Coverage coverageOf(const Counts& counts)
{
    Coverage coverage;
    for (const auto& [key, count] : counts)
        if (isCompute(key.kind))
            coverage[{key.kind, key.microBatch}].emplace_back(key.firstUnit, key.endUnit);
    return coverage; // ranges by first unit, for keys are
}

bool coversAs(SpanKind kind, const Coverage& coverage, const Key& key)
{
    const auto ranges = coverage.find({kind, key.microBatch});
    if (ranges == coverage.end())
        return false;
    int reached = key.firstUnit;
    for (const auto& [first, end] : ranges->second)
        if (first <= reached)
            reached = std::max(reached, end);
    return reached >= key.endUnit;
}

/// A whole backward is its two halves.
bool covers(const Coverage& coverage, const Key& key)
{
    const auto as = [&](SpanKind kind) { return coversAs(kind, coverage, key); };
    const bool isHalf = key.kind == SpanKind::BackwardInput || key.kind == SpanKind::BackwardWeight;
    return as(key.kind) || (isHalf && as(SpanKind::Backward))
        || (key.kind == SpanKind::Backward && as(SpanKind::BackwardInput) && as(SpanKind::BackwardWeight));
}

/// Adds those of `own` that `other` lacks; returns how many it has.
std::int64_t match(const Counts& own, const Counts& other, bool inB, std::vector<Unmatched>& unmatched)
{
    const Coverage coverage = coverageOf(other);
    std::int64_t matched = 0;
    for (const auto& [key, count] : own) {
        const auto twin = other.find(key);
        const std::int64_t both = twin != other.end() ? std::min(count, twin->second) : covers(coverage, key) ? count : 0;
        matched += both;
        if (both == count)
            continue;
        const bool goesOn = !unmatched.empty() && unmatched.back().inB == inB && unmatched.back().kind == key.kind
            && unmatched.back().firstUnit == key.firstUnit && unmatched.back().endUnit == key.endUnit;
        if (!goesOn)
            unmatched.push_back({inB, key.kind, key.firstUnit, key.endUnit, key.microBatch, key.microBatch, 0});
        unmatched.back().lastMicroBatch = key.microBatch;
        unmatched.back().spans += count - both;
    }
    return matched;
}

struct Bar
{
    const char* name;
    std::array<PathCategory, 2> categories; ///< the same one twice: only one
};
constexpr std::array bars {Bar {"compute", {PathCategory::Compute, PathCategory::Compute}}, Bar {"TP", {PathCategory::Tensor, PathCategory::Tensor}},
    Bar {"CP", {PathCategory::Context, PathCategory::Context}}, Bar {"EP", {PathCategory::Expert, PathCategory::Expert}},
    Bar {"PP", {PathCategory::Pipeline, PathCategory::Pipeline}}, Bar {"DP", {PathCategory::Data, PathCategory::Data}},
    Bar {"fill and drain", {PathCategory::Fill, PathCategory::Drain}}, Bar {"optimizer", {PathCategory::Optimizer, PathCategory::Optimizer}},
    Bar {"stragglers", {PathCategory::Straggler, PathCategory::Straggler}}, Bar {"events", {PathCategory::Event, PathCategory::Event}},
    Bar {"contention", {PathCategory::Contention, PathCategory::Contention}}, Bar {"waiting", {PathCategory::Waiting, PathCategory::Waiting}}};

std::int64_t timeOf(const CriticalPath& path, const Bar& bar)
{
    const auto total = [&](PathCategory category) { return path.totals[static_cast<std::size_t>(category)]; };
    return total(bar.categories[0]) + (bar.categories[1] != bar.categories[0] ? total(bar.categories[1]) : 0);
}

std::string signedTime(std::int64_t ns) { return (ns < 0 ? "-" : "+") + formatted(Nanoseconds(std::abs(ns))); }

std::string sentenceOf(const Compared& a, const Compared& b, const Comparison& comparison)
{
    std::vector<WaterfallBar> largest = comparison.waterfall;
    std::erase_if(largest, [](const WaterfallBar& bar) { return bar.ns == 0; });
    std::stable_sort(largest.begin(), largest.end(), [](const auto& x, const auto& y) { return std::abs(x.ns) > std::abs(y.ns); });
    std::string sentence = b.name + " takes as long as " + a.name;
    if (comparison.difference != 0) {
        char share[32];
        std::snprintf(share, sizeof share, "%.1f %%",
            100.0 * static_cast<double>(std::abs(comparison.difference)) / static_cast<double>(std::max<std::int64_t>(1, a.timeline.period.count)));
        sentence = b.name + " takes " + formatted(Nanoseconds(std::abs(comparison.difference))) + " (" + share + ") "
            + (comparison.difference < 0 ? "less" : "longer") + " than " + a.name;
    }
    for (std::size_t i = 0; i < std::min<std::size_t>(4, largest.size()); ++i)
        sentence += (i == 0 ? ": " : ", ") + largest[i].name + " " + signedTime(largest[i].ns);
    return sentence;
}

} // namespace comparison

Comparison compare(const Compared& a, const Compared& b)
{
    Comparison result;
    result.difference = (b.timeline.period - a.timeline.period).count;
    for (const comparison::Bar& bar : comparison::bars)
        result.waterfall.push_back({bar.name, comparison::timeOf(b.path, bar) - comparison::timeOf(a.path, bar)});
    const comparison::Counts inA = comparison::countsOf(a.timeline), inB = comparison::countsOf(b.timeline);
    result.matched = comparison::match(inA, inB, false, result.unmatched);
    comparison::match(inB, inA, true, result.unmatched);
    result.sentence = comparison::sentenceOf(a, b, result);
    return result;
}

} // namespace core
