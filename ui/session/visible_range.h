#pragma once

#include "core/base/units.h"

#include <QObject>

#include <vector>

namespace ui {

/// A stretch of time, [start, end).
struct TimeRange
{
    core::Nanoseconds start;
    core::Nanoseconds end;
    core::Nanoseconds length() const { return end - start; }
    bool operator==(const TimeRange&) const = default;
};

/// The only owner of the time on screen, shared by all rows of all views. Always inside its bounds, never shorter than
/// `shortest`.
class VisibleRange : public QObject
{
    Q_OBJECT
public:
    static constexpr core::Nanoseconds shortest {20};
    using QObject::QObject;

    TimeRange range() const { return m_range; }
    TimeRange bounds() const { return m_bounds; }
    bool isEmpty() const { return m_bounds.length() <= core::Nanoseconds(0); }

    /// What there is to see. A range that showed all goes on showing all.
    void setBounds(TimeRange bounds);
    void setRange(TimeRange range); ///< clamped to the bounds
    void showAll();
    void pan(core::Nanoseconds by);
    /// `factor` below 1 shows less; the instant `anchor` stays where it is.
    void zoom(double factor, core::Nanoseconds anchor);

    /// Remembers the range as it is, for `back`; a view calls it when a gesture begins.
    void remember();
    bool back(); ///< to the range remembered last that differs from this one

signals:
    void changed();

private:
    TimeRange clamped(TimeRange range) const;

    TimeRange m_bounds;
    TimeRange m_range;
    std::vector<TimeRange> m_history;
};

} // namespace ui
