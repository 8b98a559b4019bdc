#include "core/results/step_curve.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace core {
namespace step_curve {

auto stepAfter(const StepCurve& curve, Nanoseconds time)
{
    return std::upper_bound(curve.steps.begin(), curve.steps.end(), time,
        [](Nanoseconds t, const StepCurve::Step& step) { return t < step.at; });
}

} // namespace step_curve

double StepCurve::at(Nanoseconds time) const
{
    const auto after = step_curve::stepAfter(*this, time);
    return after == steps.begin() ? 0 : std::prev(after)->value;
}

std::vector<ColumnSpan> columnsOf(const StepCurve& curve, const TimeScale& scale, int columns)
{
    std::vector<ColumnSpan> result(static_cast<std::size_t>(std::max(0, columns)));
    const double perColumn = static_cast<double>((scale.end - scale.start).count) / std::max(1, columns);
    auto next = step_curve::stepAfter(curve, scale.start);
    double value = next == curve.steps.begin() ? 0 : std::prev(next)->value;
    Nanoseconds start = scale.start;
    for (std::size_t column = 0; column < result.size(); ++column) {
        const Nanoseconds end = scale.start + Nanoseconds(std::llround(static_cast<double>(column + 1) * perColumn));
        ColumnSpan span {value, value, 0};
        Nanoseconds since = start;
        double sum = 0;
        for (; next != curve.steps.end() && next->at < end; ++next) {
            sum += value * static_cast<double>((next->at - since).count);
            since = next->at;
            value = next->value;
            span = {std::min(span.least, value), std::max(span.greatest, value), 0};
        }
        sum += value * static_cast<double>((end - since).count);
        span.mean = end > start ? std::clamp(sum / static_cast<double>((end - start).count), span.least, span.greatest) : value;
        result[column] = span;
        start = end;
    }
    return result;
}

} // namespace core
