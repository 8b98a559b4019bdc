#pragma once

#include "core/search/search.h"

#include <QAbstractTableModel>

#include <memory>

namespace ui {

/// The plans that a search ranked, the best first.
class RankedModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Rank, Words, Time, Memory, Cost, columns };
    using QAbstractTableModel::QAbstractTableModel;

    void setOutcome(std::shared_ptr<const core::SearchOutcome> outcome);
    bool hasCosts() const; ///< of any plan: prices are known
    const core::RankedPlan& plan(int row) const { return m_outcome->ranked[static_cast<std::size_t>(row)]; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::shared_ptr<const core::SearchOutcome> m_outcome;
};

/// The nearest rejections, those of one rule or of all.
class RejectionModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Rule, Candidate, Reason, columns };
    using QAbstractTableModel::QAbstractTableModel;

    void setRejections(std::vector<core::Rejection> rejections);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<core::Rejection> m_rejections;
};

} // namespace ui
