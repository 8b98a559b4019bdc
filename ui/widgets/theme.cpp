#include "ui/widgets/theme.h"

#include "ui/widgets/colours.h"
#include "ui/widgets/icons.h"

#include <QApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QPalette>
#include <QStyleFactory>

namespace ui {

namespace theme {

using core::ColourRole;

constexpr const char* service = "org.freedesktop.portal.Desktop";
constexpr const char* path = "/org/freedesktop/portal/desktop";
constexpr const char* interface = "org.freedesktop.portal.Settings";
constexpr const char* group = "org.freedesktop.appearance";
constexpr const char* key = "color-scheme";

bool isDark(const QPalette& palette)
{
    return palette.color(QPalette::Window).lightness() < palette.color(QPalette::WindowText).lightness();
}

/// The portal wraps values in variants, once or twice.
QVariant unwrapped(QVariant value)
{
    while (value.canConvert<QDBusVariant>())
        value = value.value<QDBusVariant>().variant();
    return value;
}

QColor blended(const QColor& a, const QColor& b, double shareOfB)
{
    const auto mix = [&](float from, float to) { return static_cast<float>(from + (to - from) * shareOfB); };
    return QColor::fromRgbF(mix(a.redF(), b.redF()), mix(a.greenF(), b.greenF()), mix(a.blueF(), b.blueF()));
}

} // namespace theme

Theme::Theme(QObject* parent) : QObject(parent), m_systemDark(theme::isDark(QApplication::palette()))
{
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    askPortal();
    apply();
}

void Theme::setChoice(SchemeChoice choice)
{
    m_choice = choice;
    apply();
}

void Theme::takePortalSetting(const QString& group, const QString& key, const QVariant& value)
{
    if (group != QLatin1String(theme::group) || key != QLatin1String(theme::key))
        return;
    constexpr uint preferDark = 1; // 0 no preference, 2 prefer light
    m_systemDark = theme::unwrapped(value).toUInt() == preferDark;
    apply();
}

/// Asks without waiting: without a bus or a portal the answer is an error, and nothing changes.
void Theme::askPortal()
{
    if (qEnvironmentVariableIsEmpty("DBUS_SESSION_BUS_ADDRESS"))
        return;
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return;
    bus.connect(QLatin1String(theme::service), QLatin1String(theme::path), QLatin1String(theme::interface),
        QStringLiteral("SettingChanged"), this, SLOT(takePortalSetting(QString, QString, QVariant)));
    auto question = QDBusMessage::createMethodCall(QLatin1String(theme::service), QLatin1String(theme::path),
        QLatin1String(theme::interface), QStringLiteral("Read"));
    question << QLatin1String(theme::group) << QLatin1String(theme::key);
    auto* answer = new QDBusPendingCallWatcher(bus.asyncCall(question), this);
    connect(answer, &QDBusPendingCallWatcher::finished, this, [this, answer] {
        const QDBusPendingReply<QVariant> reply = *answer;
        if (reply.isValid())
            takePortalSetting(QLatin1String(theme::group), QLatin1String(theme::key), reply.value());
        answer->deleteLater();
    });
}

void Theme::apply()
{
    m_dark = m_choice == SchemeChoice::System ? m_systemDark : m_choice == SchemeChoice::Dark;
    useIconTheme(m_dark);
    Colours::instance().setScheme(m_dark ? core::Scheme::Dark : core::Scheme::Light);
    QApplication::setPalette(widgetPalette());
    emit changed();
}

QPalette widgetPalette()
{
    using theme::ColourRole;
    const QColor window = colour(ColourRole::Window);
    const QColor panel = colour(ColourRole::Panel);
    const QColor words = colour(ColourRole::Text);
    const QColor muted = colour(ColourRole::MutedText);
    const QColor accent = colour(ColourRole::Accent);
    const QColor raised = colour(ColourRole::Raised);
    QPalette palette(words, raised, panel, colour(ColourRole::Border), colour(ColourRole::Border), words, words, panel, window);
    palette.setColor(QPalette::AlternateBase, colour(ColourRole::LaneStripe));
    palette.setColor(QPalette::PlaceholderText, muted);
    palette.setColor(QPalette::Highlight, accent);
    palette.setColor(QPalette::HighlightedText, colour(ColourRole::OnAccent));
    palette.setColor(QPalette::Link, accent);
    palette.setColor(QPalette::LinkVisited, accent);
    palette.setColor(QPalette::ToolTipBase, raised);
    palette.setColor(QPalette::ToolTipText, words);
    const QColor faint = theme::blended(words, window, 0.6);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText})
        palette.setColor(QPalette::Disabled, role, faint);
    palette.setColor(QPalette::Disabled, QPalette::Highlight, colour(ColourRole::Selection));
    return palette;
}

} // namespace ui
