#include "ui/plan/layer_bars.h"

#include "core/simulate/plan_edits.h"
#include "ui/plan/plan_rows.h"
#include "ui/session/stage_move.h"
#include "ui/widgets/colours.h"
#include "ui/widgets/format.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QDrag>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QMimeData>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace ui {
namespace layer_bars {

constexpr int margin = 8;
constexpr int titleHeight = 18;
constexpr int barHeight = 30;
constexpr int loadHeight = 4; ///< how long a stage computes, beside the slowest
constexpr int rowHeight = titleHeight + barHeight + 2 + loadHeight + 14;
constexpr int grip = 5;       ///< pixels to both sides of a boundary

QString stageName(const core::ResolvedPlan& plan, const core::StageEstimate& stage)
{
    QStringList names;
    for (const std::string& name : core::devicesNamed(stage.ranks, plan.cluster))
        names << text(name);
    return names.join(QStringLiteral(", "));
}

QColor inkOn(const QColor& fill) { return colour(fill.lightnessF() > 0.55 ? core::ColourRole::OnBright : core::ColourRole::OnDeep); }

} // namespace layer_bars

LayerBars::LayerBars(Session& session, QWidget* parent) : QWidget(parent), m_session(session), m_outliner(session)
{
    setObjectName(QStringLiteral("layerBars"));
    setAccessibleName(tr("Layers by stage"));
    setAccessibleDescription(tr("Arrows choose a boundary between stages, Ctrl with Left or Right moves it"));
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    connect(&m_outliner, &PlanOutliner::changed, this, &LayerBars::rebuild);
    connect(&Colours::instance(), &Colours::changed, this, qOverload<>(&QWidget::update));
}

void LayerBars::rebuild()
{
    m_shown = m_outliner.outline();
    m_rows.clear();
    m_longest = {};
    if (m_shown)
        for (const core::StageEstimate& stage : m_shown->stages) {
            if (m_rows.empty() || m_rows.back().pipeline != stage.pipeline)
                m_rows.push_back({stage.pipeline, stage.replicas, {}});
            for (const core::UnitRange& units : stage.chunks)
                m_rows.back().chunks.push_back({units, &stage});
            m_longest = std::max(m_longest, stage.computing);
        }
    for (Row& row : m_rows)
        std::sort(row.chunks.begin(), row.chunks.end(), [](const Chunk& a, const Chunk& b) { return a.units < b.units; });
    const auto exists = [this](Place place) {
        return place.row < rows() && place.position + 1 < static_cast<int>(m_rows[static_cast<std::size_t>(place.row)].chunks.size());
    };
    if (m_hot && !exists(*m_hot))
        m_hot.reset();
    if (m_dragged && !exists(*m_dragged))
        m_dragged.reset();
    setMinimumHeight(sizeHint().height());
    updateGeometry();
    update();
}

QSize LayerBars::sizeHint() const
{
    const int shown = m_rows.empty() ? 1 : rows();
    return {320, 2 * layer_bars::margin + shown * layer_bars::rowHeight};
}

QRect LayerBars::barOf(int row) const
{
    const int top = layer_bars::margin + row * layer_bars::rowHeight + layer_bars::titleHeight;
    return {layer_bars::margin, top, width() - 2 * layer_bars::margin, layer_bars::barHeight};
}

double LayerBars::xOf(int unit) const
{
    return layer_bars::margin + static_cast<double>(width() - 2 * layer_bars::margin) * unit / m_shown->plan.model.units();
}

int LayerBars::unitAt(int x) const
{
    const double wide = std::max(1, width() - 2 * layer_bars::margin);
    return static_cast<int>(std::lround((x - layer_bars::margin) * m_shown->plan.model.units() / wide));
}

QRect LayerBars::chunkRect(int row, const Chunk& chunk) const
{
    QRect rect = barOf(row);
    rect.setLeft(static_cast<int>(std::lround(xOf(chunk.units.first))) + 1);
    rect.setRight(static_cast<int>(std::lround(xOf(chunk.units.end))) - 2);
    return rect;
}

QRect LayerBars::handle(int row, int position) const
{
    const Chunk& chunk = m_rows[static_cast<std::size_t>(row)].chunks[static_cast<std::size_t>(position)];
    const QRect bar = barOf(row);
    return {static_cast<int>(std::lround(xOf(chunk.units.end))) - layer_bars::grip, bar.top(), 2 * layer_bars::grip, bar.height()};
}

std::optional<LayerBars::Place> LayerBars::boundaryAt(QPoint at) const
{
    for (int row = 0; row < rows(); ++row)
        for (int position = 0; position + 1 < static_cast<int>(m_rows[static_cast<std::size_t>(row)].chunks.size()); ++position)
            if (handle(row, position).contains(at))
                return Place {row, position};
    return std::nullopt;
}

std::optional<LayerBars::Place> LayerBars::chunkAt(QPoint at) const
{
    for (int row = 0; row < rows(); ++row) {
        const auto& chunks = m_rows[static_cast<std::size_t>(row)].chunks;
        for (std::size_t i = 0; i < chunks.size(); ++i)
            if (chunkRect(row, chunks[i]).contains(at))
                return Place {row, static_cast<int>(i)};
    }
    return std::nullopt;
}

QString LayerBars::gestureKey() const { return QStringLiteral("layer-boundary-%1").arg(m_gesture); }

void LayerBars::moveBoundary(Place boundary, int unit)
{
    const Row& row = m_rows[static_cast<std::size_t>(boundary.row)];
    const auto& chunks = row.chunks;
    const int least = chunks[static_cast<std::size_t>(boundary.position)].units.first + 1;
    const int most = chunks[static_cast<std::size_t>(boundary.position) + 1].units.end - 1;
    unit = std::clamp(unit, least, most);
    if (unit == chunks[static_cast<std::size_t>(boundary.position)].units.end)
        return;
    const std::string name = m_session.plan();
    const core::PlanGround ground {m_shown->plan.cluster, m_shown->plan.model, *m_session.project().training};
    m_session.edit(tr("Move a boundary of %1").arg(text(name)), [&](core::Project& project) {
        const std::size_t index = core::indexOfPlan(project, name);
        if (auto cut = core::withBoundary(project.plans[index], ground, row.pipeline, boundary.position, unit))
            project.plans.set(index, std::move(*cut));
    }, gestureKey());
}

void LayerBars::putStage(const core::StageEstimate& stage, const std::string& host)
{
    const DraggedStage dragged {stage.pipeline, stage.stage};
    if (const auto move = stageMove(m_session, dragged, host))
        ui::putStage(m_session, dragged, host, *move);
}

void LayerBars::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || !m_shown)
        return;
    m_pressedAt = event->pos();
    m_dragged = m_hot = boundaryAt(event->pos());
    m_pressed = m_dragged ? std::nullopt : chunkAt(event->pos());
    ++m_gesture;
    update();
}

void LayerBars::mouseMoveEvent(QMouseEvent* event)
{
    if (m_dragged) {
        moveBoundary(*m_dragged, unitAt(event->pos().x()));
        return;
    }
    if (m_pressed && (event->pos() - m_pressedAt).manhattanLength() >= QApplication::startDragDistance()) {
        startStageDrag(*m_pressed);
        return;
    }
    if (event->buttons())
        return;
    m_hot = boundaryAt(event->pos());
    setCursor(m_hot ? Qt::SplitHCursor : chunkAt(event->pos()) ? Qt::OpenHandCursor : Qt::ArrowCursor);
    update();
}

void LayerBars::mouseReleaseEvent(QMouseEvent*)
{
    m_dragged.reset();
    m_pressed.reset();
    update();
}

void LayerBars::startStageDrag(Place place)
{
    const core::StageEstimate& stage = *m_rows[static_cast<std::size_t>(place.row)].chunks[static_cast<std::size_t>(place.position)].stage;
    m_pressed.reset();
    auto* stageData = new QMimeData;
    stageData->setData(QLatin1String(DraggedStage::mimeType), DraggedStage {stage.pipeline, stage.stage}.data());
    auto* drag = new QDrag(this);
    drag->setMimeData(stageData);
    drag->exec(Qt::MoveAction);
}

void LayerBars::contextMenuEvent(QContextMenuEvent* event)
{
    const auto place = chunkAt(event->pos());
    if (!place)
        return;
    const core::StageEstimate stage = *m_rows[static_cast<std::size_t>(place->row)].chunks[static_cast<std::size_t>(place->position)].stage;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QMenu* on = menu->addMenu(tr("Put stage %1 on").arg(stage.stage));
    for (const core::Host& host : m_shown->plan.cluster.hosts) {
        if (on->actions().size() >= 40)
            break;
        QAction* action = on->addAction(text(host.name), this, [this, stage, name = host.name] { putStage(stage, name); });
        action->setEnabled(host.devices >= static_cast<int>(stage.ranks.size()));
    }
    menu->popup(event->globalPos());
}

void LayerBars::keyPressEvent(QKeyEvent* event)
{
    const bool sideways = event->key() == Qt::Key_Left || event->key() == Qt::Key_Right;
    const int step = event->key() == Qt::Key_Left ? -1 : 1;
    if (!m_hot && !m_rows.empty() && m_rows.front().chunks.size() > 1)
        m_hot = Place {};
    if (!m_hot || (!sideways && event->key() != Qt::Key_Up && event->key() != Qt::Key_Down)) {
        QWidget::keyPressEvent(event);
        return;
    }
    const auto boundaries = [this](int row) { return static_cast<int>(m_rows[static_cast<std::size_t>(row)].chunks.size()) - 1; };
    if (sideways && event->modifiers() & Qt::ControlModifier) {
        m_gesture += event->isAutoRepeat() ? 0 : 1;
        const Chunk& left = m_rows[static_cast<std::size_t>(m_hot->row)].chunks[static_cast<std::size_t>(m_hot->position)];
        moveBoundary(*m_hot, left.units.end + step);
    } else if (sideways) {
        m_hot->position = std::clamp(m_hot->position + step, 0, boundaries(m_hot->row) - 1);
    } else {
        const int row = std::clamp(m_hot->row + (event->key() == Qt::Key_Up ? -1 : 1), 0, rows() - 1);
        if (boundaries(row) > 0)
            m_hot = Place {row, std::min(m_hot->position, boundaries(row) - 1)};
    }
    update();
}

bool LayerBars::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const QPoint at = static_cast<QHelpEvent*>(event)->pos();
        const auto place = chunkAt(at);
        if (place) {
            const Row& row = m_rows[static_cast<std::size_t>(place->row)];
            QToolTip::showText(static_cast<QHelpEvent*>(event)->globalPos(), factsOf(row, row.chunks[static_cast<std::size_t>(place->position)]), this);
        } else {
            QToolTip::hideText();
        }
        return true;
    }
    return QWidget::event(event);
}

QString LayerBars::factsOf(const Row& row, const Chunk& chunk) const
{
    const core::StageEstimate& stage = *chunk.stage;
    QString facts = tr("Pipeline %1, stage %2 on %3\nunits %4 to %5\ncomputes %6 an iteration\nneeds %7 of %8")
                        .arg(row.pipeline).arg(stage.stage).arg(layer_bars::stageName(m_shown->plan, stage))
                        .arg(chunk.units.first).arg(chunk.units.end - 1)
                        .arg(text(core::seconds(stage.computing)), text(stage.peak), text(stage.limit));
    if (!stage.fits())
        facts += tr("\n%1 too much").arg(text(stage.peak - stage.limit));
    return facts;
}

void LayerBars::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (!m_shown || m_rows.empty()) {
        painter.setPen(colour(core::ColourRole::MutedText));
        painter.drawText(rect().adjusted(8, 8, -8, -8), Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap,
            m_shown ? m_shown->problem : tr("Make a plan or search for one to divide the model here."));
        return;
    }
    for (int row = 0; row < rows(); ++row)
        paintRow(painter, row);
}

void LayerBars::paintRow(QPainter& painter, int index) const
{
    const Row& row = m_rows[static_cast<std::size_t>(index)];
    const core::PlacedPipeline& placed = m_shown->plan.placement.pipelines[static_cast<std::size_t>(row.pipeline)];
    QString title = tr("Pipeline %1").arg(row.pipeline);
    if (row.replicas > 1)
        title += tr(" and %1 alike").arg(row.replicas - 1);
    title += tr(" · %1 × %2").arg(counted(placed.microBatches, tr("micro-batch"), tr("micro-batches")), counted(placed.microBatch, tr("sample"), tr("samples")));
    painter.setPen(colour(core::ColourRole::MutedText));
    const QRect bar = barOf(index);
    painter.drawText(QRect(bar.left(), bar.top() - layer_bars::titleHeight, bar.width(), layer_bars::titleHeight - 2), Qt::AlignLeft | Qt::AlignBottom, title);
    for (const Chunk& chunk : row.chunks)
        paintChunk(painter, index, chunk);
    if (m_hot && m_hot->row == index && (hasFocus() || underMouse())) {
        const QRect grip = handle(index, m_hot->position);
        painter.setPen(Qt::NoPen);
        painter.setBrush(colour(core::ColourRole::Accent));
        painter.drawRoundedRect(QRectF(grip.center().x() - 1, grip.top() - 3, 4, grip.height() + 6), 2, 2);
    }
}

void LayerBars::paintChunk(QPainter& painter, int row, const Chunk& chunk) const
{
    const core::StageEstimate& stage = *chunk.stage;
    const QRect rect = chunkRect(row, chunk);
    const QColor fill = colour(core::hueRole(m_shown->plan.cluster.hostOf(stage.ranks.front()).kind));
    painter.setPen(stage.fits() ? QPen(Qt::NoPen) : QPen(colour(core::ColourRole::Error), 2));
    painter.setBrush(fill);
    painter.drawRoundedRect(rect, 3, 3);
    painter.setPen(layer_bars::inkOn(fill));
    const QRect inside = rect.adjusted(6, 0, -6, 0);
    const QString name = layer_bars::stageName(m_shown->plan, stage);
    const QString units = QStringLiteral("%1–%2").arg(chunk.units.first).arg(chunk.units.end - 1);
    for (const QString& words : {name + QStringLiteral("   ") + units, name, units, count(stage.stage)})
        if (painter.fontMetrics().horizontalAdvance(words) <= inside.width()) {
            painter.drawText(inside, Qt::AlignCenter, words);
            break;
        }
    const double share = m_longest.count > 0 ? static_cast<double>(stage.computing.count) / static_cast<double>(m_longest.count) : 0;
    const QRectF load(rect.left(), rect.bottom() + 3, rect.width() + 1, layer_bars::loadHeight);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour(core::ColourRole::Grid));
    painter.drawRoundedRect(load, 2, 2);
    painter.setBrush(colour(stage.fits() ? core::ColourRole::MutedText : core::ColourRole::Error));
    painter.drawRoundedRect(QRectF(load.left(), load.top(), load.width() * share, load.height()), 2, 2);
    const QString memory = tr("%1 · %2").arg(text(core::seconds(stage.computing)), stage.fits() ? text(stage.peak) : tr("%1 too much").arg(text(stage.peak - stage.limit)));
    if (painter.fontMetrics().horizontalAdvance(memory) <= rect.width()) {
        painter.setPen(colour(stage.fits() ? core::ColourRole::MutedText : core::ColourRole::Error));
        painter.drawText(QRectF(rect.left(), load.bottom() + 1, rect.width(), 14), Qt::AlignCenter, memory);
    }
}

} // namespace ui
