#pragma once

#include "core/base/result.h"
#include "core/base/units.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

namespace core {

/// What holds from `from` until the next step: `absolute` or else the nominal value, times `factor`.
struct ProfileStep
{
    Nanoseconds from;
    double factor = 1;
    std::optional<BytesPerSecond> absolute;
    int event = -1; ///< line of the scenario that begins or ends here, to be named in errors
    bool operator==(const ProfileStep&) const = default;
};

/// A bandwidth over time, piecewise constant: nominal until the first step, and the last step holds for ever; or, with
/// a period, the same again and again. A copy is cheap: it shares the steps.
class Profile
{
public:
    Profile() = default;

    /// Steps in order of time, none before 0, two never at once; with a period all before its end.
    /// Bandwidths and factors must be finite and not negative.
    static Result<Profile> fromSteps(std::vector<ProfileStep> steps, std::optional<Nanoseconds> period = {});

    BytesPerSecond at(Nanoseconds time, BytesPerSecond nominal) const;
    /// The first instant after `time` at which a step begins; `Nanoseconds::never()` if there is none.
    Nanoseconds nextChange(Nanoseconds time) const;
    /// `ProfileStep::event` of what holds at `time`; -1 before the first step.
    int eventAt(Nanoseconds time) const;

    /// What holds at an instant, and until when: `nextChange` of it.
    struct Stretch
    {
        BytesPerSecond bandwidth;
        Nanoseconds until;
    };
    /// `hint`: what a call for an instant before left there; going on from it is quick.
    Stretch stretchAt(Nanoseconds time, BytesPerSecond nominal, std::size_t& hint) const;
    /// No more than the least bandwidth from an instant until some steps later, and when that is. `hint` as above.
    Stretch leastFrom(Nanoseconds time, BytesPerSecond nominal, std::size_t& hint) const;

    const std::vector<ProfileStep>& steps() const { return m_content->steps; }
    std::optional<Nanoseconds> period() const { return m_period; }
    bool operator==(const Profile& other) const { return steps() == other.steps() && m_period == other.m_period; }

private:
    /// What is least over some steps in a row.
    struct Block
    {
        Nanoseconds from;
        BytesPerSecond absolute;
        double factor = 0;
    };
    struct Content
    {
        std::vector<ProfileStep> steps;
        std::vector<Block> blocks;
    };

    static Block blockOf(const std::vector<ProfileStep>& steps, std::size_t first);
    Nanoseconds phaseOf(Nanoseconds time) const;
    std::size_t firstAfter(Nanoseconds phase, std::size_t hint) const;
    const ProfileStep* stepBefore(std::size_t next, bool repeating) const;
    Nanoseconds begins(std::size_t step, Nanoseconds time) const;

    std::shared_ptr<const Content> m_content = std::make_shared<const Content>();
    std::optional<Nanoseconds> m_period;
};

} // namespace core
