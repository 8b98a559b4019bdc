#pragma once

#include "core/results/comparison.h"

#include <QString>
#include <QWidget>

#include <vector>

namespace ui {

/// From one plan's iteration time to another's, a row for each thing that differs; the steps add up.
class WaterfallChart : public QWidget
{
    Q_OBJECT
public:
    struct End
    {
        QString name;
        core::Nanoseconds time;
    };
    explicit WaterfallChart(QWidget* parent = nullptr);

    /// `comparison` is of b against a.
    void showComparison(const End& a, const End& b, const core::Comparison& comparison);
    void clear();
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

    /// A row as it is drawn: where it begins and ends, from the time of a, in nanoseconds.
    struct Row
    {
        QString name;
        QString value;
        std::int64_t from = 0;
        std::int64_t to = 0;
        bool isEnd = false;
    };
    const std::vector<Row>& rows() const { return m_rows; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QFont fontOf(const Row& row) const; ///< the ends stand out
    void paintRow(QPainter& painter, const Row& row, int y, double left, double perNanosecond) const;

    std::vector<Row> m_rows;
};

} // namespace ui
