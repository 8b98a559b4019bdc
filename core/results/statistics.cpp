#include "core/results/statistics.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>

namespace core {

std::optional<double> mean(const std::vector<double>& values)
{
    if (values.empty())
        return std::nullopt;
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

std::optional<double> quantile(std::vector<double> values, double share)
{
    if (values.empty())
        return std::nullopt;
    std::sort(values.begin(), values.end());
    const double place = share * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, values.size() - 1);
    return values[below] + (values[above] - values[below]) * (place - static_cast<double>(below));
}

std::optional<double> kendallTau(const std::vector<double>& measured, const std::vector<double>& predicted)
{
    assert(measured.size() == predicted.size());
    std::int64_t agreement = 0;
    std::int64_t apartMeasured = 0;
    std::int64_t apartPredicted = 0;
    const auto sign = [](double difference) { return (difference > 0) - (difference < 0); };
    for (std::size_t i = 0; i < measured.size(); ++i)
        for (std::size_t j = i + 1; j < measured.size(); ++j) {
            const int a = sign(measured[i] - measured[j]);
            const int b = sign(predicted[i] - predicted[j]);
            agreement += a * b;
            apartMeasured += a != 0;
            apartPredicted += b != 0;
        }
    if (apartMeasured == 0 || apartPredicted == 0)
        return std::nullopt;
    return static_cast<double>(agreement) / std::sqrt(static_cast<double>(apartMeasured) * static_cast<double>(apartPredicted));
}

std::optional<double> regret(const std::vector<double>& measured, const std::vector<double>& predicted)
{
    assert(measured.size() == predicted.size());
    if (measured.empty())
        return std::nullopt;
    const double fastest = *std::min_element(predicted.begin(), predicted.end());
    const double best = *std::min_element(measured.begin(), measured.end());
    double chosen = best;
    for (std::size_t i = 0; i < measured.size(); ++i)
        if (predicted[i] == fastest)
            chosen = std::max(chosen, measured[i]);
    return chosen / best - 1;
}

} // namespace core
