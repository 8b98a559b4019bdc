#pragma once

#include "core/results/validation.h"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace app {

struct ReportParts
{
    bool rows = false;
    bool breakdown = false;
};

nlohmann::ordered_json jsonOf(const core::ValidationReport& report, const ReportParts& parts);
/// The table of sources alone.
std::string summaryOf(const core::ValidationReport& report);
std::string textOf(const core::ValidationReport& report, const ReportParts& parts);

} // namespace app
