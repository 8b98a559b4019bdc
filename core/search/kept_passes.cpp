#include "core/search/kept_passes.h"

#include "core/search/as_index.h"

#include <algorithm>

namespace core {
namespace kept_passes {

bool isCovered(const std::vector<int>& a, const std::vector<int>& by)
{
    for (std::size_t i = 0; i < a.size(); ++i)
        if (a[i] > by[i])
            return false;
    return true;
}

bool isCovered(const KeptPasses& a, const KeptPasses& by) { return isCovered(a.activations, by.activations) && isCovered(a.weightOperands, by.weightOperands); }

void add(std::vector<KeptPasses>& peaks, const KeptPasses& moment)
{
    if (std::any_of(peaks.rbegin(), peaks.rend(), [&](const KeptPasses& peak) { return isCovered(moment, peak); }))
        return;
    std::erase_if(peaks, [&](const KeptPasses& peak) { return isCovered(peak, moment); });
    peaks.push_back(moment);
}

} // namespace kept_passes

std::vector<KeptPasses> keptAtPeaks(Schedule schedule, const ScheduleShape& shape)
{
    if (schedule == Schedule::GPipe && shape.chunks == 1)
        return {{{shape.microBatches}, {0}}};
    if (schedule == Schedule::OneForwardOneBackward && shape.chunks == 1)
        return {{{std::min(shape.stages - shape.stage, shape.microBatches)}, {0}}};
    if (schedule == Schedule::ZeroBubbleGreedy) // what it needs; it takes more where there is room
        return {{{1}, {0}}, {{0}, {1}}};
    // Whole rounds of the interleaved schedule repeat themselves: five hold its warm-up and one period.
    ScheduleShape few = shape;
    if (schedule == Schedule::Interleaved && shape.microBatches % shape.stages == 0)
        few.microBatches = std::min(shape.microBatches, 5 * shape.stages);
    const auto order = passOrder(schedule, few);
    std::vector<KeptPasses> peaks;
    const std::vector<int> none(asIndex(shape.chunks), 0);
    KeptPasses now {none, none};
    for (const Pass& pass : order ? *order : std::vector<Pass>()) {
        if (pass.kind == PassKind::Forward)
            ++now.activations[asIndex(pass.chunk)];
        if (passesGradient(pass.kind))
            --now.activations[asIndex(pass.chunk)];
        if (pass.kind == PassKind::BackwardInput)
            ++now.weightOperands[asIndex(pass.chunk)];
        if (pass.kind == PassKind::BackwardWeight)
            --now.weightOperands[asIndex(pass.chunk)];
        if (pass.kind == PassKind::Forward || pass.kind == PassKind::BackwardInput)
            kept_passes::add(peaks, now);
    }
    return peaks;
}

KeptPeaks::KeptPeaks(const std::vector<KeptPasses>& moments)
{
    for (const KeptPasses& moment : moments) {
        m_activations.insert(m_activations.end(), moment.activations.begin(), moment.activations.end());
        m_weightOperands.insert(m_weightOperands.end(), moment.weightOperands.begin(), moment.weightOperands.end());
        m_most.resize(moment.activations.size());
        for (std::size_t c = 0; c < m_most.size(); ++c) {
            m_most[c].activations = std::max(m_most[c].activations, 1.0 * moment.activations[c]);
            m_most[c].weightOperands = std::max(m_most[c].weightOperands, 1.0 * moment.weightOperands[c]);
        }
    }
    if (std::all_of(m_weightOperands.begin(), m_weightOperands.end(), [](double passes) { return passes == 0; }))
        m_weightOperands.clear();
}

double KeptPeaks::bytes(std::span<const KeptBytes> chunks) const
{
    double most = 0;
    for (std::size_t moment = 0; moment < m_activations.size(); moment += chunks.size()) {
        double sum = 0;
        for (std::size_t c = 0; c < chunks.size(); ++c)
            sum += m_activations[moment + c] * chunks[c].activations;
        for (std::size_t c = 0; c < chunks.size() && !m_weightOperands.empty(); ++c)
            sum += m_weightOperands[moment + c] * chunks[c].weightOperands;
        most = std::max(most, sum);
    }
    return most;
}

double KeptPeaks::mostBytes(std::span<const KeptBytes> chunks) const
{
    double sum = 0;
    for (std::size_t c = 0; c < m_most.size(); ++c)
        sum += m_most[c].activations * chunks[c].activations + m_most[c].weightOperands * chunks[c].weightOperands;
    return sum;
}

} // namespace core
