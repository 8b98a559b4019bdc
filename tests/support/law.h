#pragma once

#include "tests/support/registry.h"

#include <rapidcheck.h>

#include <string>

namespace support {

/// A property that must hold for random input: `quick` cases in the quick suite, `full` in the full one.
/// RC_PARAMS="seed=N" repeats a failure.
template <typename Property>
bool law(const std::string& text, int quick, int full, Property&& property)
{
    rc::detail::Configuration configuration = rc::detail::configuration();
    configuration.testParams.maxSuccess = count(quick, full);
    const rc::detail::TestMetadata metadata {text, text};
    const auto result = rc::detail::checkTestable(std::forward<Property>(property), metadata, configuration.testParams);
    rc::detail::printResultMessage(result, std::cerr);
    if (!result.template is<rc::detail::SuccessResult>())
        std::cerr << " <- " << text << "\n";
    return result.template is<rc::detail::SuccessResult>();
}

} // namespace support
