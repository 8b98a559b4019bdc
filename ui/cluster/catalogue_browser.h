#pragma once

#include "ui/session/session.h"

#include <QAbstractTableModel>
#include <QWidget>

#include <vector>

class QCheckBox;
class QLineEdit;
class QSortFilterProxyModel;
class QTableView;

namespace ui {

/// The devices of the catalogue and the project's own, a fact a column.
class CatalogueModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Kind, Memory, MemoryBandwidth, Half, Eighth, Fabric, HostPort, Power, Price, PerDollar, columns };
    static constexpr int NumberRole = Qt::UserRole + 1; ///< to sort by; -1 where it is not known
    using QAbstractTableModel::QAbstractTableModel;

    void setDevices(std::vector<core::Device> devices);
    /// Whose largest value a bar is a share of; empty: of all.
    void setCompared(std::vector<int> rows);
    /// Whether any device has a value there.
    bool isKnown(int column) const { return m_most[static_cast<std::size_t>(column)] > 0; }
    const core::Device& device(int row) const { return m_devices[static_cast<std::size_t>(row)]; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    double number(int row, int column) const;
    QString words(int row, int column) const;
    void findMost();

    std::vector<core::Device> m_devices;
    std::vector<int> m_compared;
    std::vector<double> m_most; ///< by column
};

/// A table of all device kinds to search, sort and compare: several that are selected can be shown alone, with bars
/// against the best of them. Enter or a double-click draws a node of that kind.
class CatalogueBrowser : public QWidget
{
    Q_OBJECT
public:
    explicit CatalogueBrowser(Session& session, QWidget* parent = nullptr);

signals:
    void chosen(const std::string& kind);

private:
    void rebuild();
    void compare();

    Session& m_session;
    CatalogueModel* m_model;
    QSortFilterProxyModel* m_filter;
    QLineEdit* m_search;
    QCheckBox* m_only;
    QTableView* m_table;
    std::vector<core::DeviceOverride> m_own;
};

} // namespace ui
