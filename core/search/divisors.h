#pragma once

#include <vector>

namespace core {

/// In order.
inline std::vector<int> divisorsOf(int number)
{
    std::vector<int> divisors;
    for (int d = 1; d <= number; ++d)
        if (number % d == 0)
            divisors.push_back(d);
    return divisors;
}

} // namespace core
