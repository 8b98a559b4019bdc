#include "ui/widgets/colours.h"

namespace ui {

Colours& Colours::instance()
{
    static Colours colours;
    return colours;
}

void Colours::setScheme(core::Scheme scheme)
{
    if (scheme == m_scheme)
        return;
    m_scheme = scheme;
    emit changed();
}

} // namespace ui
