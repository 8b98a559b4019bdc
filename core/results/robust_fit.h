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

/// The most likely step of every constant (maximum a posteriori): that which minimises
///   sum of weight x huber((residual + slopes . step) / scale) + sum of huber((step - distance) / spread),
/// where huber(x) is x^2 / 2 up to 1 and |x| - 1/2 beyond (Huber 1964), by iteratively reweighted least squares (Holland and
/// Welsch 1977). Few observations move a constant the less the surer its belief is; a belief that many of them contradict by
/// several spreads gives way, as it does with heavy tails (O'Hagan 1979).
std::vector<double> robustStep(const std::vector<Observation>& observations, const std::vector<Belief>& beliefs, double scale);

} // namespace core
