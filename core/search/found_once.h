#pragma once

#include <tbb/concurrent_unordered_map.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory_resource>
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

/// Memory of the heap. oneTBB's own is recycled where no thread sanitizer sees it; through `std::allocator` GCC 12 sees, and warns, that
/// the map's sentinels are smaller than its nodes.
template <typename T>
struct HeapAllocator
{
    using value_type = T;
    HeapAllocator() = default;
    template <typename Other>
    HeapAllocator(const HeapAllocator<Other>&) { }
    T* allocate(std::size_t count) { return static_cast<T*>(std::pmr::new_delete_resource()->allocate(count * sizeof(T), alignof(T))); }
    void deallocate(T* first, std::size_t count) { std::pmr::new_delete_resource()->deallocate(first, count * sizeof(T), alignof(T)); }
    bool operator==(const HeapAllocator&) const = default;
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
    mutable tbb::concurrent_unordered_map<Key, Value, NumbersHash, std::equal_to<Key>, HeapAllocator<std::pair<const Key, Value>>> m_all;
};

} // namespace core
