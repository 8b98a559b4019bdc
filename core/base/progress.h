#pragma once

#include <functional>

namespace core {

/// Heard by long work at least every 5 ms with the share done in [0, 1]; answers whether to go on.
/// Empty means: nobody listens, go on.
using Progress = std::function<bool(double share)>;

} // namespace core
