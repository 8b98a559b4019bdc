#pragma once

#include "core/base/result.h"
#include "core/base/units.h"
#include "ui/widgets/theme.h"

#include <QSize>
#include <QString>
#include <QStringList>

#include <optional>

namespace app {

/// What the program was asked for.
struct CommandLine
{
    QString file;       ///< empty: none
    QString exportTo;   ///< not empty: write the Gantt there, without a window
    QString plan;       ///< empty: the first
    QString screenshot; ///< not empty: write a picture of the window there
    QString pane;       ///< in front in the picture, as "scenario"; empty: as the window opens
    QString select;     ///< an element by its name
    core::Nanoseconds at; ///< of the playhead in the picture
    std::optional<ui::SchemeChoice> scheme;
    QSize size {1600, 1000}; ///< of the window in the picture
    bool help = false;
    bool version = false;
};

/// `arguments` begins with the program's name. An error is a matter of usage.
core::Result<CommandLine> parseCommandLine(const QStringList& arguments);
QString helpText();

} // namespace app
