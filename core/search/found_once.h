#pragma once

#include <tbb/concurrent_unordered_map.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <ranges>
#include <utility>

namespace core {

/// FNV-1a over whole numbers.
struct NumbersHash
{
    std::size_t operator()(const std::ranges::range auto& numbers) const
    {
        std::uint64_t hash = 14695981039346656037ULL;
        for (const auto number : numbers)
            hash = (hash ^ static_cast<std::uint64_t>(number)) * 1099511628211ULL;
        return static_cast<std::size_t>(hash ^ (hash >> 32));
    }
};

/// What was found for keys made of whole numbers, each once. Safe for several threads at once: whoever asks for what is there waits
/// for nobody (oneTBB's map: split-ordered lists, Shalev and Shavit 2006). Two that miss the same both make it, and the first is kept: so
/// what is made may depend on the key alone. It stays where it is.
template <typename Key, typename Value>
class FoundOnce
{
public:
    template <typename Make>
    const Value& of(const Key& key, const Make& make) const
    {
        if (const auto known = m_all.find(key); known != m_all.end())
            return known->second;
        return m_all.emplace(key, make()).first->second;
    }

private:
    mutable tbb::concurrent_unordered_map<Key, Value, NumbersHash> m_all;
};

} // namespace core
