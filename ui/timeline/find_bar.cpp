#include "ui/timeline/find_bar.h"

#include "ui/widgets/colours.h"
#include "ui/widgets/format.h"
#include "ui/widgets/icons.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>

namespace ui {

FindBar::FindBar(QWidget* parent) : QWidget(parent), m_edit(new QLineEdit), m_state(new QLabel)
{
    setObjectName(QStringLiteral("timelineFind"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, 4, 8, 4);
    row->setSpacing(10);
    m_edit->setObjectName(QStringLiteral("timelineFindText"));
    m_edit->setAccessibleName(tr("Find spans"));
    m_edit->setPlaceholderText(tr("phase:bwd stage:3 dur>2ms cause:transfer lane:n0 mb:0-3 F12"));
    m_edit->setClearButtonEnabled(true);
    m_edit->setMaximumWidth(520);
    m_edit->installEventFilter(this);
    m_state->setObjectName(QStringLiteral("timelineFindState"));
    auto* close = new QToolButton;
    close->setIcon(icon("window-close"));
    close->setToolTip(tr("Close (Esc)"));
    close->setAccessibleName(tr("Close the search"));
    close->setAutoRaise(true);
    row->addWidget(m_edit, 2);
    row->addWidget(m_state, 1);
    row->addWidget(close);
    connect(m_edit, &QLineEdit::textChanged, this, &FindBar::queryChanged);
    connect(close, &QToolButton::clicked, this, &FindBar::closed);
    connect(&Colours::instance(), &Colours::changed, this, &FindBar::queryChanged);
    hide();
}

void FindBar::open()
{
    show();
    m_edit->setFocus(Qt::ShortcutFocusReason);
    m_edit->selectAll();
    emit queryChanged();
}

QString FindBar::query() const { return m_edit->text(); }

void FindBar::showCount(std::size_t spans, std::optional<std::size_t> current)
{
    if (query().trimmed().isEmpty())
        return say(tr("Words are joined by “and”; what does not match is dimmed"), false);
    if (spans == 0)
        return say(tr("Nothing matches"), true);
    const QString all = count(static_cast<double>(spans));
    say(current ? tr("%1 of %2").arg(count(static_cast<double>(*current + 1)), all) : tr("%1 match · Return goes to the first").arg(all), false);
}

void FindBar::showError(const QString& message) { say(message, true); }

void FindBar::say(const QString& words, bool isError)
{
    QPalette colours = m_state->palette();
    colours.setColor(QPalette::WindowText, colour(isError ? core::ColourRole::Error : core::ColourRole::MutedText));
    m_state->setPalette(colours);
    m_state->setText(words);
    m_state->setToolTip(words);
}

bool FindBar::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        event->accept(); // before the timeline's own Escape
        return true;
    }
    if (event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Escape)
            return emit closed(), true;
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter)
            return emit stepped(key->modifiers() & Qt::ShiftModifier ? -1 : 1), true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace ui
