#pragma once

#include <QObject>

class QPalette;

namespace ui {

/// Which colours the window has: those the system asks for, or always light or dark ones.
enum class SchemeChoice { System, Light, Dark };

/// Fusion style, palette and icons from `Colours`, for the whole application; follows the system's light or dark while
/// that is chosen (the settings portal's `color-scheme`, else the lightness of the palette the program began with).
class Theme : public QObject
{
    Q_OBJECT
public:
    explicit Theme(QObject* parent = nullptr);

    SchemeChoice choice() const { return m_choice; }
    void setChoice(SchemeChoice choice);
    bool isDark() const { return m_dark; }

signals:
    void changed(); ///< after style, palette, icons and `Colours` have changed

private slots:
    void takePortalSetting(const QString& group, const QString& key, const QVariant& value);

private:
    void askPortal();
    void apply();

    SchemeChoice m_choice = SchemeChoice::System;
    bool m_systemDark = false;
    bool m_dark = false;
};

/// The palette of widgets, from the roles of the scheme in use.
QPalette widgetPalette();

} // namespace ui
