#include "app/gui/command_line.h"
#include "app/gui/gantt_export.h"
#include "app/gui/main_window.h"
#include "app/gui/screenshot.h"

#include <QApplication>
#include <QDockWidget>
#include <QIcon>
#include <QSettings>
#include <QTemporaryDir>

#include <cstdio>

namespace {

enum ExitCode { Done = 0, Refused = 1, Usage = 2 };

bool hasDisplay()
{
    return !qEnvironmentVariableIsEmpty("DISPLAY") || !qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY")
        || !qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM");
}

QStringList textsOf(int argc, char** argv)
{
    QStringList result;
    for (int i = 0; i < argc; ++i)
        result << QString::fromLocal8Bit(argv[i]);
    return result;
}

int writeAll(const std::vector<core::Error>& errors)
{
    for (const core::Error& error : errors)
        std::fprintf(stderr, "clusterloom: %s\n", core::describe(error).c_str());
    return errors.empty() ? Done : Refused;
}

/// Says what there is instead if there is no `name`.
bool select(ui::Session& session, const std::string& name)
{
    for (const ui::Element& element : {ui::Element(core::NodeId {name}), ui::Element(core::SwitchId {name}), ui::Element(core::LinkId {name}),
             ui::Element(core::GroupId {name}), ui::Element(ui::NodeMember {name})})
        if (ui::exists(session.project(), element)) {
            session.selection().select(element);
            return true;
        }
    std::string known;
    if (const auto& cluster = session.project().cluster) {
        const auto tell = [&known](const auto& elements) {
            for (const auto& element : elements)
                known += (known.empty() ? "" : ", ") + element.id.text;
        };
        tell(cluster->nodes);
        tell(cluster->switches);
        tell(cluster->links);
        tell(cluster->groups);
    }
    std::fprintf(stderr, "clusterloom: there is no \"%s\" to select; there is: %s\n", name.c_str(), known.empty() ? "nothing" : known.c_str());
    return false;
}

/// Says which panes there are if there is no `name`.
bool raisePane(app::MainWindow& window, const QString& name)
{
    const QString ending = QStringLiteral("Pane");
    QStringList known;
    for (QDockWidget* pane : window.findChildren<QDockWidget*>()) {
        const QString paneName = pane->objectName().chopped(ending.size());
        if (paneName == name) {
            pane->show();
            pane->raise();
            return true;
        }
        known << paneName;
    }
    known.sort();
    std::fprintf(stderr, "clusterloom: there is no pane \"%s\"; there are: %s\n", qPrintable(name), qPrintable(known.join(QStringLiteral(", "))));
    return false;
}

int runWindow(const app::CommandLine& wanted)
{
    const bool picture = !wanted.screenshot.isEmpty();
    const QTemporaryDir nowhere; // pictures do not depend on whose settings there are
    QSettings stored;
    QSettings forgotten(nowhere.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
    QSettings& settings = picture ? forgotten : stored;
    ui::Theme theme;
    theme.setChoice(wanted.scheme.value_or(
        static_cast<ui::SchemeChoice>(settings.value(QStringLiteral("scheme"), 0).toInt())));
    app::MainWindow window(theme, settings);
    if (picture)
        window.resize(wanted.size);
    window.show();
    if (!wanted.file.isEmpty() && window.openFile(wanted.file) && !wanted.plan.isEmpty()) {
        window.session().setPlan(wanted.plan.toStdString());
        window.session().simulate();
    }
    if (!wanted.pane.isEmpty() && !raisePane(window, wanted.pane))
        return Usage;
    if (!wanted.select.isEmpty() && !select(window.session(), wanted.select.toStdString()))
        return Usage;
    if (picture)
        new app::Screenshot(window, wanted.screenshot, wanted.at);
    return QApplication::exec();
}

} // namespace

int main(int argc, char** argv)
{
    const auto wanted = app::parseCommandLine(textsOf(argc, argv));
    if (!wanted) {
        std::fprintf(stderr, "clusterloom: %s\nTry clusterloom --help.\n", core::describe(wanted.error()).c_str());
        return Usage;
    }
    if (wanted->version) {
        std::printf("clusterloom %s\n", CLUSTERLOOM_VERSION);
        return Done;
    }
    const bool needsWindow = wanted->exportTo.isEmpty() && wanted->screenshot.isEmpty() && !wanted->help;
    if (!hasDisplay() && needsWindow) {
        std::fprintf(stderr, "clusterloom: there is no display to open a window on; use --export F.svg FILE, or clusterloom-cli\n");
        return Refused;
    }
    if (!hasDisplay())
        qputenv("QT_QPA_PLATFORM", "offscreen"); // else Qt aborts
    QApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("Clusterloom"));
    QApplication::setApplicationName(QStringLiteral("Clusterloom"));
    QApplication::setDesktopFileName(QStringLiteral("clusterloom"));
    QApplication::setWindowIcon(QIcon(QStringLiteral(":/clusterloom.svg")));
    if (wanted->help) {
        std::printf("%s", qPrintable(app::helpText()));
        return Done;
    }
    if (!wanted->exportTo.isEmpty())
        return writeAll(app::exportGantt(wanted->file, wanted->exportTo, wanted->plan));
    return runWindow(*wanted);
}
