#pragma once

#include "core/results/palette.h"

#include <QColor>
#include <QObject>

namespace ui {

/// The scheme in use. Views look colours up while painting and repaint on `changed`.
class Colours : public QObject
{
    Q_OBJECT
public:
    static Colours& instance();

    core::Scheme scheme() const { return m_scheme; }
    void setScheme(core::Scheme scheme);
    const core::Palette& palette() const { return core::builtInPalette(m_scheme); }

signals:
    void changed();

private:
    Colours() = default;

    core::Scheme m_scheme = core::Scheme::Light;
};

inline QColor qColor(core::Rgb colour) { return QColor(colour.red, colour.green, colour.blue); }

/// The colour of a role in the scheme in use.
inline QColor colour(core::ColourRole role) { return qColor(Colours::instance().palette()[role]); }

} // namespace ui
