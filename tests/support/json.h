#pragma once

#include <algorithm>
#include <string>

namespace support {

/// JSON written with single quotes, to be read more easily (and moc 6.4 stumbles over raw strings).
inline std::string json(std::string text)
{
    std::replace(text.begin(), text.end(), '\'', '"');
    return text;
}

} // namespace support
