#include "ui/widgets/message_bar.h"

#include "ui/widgets/colours.h"
#include "ui/widgets/icons.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

namespace ui {

namespace message_bar {

const char* iconOf(MessageBar::Kind kind)
{
    switch (kind) {
    case MessageBar::Kind::Error:
        return "data-error";
    case MessageBar::Kind::Warning:
        return "data-warning";
    case MessageBar::Kind::Information:
        return "data-information";
    }
    return "";
}

core::ColourRole roleOf(MessageBar::Kind kind)
{
    switch (kind) {
    case MessageBar::Kind::Error:
        return core::ColourRole::Error;
    case MessageBar::Kind::Warning:
        return core::ColourRole::Warning;
    case MessageBar::Kind::Information:
        return core::ColourRole::Accent;
    }
    return core::ColourRole::Accent;
}

} // namespace message_bar

MessageBar::MessageBar(QWidget* parent)
    : QFrame(parent)
    , m_icon(new QLabel)
    , m_text(new QLabel)
    , m_action(new QPushButton)
    , m_close(new QToolButton)
{
    m_text->setObjectName(QStringLiteral("messageText"));
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_action->setObjectName(QStringLiteral("messageAction"));
    m_close->setObjectName(QStringLiteral("messageClose"));
    m_close->setAutoRaise(true);
    m_close->setText(QStringLiteral("×"));
    m_close->setToolTip(tr("Close this message"));
    m_close->setAccessibleName(m_close->toolTip());
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(16, 8, 8, 8);
    layout->setSpacing(8);
    layout->addWidget(m_icon);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_action);
    layout->addWidget(m_close);
    connect(m_close, &QToolButton::clicked, this, &QWidget::hide);
    connect(m_action, &QPushButton::clicked, this, &MessageBar::actionTriggered);
    connect(&Colours::instance(), &Colours::changed, this, &MessageBar::applyIcon);
    hide();
}

void MessageBar::showMessage(Kind kind, const QString& message, const QString& action)
{
    m_kind = kind;
    m_text->setText(message);
    m_action->setText(action);
    m_action->setVisible(!action.isEmpty());
    applyIcon();
    show();
}

QString MessageBar::message() const { return m_text->text(); }

void MessageBar::applyIcon()
{
    m_icon->setPixmap(icon(message_bar::iconOf(m_kind)).pixmap(QSize(16, 16), devicePixelRatioF()));
    update();
}

void MessageBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    QColor tint = colour(message_bar::roleOf(m_kind));
    painter.fillRect(rect(), colour(core::ColourRole::Raised));
    painter.fillRect(QRect(0, 0, 4, height()), tint);
    tint.setAlphaF(0.08F);
    painter.fillRect(rect(), tint);
}

} // namespace ui
