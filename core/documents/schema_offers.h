#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace core {

/// What the project schema has for the place at the end of a beginning of a project file: the keys of the object that are
/// not there yet, or the values that a key may have. Ready to be written, with quotation marks.
struct SchemaOffers
{
    std::vector<std::string> offers;
    std::string typed; ///< what of one of them is there already, with its quotation mark
};

/// Tolerant: text before the place need not be JSON as long as brackets and quotation marks match.
SchemaOffers schemaOffers(std::string_view before);

} // namespace core
