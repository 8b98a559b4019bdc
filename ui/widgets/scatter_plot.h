#pragma once

#include <QString>
#include <QWidget>

#include <memory>
#include <vector>

namespace ui {

struct ScatterPoint
{
    double measured = 0, predicted = 0; ///< both above 0
    QString text;                       ///< what hovering shows
    bool isFaint = false;               ///< one of those that are not looked at
    bool isHollow = false;
};

/// Predicted against measured on two logarithmic axes of one range, with the diagonal and the band of 10 % around it. Hides
/// QCustomPlot.
class ScatterPlot : public QWidget
{
    Q_OBJECT
public:
    explicit ScatterPlot(QWidget* parent = nullptr);
    ~ScatterPlot() override;

    void setPoints(std::vector<ScatterPoint> points, const QString& measuredTitle, const QString& predictedTitle);
    /// The point under a place in the plot, or -1. A point that is not faint goes first.
    int pointAt(QPoint place) const;
    QPoint placeOf(int point) const;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    QSize sizeHint() const override { return {420, 420}; }

private:
    void applyColours();

    class Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace ui
