#pragma once

#include <optional>
#include <vector>

namespace core {

/// Of all figures below: nothing when there are too few values.
std::optional<double> mean(const std::vector<double>& values);

/// Linear between the two nearest ranks, share in [0, 1]: 0.5 is the median, 0.9 the 90th percentile.
std::optional<double> quantile(std::vector<double> values, double share);

/// Kendall's tau-b (Kendall 1945): (concordant - discordant) pairs over the root of the product of the pairs that are not
/// tied in the one and in the other. Nothing when one of them is constant.
std::optional<double> kendallTau(const std::vector<double>& measured, const std::vector<double>& predicted);

/// What trusting the prediction costs: measured time of the one predicted fastest / best measured time - 1. Of several
/// predicted equally fast the slowest counts.
std::optional<double> regret(const std::vector<double>& measured, const std::vector<double>& predicted);

} // namespace core
