#pragma once

#include <cstddef>
#include <memory_resource>
#include <utility>
#include <vector>

namespace core {

/// Items (small dense indices) by key, smallest first, equal keys by item. The position of each item lies in a table of
/// the caller's, -1 when the item is in no heap, so that any item can be moved or taken out; heaps that never share an
/// item may share one table.
template <typename Key>
class IndexedHeap
{
public:
    using Positions = std::vector<int>;

    explicit IndexedHeap(std::pmr::memory_resource* memory = std::pmr::get_default_resource())
        : m_nodes(memory)
    {
    }

    bool empty() const { return m_nodes.empty(); }
    std::size_t size() const { return m_nodes.size(); }
    int top() const { return m_nodes.front().item; }
    const Key& topKey() const { return m_nodes.front().key; }
    const Key& key(int item, const Positions& positions) const { return m_nodes[at(positions[at(item)])].key; }

    void insert(int item, Key key, Positions& positions)
    {
        m_nodes.push_back({std::move(key), item});
        rise(m_nodes.size() - 1, positions);
    }
    /// Inserts the item or gives it another key.
    void set(int item, Key key, Positions& positions)
    {
        if (positions[at(item)] < 0)
            return insert(item, std::move(key), positions);
        const std::size_t place = at(positions[at(item)]);
        const bool rises = key < m_nodes[place].key;
        m_nodes[place].key = std::move(key);
        if (rises)
            rise(place, positions);
        else
            sink(place, positions);
    }
    void remove(int item, Positions& positions)
    {
        const std::size_t place = at(positions[at(item)]);
        positions[at(item)] = -1;
        Node last = std::move(m_nodes.back());
        m_nodes.pop_back();
        if (last.item == item)
            return;
        const bool rises = last < m_nodes[place];
        m_nodes[place] = std::move(last);
        if (rises)
            rise(place, positions);
        else
            sink(place, positions);
    }

private:
    struct Node
    {
        Key key;
        int item;
        bool operator<(const Node& other) const
        {
            return key < other.key || (!(other.key < key) && item < other.item);
        }
    };
    static std::size_t at(int i) { return static_cast<std::size_t>(i); }

    void place(std::size_t hole, Node node, Positions& positions)
    {
        positions[at(node.item)] = static_cast<int>(hole);
        m_nodes[hole] = std::move(node);
    }
    void rise(std::size_t hole, Positions& positions)
    {
        Node rising = std::move(m_nodes[hole]);
        while (hole > 0 && rising < m_nodes[(hole - 1) / 2]) {
            place(hole, std::move(m_nodes[(hole - 1) / 2]), positions);
            hole = (hole - 1) / 2;
        }
        place(hole, std::move(rising), positions);
    }
    void sink(std::size_t hole, Positions& positions)
    {
        Node sinking = std::move(m_nodes[hole]);
        for (std::size_t child = 2 * hole + 1; child < m_nodes.size(); child = 2 * hole + 1) {
            if (child + 1 < m_nodes.size() && m_nodes[child + 1] < m_nodes[child])
                ++child;
            if (!(m_nodes[child] < sinking))
                break;
            place(hole, std::move(m_nodes[child]), positions);
            hole = child;
        }
        place(hole, std::move(sinking), positions);
    }

    std::pmr::vector<Node> m_nodes;
};

} // namespace core
