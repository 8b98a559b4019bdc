#include "core/results/gantt_picture.h"
#include "core/results/svg.h"
#include "core/results/text_width.h"
#include "tests/support/registry.h"
#include "tests/support/timelines.h"
#include "ui/widgets/colours.h"
#include "ui/widgets/picture_painter.h"

#include <QFile>
#include <QFontMetricsF>
#include <QImage>
#include <QPainter>
#include <QRawFont>
#include <QSvgRenderer>
#include <QTemporaryDir>

class TestPicturePainter : public QObject
{
    Q_OBJECT

    static core::Picture small()
    {
        core::Timeline timeline = support::pipelineTimeline(4, 8);
        const core::Nanoseconds half(timeline.period.count / 2);
        timeline.memory[0].weights = core::Bytes(10);
        timeline.memory[0].steps = {{half, core::Bytes(10)}};
        core::LinkUse link {"wan", "wan forward", core::BytesPerSecond(100), {}, {{half, {0}}}};
        link.use.used = {{core::Nanoseconds(0), core::BytesPerSecond(60)}, {half, core::BytesPerSecond(40)}};
        link.use.limit = {{core::Nanoseconds(0), core::BytesPerSecond(100)}, {half, core::BytesPerSecond(40)}};
        core::GanttView view;
        view.width = 900;
        view.title = "Even split";
        view.memory = true;
        view.links = std::span(&link, 1);
        return core::ganttPicture(timeline, view);
    }
    static QImage canvasOf(const core::Picture& picture)
    {
        return QImage(static_cast<int>(picture.width), static_cast<int>(picture.height), QImage::Format_RGB32);
    }

private slots:
    void painterAndSvgDrawTheSamePrimitives()
    {
        const core::Picture picture = small();
        const core::Palette& palette = core::builtInPalette(core::Scheme::Light);
        QImage painted = canvasOf(picture);
        {
            QPainter painter(&painted);
            ui::paintPicture(painter, picture, palette);
        }
        QImage rendered = canvasOf(picture);
        rendered.fill(Qt::magenta);
        {
            QSvgRenderer svg(QByteArray::fromStdString(core::svg(picture, palette)));
            QVERIFY(svg.isValid());
            QPainter painter(&rendered);
            svg.render(&painter);
        }
        int bars = 0;
        for (const core::Rectangle& rectangle : picture.rectangles) {
            const core::Box box = core::drawnBox(rectangle);
            if (!rectangle.bar || box.width < 6)
                continue;
            ++bars; // a point of the bar that no label covers
            const QPoint corner(static_cast<int>(box.x + 2), static_cast<int>(box.y + 2));
            QCOMPARE(QColor(painted.pixel(corner)), ui::qColor(palette[rectangle.role]));
            QCOMPARE(QColor(rendered.pixel(corner)), ui::qColor(palette[rectangle.role]));
        }
        QVERIFY(bars > 60);
        const core::Point& corner = picture.areas.at(0).outline.front(); // of what flows, to the right and above it
        const QPoint inside(static_cast<int>(corner.x + 3), static_cast<int>(corner.y - 3));
        QCOMPARE(QColor(painted.pixel(inside)), ui::qColor(palette[picture.areas[0].role]));
        QCOMPARE(QColor(rendered.pixel(inside)), ui::qColor(palette[picture.areas[0].role]));
        int different = 0;
        for (int y = 0; y < painted.height(); ++y)
            for (int x = 0; x < painted.width(); ++x) {
                const QColor a(painted.pixel(x, y)), b(rendered.pixel(x, y));
                if (std::abs(a.red() - b.red()) + std::abs(a.green() - b.green()) + std::abs(a.blue() - b.blue()) > 90)
                    ++different;
            }
        QVERIFY2(different < painted.width() * painted.height() / 100, QByteArray::number(different)); // glyph edges
    }
    void widthsAreThoseOfTheFont()
    {
        QFont font(QStringLiteral("DejaVu Sans"));
        font.setPixelSize(100);
        font.setHintingPreference(QFont::PreferNoHinting);
        font.setKerning(false);
        if (QFontInfo(font).family() != QLatin1String("DejaVu Sans"))
            QSKIP("DejaVu Sans is not installed");
        for (const char* words : {"F12", "n0:0-7", "stage 3", "12.5 \u00b5s", "\u00d764", "gr\u00f6\u00dfe"}) {
            const double width = QFontMetricsF(font).horizontalAdvance(QString::fromUtf8(words));
            QVERIFY2(std::abs(core::textWidth(words, 100) - width) < 0.01 * width, words);
        }
    }
    void exportsAreWrittenAndRead()
    {
        QTemporaryDir folder;
        const core::Palette& palette = core::builtInPalette(core::Scheme::Dark);
        const core::Picture picture = small();
        for (const char* name : {"a.svg", "a.png", "a.pdf"})
            QVERIFY(ui::exportPicture(folder.filePath(name), picture, palette));
        QCOMPARE(QImage(folder.filePath("a.png")).width(), 1800);
        QVERIFY(QSvgRenderer(folder.filePath("a.svg")).isValid());
        QFile pdf(folder.filePath("a.pdf"));
        QVERIFY(pdf.open(QIODevice::ReadOnly));
        QVERIFY(pdf.read(5) == "%PDF-");
        QVERIFY(!ui::exportPicture(folder.filePath("a.bmp"), picture, palette));
        QVERIFY(!ui::exportPicture(folder.filePath("none/a.svg"), picture, palette));
        if (const QByteArray keep = qgetenv("CLUSTERLOOM_SHOTS"); !keep.isEmpty()) {
            QVERIFY(ui::exportPicture(QString::fromLocal8Bit(keep) + "/picture.png", picture,
                core::builtInPalette(core::Scheme::Light)));
            QVERIFY(ui::exportPicture(QString::fromLocal8Bit(keep) + "/picture-dark.png", picture, palette));
        }
    }
};
CLUSTERLOOM_TEST(TestPicturePainter)

#include "tst_picture_painter.moc"
