#pragma once

#include "core/simulate/timeline.h"

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <utility>

namespace support {

/// Adds a lane whose spans are given as (kind, start, end) in nanoseconds, in order of start.
struct Piece
{
    core::SpanKind kind;
    std::int64_t start;
    std::int64_t end;
    int microBatch = -1;
};
inline core::Lane& addLane(core::Timeline& timeline, core::LaneKind kind, int stage, const std::vector<Piece>& pieces)
{
    core::Lane lane;
    lane.kind = kind;
    lane.stage = stage;
    lane.title = "n" + std::to_string(stage) + ":0";
    lane.devices = {stage};
    lane.firstSpan = static_cast<std::uint32_t>(timeline.spans.size());
    lane.spanCount = static_cast<std::uint32_t>(pieces.size());
    for (const Piece& piece : pieces) {
        core::Span span;
        span.start = core::Nanoseconds(piece.start);
        span.end = core::Nanoseconds(piece.end);
        span.kind = piece.kind;
        span.microBatch = piece.microBatch;
        span.lane = static_cast<std::uint32_t>(timeline.lanes.size());
        timeline.spans.push_back(span);
        timeline.period = std::max(timeline.period, span.end);
    }
    timeline.stages = std::max(timeline.stages, stage + 1);
    timeline.lanes.push_back(std::move(lane));
    timeline.memory.emplace_back();
    return timeline.lanes.back();
}

/// What a pipeline looks like, without simulating one: `lanes` lanes, every second one a communication lane whose spans
/// may overlap in pairs, about `spans` in all, with random durations and bubbles.
inline core::Timeline randomTimeline(int spans, int lanes, std::uint32_t seed = 1)
{
    std::mt19937 random(seed);
    const auto between = [&random](std::int64_t low, std::int64_t high) {
        return low + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(high - low + 1));
    };
    core::Timeline timeline;
    timeline.spans.reserve(static_cast<std::size_t>(spans));
    for (int i = 0; i < lanes; ++i) {
        const int count = spans / lanes + (i < spans % lanes ? 1 : 0);
        const bool compute = i % 2 == 0;
        std::vector<Piece> pieces;
        std::int64_t at = between(0, 200) * (i / 2);
        for (int n = 0; n < count; ++n) {
            const bool forward = n % 2 == 0;
            const std::int64_t length = compute ? between(800, 1200) * (forward ? 1 : 2) : between(200, 2500);
            const auto kind = compute ? (forward ? core::SpanKind::Forward : core::SpanKind::Backward)
                                      : (forward ? core::SpanKind::SendActivation : core::SpanKind::SendGradient);
            pieces.push_back({kind, at, at + length, n / 2});
            at += compute ? length + (between(0, 3) == 0 ? between(100, 2000) : 0) : between(1200, 1800);
        }
        addLane(timeline, compute ? core::LaneKind::Compute : core::LaneKind::StageToStage, i / 2, pieces);
    }
    for (std::uint32_t i = 0; i < timeline.spans.size(); ++i) // something that ended earlier, elsewhere
        if (const auto other = static_cast<std::uint32_t>(random() % timeline.spans.size());
            timeline.spans[other].end <= timeline.spans[i].start)
            timeline.spans[i].waitedFor = other;
    return timeline;
}

/// One forward-one backward over `stages` stages: forward 2, backward 4, sends 1 unit of `unit` nanoseconds, with an
/// optimizer step and a gradient reduce. Small and tidy, for pictures.
inline core::Timeline pipelineTimeline(int stages, int microBatches, std::int64_t unit = 1'000'000)
{
    using core::SpanKind;
    core::Timeline timeline;
    const std::size_t count = static_cast<std::size_t>(microBatches);
    std::vector<std::vector<std::int64_t>> forwardEnd(static_cast<std::size_t>(stages), std::vector<std::int64_t>(count, -1));
    auto backwardEnd = forwardEnd;
    std::vector<std::vector<Piece>> compute(static_cast<std::size_t>(stages)), sends(static_cast<std::size_t>(stages));
    std::vector<int> step(static_cast<std::size_t>(stages), 0);
    std::vector<std::int64_t> freeAt(static_cast<std::size_t>(stages), 0);
    bool moved = true;
    while (moved) {
        moved = false;
        for (int s = 0; s < stages; ++s) {
            const auto stage = static_cast<std::size_t>(s);
            if (step[stage] == 2 * microBatches)
                continue;
            const int warmup = std::min(stages - s, microBatches);
            const int n = step[stage];
            const int tail = n - (2 * microBatches - warmup);
            const bool forward = n < warmup || (tail < 0 && (n - warmup) % 2 == 1);
            const int forwards = n < warmup ? n : warmup + (n - warmup) / 2;
            const int m = forward ? forwards : (tail >= 0 ? microBatches - warmup + tail : (n - warmup) / 2);
            const auto batch = static_cast<std::size_t>(m);
            std::int64_t ready = 0;
            if (forward && s > 0)
                ready = forwardEnd[stage - 1][batch];
            else if (!forward && s + 1 < stages)
                ready = backwardEnd[stage + 1][batch];
            if (ready < 0)
                continue;
            if ((forward && s > 0) || (!forward && s + 1 < stages))
                ready += unit;
            const std::int64_t start = std::max(ready, freeAt[stage]);
            const std::int64_t end = start + (forward ? 2 : 4) * unit;
            compute[stage].push_back({forward ? SpanKind::Forward : SpanKind::Backward, start, end, m});
            if (forward ? s + 1 < stages : s > 0)
                sends[stage].push_back({forward ? SpanKind::SendActivation : SpanKind::SendGradient, end, end + unit, m});
            (forward ? forwardEnd : backwardEnd)[stage][batch] = end;
            freeAt[stage] = end;
            ++step[stage];
            moved = true;
        }
    }
    const std::int64_t last = *std::max_element(freeAt.begin(), freeAt.end());
    for (int s = 0; s < stages; ++s) {
        const auto stage = static_cast<std::size_t>(s);
        compute[stage].push_back({SpanKind::Optimizer, last + 2 * unit, last + 3 * unit, -1});
        auto& lane = addLane(timeline, core::LaneKind::Compute, s, compute[stage]);
        lane.title = "n" + std::to_string(s) + ":0-7";
        lane.devices = {8 * s, 8 * s + 1, 8 * s + 2, 8 * s + 3, 8 * s + 4, 8 * s + 5, 8 * s + 6, 8 * s + 7};
        addLane(timeline, core::LaneKind::StageToStage, s, sends[stage]);
        addLane(timeline, core::LaneKind::DataParallel, s, {{SpanKind::GradientReduce, freeAt[stage], last + 2 * unit, -1}});
    }
    return timeline;
}

} // namespace support
