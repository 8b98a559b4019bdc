#include "core/simulate/schedules/schedules.h"

#include <array>
#include <deque>
#include <string>

namespace core::schedules {
namespace zero_bubble_v {

/// Writes an order pass by pass; what has run out is left out.
class Writer
{
public:
    explicit Writer(int microBatches) : m_microBatches(microBatches) { }

    bool hasForward(int chunk) const { return m_forwards[at(chunk)] < m_microBatches; }
    bool hasBackward(int chunk) const { return m_backwards[at(chunk)] < m_microBatches; }
    void forward(int chunk)
    {
        if (hasForward(chunk))
            m_order.push_back({PassKind::Forward, m_forwards[at(chunk)]++, chunk});
    }
    /// The input's half; of micro-batches that have come up through the second chunk.
    void backward(int chunk)
    {
        if (m_backwards[at(chunk)] >= m_forwards[1])
            return;
        m_order.push_back({PassKind::BackwardInput, m_backwards[at(chunk)]++, chunk});
        m_weights.push_back({PassKind::BackwardWeight, m_order.back().microBatch, chunk});
    }
    /// The oldest weights' half that is left.
    void weight()
    {
        if (m_weights.empty())
            return;
        m_order.push_back(m_weights.front());
        m_weights.pop_front();
    }
    std::vector<Pass> take()
    {
        while (!m_weights.empty())
            weight();
        return std::move(m_order);
    }

private:
    static std::size_t at(int chunk) { return static_cast<std::size_t>(chunk); }

    int m_microBatches;
    std::array<int, 2> m_forwards {}, m_backwards {};
    std::deque<Pass> m_weights;
    std::vector<Pass> m_order;
};

/// Fills the memory: forwards of the first chunk until the first micro-batch comes back up, then both in turn; then one
/// chunk's worth is freed for each that comes up.
void warmUp(Writer& out, int stages, int stage)
{
    for (int i = 0; i < 2 * (stages - stage) - 1; ++i)
        out.forward(0);
    for (int i = 0; i < stage; ++i) {
        out.forward(1);
        out.forward(0);
    }
    out.forward(1);
    for (int i = 0; i < stages - stage - 1; ++i) {
        out.backward(1);
        out.weight();
        out.forward(1);
    }
    out.backward(1);
    out.weight();
}

} // namespace zero_bubble_v

Result<std::vector<Pass>> zeroBubbleV(const ScheduleShape& shape)
{
    if (shape.chunks != 2)
        return Error{"ZB-V runs two chunks on each stage, and the plan has " + std::to_string(shape.chunks), "/interleave", "2", "2"};
    zero_bubble_v::Writer out(shape.microBatches);
    zero_bubble_v::warmUp(out, shape.stages, shape.stage);
    while (out.hasForward(1)) {
        out.forward(0);
        out.backward(0);
        out.weight();
        out.forward(1);
        out.backward(1);
        if (out.hasForward(1))
            out.weight();
    }
    while (out.hasBackward(1)) {
        out.backward(0);
        out.backward(1);
    }
    out.backward(0);
    while (out.hasBackward(0)) {
        out.weight();
        out.backward(0);
    }
    return out.take();
}

} // namespace core::schedules
