#pragma once

#include <memory>
#include <type_traits>

namespace core {

/// Leaves elements that are only counted, as by `resize`, unset until they are written: what is large and filled in another
/// order than its own takes up memory as it is filled. Elements made from values are as with any other allocator.
template <typename Value>
struct RawAllocator : std::allocator<Value>
{
    static_assert(std::is_trivially_copyable_v<Value> && std::is_trivially_destructible_v<Value>);

    template <typename Other>
    struct rebind
    {
        using other = RawAllocator<Other>;
    };
    RawAllocator() = default;
    template <typename Other>
    RawAllocator(const RawAllocator<Other>&)
    {
    }

    void construct(Value*) { }
    template <typename... Arguments>
    void construct(Value* at, Arguments&&... arguments)
    {
        std::construct_at(at, std::forward<Arguments>(arguments)...);
    }
};

} // namespace core
