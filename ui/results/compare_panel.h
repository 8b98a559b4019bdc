#pragma once

#include "ui/session/session.h"
#include "ui/session/simulation_runner.h"
#include "ui/session/visible_range.h"

#include <QWidget>

#include <memory>

class QComboBox;
class QLabel;
class QPushButton;
class QWidget;

namespace ui {

class TimelineView;
class WaterfallChart;

/// The newest result against a baseline: another plan of the project, simulated in the background, or a result that was
/// pinned. Sentence and waterfall at the left; both Gantts at the right, over one range of time.
class ComparePanel : public QWidget
{
    Q_OBJECT
public:
    explicit ComparePanel(Session& session, QWidget* parent = nullptr);
    ~ComparePanel() override;

    void pin(); ///< makes the newest result the baseline
    void setBaseline(const std::string& plan);
    std::shared_ptr<const SimulationResult> baseline() const { return m_baseline; }
    std::shared_ptr<const SimulationResult> present() const { return m_present; }

private:
    QWidget* buildGantts();
    void fillPlans();
    void followProject();
    void simulateBaseline();
    void rebuild();
    void say(const QString& words, bool isError = false);
    void showTwin(const SimulationResult& from, std::uint32_t span, const SimulationResult& to, TimelineView& view);

    Session& m_session;
    SimulationRunner m_runner;
    VisibleRange m_range;
    std::shared_ptr<const SimulationResult> m_baseline;
    std::shared_ptr<const SimulationResult> m_pinned;
    std::shared_ptr<const SimulationResult> m_present;
    QComboBox* m_plans;
    QPushButton* m_pin;
    QLabel* m_sentence;
    WaterfallChart* m_chart;
    QWidget* m_content = nullptr;
    QLabel* m_names[2] = {};
    TimelineView* m_views[2] = {}; ///< of the baseline and of the newest result
};

} // namespace ui
