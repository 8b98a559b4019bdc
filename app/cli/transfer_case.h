#pragma once

#include "core/base/result.h"
#include "core/base/units.h"
#include "core/documents/check.h"
#include "core/network/network.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace app {

struct TransferResult
{
    std::string id;
    core::Nanoseconds start;
    core::Nanoseconds end; ///< of the last of its flows
    core::Bytes bytes;
    core::Algorithm algorithm = core::Algorithm::Direct;
    std::vector<std::string> route; ///< names of the capacities it crosses: in order for a send, else by number
};

struct TransferAnswer
{
    std::vector<TransferResult> transfers;
    std::vector<core::Issue> warnings;
};

/// Plays the text of a case, at the bandwidths as they are written; `folder` is where its traces are:
///   { "cluster": ..., "scenario": ..., "transfers": [
///     { "id": "a", "from": "n0:0", "to": "n1:3", "bytes": 1e9, "start": "0 s" },
///     { "id": "b", "collective": "all-reduce", "among": ["n0", "n1:0-3"], "bytes": "1 GiB" } ] }
/// Errors carry a JSON pointer. Keys that mean nothing here are warnings.
core::Result<TransferAnswer> playedTransfers(std::string_view text, const std::filesystem::path& folder);

} // namespace app
