#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

namespace core {

/// What was made for keys, as long as it was asked for lately: of more than so many the older half is forgotten, and made again when
/// it is asked for. So what is made may depend on the key alone. Safe for several threads at once; what one holds stays.
template <typename Key, typename Value>
class KeptRecently
{
public:
    explicit KeptRecently(std::size_t most) : m_most(most) { }

    template <typename Make>
    std::shared_ptr<const Value> of(const Key& key, const Make& make) const
    {
        {
            const std::lock_guard lock(m_mutex);
            if (const auto known = m_all.find(key); known != m_all.end()) {
                known->second.asked = ++m_asked;
                return known->second.value;
            }
        }
        std::shared_ptr<const Value> fresh = make();
        const std::lock_guard lock(m_mutex);
        const auto [kept, isNew] = m_all.emplace(key, Kept {std::move(fresh), ++m_asked});
        const std::shared_ptr<const Value> value = kept->second.value;
        if (m_all.size() > m_most)
            forget();
        return value;
    }

private:
    struct Kept
    {
        std::shared_ptr<const Value> value;
        std::uint64_t asked = 0; ///< when last: questions are counted
    };

    void forget() const
    {
        std::vector<std::uint64_t> times;
        for (const auto& [key, kept] : m_all)
            times.push_back(kept.asked);
        const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
        std::nth_element(times.begin(), middle, times.end());
        std::erase_if(m_all, [&](const auto& one) { return one.second.asked < *middle; });
    }

    std::size_t m_most;
    mutable std::mutex m_mutex;
    mutable std::unordered_map<Key, Kept> m_all;
    mutable std::uint64_t m_asked = 0;
};

} // namespace core
