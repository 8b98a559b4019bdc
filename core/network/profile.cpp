#include "core/network/profile.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

namespace core {

namespace profile_file {

bool usable(double value) { return std::isfinite(value) && value >= 0; }

std::optional<Error> faultIn(const std::vector<ProfileStep>& steps, std::size_t i)
{
    const std::string where = "step " + std::to_string(i + 1);
    if (steps[i].from < Nanoseconds(0))
        return Error{"a step is before time 0", where, "a time of at least 0", ""};
    if (i > 0 && steps[i].from <= steps[i - 1].from)
        return Error{"time does not go forward", where, "a time after that of the step before", ""};
    if (!usable(steps[i].factor) || (steps[i].absolute && !usable(steps[i].absolute->value)))
        return Error{"a bandwidth or factor is negative or not finite", where, "a number of at least 0", ""};
    return {};
}

} // namespace profile_file

Result<Profile> Profile::fromSteps(std::vector<ProfileStep> steps, std::optional<Nanoseconds> period)
{
    for (std::size_t i = 0; i < steps.size(); ++i)
        if (auto fault = profile_file::faultIn(steps, i))
            return std::move(*fault);
    if (period && *period <= Nanoseconds(0))
        return Error{"the period is not positive", "", "a period greater than 0", ""};
    if (period && !steps.empty() && steps.back().from >= *period)
        return Error{"a step is not inside the period", "step " + std::to_string(steps.size()), "a time before its end", ""};
    Profile profile;
    profile.m_steps = std::make_shared<const std::vector<ProfileStep>>(std::move(steps));
    profile.m_period = period;
    return profile;
}

Nanoseconds Profile::phaseOf(Nanoseconds time) const
{
    return m_period ? Nanoseconds(time.count % m_period->count) : time;
}

std::size_t Profile::firstAfter(Nanoseconds phase, std::size_t hint) const
{
    const std::vector<ProfileStep>& steps = *m_steps;
    for (std::size_t next = hint; next <= std::min(hint + 1, steps.size()); ++next)
        if ((next == 0 || steps[next - 1].from <= phase) && (next == steps.size() || phase < steps[next].from))
            return next;
    const auto after = std::upper_bound(steps.begin(), steps.end(), phase,
        [](Nanoseconds time, const ProfileStep& step) { return time < step.from; });
    return static_cast<std::size_t>(after - steps.begin());
}

const ProfileStep* Profile::stepBefore(std::size_t next, bool repeating) const
{
    if (next > 0)
        return &(*m_steps)[next - 1];
    return repeating && !m_steps->empty() ? &m_steps->back() : nullptr; // until its first step a repetition goes on as it was
}

Profile::Stretch Profile::stretchAt(Nanoseconds time, BytesPerSecond nominal, std::size_t& hint) const
{
    const Nanoseconds phase = phaseOf(time);
    const std::size_t next = hint = firstAfter(phase, hint);
    const ProfileStep* step = stepBefore(next, phase < time);
    Stretch stretch {nominal, Nanoseconds::never()};
    if (step)
        stretch.bandwidth = step->absolute.value_or(nominal) * step->factor;
    if (next < m_steps->size())
        stretch.until = time - phase + (*m_steps)[next].from;
    else if (m_period && !m_steps->empty())
        stretch.until = time - phase + *m_period + m_steps->front().from;
    return stretch;
}

BytesPerSecond Profile::at(Nanoseconds time, BytesPerSecond nominal) const
{
    std::size_t hint = 0;
    return stretchAt(time, nominal, hint).bandwidth;
}

Nanoseconds Profile::nextChange(Nanoseconds time) const
{
    std::size_t hint = 0;
    return stretchAt(time, {}, hint).until;
}

int Profile::eventAt(Nanoseconds time) const
{
    const Nanoseconds phase = phaseOf(time);
    const ProfileStep* step = stepBefore(firstAfter(phase, 0), phase < time);
    return step ? step->event : -1;
}

} // namespace core
