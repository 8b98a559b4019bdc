#pragma once

#include "ui/session/session.h"

#include <QAbstractTableModel>
#include <QWidget>

class QLabel;
class QTableView;

namespace ui {

/// Peak memory of one device with what it is made of.
struct MemoryRow
{
    QString device;
    core::Bytes peak, limit;
    core::Bytes weights, gradients, optimizer, activations, other;
    std::uint32_t firstSpan = core::noSpan;
};

/// One row for each device that the plan uses, the fullest share of its limit first, then in order of ranks.
std::vector<MemoryRow> memoryRows(const SimulationResult& result);

class MemoryModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Device, Peak, Limit, Weights, Gradients, Optimizer, Activations, Other, columns };
    using QAbstractTableModel::QAbstractTableModel;

    void setRows(std::vector<MemoryRow> rows);
    const MemoryRow& row(int index) const { return m_rows[static_cast<std::size_t>(index)]; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<MemoryRow> m_rows;
};

/// The memory of every device of the newest result.
class MemoryPanel : public QWidget
{
    Q_OBJECT
public:
    explicit MemoryPanel(Session& session, QWidget* parent = nullptr);

private:
    void rebuild();

    Session& m_session;
    MemoryModel* m_model;
    QLabel* m_hint;
    QTableView* m_table;
};

} // namespace ui
