#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace core {

/// What became of a candidate, in order of cost. `Open`: not decided yet.
enum class Verdict { Divisibility, Memory, Bound, Simulated, Open };
constexpr std::size_t verdicts = 5;
const char* nameOf(Verdict verdict); ///< "divisibility", "memory", "bound", "simulated", "open"

/// A candidate that is not the answer, and why.
struct Rejection
{
    Verdict rule = Verdict::Divisibility;
    std::string candidate; ///< what it is, in words; a partial one names what is decided
    std::string reason;    ///< with the numbers that decided
    double distance = 0;   ///< how far from being admitted, as a share (0.02: 2 %): the smaller, the nearer
    bool operator==(const Rejection&) const = default;
};

/// Every candidate generated is counted under exactly one verdict; a partial one counts as one until it is replaced by
/// its completions. Of each rule the nearest rejections are kept.
class Funnel
{
public:
    void count(Verdict verdict, std::int64_t number = 1) { m_counts[static_cast<std::size_t>(verdict)] += number; }
    void reject(Rejection rejection);
    /// Rejection whose words are made only if it is near enough to be kept.
    template <typename Words>
    void reject(Verdict rule, double distance, Words&& words)
    {
        count(rule);
        if (isNear(rule, distance))
            keep(words());
    }
    void add(const Funnel& other);

    std::int64_t countOf(Verdict verdict) const { return m_counts[static_cast<std::size_t>(verdict)]; }
    std::int64_t enumerated() const;
    /// By rule, then distance.
    std::vector<Rejection> nearest() const;

private:
    static constexpr std::size_t kept = 4;
    bool isNear(Verdict rule, double distance) const;
    void keep(Rejection rejection);

    std::array<std::int64_t, verdicts> m_counts {};
    std::array<std::vector<Rejection>, verdicts> m_nearest; ///< by distance, at most `kept`
};

} // namespace core
