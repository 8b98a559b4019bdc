#pragma once

#include "ui/plan/plan_rows.h"
#include "ui/session/session.h"

#include <QAbstractTableModel>
#include <QWidget>

class QLabel;
class QTableView;

namespace ui {

class PlanModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Pipeline, Stage, Devices, Kind, Units, Recompute, Memory, columns };
    using QAbstractTableModel::QAbstractTableModel;

    void setRows(std::vector<StageRow> rows);
    const StageRow& row(int index) const { return m_rows[static_cast<std::size_t>(index)]; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QVariant words(const StageRow& row, int column) const;

    std::vector<StageRow> m_rows;
};

/// The shown plan, stage by stage, with the memory of the newest result.
class PlanPanel : public QWidget
{
    Q_OBJECT
public:
    explicit PlanPanel(Session& session, QWidget* parent = nullptr);

private:
    void rebuild();

    Session& m_session;
    PlanModel* m_model;
    QLabel* m_summary;
    QLabel* m_hint;
    QTableView* m_table;
};

} // namespace ui
