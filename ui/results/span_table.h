#pragma once

#include "ui/session/session.h"

#include <QAbstractTableModel>
#include <QWidget>

#include <cstdint>
#include <optional>
#include <vector>

class QLabel;
class QLineEdit;
class QTableView;

namespace ui {

/// Spans of a result as rows, in any order and of any part.
class SpanModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Phase, MicroBatch, Device, Stage, Stream, Start, Duration, Slack, Moved, WaitedFor, columns };
    using QAbstractTableModel::QAbstractTableModel;

    /// These spans of a result, in the order that was asked for last; null: no rows.
    void setSpans(std::shared_ptr<const SimulationResult> result, std::vector<std::uint32_t> spans);
    std::uint32_t spanAt(int row) const { return m_spans[static_cast<std::size_t>(row)]; }
    std::optional<int> rowOf(std::uint32_t span) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void sort(int column, Qt::SortOrder order) override; ///< equals stay in order of lanes and time

private:
    void arrange();

    std::shared_ptr<const SimulationResult> m_result;
    std::vector<std::uint32_t> m_spans;
    int m_column = Start;
    Qt::SortOrder m_order = Qt::AscendingOrder;
};

/// The Gantt as a table: every span of the newest result, or those that a query finds (see core::findSpans). What is
/// selected here is selected everywhere.
class SpanTable : public QWidget
{
    Q_OBJECT
public:
    explicit SpanTable(Session& session, QWidget* parent = nullptr);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void rebuild();
    void showSelected();

    Session& m_session;
    SpanModel* m_model;
    QLineEdit* m_query;
    QLabel* m_state;
    QTableView* m_table;
};

} // namespace ui
