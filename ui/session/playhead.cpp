#include "ui/session/playhead.h"

#include <algorithm>
#include <cmath>

namespace ui {

using core::Nanoseconds;

Playhead::Playhead(QObject* parent) : QObject(parent)
{
    using namespace std::chrono_literals;
    m_timer.setInterval(16ms);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, [this] { advance(std::chrono::nanoseconds(m_clock.nsecsElapsed())); });
}

void Playhead::setTime(Nanoseconds time)
{
    time = std::clamp(time, m_bounds.start, std::max(m_bounds.start, m_bounds.end));
    if (time == m_time)
        return;
    m_time = time;
    m_rest = 0;
    emit moved();
}

void Playhead::setBounds(TimeRange bounds)
{
    if (bounds == m_bounds)
        return;
    m_bounds = bounds;
    if (bounds.length() <= Nanoseconds(0))
        pause();
    setTime(m_time);
    emit stateChanged();
}

void Playhead::play()
{
    if (isPlaying() || m_bounds.length() <= Nanoseconds(0))
        return;
    if (m_time >= m_bounds.end)
        setTime(m_bounds.start);
    m_clock.start();
    m_timer.start();
    emit stateChanged();
}

void Playhead::pause()
{
    if (!isPlaying())
        return;
    m_timer.stop();
    emit stateChanged();
}

void Playhead::setSpeed(double speed)
{
    if (speed == m_speed || !(speed > 0))
        return;
    m_speed = speed;
    emit stateChanged();
}

void Playhead::setLooping(bool loops)
{
    if (loops == m_loops)
        return;
    m_loops = loops;
    emit stateChanged();
}

void Playhead::advance(std::chrono::nanoseconds wall)
{
    m_clock.start();
    const auto length = static_cast<double>(m_bounds.length().count);
    if (length <= 0)
        return;
    double at = static_cast<double>((m_time - m_bounds.start).count) + m_rest + static_cast<double>(wall.count()) * m_speed;
    if (at >= length && m_loops)
        at = std::fmod(at, length);
    const bool over = at >= length;
    const double whole = over ? length : std::floor(at);
    setTime(m_bounds.start + Nanoseconds(static_cast<std::int64_t>(whole)));
    m_rest = over ? 0 : at - whole;
    if (over)
        pause();
}

} // namespace ui
