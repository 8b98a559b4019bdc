#include "ui/trust/error_table.h"

#include "ui/widgets/format.h"

#include <algorithm>

namespace ui {
namespace error_table {

constexpr double noise = 0.01; ///< of a measured time; below, its order says nothing

QString share(const std::optional<double>& value) { return value ? percent(*value) : QStringLiteral("–"); }

QString signedShare(const std::optional<double>& value)
{
    return value && *value > 0 ? QLatin1Char('+') + percent(*value) : share(value);
}

struct Title
{
    const char* text;
    const char* toolTip;
};

constexpr Title titles[] {{QT_TRANSLATE_NOOP("ui::ErrorTable", "Source"), QT_TRANSLATE_NOOP("ui::ErrorTable", "Who measured and published the runs")},
    {QT_TRANSLATE_NOOP("ui::ErrorTable", "Runs"), QT_TRANSLATE_NOOP("ui::ErrorTable", "That ran and are predicted, without those with features that no plan can express")},
    {QT_TRANSLATE_NOOP("ui::ErrorTable", "Median"), QT_TRANSLATE_NOOP("ui::ErrorTable", "Of the iteration time: half of the runs are nearer")},
    {QT_TRANSLATE_NOOP("ui::ErrorTable", "90 %"), QT_TRANSLATE_NOOP("ui::ErrorTable", "Nine of ten iteration times are nearer")},
    {QT_TRANSLATE_NOOP("ui::ErrorTable", "Bias"), QT_TRANSLATE_NOOP("ui::ErrorTable", "Mean of predicted / measured - 1: below 0 the predictions are too fast")},
    {QT_TRANSLATE_NOOP("ui::ErrorTable", "Order"), QT_TRANSLATE_NOOP("ui::ErrorTable", "Kendall's tau between predicted and measured order of plans: 1 is the same order, 0 is chance")},
    {QT_TRANSLATE_NOOP("ui::ErrorTable", "Memory"), QT_TRANSLATE_NOOP("ui::ErrorTable", "Median, of the peak memory of the fullest device")}};

} // namespace error_table

ErrorTable::ErrorTable(const std::vector<core::ScoredRun>& runs, QObject* parent) : QAbstractTableModel(parent), m_runs(runs)
{
    setSeen(Seen::HeldOut);
}

void ErrorTable::setSeen(Seen seen)
{
    beginResetModel();
    m_scores.clear();
    for (auto run = m_runs.begin(); run != m_runs.end();) {
        const std::string source = run->shipped.source;
        std::vector<core::RowScore> rows;
        for (; run != m_runs.end() && run->shipped.source == source; ++run)
            rows.push_back(rowOf(*run, seen));
        m_scores.push_back(core::sourceScore(source, rows, error_table::noise));
    }
    endResetModel();
}

int ErrorTable::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(m_scores.size()); }
int ErrorTable::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : columns; }

QVariant ErrorTable::data(const QModelIndex& index, int role) const
{
    if (role == Qt::TextAlignmentRole && index.column() != Source)
        return QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    const core::SourceScore& score = m_scores[static_cast<std::size_t>(index.row())];
    switch (static_cast<Column>(index.column())) {
    case Source:
        return text(score.source);
    case Runs:
        return score.time.count;
    case Median:
        return error_table::share(score.time.median);
    case NinetyPercent:
        return error_table::share(score.time.p90);
    case Bias:
        return error_table::signedShare(score.time.bias);
    case Tau:
        return score.kendallTau ? QString::number(*score.kendallTau, 'f', 2) : QStringLiteral("–");
    case Memory:
        return error_table::share(score.memory.median);
    case columns:
        break;
    }
    return {};
}

QVariant ErrorTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole && section != Source)
        return QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter);
    if (role == Qt::DisplayRole)
        return tr(error_table::titles[section].text);
    return role == Qt::ToolTipRole ? tr(error_table::titles[section].toolTip) : QVariant();
}

} // namespace ui
