#include "ui/widgets/icons.h"

#include <QString>

// Outside any namespace: the macro declares a function of the compiled resource.
static void initialiseIcons() { Q_INIT_RESOURCE(icons); }

namespace ui {

QIcon icon(const char* name) { return QIcon::fromTheme(QString::fromLatin1(name)); }

void useIconTheme(bool dark)
{
    initialiseIcons();
    QIcon::setThemeSearchPaths({QStringLiteral(":/icons")});
    QIcon::setThemeName(dark ? QStringLiteral("breeze-dark") : QStringLiteral("breeze"));
}

} // namespace ui
