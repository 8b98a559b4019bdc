#include "core/documents/measurements.h"

#include <cstdint>
#include <cstdlib>

/// Any bytes are a list of rows or refused with a reason; so is each row.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto file = core::parseMeasurements({reinterpret_cast<const char*>(data), size});
    if (!file && file.error().message.empty())
        std::abort();
    for (std::size_t i = 0; file && i < file->runs.size(); ++i)
        if (file->runs[i].refused && file->runs[i].refused->message.empty())
            std::abort();
    return 0;
}
