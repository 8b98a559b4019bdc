#include "core/documents/script_presets.h"

#include "core/documents/script_values.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace core {
namespace script_presets {

struct Words
{
    const char* name;
    const char* description;
};

constexpr std::array<Words, scenarioPresets> words {{
    {"flap", "the link goes down for a moment, again and again"},
    {"brown-out", "the link has a quarter of its bandwidth for a while"},
    {"congestion wave", "one link after the other loses bandwidth and gets it back"},
    {"node loss", "the node stops computing and sending"},
    {"diurnal", "the bandwidth follows the time of day, least at noon"},
    {"noisy neighbour", "others take a share of the link at random times"},
}};

std::string time(double seconds) { return plainTime(Seconds(seconds), 3).text; }

std::string end(ScenarioPreset preset) { return std::string("  # ") + nameOf(preset); }

std::vector<std::string> wave(const PresetInput& input, double left)
{
    std::vector<std::string> lines;
    const auto count = static_cast<double>(input.targets.size());
    const double length = left / 4;
    const double step = std::min(length / 2, (left - length) / std::max(1.0, count));
    for (std::size_t i = 0; i < input.targets.size(); ++i)
        lines.push_back("at " + time(input.start.value + static_cast<double>(i) * step) + " link " + input.targets[i] + " bandwidth *0.4 for "
            + time(length) + " ramp " + time(length / 4) + end(ScenarioPreset::CongestionWave));
    return lines;
}

std::vector<std::string> diurnal(const std::string& link, const PresetInput& input)
{
    constexpr double day = 24 * 3600;
    constexpr int steps = 8;
    const bool repeats = input.horizon.value > day;
    const double period = repeats ? day : input.horizon.value;
    std::vector<std::string> lines;
    for (int i = 0; i < steps; ++i) {
        const double load = 0.5 - 0.5 * std::cos(2 * std::numbers::pi * (i + 0.5) / steps);
        const std::string from = time(period * i / steps);
        lines.push_back((repeats ? "every " + time(day) + " from " + from : "at " + from) + " link " + link + " bandwidth *"
            + shortestDecimal(withDigits(1 - 0.6 * load, 2)) + " for " + time(period / steps) + end(ScenarioPreset::Diurnal));
    }
    return lines;
}

} // namespace script_presets

const char* nameOf(ScenarioPreset preset) { return script_presets::words[static_cast<std::size_t>(preset)].name; }
const char* descriptionOf(ScenarioPreset preset) { return script_presets::words[static_cast<std::size_t>(preset)].description; }

std::vector<std::string> linesOf(ScenarioPreset preset, const PresetInput& input)
{
    using namespace script_presets;
    const double left = std::max(input.horizon.value - input.start.value, input.horizon.value / 10);
    if (preset == ScenarioPreset::CongestionWave)
        return wave(input, left);
    std::vector<std::string> lines;
    const std::string start = time(input.start.value);
    for (const std::string& target : input.targets) {
        const std::string link = " link " + target;
        switch (preset) {
        case ScenarioPreset::Flap:
            lines.push_back("every " + time(left / 8) + " from " + start + link + " down for " + time(left / 50) + end(preset));
            break;
        case ScenarioPreset::BrownOut:
            lines.push_back("at " + start + link + " bandwidth *0.25 for " + time(left / 4) + end(preset));
            break;
        case ScenarioPreset::NodeLoss:
            lines.push_back("at " + start + " node " + target + " down" + end(preset));
            break;
        case ScenarioPreset::Diurnal: {
            const auto steps = diurnal(target, input);
            lines.insert(lines.end(), steps.begin(), steps.end());
            break;
        }
        case ScenarioPreset::NoisyNeighbour:
            lines.push_back("random" + link + " bandwidth *0.3..0.9 mean-gap " + time(input.horizon.value / 10) + " mean-length " + time(input.horizon.value / 40) + end(preset));
            break;
        case ScenarioPreset::CongestionWave:
            break;
        }
    }
    return lines;
}

} // namespace core
