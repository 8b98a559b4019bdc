#include "ui/scenario/playback_bar.h"

#include "core/documents/script_values.h"
#include "ui/widgets/colours.h"
#include "ui/widgets/format.h"
#include "ui/widgets/icons.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractScrollArea>
#include <QAbstractSpinBox>
#include <QApplication>
#include <QComboBox>
#include <QGraphicsView>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QSignalBlocker>
#include <QToolButton>

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

namespace ui {
namespace playback_bar {

using core::ColourRole;
using core::Nanoseconds;

constexpr int inset = 8; ///< of the slider's line
constexpr double wholeTakes = 20; ///< seconds, at the speed that is offered

QToolButton* button(const char* name, const char* iconName, const QString& tip)
{
    auto* made = new QToolButton;
    made->setObjectName(QLatin1String(name));
    made->setIcon(icon(iconName));
    made->setToolTip(tip);
    made->setAccessibleName(tip);
    made->setAutoRaise(true);
    made->setFocusPolicy(Qt::TabFocus);
    return made;
}

/// 1, 2 or 5 times a power of ten.
double roundSpeed(double speed)
{
    const double power = std::pow(10, std::floor(std::log10(speed)));
    const double share = speed / power;
    return core::withDigits(power * (share < 1.5 ? 1 : share < 3.5 ? 2 : share < 7.5 ? 5 : 10), 1);
}

/// "5x", "1/20x"
QString speedText(double speed) { return speed >= 1 ? QStringLiteral("%1x").arg(std::round(speed)) : QStringLiteral("1/%1x").arg(std::round(1 / speed)); }

/// The first start or end of a span after (or the last before) an instant of the timeline.
Nanoseconds nextSpanEdge(const core::Timeline& timeline, Nanoseconds time, bool forward)
{
    Nanoseconds best = time;
    bool found = false;
    const auto offer = [&](Nanoseconds edge) {
        const bool beyond = forward ? edge > time : edge < time;
        if (beyond && (!found || (forward ? edge < best : edge > best))) {
            best = edge;
            found = true;
        }
    };
    for (const core::Span& span : timeline.spans) {
        offer(span.start);
        offer(span.end);
    }
    return best;
}

} // namespace playback_bar

PlayheadSlider::PlayheadSlider(Session& session, QWidget* parent) : QWidget(parent), m_session(session)
{
    setObjectName(QStringLiteral("playheadSlider"));
    setAccessibleName(tr("Time of the scenario"));
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setMinimumWidth(60);
    const auto repaint = qOverload<>(&QWidget::update);
    connect(&session.playhead(), &Playhead::moved, this, repaint);
    connect(&session.playhead(), &Playhead::stateChanged, this, repaint);
    connect(&session.scenarioPlayer(), &ScenarioPlayer::changed, this, repaint);
    connect(&session, &Session::resultsChanged, this, repaint);
}

double PlayheadSlider::xOf(core::Nanoseconds time) const
{
    using playback_bar::inset;
    const TimeRange bounds = m_session.playhead().bounds();
    const double length = std::max<double>(1, static_cast<double>(bounds.length().count));
    return inset + static_cast<double>((time - bounds.start).count) / length * (width() - 2 * inset);
}

core::Nanoseconds PlayheadSlider::timeAt(double x) const
{
    using playback_bar::inset;
    const TimeRange bounds = m_session.playhead().bounds();
    const double share = std::clamp((x - inset) / std::max(1, width() - 2 * inset), 0.0, 1.0);
    return bounds.start + core::Nanoseconds(std::llround(share * static_cast<double>(bounds.length().count)));
}

/// At most one every two pixels, however many events there are.
void PlayheadSlider::drawMarks(QPainter& painter) const
{
    const auto played = m_session.scenarioPlayer().played();
    if (!played)
        return;
    const auto& marks = played->marks;
    for (auto mark = marks.begin(); mark != marks.end();) {
        const double x = xOf(*mark);
        painter.fillRect(QRectF(x - 0.75, height() / 2.0 - 8, 1.5, 5), colour(core::ColourRole::Warning));
        mark = std::lower_bound(mark + 1, marks.end(), timeAt(x + 2));
    }
}

void PlayheadSlider::paintEvent(QPaintEvent*)
{
    using namespace playback_bar;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double middle = height() / 2.0;
    const QRectF line(inset, middle - 2, width() - 2 * inset, 4);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour(ColourRole::Border));
    painter.drawRoundedRect(line, 2, 2);
    if (m_session.playhead().bounds().length() <= Nanoseconds(0))
        return;
    if (const auto result = m_session.result()) {
        QColor band = colour(ColourRole::Accent);
        band.setAlpha(110);
        const double from = xOf(result->input.start), to = xOf(result->input.start + result->timeline.period);
        painter.fillRect(QRectF(from, middle - 5, std::max(2.0, to - from), 10), band);
    }
    drawMarks(painter);
    const double x = xOf(m_session.playhead().time());
    painter.setPen(QPen(colour(ColourRole::Panel), 1.5));
    painter.setBrush(colour(ColourRole::Critical));
    painter.drawEllipse(QPointF(x, middle), hasFocus() ? 7.5 : 6.5, hasFocus() ? 7.5 : 6.5);
}

void PlayheadSlider::mousePressEvent(QMouseEvent* event) { moveTo(event->position().x()); }

void PlayheadSlider::mouseMoveEvent(QMouseEvent* event)
{
    if (event->buttons().testFlag(Qt::LeftButton))
        moveTo(event->position().x());
}

void PlayheadSlider::keyPressEvent(QKeyEvent* event)
{
    Playhead& playhead = m_session.playhead();
    const core::Nanoseconds hundredth(std::max<std::int64_t>(1, playhead.bounds().length().count / 100));
    switch (event->key()) {
    case Qt::Key_Left:
        return playhead.setTime(playhead.time() - hundredth);
    case Qt::Key_Right:
        return playhead.setTime(playhead.time() + hundredth);
    case Qt::Key_Home:
        return playhead.setTime(playhead.bounds().start);
    case Qt::Key_End:
        return playhead.setTime(playhead.bounds().end);
    default:
        QWidget::keyPressEvent(event);
    }
}

PlaybackBar::PlaybackBar(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_slider(new PlayheadSlider(session))
    , m_play(playback_bar::button("playbackPlay", "media-playback-start", {}))
    , m_loop(playback_bar::button("playbackLoop", "media-playlist-repeat", tr("Begin again at the end")))
    , m_here(new QToolButton)
    , m_steps(new QComboBox)
    , m_speed(new QComboBox)
    , m_time(new QLabel)
{
    setObjectName(QStringLiteral("playbackBar"));
    setAutoFillBackground(true);
    build();
    Playhead& playhead = session.playhead();
    connect(&playhead, &Playhead::moved, this, &PlaybackBar::showTime);
    connect(&playhead, &Playhead::stateChanged, this, [this] {
        fitSpeed();
        showState();
        showTime();
    });
    connect(&session, &Session::resultsChanged, this, &PlaybackBar::showState);
    connect(&session, &Session::projectReplaced, this, [this] {
        m_speedChosen = false;
        fitSpeed();
    });
    fitSpeed();
    showState();
    showTime();
}

void PlaybackBar::build()
{
    using playback_bar::button;
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(8, 3, 12, 3);
    row->setSpacing(2);
    const auto add = [&](const char* name, const char* iconName, const QString& tip, const std::function<void()>& run) {
        QToolButton* made = button(name, iconName, tip);
        connect(made, &QToolButton::clicked, this, run);
        m_jumps.push_back(made);
        row->addWidget(made);
    };
    Playhead& playhead = m_session.playhead();
    add("playbackFirst", "media-skip-backward", tr("To the start"), [&playhead] { playhead.setTime(playhead.bounds().start); });
    add("playbackBack", "media-seek-backward", tr("To the event or span before"), [this] { step(false); });
    row->addWidget(m_play);
    connect(m_play, &QToolButton::clicked, this, [&playhead] { playhead.toggle(); });
    add("playbackForward", "media-seek-forward", tr("To the next event or span"), [this] { step(true); });
    add("playbackLast", "media-skip-forward", tr("To the end"), [&playhead] { playhead.setTime(playhead.bounds().end); });
    m_steps->setObjectName(QStringLiteral("playbackSteps"));
    m_steps->addItems({tr("by event"), tr("by span")});
    m_steps->setToolTip(tr("How far a step goes"));
    m_steps->setAccessibleName(m_steps->toolTip());
    m_speed->setObjectName(QStringLiteral("playbackSpeed"));
    m_speed->setAccessibleName(tr("Speed"));
    m_speed->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_speed->setMinimumContentsLength(5);
    m_speed->setToolTip(tr("Seconds of the scenario in one second"));
    for (int power = -6; power <= 3; ++power)
        for (const int digit : {1, 2, 5})
            m_speed->addItem(playback_bar::speedText(digit * std::pow(10, power)), digit * std::pow(10, power));
    connect(m_speed, &QComboBox::activated, this, [this] {
        m_speedChosen = true;
        m_session.playhead().setSpeed(m_speed->currentData().toDouble());
    });
    m_loop->setCheckable(true);
    connect(m_loop, &QToolButton::toggled, &playhead, &Playhead::setLooping);
    m_time->setObjectName(QStringLiteral("playbackTime"));
    m_time->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_time->setMinimumWidth(m_time->fontMetrics().horizontalAdvance(QStringLiteral("000.00 ms of 000 min")));
    m_here->setObjectName(QStringLiteral("playbackSimulate"));
    m_here->setText(tr("Simulate here"));
    m_here->setToolTip(tr("Simulate the iteration that starts at this instant"));
    m_here->setAutoRaise(true);
    connect(m_here, &QToolButton::clicked, this, [this] {
        m_session.setStartTime(m_session.playhead().time());
        m_session.simulate();
    });
    row->addSpacing(6);
    row->addWidget(m_steps);
    row->addSpacing(8);
    row->addWidget(m_time);
    row->addWidget(m_slider, 1);
    row->addWidget(m_loop);
    row->addWidget(m_speed);
    row->addWidget(m_here);
}

PlaybackBar::Step PlaybackBar::stepBy() const { return m_steps->currentIndex() == 1 ? Step::Span : Step::Event; }

core::Nanoseconds PlaybackBar::next(core::Nanoseconds time, Step by, bool forward) const
{
    if (by == Step::Span) {
        const auto result = m_session.result();
        if (!result)
            return time;
        return result->input.start + playback_bar::nextSpanEdge(result->timeline, time - result->input.start, forward);
    }
    const auto played = m_session.scenarioPlayer().played();
    if (!played)
        return time;
    const auto& marks = played->marks;
    if (forward) {
        const auto after = std::upper_bound(marks.begin(), marks.end(), time);
        return after == marks.end() ? m_session.playhead().bounds().end : *after;
    }
    const auto from = std::lower_bound(marks.begin(), marks.end(), time);
    return from == marks.begin() ? m_session.playhead().bounds().start : *std::prev(from);
}

void PlaybackBar::step(bool forward)
{
    Playhead& playhead = m_session.playhead();
    playhead.pause();
    playhead.setTime(next(playhead.time(), stepBy(), forward));
}

void PlaybackBar::showState()
{
    const Playhead& playhead = m_session.playhead();
    const bool playing = playhead.isPlaying();
    const bool somewhere = playhead.bounds().length() > core::Nanoseconds(0);
    m_play->setIcon(icon(playing ? "media-playback-pause" : "media-playback-start"));
    m_play->setToolTip(playing ? tr("Pause (Space)") : tr("Play (Space)"));
    m_play->setAccessibleName(playing ? tr("Pause") : tr("Play"));
    m_play->setEnabled(somewhere);
    m_slider->setEnabled(somewhere);
    for (QToolButton* jump : m_jumps)
        jump->setEnabled(somewhere);
    m_here->setEnabled(somewhere && m_session.canSimulate());
    m_loop->setChecked(playhead.isLooping());
    const QSignalBlocker quiet(m_speed);
    m_speed->setCurrentIndex(m_speed->findText(playback_bar::speedText(playhead.speed())));
}

void PlaybackBar::showTime()
{
    const Playhead& playhead = m_session.playhead();
    const core::Nanoseconds end = playhead.bounds().end;
    const auto& scenario = m_session.project().scenario;
    const bool isHorizon = scenario && scenario->horizon && core::rounded(scenario->horizon->value) == end;
    const QString whole = isHorizon ? text(scenario->horizon->text) : text(end); // as its user wrote it
    const QString now = playhead.time() == core::Nanoseconds(0) ? tr("0 s") : text(playhead.time());
    m_time->setText(end > core::Nanoseconds(0) ? tr("%1 of %2").arg(now, whole) : tr("nothing to play"));
}

void PlaybackBar::fitSpeed()
{
    Playhead& playhead = m_session.playhead();
    const double length = core::seconds(playhead.bounds().length()).value;
    if (!m_speedChosen && length > 0)
        playhead.setSpeed(std::clamp(playback_bar::roundSpeed(length / playback_bar::wholeTakes), 1e-6, 5e3));
}

SpaceKey::SpaceKey(Playhead& playhead, QWidget& window) : QObject(&window), m_playhead(playhead), m_window(window) { qApp->installEventFilter(this); }

namespace playback_bar {

/// Whether Space means something there: text, buttons and lists.
bool takesSpace(const QWidget* widget)
{
    if (qobject_cast<const QGraphicsView*>(widget))
        return false;
    return qobject_cast<const QLineEdit*>(widget) || qobject_cast<const QAbstractButton*>(widget) || qobject_cast<const QComboBox*>(widget)
        || qobject_cast<const QAbstractSpinBox*>(widget) || qobject_cast<const QAbstractScrollArea*>(widget); // lists and editors
}

} // namespace playback_bar

bool SpaceKey::eventFilter(QObject* object, QEvent* event)
{
    const auto type = event->type();
    if (type == QEvent::MouseButtonPress || type == QEvent::WindowDeactivate)
        m_held = false;
    if (type != QEvent::KeyPress && type != QEvent::KeyRelease)
        return false;
    const auto* key = static_cast<QKeyEvent*>(event);
    const QWidget* focus = QApplication::focusWidget();
    const bool here = object == (focus ? focus : &m_window) && (!focus || focus->window() == &m_window);
    if (key->key() != Qt::Key_Space || key->modifiers() != Qt::NoModifier || key->isAutoRepeat() || !here || playback_bar::takesSpace(focus))
        return false;
    if (type == QEvent::KeyPress)
        m_held = true;
    else if (std::exchange(m_held, false))
        m_playhead.toggle();
    return false;
}

} // namespace ui
