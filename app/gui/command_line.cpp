#include "app/gui/command_line.h"

#include "core/base/quantity.h"

#include <QCommandLineParser>

namespace app {

namespace command_line {

struct Options
{
    QCommandLineOption exportTo {QStringLiteral("export"), QStringLiteral("Write the Gantt as SVG, PDF or PNG, without a window."), QStringLiteral("F.svg")};
    QCommandLineOption plan {QStringLiteral("plan"), QStringLiteral("The plan to show; the first unless given."), QStringLiteral("NAME")};
    QCommandLineOption screenshot {QStringLiteral("screenshot"), QStringLiteral("Write a picture of the window, then end."), QStringLiteral("F.png")};
    QCommandLineOption scheme {QStringLiteral("scheme"), QStringLiteral("Colours: system, light or dark."), QStringLiteral("SCHEME")};
    QCommandLineOption size {QStringLiteral("size"), QStringLiteral("Size of the window in the picture, as 1600x1000."), QStringLiteral("WxH")};
    QCommandLineOption pane {QStringLiteral("pane"), QStringLiteral("The pane in front in the picture, as scenario or sensitivity."), QStringLiteral("NAME")};
    QCommandLineOption at {QStringLiteral("at"), QStringLiteral("Where the playhead is in the picture, as \"12 s\"."), QStringLiteral("TIME")};
    QCommandLineOption select {QStringLiteral("select"), QStringLiteral("What is selected in the picture: a node, switch, link or group."), QStringLiteral("NAME")};
    QCommandLineOption help {{QStringLiteral("h"), QStringLiteral("help")}, QStringLiteral("Show this help.")};
    QCommandLineOption version {{QStringLiteral("v"), QStringLiteral("version")}, QStringLiteral("Show the version.")};
};

void describe(QCommandLineParser& parser, const Options& options)
{
    parser.setApplicationDescription(QStringLiteral("Draws clusters of unlike GPUs, simulates training plans and shows their timelines."));
    parser.addPositionalArgument(QStringLiteral("FILE"), QStringLiteral("A project, *.loom."), QStringLiteral("[FILE]"));
    parser.addOptions({options.exportTo, options.plan, options.screenshot, options.scheme, options.size, options.pane, options.at, options.select,
        options.help, options.version});
}

core::Error usage(const QString& message, const QString& expected = {})
{
    return {message.toStdString(), {}, expected.toStdString(), {}};
}

core::Result<std::optional<ui::SchemeChoice>> schemeNamed(const QString& name)
{
    if (name.isEmpty())
        return std::optional<ui::SchemeChoice>();
    if (name == QLatin1String("system"))
        return std::optional(ui::SchemeChoice::System);
    if (name == QLatin1String("light"))
        return std::optional(ui::SchemeChoice::Light);
    if (name == QLatin1String("dark"))
        return std::optional(ui::SchemeChoice::Dark);
    return usage(QStringLiteral("there is no scheme \"%1\"").arg(name), QStringLiteral("system, light or dark"));
}

core::Result<QSize> sizeFrom(const QString& words)
{
    const QStringList parts = words.split(QLatin1Char('x'));
    const QSize result = parts.size() == 2 ? QSize(parts[0].toInt(), parts[1].toInt()) : QSize();
    constexpr int least = 320;
    constexpr int most = 16384;
    if (result.width() < least || result.height() < least || result.width() > most || result.height() > most)
        return usage(QStringLiteral("\"%1\" is no size of a window").arg(words), QStringLiteral("as 1600x1000, each from 320 to 16384"));
    return result;
}

} // namespace command_line

core::Result<CommandLine> parseCommandLine(const QStringList& arguments)
{
    const command_line::Options options;
    QCommandLineParser parser;
    command_line::describe(parser, options);
    if (!parser.parse(arguments))
        return command_line::usage(parser.errorText());
    CommandLine result;
    const QStringList files = parser.positionalArguments();
    if (files.size() > 1)
        return command_line::usage(QStringLiteral("%1 files were given").arg(files.size()), QStringLiteral("one project"));
    result.file = files.value(0);
    result.exportTo = parser.value(options.exportTo);
    result.plan = parser.value(options.plan);
    result.screenshot = parser.value(options.screenshot);
    result.help = parser.isSet(options.help);
    result.version = parser.isSet(options.version);
    const auto scheme = command_line::schemeNamed(parser.value(options.scheme));
    if (!scheme)
        return scheme.error();
    result.scheme = *scheme;
    if (parser.isSet(options.size)) {
        const auto size = command_line::sizeFrom(parser.value(options.size));
        if (!size)
            return size.error();
        result.size = *size;
    }
    result.pane = parser.value(options.pane);
    result.select = parser.value(options.select);
    if (parser.isSet(options.at)) {
        const auto at = core::parseQuantity<core::Seconds>(parser.value(options.at).toStdString());
        if (!at)
            return at.error();
        result.at = core::rounded(at->value);
    }
    if (parser.isSet(options.exportTo) && result.file.isEmpty())
        return command_line::usage(QStringLiteral("--export needs a project"), QStringLiteral("clusterloom --export F.svg FILE"));
    return result;
}

QString helpText()
{
    const command_line::Options options;
    QCommandLineParser parser;
    command_line::describe(parser, options);
    return parser.helpText();
}

} // namespace app
