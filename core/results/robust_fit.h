#pragma once

#include <cstddef>
#include <vector>

namespace core {

/// One observation of a linear model: residual + sum of slope x step.
struct Observation
{
    struct Slope
    {
        std::size_t constant = 0;
        double value = 0;
    };
    double residual = 0;
    double weight = 1;
    std::vector<Slope> slopes;
};

/// What is believed of a constant before: its distance from here, and how sure that is.
struct Belief
{
    double distance = 0; ///< to the believed value
    double spread = 1;   ///< standard deviation
};

/// The step of every constant that minimises
///   sum of weight x |residual + slopes . step| / noise + sum of ((step - distance) / spread)^2 / 2,
/// by iteratively reweighted least squares (Holland and Welsch 1977); residuals below `noise` count squared, so that
/// nothing chases what cannot be measured.
std::vector<double> robustStep(const std::vector<Observation>& observations, const std::vector<Belief>& beliefs, double noise);

} // namespace core
