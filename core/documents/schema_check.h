#pragma once

#include "core/base/result.h"
#include "core/documents/json_value.h"

#include <cstddef>
#include <string_view>
#include <vector>

namespace core {

/// Where a document breaks `resources/project.schema.json`, at the innermost value that is wrong, each with what the
/// schema expects there. In no particular order. Patterns of quantities are left to `parseQuantity`, which says more.
std::vector<Error> schemaErrors(const JsonValue& document);

/// Sorts errors by where their JSON pointers lie in the document, and keeps the first `most` with a word on the rest.
std::vector<Error> inDocumentOrder(const JsonValue& document, std::vector<Error> errors, std::size_t most = 100);

} // namespace core
