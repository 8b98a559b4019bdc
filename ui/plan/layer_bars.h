#pragma once

#include "ui/plan/plan_outline.h"

#include <QWidget>

#include <optional>

namespace ui {

/// The model as a bar for each pipeline, cut into its stages: who runs which layers, how long they compute and whether
/// they fit. A boundary is dragged, or moved with Ctrl+Left and Ctrl+Right; a stage is dragged onto a node.
class LayerBars : public QWidget
{
    Q_OBJECT
public:
    explicit LayerBars(Session& session, QWidget* parent = nullptr);

    /// Where the boundary behind a chunk of a row is drawn, for tests and for keyboards.
    QRect handle(int row, int position) const;
    int rows() const { return static_cast<int>(m_rows.size()); }

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

private:
    struct Chunk
    {
        core::UnitRange units;
        const core::StageEstimate* stage;
    };
    struct Row
    {
        int pipeline = 0;
        int replicas = 1;
        std::vector<Chunk> chunks; ///< in the order of the model
    };
    struct Place
    {
        int row = 0;
        int position = 0; ///< of a chunk, or of the one before a boundary
    };

    void rebuild();
    QRect barOf(int row) const;
    QRect chunkRect(int row, const Chunk& chunk) const;
    double xOf(int unit) const;
    int unitAt(int x) const;
    std::optional<Place> boundaryAt(QPoint at) const;
    std::optional<Place> chunkAt(QPoint at) const;
    void moveBoundary(Place boundary, int unit);
    void putStage(const core::StageEstimate& stage, const std::string& host);
    void startStageDrag(Place chunk);
    void paintRow(QPainter& painter, int row) const;
    void paintChunk(QPainter& painter, int row, const Chunk& chunk) const;
    QString factsOf(const Row& row, const Chunk& chunk) const;
    QString gestureKey() const;

    Session& m_session;
    PlanOutliner m_outliner;
    std::shared_ptr<const PlanOutline> m_shown;
    std::vector<Row> m_rows;
    core::Nanoseconds m_longest; ///< computing of the slowest stage
    std::optional<Place> m_dragged;  ///< a boundary
    std::optional<Place> m_pressed;  ///< a chunk, before it is dragged
    std::optional<Place> m_hot;      ///< the boundary under the mouse, or of the keyboard
    QPoint m_pressedAt;
    int m_gesture = 0;
};

} // namespace ui
