#include "core/network/profile.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

namespace core {

namespace profile_file {

constexpr std::size_t blockSize = 16;

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

BytesPerSecond valueOf(const ProfileStep& step, BytesPerSecond nominal) { return step.absolute.value_or(nominal) * step.factor; }

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
    Content content {std::move(steps), {}};
    for (std::size_t first = 0; first < content.steps.size(); first += profile_file::blockSize)
        content.blocks.push_back(blockOf(content.steps, first));
    profile.m_content = std::make_shared<const Content>(std::move(content));
    profile.m_period = period;
    return profile;
}

Profile::Block Profile::blockOf(const std::vector<ProfileStep>& steps, std::size_t first)
{
    constexpr double most = std::numeric_limits<double>::max();
    Block block {steps[first].from, BytesPerSecond(most), most};
    for (std::size_t i = first; i < std::min(first + profile_file::blockSize, steps.size()); ++i)
        if (steps[i].absolute)
            block.absolute = std::min(block.absolute, *steps[i].absolute * steps[i].factor);
        else
            block.factor = std::min(block.factor, steps[i].factor);
    return block;
}

Nanoseconds Profile::phaseOf(Nanoseconds time) const
{
    return m_period ? Nanoseconds(time.count % m_period->count) : time;
}

std::size_t Profile::firstAfter(Nanoseconds phase, std::size_t hint) const
{
    const std::vector<ProfileStep>& steps = m_content->steps;
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
        return &m_content->steps[next - 1];
    return repeating && !m_content->steps.empty() ? &m_content->steps.back() : nullptr; // until its first step a repetition goes on as it was
}

/// Of a step that is not over at `time`, or of the first one after all of them.
Nanoseconds Profile::begins(std::size_t step, Nanoseconds time) const
{
    using profile_file::blockSize;
    const std::vector<ProfileStep>& steps = m_content->steps;
    const Nanoseconds base = time - phaseOf(time);
    if (step < steps.size())
        return base + (step % blockSize == 0 ? m_content->blocks[step / blockSize].from : steps[step].from);
    return m_period && !steps.empty() ? base + *m_period + steps.front().from : Nanoseconds::never();
}

Profile::Stretch Profile::stretchAt(Nanoseconds time, BytesPerSecond nominal, std::size_t& hint) const
{
    const Nanoseconds phase = phaseOf(time);
    const std::size_t next = hint = firstAfter(phase, hint);
    const ProfileStep* step = stepBefore(next, phase < time);
    return {step ? profile_file::valueOf(*step, nominal) : nominal, begins(next, time)};
}

Profile::Stretch Profile::leastFrom(Nanoseconds time, BytesPerSecond nominal, std::size_t& hint) const
{
    using profile_file::blockSize;
    const std::vector<ProfileStep>& steps = m_content->steps;
    const std::vector<Block>& blocks = m_content->blocks;
    Stretch stretch;
    if (const std::size_t block = hint / blockSize; hint % blockSize == 0 && block < blocks.size() && blocks[block].from == phaseOf(time)) {
        stretch.bandwidth = std::min(blocks[block].absolute, nominal * blocks[block].factor);
        hint = std::min(hint + blockSize, steps.size());
    } else {
        stretch = stretchAt(time, nominal, hint);
        for (const std::size_t end = std::min((hint / blockSize + 1) * blockSize, steps.size()); hint < end; ++hint)
            stretch.bandwidth = std::min(stretch.bandwidth, profile_file::valueOf(steps[hint], nominal));
    }
    stretch.until = begins(hint, time);
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
