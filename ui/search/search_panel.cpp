#include "ui/search/search_panel.h"

#include "core/search/search_tree.h"
#include "ui/search/funnel_view.h"
#include "ui/search/search_charts.h"
#include "ui/widgets/format.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/tables.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace ui {
namespace search_panel {

constexpr char planName[] = "search result";

QPushButton* button(const char* name, const char* iconName, const QString& words)
{
    auto* made = new QPushButton(icon(iconName), words);
    made->setObjectName(QLatin1String(name));
    return made;
}

} // namespace search_panel

SearchPanel::SearchPanel(Session& session, QWidget* parent)
    : QWidget(parent), m_session(session), m_objective(new QComboBox), m_state(valueLabel({})), m_space(mutedLabel({})), m_funnel(new FunnelView), m_charts(new SearchCharts)
    , m_plans(plainTable()), m_why(plainTable())
{
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    m_state->setObjectName(QStringLiteral("searchState"));
    m_plans->setObjectName(QStringLiteral("searchPlans"));
    m_plans->setAccessibleName(tr("Best plans"));
    m_plans->setModel(&m_ranked);
    m_plans->setTextElideMode(Qt::ElideMiddle); // plans differ at both ends of their words
    m_why->setObjectName(QStringLiteral("searchRejections"));
    m_why->setAccessibleName(tr("Nearest plans that were not chosen"));
    m_why->setModel(&m_rejections);
    auto* left = new QWidget;
    auto* column = new QVBoxLayout(left);
    column->setContentsMargins(8, 8, 8, 8);
    column->setSpacing(8);
    column->addWidget(makeBar());
    column->addWidget(m_state);
    column->addWidget(m_funnel);
    column->addWidget(m_space);
    column->addStretch();
    auto* right = new QSplitter(Qt::Vertical);
    right->addWidget(m_plans);
    right->addWidget(m_why);
    right->setSizes({200, 120});
    auto* both = new QSplitter(Qt::Horizontal);
    both->addWidget(left);
    both->addWidget(right);
    both->addWidget(m_charts);
    both->setStretchFactor(1, 1);
    both->setSizes({400, 620, 360});
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(both);
    connect(m_plans, &QTableView::clicked, this, &SearchPanel::showPlan);
    connect(m_plans, &QTableView::activated, this, [this](const QModelIndex& plan) {
        showPlan(plan);
        emit timelineWanted();
    });
    connect(m_charts, &SearchCharts::planChosen, this, &SearchPanel::takePlan);
    connect(m_funnel, &FunnelView::chosenChanged, this, &SearchPanel::showRejections);
    connect(&m_runner, &SearchRunner::progressed, this, &SearchPanel::showProgress);
    connect(&m_runner, &SearchRunner::ended, this, &SearchPanel::takeOutcome);
    connect(&m_runner, &SearchRunner::failed, this, [this](const core::Error& error) { tell(text(core::describe(error)), true); });
    showProgress();
    tell(tr("Search (Ctrl+Return) looks for the best plan of this cluster, model and batch, and proves it or says how far it may be from the best."), false);
}

QWidget* SearchPanel::makeBar()
{
    auto* bar = new QWidget;
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins({});
    m_objective->setObjectName(QStringLiteral("searchObjective"));
    m_objective->setAccessibleName(tr("What is best"));
    for (const auto& [words, key] : {std::pair(tr("Iteration time"), "nominal"), std::pair(tr("Mean over the scenario"), "mean"),
             std::pair(tr("Worst over the scenario"), "worst"), std::pair(tr("Regret over seeds"), "regret"), std::pair(tr("Peak memory"), "memory"), std::pair(tr("Cost per token"), "cost"),
             std::pair(tr("Energy per token"), "energy")})
        m_objective->addItem(words, QLatin1String(key));
    row->addWidget(m_objective);
    row->addWidget(m_start = search_panel::button("searchStart", "edit-find", tr("Search")));
    row->addWidget(m_pause = search_panel::button("searchPause", "media-playback-pause", tr("Pause")));
    row->addWidget(m_cancel = search_panel::button("searchCancel", "process-stop", tr("Stop")));
    row->addStretch();
    m_start->setDefault(true);
    connect(m_start, &QPushButton::clicked, this, &SearchPanel::start);
    connect(m_pause, &QPushButton::clicked, this, [this] { m_runner.setPaused(!m_runner.isPaused()); });
    connect(m_cancel, &QPushButton::clicked, this, [this] { m_runner.cancel(); });
    return bar;
}

void SearchPanel::tell(const QString& words, bool isError)
{
    m_state->setText(isError ? tr("No search: %1").arg(words) : words);
}

void SearchPanel::start()
{
    if (m_runner.isRunning())
        return;
    if (const QString obstacle = m_session.planningObstacle(); !obstacle.isEmpty())
        return tell(obstacle, true);
    m_ranked.setOutcome(nullptr);
    m_charts->setOutcome(nullptr);
    m_rejections.setRejections({});
    m_runner.start({m_session.project(), chosenObjective(), m_session.folder()});
    emit started();
}

core::Objective SearchPanel::chosenObjective() const { return *core::parseObjective(m_objective->currentData().toString().toStdString()); }

QString SearchPanel::stateText() const
{
    const SearchState& state = m_runner.state();
    const core::SearchProgress& progress = state.progress;
    const double took = std::max(1e-3, std::chrono::duration<double>(state.took).count());
    const auto decided = static_cast<double>(progress.funnel.enumerated() - progress.funnel.countOf(core::Verdict::Open));
    QString words = m_runner.isPaused() ? tr("Paused. ") : QString();
    if (!progress.found)
        return words + tr("No plan yet · %1 looked at").arg(count(decided));
    const core::Objective objective = m_outcome ? m_outcome->objective : chosenObjective();
    return words
        + tr("best %1 · bound %2 · gap %3 · %4 per second")
              .arg(text(core::formattedScore(objective, progress.best)), text(core::formattedScore(objective, progress.bound)),
                  percent(progress.gap), shortCount(decided / took));
}

void SearchPanel::showProgress()
{
    const bool running = m_runner.isRunning();
    m_start->setEnabled(!running);
    m_objective->setEnabled(!running);
    m_pause->setEnabled(running);
    m_pause->setText(m_runner.isPaused() ? tr("Go on") : tr("Pause"));
    m_cancel->setEnabled(running);
    m_funnel->setFunnel(m_runner.state().progress.funnel);
    if (!running)
        return;
    m_outcome.reset();
    m_state->setText(stateText());
    const SearchState& state = m_runner.state();
    m_charts->setHistory(state.history, chosenObjective());
    if (state.spaceSize.candidates > 0)
        m_space->setText((state.spaceSize.isExact ? tr("Space of %1 candidates") : tr("Space of at most %1 candidates")).arg(count(state.spaceSize.candidates)));
}

void SearchPanel::takeOutcome(std::shared_ptr<const core::SearchOutcome> outcome)
{
    m_outcome = std::move(outcome);
    m_ranked.setOutcome(m_outcome);
    m_charts->setHistory(m_runner.state().history, m_outcome->objective);
    m_charts->setOutcome(m_outcome);
    m_plans->setColumnHidden(RankedModel::Cost, !m_ranked.hasCosts());
    m_plans->resizeColumnsToContents();
    m_plans->horizontalHeader()->setSectionResizeMode(RankedModel::Words, QHeaderView::Stretch);
    m_funnel->setFunnel(m_outcome->funnel);
    showRejections();
    if (m_outcome->ranked.empty())
        return tell(tr("Stopped before a plan was found."), false);
    const QString best = text(core::formattedScore(m_outcome->objective, m_outcome->ranked.front().evaluation.score));
    tell(!m_outcome->unjudged.empty() ? tr("Best %1: %2.").arg(best, text(m_outcome->unjudged))
            : m_outcome->proved ? tr("Best %1: proved optimal in its space.").arg(best)
                                : tr("Best %1; no plan of the space is more than %2 better.").arg(best, percent(m_outcome->gap)),
        false);
    m_plans->selectRow(0);
    showPlan(m_ranked.index(0, 0));
}

void SearchPanel::showRejections()
{
    std::vector<core::Rejection> shown = m_outcome ? m_outcome->funnel.nearest() : std::vector<core::Rejection>();
    if (const auto rule = m_funnel->chosen())
        std::erase_if(shown, [&](const core::Rejection& rejection) { return rejection.rule != *rule; });
    m_rejections.setRejections(std::move(shown));
    m_why->resizeColumnsToContents();
    m_why->horizontalHeader()->setSectionResizeMode(RejectionModel::Candidate, QHeaderView::Stretch);
    m_why->setColumnWidth(RejectionModel::Reason, std::min(m_why->columnWidth(RejectionModel::Reason), width() / 3));
}

void SearchPanel::showPlan(const QModelIndex& index)
{
    if (index.isValid())
        takePlan(m_ranked.plan(index.row()));
}

void SearchPanel::takePlan(const core::RankedPlan& ranked)
{
    core::Plan plan = ranked.plan;
    plan.name = search_panel::planName;
    m_session.edit(tr("Take plan of the search"), [&](core::Project& project) {
        for (std::size_t i = 0; i < project.plans.size(); ++i)
            if (project.plans[i].name == plan.name)
                return project.plans.set(i, plan);
        project.plans.append(plan);
    }, QStringLiteral("search result"), plan.name);
    m_session.setPlan(plan.name); // of a search that found what is there already
    m_session.simulate();
}

} // namespace ui
