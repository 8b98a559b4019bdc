#include "core/documents/nearest.h"

#include <algorithm>
#include <array>

namespace core {
namespace nearest_word {

constexpr std::size_t limit = 64;

constexpr std::size_t shortestBeginning = 3;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool begins(std::string_view word, std::string_view beginning)
{
    return word.size() > beginning.size()
        && std::equal(beginning.begin(), beginning.end(), word.begin(), [](char a, char b) { return lower(a) == lower(b); });
}

/// The shortest word that goes on from what was typed, if any does.
const std::string* continued(std::string_view word, const std::vector<std::string>& known)
{
    const std::string* best = nullptr;
    for (const std::string& candidate : known)
        if (word.size() >= shortestBeginning && begins(candidate, word) && (!best || candidate.size() < best->size()))
            best = &candidate;
    return best;
}

} // namespace nearest_word

std::size_t editDistance(std::string_view a, std::string_view b)
{
    using namespace nearest_word;
    a = a.substr(0, limit);
    b = b.substr(0, limit);
    std::array<std::array<std::size_t, limit + 1>, 3> rows; // of the letter before last, the last one, and this one
    for (std::size_t j = 0; j <= b.size(); ++j)
        rows[0][j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        const auto &before = rows[(i + 1) % 3], &last = rows[(i - 1) % 3];
        auto& now = rows[i % 3];
        now[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const bool same = lower(a[i - 1]) == lower(b[j - 1]);
            now[j] = std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + (same ? 0u : 1u)});
            const bool swapped = i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]);
            if (swapped)
                now[j] = std::min(now[j], before[j - 2] + 1);
        }
    }
    return rows[a.size() % 3][b.size()];
}

std::string nearest(std::string_view word, const std::vector<std::string>& known)
{
    if (known.size() > 2000)
        return {};
    const std::string* best = nearest_word::continued(word, known);
    if (best)
        return *best;
    std::size_t bestDistance = std::max<std::size_t>(2, word.size() / 3) + 1;
    for (const std::string& candidate : known) {
        const std::size_t longer = std::max(candidate.size(), word.size()), shorter = std::min(candidate.size(), word.size());
        if (longer - shorter >= bestDistance)
            continue;
        const std::size_t distance = editDistance(word, candidate);
        if (distance < bestDistance && distance < word.size()) {
            best = &candidate;
            bestDistance = distance;
        }
    }
    return best ? *best : std::string();
}

} // namespace core
