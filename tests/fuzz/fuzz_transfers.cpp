#include "app/cli/transfer_case.h"
#include "tests/fuzz/demand.h"

#include <cstdint>

/// Any bytes are a case that is played or refused with a reason, and nothing ends before it starts.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto answer = app::playedTransfers({reinterpret_cast<const char*>(data), size}, "/nonexistent");
    if (!answer) {
        demand(!answer.error().message.empty(), "a refusal says why");
        return 0;
    }
    for (const app::TransferResult& result : answer->transfers)
        demand(result.end >= result.start, "transfers end after they start");
    for (const core::Issue& warning : answer->warnings)
        demand(!warning.message.empty() && warning.severity == core::Severity::Warning, "warnings say what");
    return 0;
}
