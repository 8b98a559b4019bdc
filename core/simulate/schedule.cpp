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

int positionOf(Schedule schedule, int stages, int stage, int chunk)
{
    return chunk * stages + (schedule == Schedule::ZeroBubbleV && chunk % 2 == 1 ? stages - 1 - stage : stage);
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
        return schedules::zeroBubbleH1(shape);
    case Schedule::ZeroBubbleH2:
        return schedules::zeroBubbleH2(shape);
    case Schedule::ZeroBubbleV:
        return schedules::zeroBubbleV(shape);
    case Schedule::ZeroBubbleGreedy:
        break;
    }
    return schedules::zeroBubbleGreedy(shape)[static_cast<std::size_t>(shape.stage)];
}

Result<PassOrders> passOrders(Schedule schedule, const ScheduleShape& shape)
{
    if (schedule == Schedule::ZeroBubbleGreedy)
        return schedules::zeroBubbleGreedy(shape);
    PassOrders orders;
    ScheduleShape one = shape;
    for (one.stage = 0; one.stage < shape.stages; ++one.stage) {
        auto order = passOrder(schedule, one);
        if (!order)
            return order.error();
        orders.push_back(std::move(*order));
    }
    return orders;
}

} // namespace core
