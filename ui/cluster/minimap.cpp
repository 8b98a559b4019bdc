#include "ui/cluster/minimap.h"

#include "ui/cluster/miniature.h"
#include "ui/widgets/colours.h"

#include <QGraphicsView>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace ui {
namespace minimap {

constexpr QSize most {200, 140};
constexpr int inset = 8;
constexpr int fromEdge = 16;

} // namespace minimap

Minimap::Minimap(const ClusterScene& scene, QGraphicsView& view) : QWidget(&view), m_scene(scene), m_view(view)
{
    setObjectName(QStringLiteral("minimap"));
    setAccessibleName(tr("Minimap; the outline lists the same"));
    setCursor(Qt::PointingHandCursor);
    hide();
    connect(&scene, &ClusterScene::rebuilt, this, [this] {
        m_drawn = {};
        follow();
    });
    connect(&Colours::instance(), &Colours::changed, this, [this] {
        m_drawn = {};
        update();
    });
}

QRectF Minimap::seen() const { return m_view.mapToScene(m_view.viewport()->rect()).boundingRect(); }

QTransform Minimap::transform() const
{
    return miniatureTransform(m_scene.still().box, QRectF(rect()).adjusted(minimap::inset, minimap::inset, -minimap::inset, -minimap::inset));
}

void Minimap::follow()
{
    const QRectF box = m_scene.still().box;
    const bool wanted = !box.isEmpty() && !seen().contains(box);
    setVisible(wanted);
    if (!wanted)
        return;
    const double scale = std::min(minimap::most.width() / box.width(), minimap::most.height() / box.height());
    const QSize size(std::max(64, static_cast<int>(box.width() * scale)) + 2 * minimap::inset, std::max(48, static_cast<int>(box.height() * scale)) + 2 * minimap::inset);
    const QRect place(QPoint(m_view.width() - size.width() - minimap::fromEdge, m_view.height() - size.height() - minimap::fromEdge), size);
    if (place != geometry()) {
        m_drawn = {};
        setGeometry(place);
    }
    update();
}

void Minimap::redraw()
{
    m_drawn = QPixmap(size() * devicePixelRatioF());
    m_drawn.setDevicePixelRatio(devicePixelRatioF());
    m_drawn.fill(Qt::transparent);
    QPainter painter(&m_drawn);
    painter.setRenderHint(QPainter::Antialiasing);
    QColor background = colour(core::ColourRole::Raised);
    background.setAlphaF(0.94F);
    painter.setPen(colour(core::ColourRole::Border));
    painter.setBrush(background);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
    paintMiniature(painter, m_scene.still(), transform());
}

void Minimap::paintEvent(QPaintEvent*)
{
    if (m_drawn.isNull())
        redraw();
    QPainter painter(this);
    painter.drawPixmap(0, 0, m_drawn);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF frame = transform().mapRect(seen()).intersected(QRectF(rect()).adjusted(2, 2, -2, -2));
    QColor tint = colour(core::ColourRole::Accent);
    painter.setPen(QPen(tint, 1.5));
    tint.setAlphaF(0.10F);
    painter.setBrush(tint);
    painter.drawRoundedRect(frame, 2, 2);
}

void Minimap::go(QPointF at) { m_view.centerOn(transform().inverted().map(at)); }

void Minimap::mousePressEvent(QMouseEvent* event) { go(event->position()); }

void Minimap::mouseMoveEvent(QMouseEvent* event)
{
    if (event->buttons() & Qt::LeftButton)
        go(event->position());
}

} // namespace ui
