#pragma once

#include "ui/scenario/event_model.h"

#include <QTableView>

class QSortFilterProxyModel;

namespace ui {

/// The events as a table to be sorted and edited. What is written into a cell of one selected row goes into all of them;
/// rows are copied to and pasted from spreadsheets.
class EventTable : public QTableView
{
    Q_OBJECT
public:
    explicit EventTable(Script& script, QWidget* parent = nullptr);

    EventModel& events() { return m_model; }
    std::vector<int> selectedLines() const; ///< of the script, ascending
    void selectLine(int line);

public slots:
    void copy();
    void paste(); ///< after the current row
    void removeSelected();
    void toggleSelected(); ///< on or off

signals:
    void refused(const core::Error& error);
    void linesSelected(const std::vector<int>& lines);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void addKeys();
    void showSpans();
    std::vector<int> selectedRows() const;

    Script& m_script;
    EventModel m_model;
    QSortFilterProxyModel* m_sorted;
};

} // namespace ui
