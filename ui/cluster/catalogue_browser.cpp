#include "ui/cluster/catalogue_browser.h"

#include "core/documents/templates.h"
#include "ui/widgets/format.h"
#include "ui/widgets/share_bar_delegate.h"
#include "ui/widgets/tables.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <set>

namespace ui {
namespace catalogue_browser {

/// By words, and to the rows that are compared if there are any.
class Filter : public QSortFilterProxyModel
{
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;
    void setRows(std::set<int> rows)
    {
        m_rows = std::move(rows);
        invalidateFilter();
    }

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override
    {
        return (m_rows.empty() || m_rows.contains(row)) && QSortFilterProxyModel::filterAcceptsRow(row, parent);
    }

private:
    std::set<int> m_rows;
};

} // namespace catalogue_browser

void CatalogueModel::setDevices(std::vector<core::Device> devices)
{
    beginResetModel();
    m_devices = std::move(devices);
    m_compared.clear();
    findMost();
    endResetModel();
}

void CatalogueModel::setCompared(std::vector<int> rows)
{
    m_compared = std::move(rows);
    findMost();
    if (rowCount() > 0)
        emit dataChanged(index(0, 0), index(rowCount() - 1, columns - 1));
}

void CatalogueModel::findMost()
{
    m_most.assign(columns, 0);
    for (int row = 0; row < rowCount(); ++row) {
        if (!m_compared.empty() && std::find(m_compared.begin(), m_compared.end(), row) == m_compared.end())
            continue;
        for (int column = 0; column < columns; ++column)
            m_most[static_cast<std::size_t>(column)] = std::max(m_most[static_cast<std::size_t>(column)], number(row, column));
    }
}

int CatalogueModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(m_devices.size()); }
int CatalogueModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : columns; }

double CatalogueModel::number(int row, int column) const
{
    const core::Device& one = device(row);
    const double half = std::max(one.bf16.value, one.fp16.value);
    switch (column) {
    case Memory: return one.memory.value;
    case MemoryBandwidth: return one.memoryBandwidth.value;
    case Half: return half;
    case Eighth: return one.fp8.value;
    case Fabric: return one.fabricBandwidth.value;
    case HostPort: return one.hostBandwidth.value;
    case Power: return one.power.value;
    case Price: return one.pricePerHour;
    case PerDollar: return one.pricePerHour > 0 ? half / one.pricePerHour : 0;
    default: return 0;
    }
}

QString CatalogueModel::words(int row, int column) const
{
    const core::Device& one = device(row);
    if (column == Kind)
        return text(one.id.text);
    const double value = number(row, column);
    if (!(value > 0))
        return QStringLiteral("–");
    switch (column) {
    case Memory: return text(core::Bytes(value));
    case MemoryBandwidth:
    case Fabric:
    case HostPort: return text(core::BytesPerSecond(value));
    case Half:
    case Eighth: return text(core::FlopsPerSecond(value));
    case Power: return tr("%1 W").arg(value);
    case Price: return tr("$%1/h").arg(value, 0, 'f', 2);
    default: return tr("%1 a $/h").arg(text(core::FlopsPerSecond(value)));
    }
}

QVariant CatalogueModel::data(const QModelIndex& index, int role) const
{
    const double value = number(index.row(), index.column());
    switch (role) {
    case Qt::DisplayRole:
        return words(index.row(), index.column());
    case NumberRole:
        return index.column() == Kind ? QVariant(words(index.row(), Kind)) : QVariant(value > 0 ? value : -1);
    case ShareBarDelegate::ShareRole: {
        const double most = m_most[static_cast<std::size_t>(index.column())];
        return most > 0 && value > 0 ? QVariant(value / most) : QVariant();
    }
    case Qt::ToolTipRole:
        return text(device(index.row()).source);
    case Qt::TextAlignmentRole:
        return QVariant((index.column() == Kind ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    default:
        return {};
    }
}

QVariant CatalogueModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant((section == Kind ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    static const char* const names[columns] = {QT_TR_NOOP("Kind"), QT_TR_NOOP("Memory"), QT_TR_NOOP("Memory bandwidth"), QT_TR_NOOP("BF16 or FP16"), QT_TR_NOOP("FP8"),
        QT_TR_NOOP("Fabric"), QT_TR_NOOP("Host port"), QT_TR_NOOP("Power"), QT_TR_NOOP("Price"), QT_TR_NOOP("16-bit per price")};
    return tr(names[section]);
}

CatalogueBrowser::CatalogueBrowser(Session& session, QWidget* parent)
    : QWidget(parent), m_session(session), m_model(new CatalogueModel(this)), m_filter(new catalogue_browser::Filter(this)), m_search(new QLineEdit)
    , m_only(new QCheckBox(tr("Compare what is selected"))), m_table(plainTable())
{
    m_search->setObjectName(QStringLiteral("catalogueSearch"));
    m_search->setPlaceholderText(tr("Search devices"));
    m_search->setClearButtonEnabled(true);
    m_only->setObjectName(QStringLiteral("catalogueCompare"));
    m_filter->setSourceModel(m_model);
    m_filter->setSortRole(CatalogueModel::NumberRole);
    m_filter->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_table->setObjectName(QStringLiteral("catalogueTable"));
    m_table->setAccessibleName(tr("Kinds of devices"));
    m_table->setModel(m_filter);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(CatalogueModel::Half, Qt::DescendingOrder);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    for (int column = CatalogueModel::Memory; column < CatalogueModel::columns; ++column)
        m_table->setItemDelegateForColumn(column, new ShareBarDelegate(m_table));
    auto* head = new QHBoxLayout;
    head->addWidget(m_search, 1);
    head->addWidget(m_only);
    head->addStretch(2);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 0);
    layout->addLayout(head);
    layout->addWidget(m_table);
    connect(m_search, &QLineEdit::textChanged, m_filter, &QSortFilterProxyModel::setFilterFixedString);
    connect(m_only, &QCheckBox::toggled, this, &CatalogueBrowser::compare);
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex& index) { emit chosen(m_model->device(m_filter->mapToSource(index).row()).id.text); });
    connect(&session, &Session::projectChanged, this, &CatalogueBrowser::rebuild);
    rebuild();
}

void CatalogueBrowser::rebuild()
{
    const core::Cluster cluster = m_session.project().cluster.value_or(core::Cluster());
    std::vector<core::DeviceOverride> own(cluster.devices.begin(), cluster.devices.end());
    if (m_model->rowCount() > 0 && own == m_own)
        return;
    m_own = std::move(own);
    m_only->setChecked(false);
    std::vector<core::Device> devices;
    for (const std::string& kind : core::deviceKindsOf(m_session.project(), m_session.catalogue()))
        if (const auto device = core::resolveDevice(cluster, m_session.catalogue(), {kind}))
            devices.push_back(*device);
    m_model->setDevices(std::move(devices));
    m_table->setColumnWidth(CatalogueModel::Kind, 160);
    for (int column = CatalogueModel::Memory; column < CatalogueModel::columns; ++column) {
        m_table->setColumnWidth(column, 148);
        m_table->setColumnHidden(column, !m_model->isKnown(column)); // nothing to compare
    }
}

void CatalogueBrowser::compare()
{
    std::set<int> rows;
    if (m_only->isChecked())
        for (const QModelIndex& index : m_table->selectionModel()->selectedRows())
            rows.insert(m_filter->mapToSource(index).row());
    m_model->setCompared({rows.begin(), rows.end()});
    static_cast<catalogue_browser::Filter*>(m_filter)->setRows(std::move(rows));
}

} // namespace ui
