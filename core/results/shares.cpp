#include "core/results/shares.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace core {

std::vector<std::int64_t> shared(std::int64_t amount, const std::vector<double>& weights)
{
    std::vector<std::int64_t> parts(weights.size(), 0);
    const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
    if (weights.empty())
        return parts;
    if (weights.size() == 1 || !(total > 0) || !std::isfinite(total)) {
        parts.front() = amount;
        return parts;
    }
    std::vector<std::pair<double, std::size_t>> remainders;
    std::int64_t left = amount;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        const double exact = static_cast<double>(amount) * (weights[i] / total);
        parts[i] = std::min(left, static_cast<std::int64_t>(std::floor(exact)));
        left -= parts[i];
        remainders.emplace_back(static_cast<double>(parts[i]) - exact, i);
    }
    std::sort(remainders.begin(), remainders.end());
    for (std::size_t i = 0; left > 0; i = (i + 1) % remainders.size(), --left)
        ++parts[remainders[i].second];
    return parts;
}

} // namespace core
