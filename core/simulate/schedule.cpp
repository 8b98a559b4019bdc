#include "core/simulate/schedule.h"

#include "core/simulate/schedules/schedules.h"

namespace core {

const char* nameOf(Schedule schedule)
{
    switch (schedule) {
    case Schedule::GPipe:
        return "gpipe";
    case Schedule::OneForwardOneBackward:
        return "1f1b";
    case Schedule::KForwardKBackward:
        return "kfkb";
    case Schedule::Interleaved:
        return "interleaved";
    case Schedule::ZeroBubbleH1:
        return "zb-h1";
    case Schedule::ZeroBubbleH2:
        return "zb-h2";
    case Schedule::ZeroBubbleV:
        return "zb-v";
    case Schedule::ZeroBubbleGreedy:
        return "zb-greedy";
    }
    return "";
}

bool separatesWeights(Schedule schedule)
{
    switch (schedule) {
    case Schedule::GPipe:
    case Schedule::OneForwardOneBackward:
    case Schedule::KForwardKBackward:
    case Schedule::Interleaved:
        return false;
    case Schedule::ZeroBubbleH1:
    case Schedule::ZeroBubbleH2:
    case Schedule::ZeroBubbleV:
    case Schedule::ZeroBubbleGreedy:
        break;
    }
    return true;
}

Result<std::vector<Pass>> passOrder(Schedule schedule, const ScheduleShape& shape)
{
    switch (schedule) {
    case Schedule::GPipe:
        return schedules::gpipe(shape);
    case Schedule::OneForwardOneBackward:
        return schedules::oneForwardOneBackward(shape);
    case Schedule::KForwardKBackward:
        return schedules::kForwardKBackward(shape);
    case Schedule::Interleaved:
        return schedules::interleaved(shape);
    case Schedule::ZeroBubbleH1:
    case Schedule::ZeroBubbleH2:
    case Schedule::ZeroBubbleV:
    case Schedule::ZeroBubbleGreedy:
        break;
    }
    return Error{std::string("the schedule \"") + nameOf(schedule) + "\" is not simulated yet", "/schedule",
        "\"gpipe\", \"1f1b\", \"kfkb\" or \"interleaved\"", "\"1f1b\""};
}

} // namespace core
