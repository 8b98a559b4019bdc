#include "core/results/tracks.h"

#include <algorithm>

namespace core {
namespace tracks {

template <typename SpanAt>
Tracks assigned(std::size_t count, SpanAt&& spanAt)
{
    Tracks tracks;
    tracks.ofSpan.reserve(count);
    std::vector<Nanoseconds> freeAt;
    for (std::size_t i = 0; i < count; ++i) {
        const Span& span = spanAt(i);
        auto track = std::find_if(freeAt.begin(), freeAt.end(), [&](Nanoseconds at) { return at <= span.start; });
        if (track == freeAt.end())
            track = freeAt.insert(track, Nanoseconds());
        *track = span.end;
        tracks.ofSpan.push_back(static_cast<std::uint16_t>(track - freeAt.begin()));
    }
    tracks.count = std::max<int>(1, static_cast<int>(freeAt.size()));
    return tracks;
}

} // namespace tracks

Tracks tracksOf(std::span<const Span> spans)
{
    return tracks::assigned(spans.size(), [&](std::size_t i) -> const Span& { return spans[i]; });
}

Tracks tracksOf(const Timeline& timeline, std::span<const std::uint32_t> spans)
{
    return tracks::assigned(spans.size(), [&](std::size_t i) -> const Span& { return timeline.spans[spans[i]]; });
}

} // namespace core
