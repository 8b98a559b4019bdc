#pragma once

#include "core/simulate/plan_estimate.h"
#include "ui/session/session.h"

#include <QFutureWatcher>
#include <QObject>
#include <QString>

#include <memory>
#include <vector>

namespace ui {

/// How a plan divides model and devices, computed without playing it.
struct PlanOutline
{
    core::ResolvedPlan plan;
    std::vector<core::StageEstimate> stages; ///< of pipelines alike the first only
    QString problem;                         ///< why there are none
};

/// Keeps the outline of the session's shown plan up to date, in the background: the newest wins.
class PlanOutliner : public QObject
{
    Q_OBJECT
public:
    explicit PlanOutliner(Session& session, QObject* parent = nullptr);
    ~PlanOutliner() override;

    /// The newest; null before the first and without a plan. While a newer one is computed it may be behind the project.
    std::shared_ptr<const PlanOutline> outline() const { return m_outline; }

signals:
    void changed();

private:
    void start();
    void finish();

    using Outline = std::shared_ptr<const PlanOutline>;
    Session& m_session;
    QFutureWatcher<Outline> m_watcher;
    bool m_again = false;
    Outline m_outline;
};

} // namespace ui
