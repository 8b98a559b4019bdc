#pragma once

#include "core/search/adapt/policies.h"

namespace core {

/// Writes down what a policy does.
class PolicyLog
{
public:
    PolicyLog(std::string policy, int plan);

    void iterate(Nanoseconds start, Nanoseconds end);
    /// An iteration that begins at `start`: done by the horizon, or lost before it; else nothing.
    void take(const Attempt& iteration, Nanoseconds start, Nanoseconds horizon);
    void take(PlanSwitch change);
    PolicyRun finished(Nanoseconds horizon) &&;

private:
    void point(Nanoseconds at);

    PolicyRun m_run;
    Nanoseconds m_period;
    bool m_goesOn = false; ///< the last point ends an iteration of `m_period`
};

} // namespace core
