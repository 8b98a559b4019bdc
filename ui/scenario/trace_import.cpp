#include "ui/scenario/trace_import.h"

#include "core/documents/scenario_trace.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace ui {
namespace trace_import {

constexpr qint64 largestFile = 256LL << 20;

core::Error refusal(const QString& what, const QString& file, const char* expected)
{
    return {what.toStdString(), QFileInfo(file).fileName().toStdString(), expected, {}};
}

QByteArray content(const QString& file)
{
    QFile in(file);
    return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
}

} // namespace trace_import

core::Result<std::string> importTrace(const QString& file, const QString& projectFile)
{
    using namespace trace_import;
    if (projectFile.isEmpty())
        return refusal(QStringLiteral("the project is on no file yet, so that a trace cannot lie beside it"), file, "a saved project (Ctrl+S)");
    const QFileInfo info(file);
    if (!info.isFile() || !info.isReadable() || info.size() > largestFile)
        return refusal(QStringLiteral("this is not a file that can be read"), file, "a CSV or Mahimahi trace of at most 256 MiB");
    const QByteArray bytes = content(file);
    const auto trace = core::parseTrace(std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())));
    if (!trace)
        return refusal(QString::fromStdString(trace.error().where + ": " + trace.error().message), file, "a CSV or Mahimahi trace");
    const QDir folder = QFileInfo(projectFile).absoluteDir();
    const QString inside = folder.relativeFilePath(info.absoluteFilePath());
    const bool quoted = inside.contains(QLatin1Char('"'));
    if (!inside.startsWith(QLatin1String("..")) && QDir::isRelativePath(inside) && !quoted)
        return inside.toStdString();
    QString name = info.fileName().remove(QLatin1Char('"'));
    for (int number = 2; QFile::exists(folder.filePath(name)) && content(folder.filePath(name)) != bytes; ++number)
        name = QStringLiteral("%1-%2.%3").arg(info.completeBaseName()).arg(number).arg(info.suffix());
    if (!QFile::exists(folder.filePath(name)) && !QFile::copy(file, folder.filePath(name)))
        return refusal(QStringLiteral("it could not be copied beside the project"), file, "a project folder with write permission");
    return name.toStdString();
}

} // namespace ui
