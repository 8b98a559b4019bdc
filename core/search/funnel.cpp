#include "core/search/funnel.h"

#include <algorithm>
#include <numeric>

namespace core {

const char* nameOf(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Divisibility:
        return "divisibility";
    case Verdict::Memory:
        return "memory";
    case Verdict::Bound:
        return "bound";
    case Verdict::Simulated:
        return "simulated";
    case Verdict::Open:
        break;
    }
    return "open";
}

bool Funnel::isNear(Verdict rule, double distance) const
{
    const auto& nearest = m_nearest[static_cast<std::size_t>(rule)];
    return nearest.size() < kept || distance < nearest.back().distance;
}

void Funnel::keep(Rejection rejection)
{
    auto& nearest = m_nearest[static_cast<std::size_t>(rejection.rule)];
    const auto after = std::upper_bound(nearest.begin(), nearest.end(), rejection,
        [](const Rejection& a, const Rejection& b) { return a.distance < b.distance; });
    nearest.insert(after, std::move(rejection));
    if (nearest.size() > kept)
        nearest.pop_back();
}

void Funnel::reject(Rejection rejection)
{
    count(rejection.rule);
    if (isNear(rejection.rule, rejection.distance))
        keep(std::move(rejection));
}

void Funnel::add(const Funnel& other)
{
    for (std::size_t v = 0; v < verdicts; ++v) {
        m_counts[v] += other.m_counts[v];
        for (const Rejection& rejection : other.m_nearest[v])
            if (isNear(rejection.rule, rejection.distance))
                keep(rejection);
    }
}

std::int64_t Funnel::enumerated() const { return std::accumulate(m_counts.begin(), m_counts.end(), std::int64_t{0}); }

std::vector<Rejection> Funnel::nearest() const
{
    std::vector<Rejection> all;
    for (const auto& ofRule : m_nearest)
        all.insert(all.end(), ofRule.begin(), ofRule.end());
    return all;
}

} // namespace core
