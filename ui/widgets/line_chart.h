#pragma once

#include "core/results/palette.h"

#include <QString>
#include <QWidget>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace ui {

/// Curves of numbers over numbers, with axes, a legend, and marks that can be clicked. Hides QCustomPlot.
class LineChart : public QWidget
{
    Q_OBJECT
public:
    struct Line
    {
        QString name;
        core::ColourRole role = core::ColourRole::Hue1;
        std::vector<std::optional<QPointF>> points {}; ///< none: a gap
        bool isFaint = false;                          ///< dashed: not a candidate
    };
    struct Mark
    {
        QPointF at;
        QString words;
    };
    struct Axis
    {
        QString name;
        std::function<QString(double)> words; ///< of a tick
    };
    explicit LineChart(QWidget* parent = nullptr);
    ~LineChart() override;

    void setAxes(Axis x, Axis y);
    void setEmptyText(const QString& words); ///< in place of axes without lines
    /// The value axis begins at 0.
    void setContent(std::vector<Line> lines, std::vector<Mark> marks);
    void setHighlighted(std::optional<int> mark);
    QPointF pixelOf(QPointF point) const; ///< in this widget

signals:
    void markClicked(int mark);
    void lineClicked(int line);

protected:
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* object, QEvent* event) override;

private:
    class Parts;
    void draw();
    void click(QPointF at);
    void hover(QPointF at);

    std::unique_ptr<Parts> m_parts;
};

} // namespace ui
