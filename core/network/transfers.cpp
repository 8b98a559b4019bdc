#include "core/network/transfers.h"

#include <algorithm>

namespace core {

namespace transfers_file {

constexpr Nanoseconds never = Nanoseconds::never();

std::size_t index(int i) { return static_cast<std::size_t>(i); }

Nanoseconds after(Nanoseconds now, Seconds duration)
{
    const Nanoseconds whole = rounded(duration);
    return whole < never - now ? now + whole : never;
}

} // namespace transfers_file

using namespace transfers_file;

Transfers::Transfers(Bandwidth nominal, std::shared_ptr<const Profiles> profiles)
    : m_nominal(std::move(nominal))
    , m_profiles(std::move(profiles))
{
}

Transfers::Transfers(const Network& network, std::shared_ptr<const Profiles> profiles)
    : Transfers([&network](int capacity) { return network.bandwidth(capacity); }, std::move(profiles))
{
}

void Transfers::reserve(std::size_t capacities)
{
    m_sharing.reserve(capacities);
    m_groups.reserve(capacities);
    m_finishPositions.reserve(capacities);
}

int Transfers::groupOf(int capacity)
{
    constexpr std::size_t row = 64;
    if (m_groupOfCapacity.size() <= index(capacity) / row)
        m_groupOfCapacity.resize(index(capacity) / row + 1);
    std::vector<int>& groups = m_groupOfCapacity[index(capacity) / row];
    groups.resize(row, -1);
    int& known = groups[index(capacity) % row];
    if (known >= 0)
        return known;
    known = static_cast<int>(m_groups.size());
    Group group(m_memory.get());
    group.capacity = capacity;
    group.nominal = m_nominal(capacity);
    if (m_profiles)
        if (const auto profile = m_profiles->find(capacity); profile != m_profiles->end())
            group.profile = &profile->second;
    m_sharing.addCapacity(group.nominal.value);
    m_groups.push_back(std::move(group));
    m_finishPositions.push_back(-1);
    return known;
}

int Transfers::start(Activity activity, Nanoseconds now)
{
    if (activity.changing) {
        activity.latency = latencyAt(activity, now);
        activity.changing.reset();
    }
    if (now > m_now) {
        settle(); // what changed before, changed then
        m_now = m_held = now;
    }
    const auto id = static_cast<int>(m_flowOf.size());
    m_flowOf.push_back(-1);
    ++m_running;
    if (activity.latency.value > together || movesNothing(activity))
        m_waiting.emplace(std::pair(after(m_now, activity.latency), id), std::move(activity));
    else
        begin(id, activity, 0);
    return id;
}

void Transfers::begin(int id, const Activity& activity, double head)
{
    m_charges.clear();
    for (const Charge& charge : activity.charges) {
        const int group = groupOf(charge.capacity);
        if (m_groups[index(group)].profile && m_groups[index(group)].due == never)
            m_sharing.setBandwidth(group, bandwidthNow(group));
        m_charges.push_back({group, charge.weight});
    }
    const int flow = m_sharing.add(m_charges);
    if (m_flows.size() <= index(flow)) {
        m_flows.resize(index(flow) + 1);
        m_flowPositions.resize(index(flow) + 1, -1);
    }
    m_flows[index(flow)] = {id, activity.amount.value, head};
    m_flowOf[index(id)] = flow;
}

void Transfers::schedule(int group, Nanoseconds due)
{
    if (m_groups[index(group)].due == due)
        return;
    m_groups[index(group)].due = due;
    if (due == never)
        return;
    const auto [changes, isNew] = m_profileChanges.try_emplace(due);
    if (isNew)
        changes->second.swap(m_spare);
    changes->second.push_back(group);
}

double Transfers::bandwidthNow(int group)
{
    Group& followed = m_groups[index(group)];
    if (!followed.profile)
        return followed.nominal.value;
    const Profile::Stretch now = followed.profile->stretchAt(m_held, followed.nominal, followed.hint);
    schedule(group, now.until);
    return now.bandwidth.value;
}

/// Step by step; but where nobody could stop even at the least of several steps, only from there to there.
void Transfers::followProfile(int group)
{
    Group& followed = m_groups[index(group)];
    if (m_sharing.isWatched(group))
        return m_sharing.setBandwidth(group, bandwidthNow(group));
    std::size_t hint = followed.hint;
    const Profile::Stretch least = followed.profile->leastFrom(m_held, followed.nominal, hint);
    if (m_sharing.couldStop(group, least.bandwidth.value))
        return m_sharing.setBandwidth(group, bandwidthNow(group));
    followed.hint = hint;
    m_sharing.setBandwidth(group, least.bandwidth.value);
    schedule(group, least.until);
}

void Transfers::changeProfiles()
{
    while (!m_profileChanges.empty() && m_profileChanges.begin()->first <= m_now) {
        auto due = m_profileChanges.extract(m_profileChanges.begin());
        for (const int group : due.mapped()) {
            if (m_groups[index(group)].due != due.key())
                continue; // found elsewhere by now
            m_groups[index(group)].due = never;
            if (m_sharing.flowsOf(group) > 0)
                followProfile(group);
        }
        m_spare = std::move(due.mapped());
        m_spare.clear();
    }
}

void Transfers::serve(Group& group)
{
    group.service = group.flows.empty() ? 0 : group.service + group.level * seconds(m_now - group.since).value;
    group.since = m_now;
}

void Transfers::move(const Sharing::Move& move, double offset)
{
    int& position = m_flowPositions[index(move.flow)];
    if (move.from >= 0 && position < 0)
        return; // it ends now
    Flow& flow = m_flows[index(move.flow)];
    Group& to = m_groups[index(m_sharing.bottleneck(move.flow))];
    const double level = m_sharing.level(m_sharing.bottleneck(move.flow));
    double left = flow.target;
    if (move.from >= 0) {
        Group& from = m_groups[index(move.from)];
        left -= from.service + (from.level - level) * offset;
        from.flows.remove(move.flow, m_flowPositions);
    } else {
        left += flow.head * level;
    }
    flow.target = to.service + to.correction + left;
    to.flows.insert(move.flow, flow.target, m_flowPositions);
}

/// Brings rates up to date. `offset`: the change took place that many seconds from now, less than a nanosecond.
void Transfers::settle(double offset)
{
    const Sharing::Changes& changes = m_sharing.solve([this](int group) { return bandwidthNow(group); });
    for (const int id : changes.capacities) {
        Group& group = m_groups[index(id)];
        serve(group);
        const double level = m_sharing.level(id);
        group.correction = level < Sharing::unsaturated ? (group.level - level) * offset : 0;
    }
    for (const Sharing::Move& moved : changes.moves)
        move(moved, offset);
    for (const int id : changes.capacities) {
        Group& group = m_groups[index(id)];
        const double level = m_sharing.level(id);
        group.service += group.correction;
        group.level = level < Sharing::unsaturated ? level : 0;
        setFinish(id);
    }
}

/// Seconds until the first flow of the group ends; below 0 when that was less than a nanosecond ago.
double Transfers::timeLeft(const Group& group) const
{
    return (group.flows.topKey() - group.service) / group.level;
}

void Transfers::setFinish(int id)
{
    const Group& group = m_groups[index(id)];
    const Nanoseconds finish = group.flows.empty() || group.level <= 0
        ? never
        : after(group.since, Seconds(std::max(0.0, timeLeft(group))));
    if (finish < never)
        m_finishes.set(id, finish, m_finishPositions);
    else if (m_finishPositions[index(id)] >= 0)
        m_finishes.remove(id, m_finishPositions);
}

Nanoseconds Transfers::next()
{
    settle();
    Nanoseconds next = never;
    if (!m_finishes.empty())
        next = m_finishes.topKey();
    if (!m_waiting.empty())
        next = std::min(next, m_waiting.begin()->first.first);
    if (!m_profileChanges.empty())
        next = std::min(next, m_profileChanges.begin()->first);
    return next;
}

void Transfers::skip(Nanoseconds by)
{
    settle();
    m_now += by;
    m_held = m_now;
    std::map<std::pair<Nanoseconds, int>, Activity> waiting;
    for (auto& [key, activity] : m_waiting)
        waiting.emplace(std::pair(key.first + by, key.second), std::move(activity));
    m_waiting = std::move(waiting);
    for (std::size_t i = 0; i < m_groups.size(); ++i) {
        m_groups[i].since += by;
        setFinish(static_cast<int>(i));
    }
}

BytesPerSecond Transfers::rate(int id)
{
    settle();
    const int flow = m_flowOf[index(id)];
    return BytesPerSecond(flow < 0 ? 0 : m_sharing.rate(flow));
}

int Transfers::bottleneck(int id)
{
    settle();
    const int flow = m_flowOf[index(id)];
    return flow < 0 ? -1 : m_groups[index(m_sharing.bottleneck(flow))].capacity;
}

Bytes Transfers::remaining(int id)
{
    settle();
    const int flow = m_flowOf[index(id)];
    if (flow < 0)
        return Bytes(0);
    const Group& group = m_groups[index(m_sharing.bottleneck(flow))];
    const double served = group.service + group.level * seconds(m_now - group.since).value;
    return Bytes(std::max(0.0, m_flows[index(flow)].target - served));
}

int Transfers::firstUnfinished() const
{
    for (const auto& [at, activity] : m_waiting)
        return at.second;
    return static_cast<int>(std::find_if(m_flowOf.begin(), m_flowOf.end(), [](int flow) { return flow >= 0; }) - m_flowOf.begin());
}

std::optional<Transfers::Stall> Transfers::stall()
{
    settle();
    for (std::size_t i = 0; i < m_groups.size(); ++i)
        if (!m_groups[i].flows.empty() && m_finishPositions[i] < 0)
            return Stall{m_flows[index(m_groups[i].flows.top())].id, m_groups[i].capacity};
    return {};
}

} // namespace core
