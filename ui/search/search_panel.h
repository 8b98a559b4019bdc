#pragma once

#include "ui/search/search_models.h"
#include "ui/search/search_runner.h"
#include "ui/session/session.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QPushButton;
class QTableView;
class QToolButton;

namespace ui {

class FunnelView;
class SearchCharts;

/// Finds the best plan in the background: how far it is, what each rule takes away, the best plans. A plan that is
/// clicked becomes the project's plan "search result", is simulated and shown.
class SearchPanel : public QWidget
{
    Q_OBJECT
public:
    explicit SearchPanel(Session& session, QWidget* parent = nullptr);

    SearchRunner& runner() { return m_runner; }

public slots:
    void start(); ///< or what stands against it is told
    void showPlan(const QModelIndex& plan);

signals:
    void started();
    void timelineWanted(); ///< of the plan that was opened

private:
    QWidget* makeBar();
    void takePlan(const core::RankedPlan& plan);
    core::Objective chosenObjective() const;
    QString stateText() const;
    void showProgress();
    void takeOutcome(std::shared_ptr<const core::SearchOutcome> outcome);
    void showRejections();
    void tell(const QString& words, bool isError);

    Session& m_session;
    SearchRunner m_runner;
    std::shared_ptr<const core::SearchOutcome> m_outcome;
    RankedModel m_ranked;
    RejectionModel m_rejections;
    QComboBox* m_objective;
    QPushButton* m_start;
    QPushButton* m_pause;
    QPushButton* m_cancel;
    QLabel* m_state;
    QLabel* m_space;
    FunnelView* m_funnel;
    SearchCharts* m_charts;
    QTableView* m_plans;
    QTableView* m_why;
};

} // namespace ui
