#pragma once

#include "core/base/result.h"
#include "core/documents/json_value.h"

#include <string>
#include <vector>

namespace core {

/// What is wrong with the value at `path`, in words: what it is, what the schema expects there, and what to write
/// instead. More than one when several required keys are missing. Draft 7 as far as our schema uses it: type, enum,
/// minimum, maximum, lengths, required, properties, additionalProperties, items, and $ref into definitions.
std::vector<Error> schemaMessages(const JsonValue& document, const JsonValue& schema, const std::vector<std::string>& path);

} // namespace core
