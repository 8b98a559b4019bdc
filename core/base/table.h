#pragma once

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <utility>
#include <vector>

namespace core {

/// A sequence of values whose copies share memory: immutable chunks behind shared pointers. Copying is O(1), an edit
/// copies one chunk and the spine, and equality skips the chunks that two tables share.
template <typename T>
class Table
{
    static constexpr std::size_t chunkLimit = 32;
    using Chunk = std::vector<T>;
    struct Slot
    {
        std::shared_ptr<const Chunk> chunk;
        std::size_t first = 0; ///< index in the table of the chunk's first element
    };
    using Spine = std::vector<Slot>;

public:
    class Iterator
    {
    public:
        using iterator_category = std::forward_iterator_tag;
        using value_type = T;
        using difference_type = std::ptrdiff_t;
        using pointer = const T*;
        using reference = const T&;

        Iterator() = default;
        reference operator*() const { return (*(*m_spine)[m_slot].chunk)[m_offset]; }
        pointer operator->() const { return &**this; }
        Iterator& operator++()
        {
            if (++m_offset == (*m_spine)[m_slot].chunk->size()) {
                ++m_slot;
                m_offset = 0;
            }
            return *this;
        }
        Iterator operator++(int)
        {
            Iterator before = *this;
            ++*this;
            return before;
        }
        bool operator==(const Iterator& other) const
        {
            return m_slot == other.m_slot && m_offset == other.m_offset;
        }

    private:
        friend class Table;
        Iterator(const Spine* spine, std::size_t slot) : m_spine(spine), m_slot(slot) { }
        const Spine* m_spine = nullptr;
        std::size_t m_slot = 0;
        std::size_t m_offset = 0;
    };
    using value_type = T;
    using const_iterator = Iterator;

    Table() = default;
    Table(std::initializer_list<T> values) : Table(std::vector<T>(values)) { }
    explicit Table(std::vector<T> values)
    {
        Spine spine;
        for (std::size_t first = 0; first < values.size(); first += chunkLimit) {
            const auto begin = values.begin() + static_cast<std::ptrdiff_t>(first);
            const auto end = values.begin() + static_cast<std::ptrdiff_t>(std::min(first + chunkLimit, values.size()));
            spine.push_back({std::make_shared<const Chunk>(std::make_move_iterator(begin), std::make_move_iterator(end)), first});
        }
        install(std::move(spine), values.size());
    }

    std::size_t size() const { return m_size; }
    bool empty() const { return m_size == 0; }
    const T& operator[](std::size_t index) const
    {
        const Slot& slot = (*m_spine)[slotOf(index)];
        return (*slot.chunk)[index - slot.first];
    }
    const T& front() const { return (*this)[0]; }
    const T& back() const { return (*this)[m_size - 1]; }
    Iterator begin() const { return Iterator(m_spine.get(), 0); }
    Iterator end() const { return Iterator(m_spine.get(), m_spine ? m_spine->size() : 0); }

    void set(std::size_t index, T value)
    {
        const std::size_t slot = slotOf(index);
        Chunk chunk = *(*m_spine)[slot].chunk;
        chunk[index - (*m_spine)[slot].first] = std::move(value);
        Spine spine = *m_spine;
        spine[slot].chunk = std::make_shared<const Chunk>(std::move(chunk));
        install(std::move(spine), m_size);
    }
    void insert(std::size_t index, T value)
    {
        assert(index <= m_size);
        if (m_size == 0) {
            install(Spine{{std::make_shared<const Chunk>(1, std::move(value)), 0}}, 1);
            return;
        }
        const std::size_t slot = index == m_size ? m_spine->size() - 1 : slotOf(index);
        Chunk chunk = *(*m_spine)[slot].chunk;
        chunk.insert(chunk.begin() + static_cast<std::ptrdiff_t>(index - (*m_spine)[slot].first), std::move(value));
        replaceChunk(slot, std::move(chunk), m_size + 1);
    }
    void append(T value) { insert(m_size, std::move(value)); }
    void erase(std::size_t index)
    {
        const std::size_t slot = slotOf(index);
        Chunk chunk = *(*m_spine)[slot].chunk;
        chunk.erase(chunk.begin() + static_cast<std::ptrdiff_t>(index - (*m_spine)[slot].first));
        replaceChunk(slot, std::move(chunk), m_size - 1);
    }
    /// Copy of the element for which `change` is then called, put back: the way to edit one element.
    template <typename Change>
    void update(std::size_t index, Change&& change)
    {
        T value = (*this)[index];
        change(value);
        set(index, std::move(value));
    }

    bool sharesAllWith(const Table& other) const { return m_spine == other.m_spine; }
    bool operator==(const Table& other) const
    {
        if (m_spine == other.m_spine)
            return true;
        if (m_size != other.m_size)
            return false;
        if (sameShape(other))
            return std::equal(m_spine->begin(), m_spine->end(), other.m_spine->begin(), [](const Slot& a, const Slot& b) {
                return a.chunk == b.chunk || *a.chunk == *b.chunk;
            });
        return std::equal(begin(), end(), other.begin());
    }

private:
    std::size_t slotOf(std::size_t index) const
    {
        assert(index < m_size);
        const auto after = std::upper_bound(m_spine->begin(), m_spine->end(), index,
            [](std::size_t i, const Slot& slot) { return i < slot.first; });
        return static_cast<std::size_t>(after - m_spine->begin()) - 1;
    }
    bool sameShape(const Table& other) const
    {
        if (!m_spine || !other.m_spine || m_spine->size() != other.m_spine->size())
            return false;
        return std::equal(m_spine->begin(), m_spine->end(), other.m_spine->begin(),
            [](const Slot& a, const Slot& b) { return a.first == b.first; });
    }
    void replaceChunk(std::size_t slot, Chunk chunk, std::size_t size)
    {
        Spine spine = *m_spine;
        const auto at = spine.begin() + static_cast<std::ptrdiff_t>(slot);
        if (chunk.empty()) {
            spine.erase(at);
        } else if (chunk.size() > chunkLimit) {
            const auto middle = chunk.begin() + static_cast<std::ptrdiff_t>(chunk.size() / 2);
            auto right = std::make_shared<const Chunk>(middle, chunk.end());
            chunk.erase(middle, chunk.end());
            at->chunk = std::make_shared<const Chunk>(std::move(chunk));
            spine.insert(at + 1, Slot{std::move(right), 0});
        } else {
            at->chunk = std::make_shared<const Chunk>(std::move(chunk));
        }
        install(std::move(spine), size);
    }
    void install(Spine spine, std::size_t size)
    {
        std::size_t first = 0;
        for (Slot& slot : spine) {
            slot.first = first;
            first += slot.chunk->size();
        }
        m_size = size;
        m_spine = spine.empty() ? nullptr : std::make_shared<const Spine>(std::move(spine));
    }

    std::shared_ptr<const Spine> m_spine;
    std::size_t m_size = 0;
};

} // namespace core
