#pragma once

#include "ui/search/search_runner.h"

#include <QWidget>

#include <memory>

class QLabel;

namespace ui {

class LineChart;

/// How the best plan and the bound come together over time, and what the plans found cost each other: time against memory.
/// A click on a plan chooses it.
class SearchCharts : public QWidget
{
    Q_OBJECT
public:
    explicit SearchCharts(QWidget* parent = nullptr);

    void setHistory(const std::vector<GapPoint>& history, const core::Objective& objective);
    void setOutcome(std::shared_ptr<const core::SearchOutcome> outcome); ///< null: nothing found yet

signals:
    void planChosen(const core::RankedPlan& plan);

private:
    void choose(int line, int point);

    std::shared_ptr<const core::SearchOutcome> m_outcome;
    LineChart* m_gap;
    LineChart* m_front;
    QLabel* m_statement;
};

} // namespace ui
