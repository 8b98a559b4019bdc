#pragma once

#include "core/results/palette.h"
#include "core/search/adapt/adapt.h"

#include <QAbstractTableModel>

#include <memory>

namespace ui {

QString titleOf(const core::PolicyRun& run); ///< "Re-plan"
core::ColourRole roleOf(const core::PolicyRun& run);

/// What each policy came to.
class PolicyModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Policy, Samples, Gain, Switches, Begins, columns };
    using QAbstractTableModel::QAbstractTableModel;

    void setAdaptation(std::shared_ptr<const core::Adaptation> adaptation);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString cell(const core::PolicyRun& run, int column) const;

    std::shared_ptr<const core::Adaptation> m_adaptation;
};

/// Every change of plans, policy by policy.
class SwitchModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Policy, At, To, Why, Moved, Cost, columns };
    using QAbstractTableModel::QAbstractTableModel;

    void setAdaptation(std::shared_ptr<const core::Adaptation> adaptation);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    struct Row
    {
        const core::PolicyRun* run;
        const core::PlanSwitch* change;
    };
    const Row& row(int index) const { return m_rows[static_cast<std::size_t>(index)]; }

private:
    QString cell(const Row& row, int column) const;

    std::shared_ptr<const core::Adaptation> m_adaptation;
    std::vector<Row> m_rows;
};

} // namespace ui
