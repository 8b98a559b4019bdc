#pragma once

#include "ui/scenario/sensitivity_runner.h"
#include "ui/session/session.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QListWidget;
class QProgressBar;
class QPushButton;

namespace ui {

class LineChart;

/// Iteration time of the plans against the speed of a link, several links or a node, with the points where another plan
/// becomes the best. A click on one chooses the plan that is better above it.
class SensitivityPanel : public QWidget
{
    Q_OBJECT
public:
    explicit SensitivityPanel(Session& session, QWidget* parent = nullptr);

    SensitivityRunner& runner() { return m_runner; }
    LineChart& chart() { return *m_chart; }
    const core::Sensitivity* result() const { return m_result.get(); }
    /// "link a-b", "node n0", "link *": what is slowed down.
    void setTarget(const QString& target);

public slots:
    void start();

private:
    struct Sweep
    {
        QString title {};
        core::Nanoseconds at {};
        core::Project project {};
    };
    QWidget* makeControls();
    void follow(); ///< project and selection
    void fillPlans();
    std::vector<core::SlowedTarget> targets() const;
    void take(std::shared_ptr<const core::Sensitivity> result);
    void showResult();
    void showState();
    void chooseCrossover(int index);

    Session& m_session;
    SensitivityRunner m_runner;
    std::shared_ptr<const core::Sensitivity> m_result;
    Sweep m_asked; ///< last
    Sweep m_shown; ///< the result's
    QComboBox* m_target;
    QListWidget* m_plans;
    QPushButton* m_start;
    QPushButton* m_cancel;
    QProgressBar* m_progress;
    QLabel* m_state;
    QListWidget* m_crossovers;
    LineChart* m_chart;
};

} // namespace ui
