#pragma once

#include "ui/trust/error_table.h"
#include "ui/trust/project_trust.h"

class QComboBox;
class QLabel;
class QTableView;

namespace ui {

class ScatterPlot;

/// How far the predictions can be trusted: published runs, predicted against measured, and what follows for the project.
class TrustPanel : public QWidget
{
    Q_OBJECT
public:
    explicit TrustPanel(Session& session, QWidget* parent = nullptr);
    /// With other runs than those that ship. They must outlive the panel.
    TrustPanel(Session& session, const std::vector<core::ScoredRun>& runs, QWidget* parent = nullptr);

    MeasuredTimes& measuredTimes() { return m_project->measuredTimes(); }

private:
    QWidget* makeBar();
    QWidget* makeTable();
    void showPoints();
    void showNote();
    std::string chosenSource() const; ///< empty: all

    const std::vector<core::ScoredRun>& m_runs;
    ErrorTable m_errors;
    ScatterPlot* m_plot;
    QTableView* m_table;
    QLabel* m_note;
    QComboBox* m_compared;
    QComboBox* m_seen;
    ProjectTrust* m_project;
};

} // namespace ui
