#include "ui/timeline/key_help.h"

#include "ui/widgets/colours.h"

#include <QAction>
#include <QKeyEvent>
#include <QPainter>

#include <algorithm>

namespace ui {
namespace key_help {

constexpr int margin = 20;
constexpr int line = 24;
constexpr int titleHeight = 34;
constexpr int columnWidth = 330;
constexpr int keysWidth = 150;

/// A key as on a keyboard; the x after it.
int paintKey(QPainter& painter, int x, int y, const QString& key)
{
    const QFontMetrics metrics = painter.fontMetrics();
    const QRect cap(x, y + 2, std::max(20, metrics.horizontalAdvance(key) + 12), line - 5);
    painter.setPen(QPen(colour(core::ColourRole::Border), 1));
    painter.setBrush(colour(core::ColourRole::Panel));
    painter.drawRoundedRect(QRectF(cap).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    painter.setPen(colour(core::ColourRole::Text));
    painter.drawText(cap, Qt::AlignCenter, key);
    return cap.right() + 5;
}

} // namespace key_help

KeyHelp::KeyHelp(QWidget* view) : QFrame(view)
{
    setObjectName(QStringLiteral("timelineKeys"));
    setAccessibleName(tr("Keys of the timeline"));
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::ArrowCursor);
    connect(&Colours::instance(), &Colours::changed, this, qOverload<>(&QWidget::update));
    hide();
}

void KeyHelp::toggle()
{
    using namespace key_help;
    if (isVisible())
        return close();
    m_entries.clear();
    for (const QAction* action : parentWidget()->actions()) {
        QStringList keys;
        for (const QKeySequence& key : action->shortcuts())
            keys << key.toString(QKeySequence::NativeText);
        m_entries.append({keys, action->text()});
    }
    m_entries.append({{tr("Drag")}, tr("Select a range")});
    m_entries.append({{tr("Drag the ruler")}, tr("Zoom to it")});
    m_entries.append({{tr("Ctrl"), tr("wheel")}, tr("Zoom at the pointer")});
    m_entries.append({{tr("Shift"), tr("wheel")}, tr("Pan sideways")});
    m_entries.append({{tr("Middle drag")}, tr("Pan, also Space and drag")});
    const int count = static_cast<int>(m_entries.size());
    const int room = parentWidget()->height() - 2 * margin - titleHeight - 8;
    const int rows = std::clamp(room / line, 1, count);
    const int columns = std::clamp((count + rows - 1) / rows, 1, std::max(1, (parentWidget()->width() - 2 * margin) / columnWidth));
    resize(columns * columnWidth + 2 * margin, ((count + columns - 1) / columns) * line + 2 * margin + titleHeight);
    move((parentWidget()->width() - width()) / 2, std::max(0, (parentWidget()->height() - height()) / 2));
    show();
    raise();
    setFocus(Qt::ShortcutFocusReason);
}

void KeyHelp::close()
{
    hide();
    parentWidget()->setFocus(Qt::ShortcutFocusReason);
}

bool KeyHelp::event(QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride)
        event->accept();
    return QFrame::event(event);
}

void KeyHelp::keyPressEvent(QKeyEvent*) { close(); }
void KeyHelp::mousePressEvent(QMouseEvent*) { close(); }
void KeyHelp::focusOutEvent(QFocusEvent*) { hide(); }

void KeyHelp::paintEvent(QPaintEvent*)
{
    using namespace key_help;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colour(core::ColourRole::Border), 1));
    painter.setBrush(colour(core::ColourRole::Raised));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
    QFont strong = font();
    strong.setBold(true);
    painter.setFont(strong);
    painter.setPen(colour(core::ColourRole::Text));
    painter.drawText(QRect(margin, margin - 6, width() - 2 * margin, 24), Qt::AlignLeft | Qt::AlignVCenter, tr("Keys and mouse of the timeline"));
    painter.setFont(font());
    const int columns = std::max(1, (width() - 2 * margin) / columnWidth);
    const int rows = (static_cast<int>(m_entries.size()) + columns - 1) / columns;
    for (int i = 0; i < m_entries.size(); ++i) {
        int x = margin + i / rows * columnWidth;
        const int y = margin + titleHeight + i % rows * line;
        const int words = x + keysWidth;
        for (const QString& key : m_entries[i].keys)
            x = paintKey(painter, x, y, key);
        painter.setPen(colour(core::ColourRole::MutedText));
        painter.drawText(QRect(std::max(words, x + 4), y, columnWidth - keysWidth - 8, line), Qt::AlignLeft | Qt::AlignVCenter, m_entries[i].words);
    }
}

} // namespace ui
