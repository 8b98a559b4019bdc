#pragma once

#include "ui/scenario/script.h"

#include <QAbstractTableModel>

namespace ui {

/// The events of the script as rows; lines that do not parse too, with their text in the column of time. Comments and blank
/// lines have none.
class EventModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    static constexpr int SortRole = Qt::UserRole; ///< times and lengths by their length, else as it is read
    explicit EventModel(Script& script, QObject* parent = nullptr);

    int lineOf(int row) const { return m_rows[static_cast<std::size_t>(row)]; }
    int rowOf(int line) const; ///< -1: none
    bool isEvent(int row) const { return m_script.line(lineOf(row)).event.has_value(); }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;

    /// The same words into one column of several rows, as one edit.
    void setColumn(const std::vector<int>& rows, int column, const QString& words);

signals:
    void refused(const core::Error& error); ///< words that the language does not have there

private:
    void readRows();
    QVariant words(int row, core::ScriptColumn column) const;
    QVariant sortKey(int row, core::ScriptColumn column) const;

    Script& m_script;
    std::vector<int> m_rows; ///< indices of lines
    std::vector<core::ScriptCells> m_cells;
};

} // namespace ui
