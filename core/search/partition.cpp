#include "core/search/partition.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace core {
namespace partition {

constexpr double never = std::numeric_limits<double>::infinity();

/// The furthest end of a range that begins at `first` and takes at most `limit`, not beyond `reach`; `first` if none. Looked for from
/// `likely` units on, in steps that double.
int furthest(const PartitionPlace& place, int first, double limit, int reach, int likely)
{
    const auto holds = [&](int end) { return place.time({first, end}) <= limit; };
    int low = first, high = std::min(reach, first + std::min(place.mostUnits, reach));
    for (int end = std::min(first + likely, high), step = 1; low < high && end > low && end <= high; step *= 2) {
        const bool isHeld = holds(end);
        (isHeld ? low : high) = isHeld ? end : end - 1;
        end = isHeld ? std::min(end + step, high) : end - step;
    }
    while (low < high) {
        const int middle = low + (high - low + 1) / 2;
        if (holds(middle))
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

/// The nearest start of a range that ends at `end`.
int nearest(const PartitionPlace& place, int end, double limit, int reach)
{
    int low = std::max(reach, end - std::min(place.mostUnits, end)), high = end;
    while (low < high) {
        const int middle = low + (high - low) / 2;
        if (place.time({middle, end}) <= limit)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/// Each takes as many as it can. Where none may stay empty that can miss a cut: the unit that one must take may be
/// dearer to it than the one before.
bool covers(const std::vector<PartitionPlace>& places, int units, double limit, bool mayBeEmpty)
{
    int reached = 0;
    int left = static_cast<int>(places.size());
    int likely = std::max(1, units / left);
    for (const PartitionPlace& place : places) {
        --left;
        const int end = furthest(place, reached, limit, mayBeEmpty ? units : units - left, likely);
        likely = std::max(1, end - reached);
        if (end == reached && !mayBeEmpty)
            return false;
        reached = end;
    }
    return reached == units;
}

/// Bounds of the least limit that covers: it is in (first, second].
std::pair<double, double> search(const std::vector<PartitionPlace>& places, int units, bool mayBeEmpty, double floor = 0, double ceiling = never)
{
    double high = 0;
    for (const PartitionPlace& place : places)
        high = std::max(high, place.time({0, units}) * (1 + 1e-9)); // where one stage after another takes as long as one alone, sums round unlike
    high = std::min(high, ceiling);
    if (static_cast<int>(places.size()) > units || !covers(places, units, high, mayBeEmpty))
        return {never, never};
    double low = std::min(floor, high);
    for (double part = 1e-3; part < 1 && low * (1 + part) < high; part *= 4) { // it is seldom far above
        const double limit = low * (1 + part);
        const bool isCovered = covers(places, units, limit, mayBeEmpty);
        (isCovered ? high : low) = limit;
        if (isCovered)
            break;
    }
    while (high - low > 1e-6 * high) {
        const double middle = (low + high) / 2;
        (covers(places, units, middle, mayBeEmpty) ? high : low) = middle;
    }
    return {low, high};
}

/// For each place the least end from which the others can still take the rest.
std::vector<int> leastEnds(const std::vector<PartitionPlace>& places, int units, double limit)
{
    std::vector<int> ends(places.size(), units);
    for (std::size_t i = places.size() - 1; i > 0; --i)
        ends[i - 1] = nearest(places[i], ends[i], limit, static_cast<int>(i));
    return ends;
}

} // namespace partition

std::vector<UnitRange> balancedCut(const std::vector<PartitionPlace>& places, int units)
{
    const double limit = partition::search(places, units, false).second;
    if (limit == partition::never)
        return {};
    double speed = 0;
    for (const PartitionPlace& place : places)
        speed += 1 / place.time({0, units});
    const double share = 1 / speed;
    const std::vector<int> least = partition::leastEnds(places, units, limit);
    std::vector<UnitRange> cut;
    int reached = 0;
    for (std::size_t i = 0; i < places.size(); ++i) {
        const int left = static_cast<int>(places.size() - i) - 1;
        const int most = partition::furthest(places[i], reached, limit, units - left, units / static_cast<int>(places.size()));
        int end = std::clamp(reached + 1, least[i], std::max(least[i], most));
        while (end < most && places[i].time({reached, end + 1}) + places[i].time({reached, end}) <= 2 * share)
            ++end;
        cut.push_back({reached, end});
        reached = end;
    }
    return cut;
}

/// The dual of dealing out units to places: any weights of the places that sum to 1 give a bound.
double leastShare(const std::vector<SharedPlace>& kinds, int units)
{
    double speed = 0;
    std::vector<double> weights;
    for (const SharedPlace& kind : kinds) {
        weights.push_back(1 / rangeOf(*kind.time, {0, units}));
        speed += weights.back() * kind.count;
    }
    double sum = 0;
    for (int unit = 0; unit < units; ++unit) {
        double least = partition::never;
        for (std::size_t k = 0; k < kinds.size(); ++k)
            least = std::min(least, weights[k] / speed * rangeOf(*kinds[k].time, {unit, unit + 1}));
        sum += least;
    }
    return sum;
}

double leastWholeShare(const std::vector<SharedPlace>& kinds, int units)
{
    if (units < 3)
        return 0;
    struct Kind
    {
        double layer = partition::never, head = 0;
        int count = 1;
        double layersIn(double time) const { return time < 0 ? 0 : std::floor(time / layer * (1 + 1e-9)); }
    };
    std::vector<Kind> all;
    double high = 0;
    for (const SharedPlace& kind : kinds) {
        Kind one {partition::never, rangeOf(*kind.time, {units - 1, units}), kind.count};
        for (int unit = 1; unit + 1 < units; ++unit)
            one.layer = std::min(one.layer, rangeOf(*kind.time, {unit, unit + 1}));
        all.push_back(one);
        high = std::max(high, one.head + one.layer * (units - 2));
    }
    const auto holdAll = [&](double time) {
        double layers = 0, lost = partition::never; // beside the head, on the kind that loses least to it
        for (const Kind& kind : all) {
            layers += kind.count * kind.layersIn(time);
            if (kind.head <= time * (1 + 1e-9))
                lost = std::min(lost, kind.layersIn(time) - kind.layersIn(time - kind.head));
        }
        return layers - lost >= units - 2;
    };
    double low = 0;
    while (high - low > 1e-6 * high) {
        const double middle = (low + high) / 2;
        (holdAll(middle) ? high : low) = middle;
    }
    return low;
}

double leastStageTime(const std::vector<SharedPlace>& kinds, int units)
{
    double layers = 0; // in the time of one
    for (const SharedPlace& kind : kinds)
        layers += kind.count / rangeOf(*kind.time, {1, units - 1});
    return std::max({leastShare(kinds, units), leastWholeShare(kinds, units), 1 / layers});
}

double leastChain(const std::vector<SharedPlace>& kinds, int units)
{
    double sum = 0;
    for (int unit = 0; unit < units; ++unit) {
        double least = partition::never;
        for (const SharedPlace& kind : kinds)
            least = std::min(least, rangeOf(*kind.time, {unit, unit + 1}));
        sum += least;
    }
    return sum;
}

double leastBottleneck(const std::vector<PartitionPlace>& places, int units, double floor, double ceiling)
{
    if (floor > 0 && static_cast<int>(places.size()) <= units && partition::covers(places, units, floor, true))
        return 0;
    const double low = partition::search(places, units, true, floor, ceiling).first;
    return low == partition::never ? low : low * (1 - 1e-9);
}

} // namespace core
