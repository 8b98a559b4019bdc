#pragma once

#include "core/simulate/timeline.h"

#include <cstdint>
#include <vector>

namespace core {

/// Rows that let the spans of one lane lie beside each other. Within a track spans do not overlap.
struct Tracks
{
    std::vector<std::uint16_t> ofSpan; ///< parallel to the lane's spans
    int count = 1;
    bool operator==(const Tracks&) const = default;
};

/// Every span, in order of start, takes the first track that is free; so there are as many tracks as spans run at once.
Tracks tracksOf(std::span<const Span> spans);
/// Of spans by index, in order of start.
Tracks tracksOf(const Timeline& timeline, std::span<const std::uint32_t> spans);

} // namespace core
