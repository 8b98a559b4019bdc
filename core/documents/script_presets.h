#pragma once

#include "core/base/units.h"

#include <string>
#include <vector>

namespace core {

/// Things that happen to networks, as lines of the script.
enum class ScenarioPreset { Flap, BrownOut, CongestionWave, NodeLoss, Diurnal, NoisyNeighbour };
constexpr int scenarioPresets = 6;
const char* nameOf(ScenarioPreset preset);        ///< "flap", "brown-out", ...
const char* descriptionOf(ScenarioPreset preset); ///< one sentence
constexpr bool isOfNode(ScenarioPreset preset) { return preset == ScenarioPreset::NodeLoss; }
constexpr bool needsSeed(ScenarioPreset preset) { return preset == ScenarioPreset::NoisyNeighbour; }

struct PresetInput
{
    std::vector<std::string> targets; ///< links, or nodes; a wave passes them in this order
    Seconds start;                    ///< of what happens once
    Seconds horizon;                  ///< times are shares of what is left of it
};

/// Lines that parse, each with the preset's name as its comment; none without targets.
///   flap            down for 1/50, every 1/8
///   brown-out       a quarter of the bandwidth for 1/4
///   congestion wave 40 % of it, one link after the other, each for 1/4 with a ramp
///   node loss       down to the horizon
///   diurnal         eight steps of a cosine between 40 % and 100 %, again every 24 h (or once over a shorter horizon)
///   noisy neighbour 30 to 90 % at random times
std::vector<std::string> linesOf(ScenarioPreset preset, const PresetInput& input);

} // namespace core
