#include "ui/plan/plan_outline.h"

#include "core/simulate/simulate.h"
#include "ui/widgets/format.h"

#include <QtConcurrent>

namespace ui {
namespace plan_outline {

/// At nominal speed: what is drawn does not hang on the scenario.
std::shared_ptr<const PlanOutline> outlineOf(core::Project project, const std::string& plan)
{
    project.scenario.reset();
    auto outline = std::make_shared<PlanOutline>();
    auto run = core::prepared(project, core::builtInCatalogue(), {plan, {}});
    if (!run) {
        outline->problem = text(core::describe(run.error()));
        return outline;
    }
    outline->stages = core::stageEstimates(*run);
    outline->plan = std::move(run->plan);
    return outline;
}

} // namespace plan_outline

PlanOutliner::PlanOutliner(Session& session, QObject* parent) : QObject(parent), m_session(session)
{
    connect(&session, &Session::projectChanged, this, &PlanOutliner::start);
    connect(&session, &Session::planChanged, this, &PlanOutliner::start);
    connect(&m_watcher, &QFutureWatcherBase::finished, this, &PlanOutliner::finish);
    start();
}

PlanOutliner::~PlanOutliner() { m_watcher.waitForFinished(); }

void PlanOutliner::start()
{
    if (m_session.plan().empty()) {
        m_again = m_watcher.isRunning();
        if (m_outline) {
            m_outline.reset();
            emit changed();
        }
        return;
    }
    m_again = m_watcher.isRunning();
    if (!m_again)
        m_watcher.setFuture(QtConcurrent::run(plan_outline::outlineOf, m_session.project(), m_session.plan()));
}

void PlanOutliner::finish()
{
    if (m_again || m_session.plan().empty()) {
        m_again = false;
        start();
        return;
    }
    m_outline = m_watcher.result();
    emit changed();
}

} // namespace ui
