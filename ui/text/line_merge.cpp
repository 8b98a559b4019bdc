#include "ui/text/line_merge.h"

#include <QStringList>

#include <algorithm>

namespace ui {
namespace line_merge {

/// Lines [first, end) of the one text stand where [first, otherEnd) of the other are.
struct Change
{
    qsizetype first = 0;
    qsizetype end = 0;
    qsizetype otherEnd = 0;
};

Change changeOf(const QStringList& from, const QStringList& to)
{
    const qsizetype least = std::min(from.size(), to.size());
    qsizetype first = 0, same = 0;
    while (first < least && from[first] == to[first])
        ++first;
    while (same < least - first && from[from.size() - 1 - same] == to[to.size() - 1 - same])
        ++same;
    return {first, from.size() - same, to.size() - same};
}

} // namespace line_merge

std::optional<QString> mergedLines(const QString& base, const QString& mine, const QString& theirs)
{
    const QStringList from = base.split(QLatin1Char('\n')), a = mine.split(QLatin1Char('\n')), b = theirs.split(QLatin1Char('\n'));
    const auto ours = line_merge::changeOf(from, a), other = line_merge::changeOf(from, b);
    if (other.first == other.end && other.first == other.otherEnd)
        return mine;
    const bool before = other.end < ours.first, after = other.first > ours.end;
    if (!before && !after)
        return std::nullopt;
    const qsizetype shift = after ? ours.otherEnd - ours.end : 0;
    const QStringList added = b.mid(other.first, other.otherEnd - other.first);
    return (a.mid(0, other.first + shift) + added + a.mid(other.end + shift)).join(QLatin1Char('\n'));
}

} // namespace ui
