#pragma once

#include "core/results/scored_runs.h"

#include <QAbstractTableModel>

namespace ui {

/// Which prediction of a published run is meant.
enum class Seen {
    HeldOut, ///< with constants fitted without the run's model shape
    Shipped  ///< with the constants that ship, which have seen it
};

enum class Compared { Time, Memory };

/// The prediction of a run that is looked at.
inline const core::RowScore& rowOf(const core::ScoredRun& run, Seen seen)
{
    return seen == Seen::HeldOut ? run.heldOut : run.shipped;
}

/// One line for each source of the published runs: how many, and how far off the predictions are.
class ErrorTable : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Source, Runs, Median, NinetyPercent, Bias, Tau, Memory, columns };
    explicit ErrorTable(const std::vector<core::ScoredRun>& runs, QObject* parent = nullptr);

    void setSeen(Seen seen);
    const std::string& source(int row) const { return m_scores[static_cast<std::size_t>(row)].source; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    const std::vector<core::ScoredRun>& m_runs;
    std::vector<core::SourceScore> m_scores;
};

} // namespace ui
