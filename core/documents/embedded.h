#pragma once

#include <string_view>

/// The files of `resources/` that are built into the program.
namespace core::embedded {

std::string_view devicesJson();
std::string_view modelsJson();
std::string_view projectSchemaJson();

} // namespace core::embedded
