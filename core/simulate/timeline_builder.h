#pragma once

#include "core/simulate/timeline.h"
#include "core/simulate/workload.h"

#include <array>
#include <map>
#include <unordered_map>
#include <utility>
#include <vector>

namespace core {

/// The iteration that becomes a timeline, and where it stands among all that was collected.
struct Window
{
    int iteration = 0;
    std::vector<Nanoseconds> starts; ///< of each stage's lanes
    Nanoseconds origin;              ///< becomes 0
    Nanoseconds period;
};

/// Collects spans as they happen and puts them in order at the end. A cause is the id of a span, or of a meeting of
/// several (`Dependencies`), or noSpan.
class TimelineBuilder
{
public:
    /// One lane per stage and kind that the workload can use. Unless it `records`, nothing is kept and `add` returns noSpan.
    TimelineBuilder(const Workload& workload, bool records);

    struct NewSpan
    {
        StageRef stage;
        const Segment& segment; ///< where it stands for as long as spans are added
        UnitRange units;
        int microBatch = -1;
        Nanoseconds start;
        std::uint32_t cause = noSpan;
        int iteration = 0;
    };
    /// Id of the span, good for causes of later ones. Starts must not go back.
    std::uint32_t add(const NewSpan& span);
    void setEnd(std::uint32_t span, Nanoseconds end)
    {
        if (span != noSpan)
            at(span).end = end;
    }
    /// The spans begin and end at once.
    void setTogether(std::uint32_t span, std::uint32_t other);
    void setActivations(StageRef stage, Nanoseconds at, Bytes bytes);

    Nanoseconds endOf(std::uint32_t cause) const { return at(lastOf(cause)).end; }
    /// What waits for both waits for the first longer.
    std::uint32_t meeting(std::uint32_t last, std::uint32_t other);
    Timeline finish(Window window) &&;

private:
    /// A span as it is collected: what all runs of a segment on a lane have in common is kept once.
    struct Record
    {
        Nanoseconds start, end;
        std::uint32_t cause;
        std::uint32_t common; ///< index into m_commons
        std::int32_t microBatch;
        std::uint16_t iteration;
    };
    /// A joint's units differ from pass to pass.
    struct CommonKey
    {
        const Segment* segment;
        std::uint32_t lane;
        UnitRange units;
        bool operator==(const CommonKey&) const = default;
    };
    struct CommonHash
    {
        std::size_t operator()(const CommonKey& key) const
        {
            return std::hash<const Segment*>()(key.segment) + 0x9e3779b97f4a7c15ULL * key.lane + 31U * static_cast<std::size_t>(key.units.first)
                + static_cast<std::size_t>(key.units.end);
        }
    };
    /// What waited for a span of the iteration before, of which one is kept and the other left out.
    struct Earlier
    {
        std::uint32_t kept; ///< id
        Record other;       ///< its like in the kept iteration is sought
        bool waits;         ///< the kept one did
    };
    /// Records of a long iteration fill chunks, each given back to the system as soon as its spans are placed: there may be
    /// many, and they would be in memory twice.
    static constexpr std::uint32_t chunkSize = 1U << 20;

    Record& at(std::uint32_t span) { return m_chunks[span / chunkSize][span % chunkSize]; }
    const Record& at(std::uint32_t span) const { return m_chunks[span / chunkSize][span % chunkSize]; }
    std::uint32_t append(const Record& record);
    static bool isMeeting(std::uint32_t cause) { return cause != noSpan && cause >= Dependencies::meeting; }
    std::uint32_t lastOf(std::uint32_t cause) const;
    std::uint32_t commonOf(const NewSpan& span);
    bool isKept(const Record& record, const Window& window) const { return !m_tells || record.iteration == window.iteration; }
    void countSpans(const Window& window);
    void placeSpans(const Window& window);
    std::uint32_t place(const Record& record, const Window& window, std::uint32_t at);
    void noteEarlier(std::uint32_t id, const Record& record, const Window& window);
    void placeDependencies();
    void placeEarlier();
    void placeMemory(const Window& window);
    std::uint32_t& laneOf(StageRef stage, LaneKind kind);
    std::uint32_t trafficOf(const Segment& segment);

    Timeline m_timeline;
    bool m_records;
    bool m_tells; ///< iterations apart
    std::vector<std::vector<Record>> m_chunks; ///< in order of adding
    std::vector<std::uint32_t> m_places;       ///< by id: where the span is in the timeline; noSpan: left out
    std::vector<Earlier> m_earlier; ///< few: what begins iterations
    std::vector<bool> m_isSought;   ///< by index into m_commons: of what m_earlier seeks
    std::map<std::pair<std::uint32_t, std::int32_t>, std::uint32_t> m_likes; ///< places by common and micro-batch, of what is sought
    std::vector<Span> m_commons; ///< with kind, lane, units, bytes, algorithm and traffic of their spans
    std::unordered_map<CommonKey, std::uint32_t, CommonHash> m_commonOf;
    std::vector<std::size_t> m_firstStage; ///< per pipeline, index of its first stage
    std::vector<std::array<std::uint32_t, laneKinds>> m_lanes; ///< per stage and kind
    std::vector<std::uint32_t> m_trafficFrom; ///< by first activity
};

} // namespace core
