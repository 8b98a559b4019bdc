#pragma once

#include "ui/search/adapt_models.h"
#include "ui/search/adapt_runner.h"
#include "ui/session/session.h"

#include <QWidget>

#include <array>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QTableView;

namespace ui {

class LineChart;

/// Stay or switch: what each policy makes of the scenario, how fast training is meanwhile, where plans change and why, and
/// from which length on a drop is worth a change. Compared in the background.
class AdaptPanel : public QWidget
{
    Q_OBJECT
public:
    explicit AdaptPanel(Session& session, QWidget* parent = nullptr);

    AdaptRunner& runner() { return m_runner; }
    const core::Adaptation* result() const { return m_adaptation.get(); }

public slots:
    void start(); ///< or what stands against it is told

private:
    QWidget* makeControls();
    QWidget* makeCharts();
    void fillPlans();
    std::optional<core::AdaptCosts> costs(); ///< none: a field is wrong, which is told
    void take(std::shared_ptr<const core::Adaptation> adaptation);
    void showState();
    void showSpeeds();
    void showBreakEven();
    QString breakEvenText() const;

    Session& m_session;
    AdaptRunner m_runner;
    std::shared_ptr<const core::Adaptation> m_adaptation;
    PolicyModel m_policies;
    SwitchModel m_switches;
    QComboBox* m_plan;
    std::array<QLineEdit*, 3> m_times {}; ///< detection, planning, restart
    QPushButton* m_start;
    QPushButton* m_cancel;
    QLabel* m_state;
    QLabel* m_drop;
    LineChart* m_speed;
    LineChart* m_gain;
    QTableView* m_policyTable;
    QTableView* m_switchTable;
};

} // namespace ui
