#include "ui/widgets/picture_painter.h"

#include "core/results/svg.h"
#include "ui/widgets/colours.h"

#include <QFileInfo>
#include <QImage>
#include <QPageLayout>
#include <QPainter>
#include <QPdfWriter>
#include <QSaveFile>

#include <algorithm>
#include <cmath>
#include <functional>

namespace ui {
namespace picture_painter {

QRectF rect(const core::Box& box) { return {box.x, box.y, box.width, box.height}; }
QPointF point(const core::Point& at) { return {at.x, at.y}; }

void paintArea(QPainter& painter, const core::Area& area, const core::Palette& palette)
{
    QPolygonF polygon;
    for (const core::Point& at : area.outline)
        polygon << point(at);
    painter.setPen(Qt::NoPen);
    painter.setBrush(qColor(palette[area.role]));
    painter.drawPolygon(polygon);
}

void paintLines(QPainter& painter, const std::vector<core::Line>& lines, const core::Palette& palette)
{
    for (const core::Line& line : lines) {
        painter.setPen(QPen(qColor(palette[line.role]), line.width, Qt::SolidLine, Qt::FlatCap));
        painter.drawLine(point(line.from), point(line.to));
    }
}

void paintText(QPainter& painter, const core::Text& text, const core::Palette& palette)
{
    QFont font(QStringLiteral("DejaVu Sans"));
    font.setPixelSize(static_cast<int>(std::lround(text.size)));
    font.setBold(text.strong);
    painter.setFont(font);
    painter.setPen(qColor(core::colourOf(text, palette)));
    const QString words = QString::fromStdString(text.text);
    const double width = QFontMetricsF(font, painter.device()).horizontalAdvance(words);
    const double share = text.anchor == core::Anchor::Start ? 0 : text.anchor == core::Anchor::Middle ? 0.5 : 1;
    painter.drawText(QPointF(text.at.x - width * share, text.at.y), words);
}

core::Error failure(const QString& file, const QString& why)
{
    return {why.toStdString(), file.toStdString(), {}, {}};
}

core::Result<void> write(const QString& file, const std::function<bool(QSaveFile&)>& content)
{
    QSaveFile out(file);
    if (!out.open(QIODevice::WriteOnly))
        return failure(file, out.errorString());
    if (!content(out) || !out.commit())
        return failure(file, QStringLiteral("could not be written"));
    return {};
}

bool writePng(QSaveFile& out, const core::Picture& picture, const core::Palette& palette)
{
    constexpr double most = 16'000;
    const double scale = std::min({2.0, most / picture.width, most / picture.height});
    QImage image(std::max(1, static_cast<int>(picture.width * scale)),
        std::max(1, static_cast<int>(picture.height * scale)), QImage::Format_RGB32);
    if (image.isNull())
        return false;
    image.fill(qColor(palette[picture.background]));
    QPainter painter(&image);
    painter.scale(scale, scale);
    paintPicture(painter, picture, palette);
    painter.end();
    return image.save(&out, "PNG");
}

bool writePdf(QSaveFile& out, const core::Picture& picture, const core::Palette& palette)
{
    constexpr double pixelsPerPoint = 96.0 / 72.0;
    QPdfWriter writer(&out);
    writer.setCreator(QStringLiteral("Clusterloom"));
    const QSizeF points(picture.width / pixelsPerPoint, picture.height / pixelsPerPoint);
    writer.setPageLayout(QPageLayout(QPageSize(points, QPageSize::Point, {}, QPageSize::ExactMatch),
        QPageLayout::Portrait, QMarginsF()));
    QPainter painter(&writer);
    const double scale = writer.resolution() / 96.0;
    painter.scale(scale, scale);
    paintPicture(painter, picture, palette);
    return painter.end();
}

} // namespace picture_painter

void paintPicture(QPainter& painter, const core::Picture& picture, const core::Palette& palette)
{
    using namespace picture_painter;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(QRectF(0, 0, picture.width, picture.height), qColor(palette[picture.background]));
    for (const core::Rectangle& rectangle : picture.rectangles)
        painter.fillRect(rect(core::drawnBox(rectangle)), qColor(palette[rectangle.role]));
    for (const core::Area& area : picture.areas)
        paintArea(painter, area, palette);
    for (const core::Hatch& hatch : picture.hatches)
        paintLines(painter, core::strokesOf(hatch), palette);
    paintLines(painter, picture.lines, palette);
    for (const core::Text& text : picture.texts)
        paintText(painter, text, palette);
    painter.restore();
}

core::Result<void> exportPicture(const QString& file, const core::Picture& picture, const core::Palette& palette)
{
    using namespace picture_painter;
    const QString suffix = QFileInfo(file).suffix().toLower();
    if (suffix == QLatin1String("svg"))
        return write(file, [&](QSaveFile& out) {
            const std::string text = core::svg(picture, palette);
            return out.write(text.data(), static_cast<qint64>(text.size())) == static_cast<qint64>(text.size());
        });
    if (suffix == QLatin1String("png"))
        return write(file, [&](QSaveFile& out) { return writePng(out, picture, palette); });
    if (suffix == QLatin1String("pdf"))
        return write(file, [&](QSaveFile& out) { return writePdf(out, picture, palette); });
    return core::Error {"this kind of file cannot be written", file.toStdString(), "a name that ends in .svg, .pdf or .png", {}};
}

} // namespace ui
