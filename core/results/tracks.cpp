#include "core/results/tracks.h"

#include <algorithm>

namespace core {

Tracks tracksOf(std::span<const Span> spans)
{
    Tracks tracks;
    tracks.ofSpan.reserve(spans.size());
    std::vector<Nanoseconds> freeAt;
    for (const Span& span : spans) {
        auto track = std::find_if(freeAt.begin(), freeAt.end(), [&](Nanoseconds at) { return at <= span.start; });
        if (track == freeAt.end())
            track = freeAt.insert(track, Nanoseconds());
        *track = span.end;
        tracks.ofSpan.push_back(static_cast<std::uint16_t>(track - freeAt.begin()));
    }
    tracks.count = std::max<int>(1, static_cast<int>(freeAt.size()));
    return tracks;
}

} // namespace core
