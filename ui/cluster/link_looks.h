#pragma once

#include "ui/session/scenario_player.h"
#include "ui/session/simulation_runner.h"

#include <QString>

#include <map>
#include <memory>
#include <vector>

namespace ui {

/// How the links that a drawn line stands for are at one instant: the worst of them.
struct LinkLook
{
    double share = 1;    ///< of the nominal bandwidth
    double use = -1;     ///< of the bandwidth that there is now, of the busier direction; below 0: not known
    bool isDown() const { return share <= 0; }
    bool isDegraded() const { return share < 1 - 1e-9; }
    bool isRaised() const { return share > 1 + 1e-9; }
    bool operator==(const LinkLook&) const = default;
};

/// What one direction of the links that a line stands for carries over the time of an iteration.
struct DrawnUse
{
    struct Step
    {
        core::Nanoseconds at; ///< on the scenario's clock
        double share = 0;     ///< of what there is then
    };
    int drawn = 0; ///< into Cluster::links
    std::vector<Step> steps; ///< the last says where the iteration ends
    double at(core::Nanoseconds time) const; ///< below 0 outside the iteration: not known
};

/// Of the iteration that was simulated, for the links of `cluster` that carry something in it.
std::vector<DrawnUse> usesOf(const SimulationResult& result, const core::Cluster& cluster);

/// Looks of all drawn links at any instant, by binary search.
class LinkLooks
{
public:
    LinkLooks() = default;
    LinkLooks(std::shared_ptr<const PlayedScenario> played, std::vector<DrawnUse> uses);

    /// By index into Cluster::links.
    std::vector<LinkLook> at(core::Nanoseconds time) const;
    bool hasUse() const { return !m_uses.empty(); }

private:
    struct Changing
    {
        int drawn = 0;
        int link = 0;
        int direction = 0;
    };
    std::shared_ptr<const PlayedScenario> m_played;
    std::vector<DrawnUse> m_uses;
    std::vector<Changing> m_changing; ///< directions of links that change at all, alike ones once
};

/// "100 Gbit/s · 63 %", "25 % of 100 Gbit/s", "down".
QString wordsOf(const LinkLook& look, const QString& nominal);

} // namespace ui
