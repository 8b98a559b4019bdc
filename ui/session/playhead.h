#pragma once

#include "core/base/units.h"
#include "ui/session/visible_range.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <chrono>

namespace ui {

/// One instant on the scenario's clock, shared by all views, and its playing. Always inside its bounds, the end included.
class Playhead : public QObject
{
    Q_OBJECT
public:
    explicit Playhead(QObject* parent = nullptr);

    core::Nanoseconds time() const { return m_time; }
    void setTime(core::Nanoseconds time); ///< clamped

    TimeRange bounds() const { return m_bounds; }
    void setBounds(TimeRange bounds);

    bool isPlaying() const { return m_timer.isActive(); }
    void play(); ///< from the start where it stands at the end
    void pause();
    void toggle() { isPlaying() ? pause() : play(); }

    double speed() const { return m_speed; } ///< seconds of the scenario in one on the wall
    void setSpeed(double speed);
    bool isLooping() const { return m_loops; }
    void setLooping(bool loops);

    /// As if so much time had passed on the wall while it plays: on to the end, where it stops or begins again.
    void advance(std::chrono::nanoseconds wall);

signals:
    void moved();
    void stateChanged(); ///< playing, speed, loop or bounds

private:
    core::Nanoseconds m_time;
    TimeRange m_bounds;
    QTimer m_timer;
    QElapsedTimer m_clock;
    double m_speed = 1;
    double m_rest = 0; ///< of a nanosecond, not yet gone
    bool m_loops = false;
};

} // namespace ui
