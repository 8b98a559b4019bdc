#pragma once

#include <cstdint>
#include <vector>

namespace core {

/// Splits a whole number in proportion to weights by largest remainder, ties by the lower index: the parts add up to
/// `amount` exactly. Weights are not negative; when all are 0, the first takes everything.
std::vector<std::int64_t> shared(std::int64_t amount, const std::vector<double>& weights);

} // namespace core
