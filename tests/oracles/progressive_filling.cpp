#include "tests/oracles/network_case.h"

#include <algorithm>
#include <limits>

namespace oracles {

namespace {

constexpr double never = std::numeric_limits<double>::infinity();

struct Playing
{
    std::size_t flow = 0;
    double left = 0;
};

double bandwidthAt(const NetworkCase::Capacity& capacity, double time)
{
    double bandwidth = capacity.bandwidth;
    for (const auto& [from, value] : capacity.steps)
        if (static_cast<double>(from) * 1e-9 <= time)
            bandwidth = value;
    return bandwidth;
}

std::vector<double> instantsOfChange(const NetworkCase& network)
{
    std::vector<double> instants;
    for (const auto& capacity : network.capacities)
        for (const auto& step : capacity.steps)
            instants.push_back(static_cast<double>(step.first) * 1e-9);
    for (const auto& flow : network.flows)
        instants.push_back(static_cast<double>(flow.start) * 1e-9 + network.latencyOf(flow));
    std::sort(instants.begin(), instants.end());
    instants.erase(std::unique(instants.begin(), instants.end()), instants.end());
    instants.push_back(never);
    return instants;
}

} // namespace

std::vector<double> filledRates(
    const std::vector<double>& bandwidths, const std::vector<std::vector<core::Charge>>& flows)
{
    std::vector<double> rates(flows.size(), 0);
    std::vector<bool> rising(flows.size(), true);
    std::vector<double> free = bandwidths;
    for (;;) {
        std::vector<double> weights(bandwidths.size(), 0);
        for (std::size_t f = 0; f < flows.size(); ++f)
            for (const core::Charge& charge : flows[f])
                weights[static_cast<std::size_t>(charge.capacity)] += rising[f] ? charge.weight : 0;
        double rise = never;
        for (std::size_t r = 0; r < bandwidths.size(); ++r)
            if (weights[r] > 0)
                rise = std::min(rise, std::max(0.0, free[r]) / weights[r]);
        if (rise == never)
            return rates;
        for (std::size_t f = 0; f < flows.size(); ++f)
            rates[f] += rising[f] ? rise : 0;
        for (std::size_t r = 0; r < bandwidths.size(); ++r)
            free[r] -= rise * weights[r];
        for (std::size_t f = 0; f < flows.size(); ++f)
            for (const core::Charge& charge : flows[f])
                if (free[static_cast<std::size_t>(charge.capacity)]
                    <= 1e-12 * bandwidths[static_cast<std::size_t>(charge.capacity)])
                    rising[f] = false;
    }
}

std::vector<double> endsByFilling(const NetworkCase& network)
{
    const std::vector<double> instants = instantsOfChange(network);
    std::vector<double> ends(network.flows.size(), never);
    std::vector<Playing> playing;
    double now = 0;
    for (const double change : instants) {
        for (;;) {
            std::vector<double> bandwidths;
            for (const auto& capacity : network.capacities)
                bandwidths.push_back(bandwidthAt(capacity, now));
            std::vector<std::vector<core::Charge>> flows;
            for (const Playing& flow : playing)
                flows.push_back(network.flows[flow.flow].charges);
            const std::vector<double> rates = filledRates(bandwidths, flows);
            double step = change - now;
            for (std::size_t i = 0; i < playing.size(); ++i)
                if (rates[i] > 0)
                    step = std::min(step, playing[i].left / rates[i]);
            if (step == never)
                return ends;
            now += step;
            std::vector<Playing> left;
            for (std::size_t i = 0; i < playing.size(); ++i) {
                const double amount = playing[i].left - rates[i] * step;
                if (rates[i] > 0 && amount <= rates[i] * 1e-13)
                    ends[playing[i].flow] = now;
                else
                    left.push_back({playing[i].flow, amount});
            }
            const bool ended = left.size() < playing.size();
            playing = std::move(left);
            if (!ended)
                break;
        }
        now = change;
        for (std::size_t f = 0; f < network.flows.size(); ++f)
            if (static_cast<double>(network.flows[f].start) * 1e-9 + network.latencyOf(network.flows[f]) == now)
                playing.push_back({f, network.flows[f].bytes});
    }
    return ends;
}

} // namespace oracles
