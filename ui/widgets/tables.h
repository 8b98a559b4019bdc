#pragma once

class QTableView;

namespace ui {

/// A table to read: whole rows are selected, no grid, no row numbers, one line a row.
QTableView* plainTable();

} // namespace ui
