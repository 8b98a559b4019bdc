#include "ui/trust/trust_panel.h"

#include "core/results/source_notes.h"
#include "ui/widgets/format.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/scatter_plot.h"
#include "ui/widgets/tables.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QScrollArea>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

namespace ui {
namespace trust_panel {

struct Values
{
    double measured = 0, predicted = 0;
};

std::optional<Values> valuesOf(const core::RowScore& row, Compared compared)
{
    if (!row.predicted)
        return std::nullopt;
    if (compared == Compared::Time)
        return Values {row.measured->value, row.predicted->iteration.value};
    if (!row.measuredPeak)
        return std::nullopt;
    return Values {*row.measuredPeak / core::gibibytes(1), row.predicted->peakMemory / core::gibibytes(1)};
}

QString textOf(const core::ScoredRun& run, const Values& values, Compared compared)
{
    const QString unit = compared == Compared::Time ? QStringLiteral("s") : QStringLiteral("GiB");
    const double error = values.predicted / values.measured - 1;
    const QString words = QObject::tr("%1\nmeasured %2 %3, predicted %4 %3 (%5%6)")
                              .arg(text(run.shipped.id), QString::number(values.measured, 'g', 4), unit, QString::number(values.predicted, 'g', 4),
                                  error > 0 ? QStringLiteral("+") : QString(), percent(error));
    return run.shipped.special ? words + QObject::tr("\nhas features that no plan can express") : words;
}

} // namespace trust_panel

TrustPanel::TrustPanel(Session& session, QWidget* parent) : TrustPanel(session, core::shippedRuns(), parent) { }

TrustPanel::TrustPanel(Session& session, const std::vector<core::ScoredRun>& runs, QWidget* parent)
    : QWidget(parent), m_runs(runs), m_errors(runs), m_plot(new ScatterPlot), m_table(plainTable()), m_note(mutedLabel({})), m_compared(new QComboBox), m_seen(new QComboBox),
      m_project(new ProjectTrust(session, runs))
{
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    m_plot->setObjectName(QStringLiteral("trustScatter"));
    m_plot->setAccessibleName(tr("Predicted against measured"));
    m_plot->setMinimumSize(240, 200);
    auto* left = new QWidget;
    auto* column = new QVBoxLayout(left);
    column->setContentsMargins(8, 8, 8, 8);
    column->setSpacing(8);
    column->addWidget(makeBar());
    column->addWidget(m_plot, 1);
    column->addWidget(mutedLabel(tr("Shaded: within 10 %. Hollow: runs with features that no plan can express.")));
    auto* project = new QScrollArea;
    project->setFrameShape(QFrame::NoFrame);
    project->setWidgetResizable(true);
    project->setWidget(m_project);
    m_project->setAutoFillBackground(true);
    m_project->setBackgroundRole(QPalette::Base);
    auto* both = new QSplitter(Qt::Horizontal);
    both->addWidget(left);
    both->addWidget(makeTable());
    both->addWidget(project);
    both->setSizes({440, 520, 480});
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(both);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &TrustPanel::showPoints);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &TrustPanel::showNote);
    showPoints();
    showNote();
}

QWidget* TrustPanel::makeTable()
{
    m_table->setObjectName(QStringLiteral("trustErrors"));
    m_table->setAccessibleName(tr("Errors by source"));
    m_table->setModel(&m_errors);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_note->setObjectName(QStringLiteral("trustNote"));
    m_note->setContentsMargins(8, 0, 8, 8);
    auto* middle = new QWidget;
    auto* column = new QVBoxLayout(middle);
    column->setContentsMargins({});
    column->setSpacing(8);
    column->addWidget(m_table, 1);
    column->addWidget(m_note);
    return middle;
}

QWidget* TrustPanel::makeBar()
{
    m_compared->setObjectName(QStringLiteral("trustCompared"));
    m_compared->addItems({tr("Iteration time"), tr("Peak memory")});
    m_seen->setObjectName(QStringLiteral("trustSeen"));
    m_seen->addItems({tr("Runs not fitted on"), tr("Constants as shipped")});
    m_seen->setToolTip(tr("Runs not fitted on: each is predicted with constants fitted without all runs of its model's shape.\n"
                          "Constants as shipped: most of these runs are among those that they were fitted on."));
    auto* bar = new QWidget;
    auto* layout = new QHBoxLayout(bar);
    layout->setContentsMargins({});
    layout->setSpacing(8);
    layout->addWidget(m_compared);
    layout->addWidget(m_seen);
    layout->addStretch();
    connect(m_compared, &QComboBox::currentIndexChanged, this, &TrustPanel::showPoints);
    connect(m_seen, &QComboBox::currentIndexChanged, this, [this](int index) {
        const QModelIndexList selected = m_table->selectionModel()->selectedRows();
        m_errors.setSeen(index == 0 ? Seen::HeldOut : Seen::Shipped);
        if (!selected.isEmpty())
            m_table->selectRow(selected.front().row());
        showPoints();
    });
    return bar;
}

std::string TrustPanel::chosenSource() const
{
    const QModelIndexList selected = m_table->selectionModel()->selectedRows();
    return selected.isEmpty() ? std::string() : m_errors.source(selected.front().row());
}

void TrustPanel::showNote()
{
    const std::string chosen = chosenSource();
    const std::string known = core::noteOf(chosen);
    m_note->setText(chosen.empty() ? tr("Choose a source to see its runs alone, and what is known of its errors.")
            : known.empty()        ? tr("%1: no cause of these errors is known.").arg(text(chosen))
                                   : tr("%1: %2").arg(text(chosen), text(known)));
}

void TrustPanel::showPoints()
{
    const Compared compared = m_compared->currentIndex() == 0 ? Compared::Time : Compared::Memory;
    const Seen seen = m_seen->currentIndex() == 0 ? Seen::HeldOut : Seen::Shipped;
    const std::string chosen = chosenSource();
    std::vector<ScatterPoint> points;
    for (const core::ScoredRun& run : m_runs)
        if (const auto values = trust_panel::valuesOf(rowOf(run, seen), compared))
            points.push_back({values->measured, values->predicted, trust_panel::textOf(run, *values, compared),
                !chosen.empty() && run.shipped.source != chosen, run.shipped.special});
    const bool isTime = compared == Compared::Time;
    m_plot->setPoints(std::move(points), isTime ? tr("Measured iteration time, s") : tr("Measured peak memory, GiB"),
        isTime ? tr("Predicted, s") : tr("Predicted, GiB"));
}

} // namespace ui
