#pragma once

#include "core/documents/scenario_events.h"

#include <rapidcheck.h>

#include <string>

namespace support {

/// Whole milliseconds, in one of several spellings.
inline core::Quantity<core::Seconds> randomTime(int least, int most)
{
    const int milliseconds = *rc::gen::inRange(least, most);
    const std::string number = std::to_string(milliseconds);
    const std::string text = *rc::gen::elementOf(std::vector<std::string> {number + " ms", number + "ms", number + "   ms",
        core::shortestDecimal(milliseconds / 1000.0) + " s", core::shortestDecimal(milliseconds * 1000.0) + " us"});
    return core::parseQuantity<core::Seconds>(text).value();
}

/// Any quantity of time, down to strange ones.
inline std::optional<core::Quantity<core::Seconds>> maybeTime(int least, int most)
{
    if (*rc::gen::arbitrary<bool>())
        return std::nullopt;
    return randomTime(least, most);
}

inline core::Target randomTarget(core::TargetKind kind)
{
    core::Target target {kind, {}, core::Direction::Both};
    if (kind == core::TargetKind::Node) {
        target.pattern = *rc::gen::elementOf(std::vector<std::string> {"n0", "n1", "n*", "n[0-1]", "n1:1", "down", "compute"});
        return target;
    }
    target.pattern = *rc::gen::elementOf(std::vector<std::string> {"a", "b", "*", "up", "up:n1", "bandwidth", "forward", "link", "for", "µ-link"});
    target.direction = *rc::gen::elementOf(
        std::vector<core::Direction> {core::Direction::Both, core::Direction::Forward, core::Direction::Backward});
    return target;
}

inline double randomFactor() { return *rc::gen::elementOf(std::vector<double> {0, 0.1, 0.25, 1.0 / 3, 1, 1.7, 1e-7}); }

inline core::Effect randomLinkEffect()
{
    using namespace core;
    switch (*rc::gen::inRange(0, 4)) {
    case 0: return Down {};
    case 1: {
        const double factor = randomFactor();
        return Factor {*rc::gen::element(Property::Bandwidth, Property::Latency), factor, factor};
    }
    case 2: {
        const std::string text = std::to_string(*rc::gen::inRange(0, 100)) + *rc::gen::element<std::string>(" Gbit/s", "GB/s", " kB/s");
        return SetBandwidth {parseQuantity<BytesPerSecond>(text).value()};
    }
    default: return SetLatency {randomTime(0, 30)};
    }
}

/// Of the form "at" or "every".
inline core::Event randomDatedEvent()
{
    using namespace core;
    Event event;
    event.off = *rc::gen::inRange(0, 4) == 0;
    if (*rc::gen::arbitrary<bool>()) {
        event.when = At {randomTime(0, 1200)};
    } else {
        Every every {randomTime(20, 400), maybeTime(0, 500), maybeTime(501, 1500)};
        event.when = every;
    }
    event.target = randomTarget(*rc::gen::element(TargetKind::Link, TargetKind::Node));
    const double factor = randomFactor();
    if (event.target.kind == TargetKind::Link)
        event.effect = randomLinkEffect();
    else if (*rc::gen::arbitrary<bool>())
        event.effect = Factor {Property::Compute, factor, factor};
    event.length = maybeTime(1, 700);
    if (!std::holds_alternative<Down>(event.effect))
        event.ramp = maybeTime(0, 100);
    return event;
}

/// Any event that a line can hold.
inline core::Event randomEvent()
{
    using namespace core;
    const int form = *rc::gen::inRange(0, 4);
    if (form < 2)
        return randomDatedEvent();
    Event event;
    event.off = *rc::gen::arbitrary<bool>();
    if (form == 2) {
        event.target = randomTarget(*rc::gen::element(TargetKind::Link, TargetKind::Node));
        const Property property = event.target.kind == TargetKind::Node ? Property::Compute : Property::Bandwidth;
        const double low = randomFactor();
        if (*rc::gen::inRange(0, 5) != 0)
            event.effect = Factor {property, low, low + *rc::gen::element(0.0, 0.5)};
        event.when = Random {randomTime(1, 5000), randomTime(1, 5000)};
        return event;
    }
    event.target = randomTarget(TargetKind::Link);
    event.when = WholeTrace {};
    event.effect = FromTrace {*rc::gen::element<std::string>("up.csv", "a b # c.csv", "x"), *rc::gen::element(TraceEnd::Loop, TraceEnd::Hold)};
    return event;
}

} // namespace support
