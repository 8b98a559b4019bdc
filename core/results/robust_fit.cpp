#include "core/results/robust_fit.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace core {
namespace robust_fit {

constexpr int reweightings = 40;

using Matrix = std::vector<std::vector<double>>;

/// Solves a symmetric positive definite system in place (Cholesky).
std::vector<double> solved(Matrix matrix, std::vector<double> right)
{
    const std::size_t n = right.size();
    for (std::size_t j = 0; j < n; ++j) {
        for (std::size_t k = 0; k < j; ++k)
            for (std::size_t i = j; i < n; ++i)
                matrix[i][j] -= matrix[i][k] * matrix[j][k];
        const double pivot = std::sqrt(matrix[j][j]);
        for (std::size_t i = j; i < n; ++i)
            matrix[i][j] /= pivot;
    }
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t k = 0; k < i; ++k)
            right[i] -= matrix[i][k] * right[k];
        right[i] /= matrix[i][i];
    }
    for (std::size_t i = n; i-- > 0;) {
        for (std::size_t k = i + 1; k < n; ++k)
            right[i] -= matrix[k][i] * right[k];
        right[i] /= matrix[i][i];
    }
    return right;
}

double residualAfter(const Observation& observation, const std::vector<double>& step)
{
    double residual = observation.residual;
    for (const Observation::Slope& slope : observation.slopes)
        residual += slope.value * step[slope.constant];
    return residual;
}

} // namespace robust_fit

std::vector<double> robustStep(const std::vector<Observation>& observations, const std::vector<Belief>& beliefs, double scale)
{
    const std::size_t n = beliefs.size();
    std::vector<double> step(n, 0);
    for (int pass = 0; pass < robust_fit::reweightings; ++pass) {
        robust_fit::Matrix matrix(n, std::vector<double>(n, 0));
        std::vector<double> right(n, 0);
        for (std::size_t i = 0; i < n; ++i) {
            const double off = std::max(std::abs(step[i] - beliefs[i].distance), beliefs[i].spread);
            const double sure = 1 / (beliefs[i].spread * off);
            matrix[i][i] = sure;
            right[i] = sure * beliefs[i].distance;
        }
        for (const Observation& observation : observations) {
            const double size = std::max(std::abs(robust_fit::residualAfter(observation, step)), scale);
            const double weight = observation.weight / (size * scale);
            for (const Observation::Slope& a : observation.slopes) {
                right[a.constant] -= weight * a.value * observation.residual;
                for (const Observation::Slope& b : observation.slopes)
                    matrix[a.constant][b.constant] += weight * a.value * b.value;
            }
        }
        step = robust_fit::solved(std::move(matrix), std::move(right));
    }
    return step;
}

} // namespace core
