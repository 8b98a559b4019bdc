#pragma once

#include "core/documents/names.h"
#include "core/documents/project.h"

#include <rapidcheck.h>

#include <string>
#include <vector>

namespace support {

/// Random projects, as wild as the format allows and mostly nonsense to `check`. Only inside a `law`.
class RandomProject
{
public:
    core::Project operator()() const;
    /// Any JSON value, with numbers that a double cannot hold and strings that need escapes.
    core::JsonValue value(int depth) const;
    std::string text() const;
    int below(int limit) const { return *rc::gen::inRange(0, limit); }
    bool coin() const { return below(2) == 1; }

private:
    core::Extras extras() const;
    core::Cluster cluster() const;
    core::UnitTimes unitTimes() const;
    core::LayerProfile profile() const;
    core::DeviceOverride device(int index) const;
    core::Node node() const;
    core::Fabric fabric() const;
    core::Link link() const;
    core::Model model() const;
    core::Training training() const;
    core::Scenario scenario() const;
    core::Plan plan() const;
    core::StagePlan stage() const;
    core::Position position() const;
    std::string number() const;

    template <typename Make>
    auto maybe(Make make) const -> std::optional<decltype(make())>
    {
        return coin() ? std::optional(make()) : std::nullopt;
    }
    template <typename Make>
    auto several(int most, Make make) const
    {
        std::vector<decltype(make())> all;
        for (int i = below(most + 1); i > 0; --i)
            all.push_back(make());
        return all;
    }
    std::optional<int> count() const
    {
        return maybe([&] { return 1 + below(1000); });
    }
    std::optional<bool> flag() const
    {
        return maybe([&] { return coin(); });
    }
    template <typename E>
    E any() const
    {
        constexpr auto& names = core::Spelling<E>::names;
        return names[static_cast<std::size_t>(below(static_cast<int>(names.size())))].first;
    }
    template <typename U>
    core::Quantity<U> quantity(std::vector<std::string> units) const
    {
        const std::string written = std::to_string(1 + below(999)) + (coin() ? ".50 " : " ") + units[static_cast<std::size_t>(below(static_cast<int>(units.size())))];
        return core::parseQuantity<U>(written).value();
    }
    core::Quantity<core::BytesPerSecond> rate() const { return quantity<core::BytesPerSecond>({"Gbit/s", "GB/s", "Mb/s", "KiB/s"}); }
    core::Quantity<core::Seconds> time() const { return quantity<core::Seconds>({"us", "\u00b5s", "s", "min"}); }
    core::Quantity<core::FlopsPerSecond> peak() const { return quantity<core::FlopsPerSecond>({"TFLOP/s", "PFLOP/s"}); }
};

} // namespace support
