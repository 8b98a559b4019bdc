#pragma once

#include "core/network/transfers.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace oracles {

/// Flows over capacities that change in time, in plain numbers: what the oracles and the code under test all play.
struct NetworkCase
{
    struct Capacity
    {
        double bandwidth = 0; ///< bytes/s, until the first step
        double latency = 0;   ///< seconds, added to flows that cross it
        std::vector<std::pair<std::int64_t, double>> steps; ///< nanoseconds, bytes/s from then on
    };
    struct Flow
    {
        int from = 0; ///< hosts, for SimGrid
        int to = 0;
        std::int64_t start = 0; ///< nanoseconds
        double bytes = 0;
        std::vector<core::Charge> charges; ///< in order of the route
        std::optional<double> latency {};  ///< seconds; else that of its capacities
    };
    std::string name;
    int hosts = 0;
    std::vector<Capacity> capacities;
    std::vector<Flow> flows;

    double latencyOf(const Flow& flow) const;
};

/// Numbers that are the same on every machine.
class Random
{
public:
    explicit Random(std::uint64_t seed) : m_state(seed) { }
    std::uint64_t next();
    int below(int limit) { return static_cast<int>(next() % static_cast<std::uint64_t>(limit)); }
    int between(int first, int last) { return first + below(last - first + 1); }
    double unit() { return static_cast<double>(next() >> 11) * 0x1p-53; }

private:
    std::uint64_t m_state;
};

enum class Shape { Star, TwoLevelTree, Dumbbell, FatTree, ParkingLot };
constexpr int shapes = 5;

struct CaseOptions
{
    Shape shape = Shape::Star;
    int hosts = 8;
    int flows = 16;
    bool profiles = false; ///< on half of the links
    bool weights = false;  ///< charges other than 1
    double latency = 1e-4; ///< of every route: that of the sender's link
    bool standstills = false; ///< in profiles; SimGrid has none
};

/// Routed by `core::Network`, flows between random hosts, with random sizes, starts and bandwidths.
NetworkCase randomCase(const CaseOptions& options, std::uint64_t seed);

/// Capacities of a network that routes cross, and these routes, for hosts of one device each.
class CaseBuilder
{
public:
    CaseBuilder(const core::Network& network, int hosts, std::string name);
    void addFlow(int from, int to, std::int64_t start, double bytes);
    NetworkCase& content() { return m_case; }

private:
    int capacityOf(int id);

    const core::Network& m_network;
    NetworkCase m_case;
    std::vector<int> m_capacityOf;
};

/// The steps of its capacities as the code under test takes them.
std::shared_ptr<const core::Profiles> profilesOf(const NetworkCase& network);

/// Nanoseconds at which each flow ends by `core::Transfers`; -1: never.
std::vector<std::int64_t> endsByCore(const NetworkCase& network, std::shared_ptr<const core::Profiles> profiles);
inline std::vector<std::int64_t> endsByCore(const NetworkCase& network)
{
    return endsByCore(network, profilesOf(network));
}

/// Played by an independent, naive and dense progressive filling in floating-point seconds.
std::vector<double> endsByFilling(const NetworkCase& network);

/// Rates of flows that share capacities, by raising all together in small, exact steps: O(flows x capacities^2).
std::vector<double> filledRates(
    const std::vector<double>& bandwidths, const std::vector<std::vector<core::Charge>>& flows);

} // namespace oracles
