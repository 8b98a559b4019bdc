#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/network/indexed_heap.h"
#include "core/network/network.h"
#include "core/network/profile.h"
#include "core/network/sharing.h"

#include <functional>
#include <map>
#include <memory>
#include <memory_resource>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace core {

/// Bandwidths over time, by capacity; a capacity without one stays at its nominal bandwidth.
using Profiles = std::unordered_map<int, Profile>;

/// Activities on capacities that they share by weighted max-min and that change over time, as an event queue: ask for
/// `next`, `advance` to it or to an earlier instant, see what `finished`, `start` more, and so on.
///
/// Progress is exact (double); an instant is rounded only when it becomes the end of an activity, and the others get
/// what it leaves them as of the exact instant. An activity waits for its latency as of its start, holding nothing, then
/// moves its bytes.
class Transfers
{
public:
    using Bandwidth = std::function<BytesPerSecond(int capacity)>; ///< nominal; asked once for each capacity in use

    explicit Transfers(Bandwidth nominal, std::shared_ptr<const Profiles> profiles = {});
    explicit Transfers(const Network& network, std::shared_ptr<const Profiles> profiles = {});

    /// Makes room for that many capacities in use, for speed only.
    void reserve(std::size_t capacities);

    /// Ids count up from 0. `now` must not be before the last `advance` or `start`, nor after `next()`.
    int start(Activity activity, Nanoseconds now);

    /// When something finishes, begins to move bytes, or a capacity in use changes; never() when nothing will.
    Nanoseconds next();

    /// To an instant that is not after `next()`.
    void advance(Nanoseconds to);

    /// As if all that has happened since the last change of a capacity in use had happened `by` later. No capacity in use may
    /// change in that time.
    void skip(Nanoseconds by);

    /// Ids that the last `advance` finished, in order.
    const std::vector<int>& finished() const { return m_finished; }

    bool idle() const { return m_running == 0; }
    int firstUnfinished() const;       ///< an activity that is under way; only while not `idle`
    BytesPerSecond rate(int id);       ///< x, now; 0 before and after moving bytes
    int bottleneck(int id);            ///< the capacity at which it stops, now; -1 before and after moving bytes
    Bytes remaining(int id);           ///< of `amount`, now, while moving bytes; 0 otherwise
    /// An activity that stands still and the capacity without bandwidth that holds it, if there is one.
    struct Stall
    {
        int id = 0;
        int capacity = 0;
    };
    std::optional<Stall> stall();

private:
    struct Flow
    {
        int id = -1;
        double target = 0; ///< the service of its group at which it has moved all its bytes
        double head = 0;   ///< seconds of its latency beyond the nanosecond at which it begins to move; may be below 0
    };
    struct Beginning
    {
        double head = 0;
        int id = -1;
        Activity activity {};
    };
    /// The flows that stop at one capacity have one rate; its integral over time is the group's service.
    struct Group
    {
        explicit Group(std::pmr::memory_resource* memory)
            : flows(memory)
        {
        }

        int capacity = 0; ///< the caller's number
        double level = 0;
        double service = 0; ///< bytes, at `since`
        double correction = 0; ///< bytes, while settling
        Nanoseconds since;
        IndexedHeap<double> flows; ///< by target
        BytesPerSecond nominal;
        const Profile* profile = nullptr;
        std::size_t hint = 0; ///< into the profile
        Nanoseconds due = Nanoseconds::never(); ///< when its profile must be looked at again; in m_profileChanges
    };

    static constexpr double together = 1e-13; ///< seconds: what is nearer to each other than that happens at once

    static std::size_t index(int i) { return static_cast<std::size_t>(i); }
    static bool movesNothing(const Activity& activity) { return activity.charges.empty() || activity.amount.value <= 0; }
    int groupOf(int capacity);
    void begin(int id, const Activity& activity, double head);
    double bandwidthNow(int group);
    void schedule(int group, Nanoseconds due);
    void followProfile(int group);
    void changeProfiles();
    void settle(double offset = 0);
    void serve(Group& group);
    void move(const Sharing::Move& move, double offset);
    void setFinish(int group);
    void collectEnding(int group);
    void collectBeginning();
    void play(double until);
    void end(int flow);
    double timeLeft(const Group& group) const;

    Bandwidth m_nominal;
    std::shared_ptr<const Profiles> m_profiles;
    Nanoseconds m_now;
    Nanoseconds m_held; ///< whose bandwidths are in force: while flows end, those of just before m_now
    int m_running = 0;
    Sharing m_sharing;
    std::unique_ptr<std::pmr::memory_resource> m_memory = std::make_unique<std::pmr::monotonic_buffer_resource>(); ///< of the groups
    std::vector<std::vector<int>> m_groupOfCapacity; ///< 64 in a row each, or none; -1: not in use
    std::vector<Group> m_groups;              ///< by capacity of m_sharing
    std::vector<Flow> m_flows;                ///< by flow of m_sharing
    std::vector<int> m_flowPositions;         ///< in the heap of their group
    std::vector<int> m_flowOf;                ///< by id; waiting or finished: -1
    IndexedHeap<Nanoseconds> m_finishes;      ///< groups
    std::vector<int> m_finishPositions;
    std::map<std::pair<Nanoseconds, int>, Activity> m_waiting; ///< for the end of their latency, by it and id
    std::map<Nanoseconds, std::vector<int>> m_profileChanges; ///< groups
    std::vector<int> m_spare; ///< empty, for the next one
    std::vector<std::pair<double, int>> m_ending; ///< seconds from now to the exact end, and flow
    std::vector<Beginning> m_beginning;
    std::vector<int> m_finished;
    std::vector<Charge> m_charges;            ///< scratch
};

/// An activity and when it starts.
struct TimedActivity
{
    Activity activity;
    Nanoseconds start;
    std::string name {}; ///< for messages; none: its number
};

/// The end of each activity when all are played on one network; the errors are those of activities that can never end
/// before `horizon`: they name the capacity that stands still, and where a scenario's event made it so, its line (and point to it:
/// "/scenario/events/3"). Or "cancelled".
Result<std::vector<Nanoseconds>> endsOf(const Network& network, std::span<const TimedActivity> activities,
    std::shared_ptr<const Profiles> profiles = {}, Nanoseconds horizon = Nanoseconds::never(), const Progress& progress = {});

} // namespace core
