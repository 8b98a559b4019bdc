#pragma once

#include "ui/session/session.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QPainter;
class QToolButton;

namespace ui {

/// The time of the playhead as a slider, with a mark at every change of the network and a band where the simulated iteration
/// is.
class PlayheadSlider : public QWidget
{
    Q_OBJECT
public:
    explicit PlayheadSlider(Session& session, QWidget* parent = nullptr);

    QSize sizeHint() const override { return {300, 26}; }
    double xOf(core::Nanoseconds time) const;

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    core::Nanoseconds timeAt(double x) const;
    void moveTo(double x) { m_session.playhead().setTime(timeAt(x)); }
    void drawMarks(QPainter& painter) const;

    Session& m_session;
};

/// Play, pause, speed, loop, and steps from one change of the network or one span to the next, backwards too.
class PlaybackBar : public QWidget
{
    Q_OBJECT
public:
    explicit PlaybackBar(Session& session, QWidget* parent = nullptr);

    enum class Step { Event, Span };
    void step(bool forward);
    /// The instant next to `time` at which something of that kind begins or ends; `time` itself where there is none.
    core::Nanoseconds next(core::Nanoseconds time, Step by, bool forward) const;

private:
    void build();
    void showState();
    void showTime();
    void fitSpeed(); ///< so that the whole takes some 20 s, unless its user has chosen one
    Step stepBy() const;

    Session& m_session;
    PlayheadSlider* m_slider;
    QToolButton* m_play;
    QToolButton* m_loop;
    QToolButton* m_here;
    QComboBox* m_steps;
    QComboBox* m_speed;
    QLabel* m_time;
    std::vector<QToolButton*> m_jumps;
    bool m_speedChosen = false;
};

/// Space plays and pauses wherever it is not held for a drag, nor means something to what has the focus.
class SpaceKey : public QObject
{
    Q_OBJECT
public:
    SpaceKey(Playhead& playhead, QWidget& window);

protected:
    bool eventFilter(QObject* object, QEvent* event) override;

private:
    Playhead& m_playhead;
    QWidget& m_window;
    bool m_held = false;
};

} // namespace ui
