#pragma once

#include "core/results/bubbles.h"
#include "core/results/critical_path.h"
#include "core/results/lower_bounds.h"
#include "core/results/slack.h"
#include "core/simulate/simulate.h"

namespace core {

/// Why a run took as long as it did.
struct Explanation
{
    Delays delays;
    Bubbles bubbles;
    CriticalPath path;
    std::vector<Nanoseconds> slack; ///< by span, see `slackOf`
    LowerBounds bounds;
};

/// Of a timeline that `run` played from `project`; hears `options.progress`. Error: "cancelled".
Result<Explanation> explained(const Timeline& timeline, const PreparedRun& run, const Project& project, const Catalogue& catalogue,
    const SimulateOptions& options);

/// "line 3: at 10 s link a-b bandwidth *0.5"
std::string nameOfLine(const Project& project, int line);

} // namespace core
