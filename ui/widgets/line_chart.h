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
    /// A point for each value, joined; only joined; or only points, each of which can be clicked.
    enum class Style { Dotted, Plain, Points };
    struct Line
    {
        QString name;
        core::ColourRole role = core::ColourRole::Hue1;
        std::vector<std::optional<QPointF>> points {}; ///< none: a gap
        bool isFaint = false;                          ///< dashed: not a candidate
        Style style = Style::Dotted;
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
        bool fromZero = true;                 ///< of values: the axis begins at 0
        bool isLogarithmic = false;           ///< all numbers are above 0
    };
    explicit LineChart(QWidget* parent = nullptr);
    ~LineChart() override;

    void setAxes(Axis x, Axis y);
    void setLegendShown(bool shown); ///< of several lines; as it is at first
    void setEmptyText(const QString& words); ///< in place of axes without lines
    void setContent(std::vector<Line> lines, std::vector<Mark> marks);
    void setHighlighted(std::optional<int> mark);
    QPointF pixelOf(QPointF point) const; ///< in this widget

signals:
    void markClicked(int mark);
    void lineClicked(int line);
    void pointClicked(int line, int point); ///< of one that has only points

protected:
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* object, QEvent* event) override;

private:
    class Parts;
    void draw();
    void fitAxes();
    void fitWords();
    void click(QPointF at);
    void hover(QPointF at);

    std::unique_ptr<Parts> m_parts;
};

} // namespace ui
