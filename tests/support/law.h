#pragma once

#include "tests/support/registry.h"

#include <rapidcheck.h>

#include <iostream>
#include <random>
#include <string>

namespace support {

/// A property that must hold for random input: `quick` cases in the quick suite, `full` in the full one.
/// The seed of a failure is printed; RC_PARAMS="seed=N" repeats it.
template <typename Property>
bool law(const std::string& text, int quick, int full, Property&& property)
{
    rc::detail::Configuration configuration = rc::detail::configuration();
    configuration.testParams.maxSuccess = count(quick, full);
    if (!std::getenv("RC_PARAMS"))
        configuration.testParams.seed = fullRun() ? std::random_device()() : 1; // the quick suite never surprises
    const rc::detail::TestMetadata metadata {text, text};
    const auto result = rc::detail::checkTestable(std::forward<Property>(property), metadata, configuration.testParams);
    if (result.template is<rc::detail::SuccessResult>())
        return true;
    rc::detail::printResultMessage(result, std::cerr);
    std::cerr << "\nlaw: " << text << " (seed " << configuration.testParams.seed << ")\n";
    return false;
}

} // namespace support
