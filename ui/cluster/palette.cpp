#include "ui/cluster/palette.h"

#include "ui/cluster/template_panel.h"
#include "ui/widgets/format.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/two_line_delegate.h"

#include <QDrag>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QMimeData>
#include <QSortFilterProxyModel>
#include <QTabWidget>
#include <QVBoxLayout>

namespace ui {
namespace palette {

constexpr int detailRole = Qt::UserRole + 1;
constexpr int kindRole = Qt::UserRole + 2;
constexpr int searchRole = Qt::UserRole + 3;

class Model : public QStandardItemModel
{
public:
    using QStandardItemModel::QStandardItemModel;
    QStringList mimeTypes() const override { return {QLatin1String(paletteMimeType)}; }
    QMimeData* mimeData(const QModelIndexList& indexes) const override
    {
        auto* data = new QMimeData;
        data->setData(QLatin1String(paletteMimeType), indexes.isEmpty() ? QByteArray() : indexes.front().data(kindRole).toByteArray());
        return data;
    }
};

/// What is dragged is its sign alone: the canvas shows where it will lie.
class List : public QListView
{
protected:
    void startDrag(Qt::DropActions) override
    {
        auto* drag = new QDrag(this);
        drag->setMimeData(model()->mimeData({currentIndex()}));
        drag->setPixmap(currentIndex().data(Qt::DecorationRole).value<QIcon>().pixmap(iconSize().isValid() ? iconSize() : QSize(16, 16)));
        drag->setHotSpot({-8, -8});
        drag->exec(Qt::CopyAction);
    }
};

QString detailOf(const core::Device& device)
{
    const core::FlopsPerSecond peak = device.peak(core::Precision::Bf16).value > 0 ? device.peak(core::Precision::Bf16) : device.peak(core::Precision::Fp16);
    return Palette::tr("%1 · %2").arg(text(device.memory), text(peak));
}

} // namespace palette

Palette::Palette(Session& session, QWidget* parent)
    : QWidget(parent), m_session(session), m_model(new palette::Model(this)), m_filter(new QSortFilterProxyModel(this)), m_search(new QLineEdit)
    , m_list(new palette::List), m_tabs(new QTabWidget), m_templates(new TemplatePanel(session))
{
    m_search->setObjectName(QStringLiteral("paletteSearch"));
    m_search->setPlaceholderText(tr("Search devices"));
    m_search->setClearButtonEnabled(true);
    m_filter->setSourceModel(m_model);
    m_filter->setFilterRole(palette::searchRole);
    m_filter->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_list->setObjectName(QStringLiteral("paletteList"));
    m_list->setAccessibleName(tr("What can be drawn"));
    m_list->setModel(m_filter);
    m_list->setItemDelegate(new TwoLineDelegate(palette::detailRole, m_list));
    m_list->setDragEnabled(true);
    m_list->setDragDropMode(QAbstractItemView::DragOnly);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->viewport()->setBackgroundRole(QPalette::Window);
    m_list->setResizeMode(QListView::Adjust);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* devices = new QWidget;
    auto* column = new QVBoxLayout(devices);
    column->setContentsMargins(8, 8, 8, 0);
    column->addWidget(m_search);
    column->addWidget(m_list);
    m_tabs->setObjectName(QStringLiteral("paletteTabs"));
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(devices, tr("Devices"));
    m_tabs->addTab(m_templates, tr("Networks"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(m_tabs);
    connect(m_templates, &TemplatePanel::chosen, this, &Palette::templateChosen);
    connect(m_search, &QLineEdit::textChanged, m_filter, &QSortFilterProxyModel::setFilterFixedString);
    connect(m_search, &QLineEdit::returnPressed, this, [this] {
        choose(meant());
        m_search->selectAll(); // for the next one
    });
    connect(m_list, &QListView::activated, this, &Palette::choose);
    connect(&session, &Session::projectChanged, this, &Palette::rebuild);
    rebuild();
}

/// The one of just that name, or else the first: "H200" is in GH200 too.
QModelIndex Palette::meant() const
{
    for (int row = 0; row < m_filter->rowCount(); ++row)
        if (const QModelIndex entry = m_filter->index(row, 0); entry.data().toString().compare(m_search->text().trimmed(), Qt::CaseInsensitive) == 0)
            return entry;
    return m_filter->index(0, 0);
}

void Palette::addEntry(const QString& name, const QString& detail, const char* iconName, const std::string& kind)
{
    auto* item = new QStandardItem(icon(iconName), name);
    item->setData(detail, palette::detailRole);
    item->setData(QByteArray::fromStdString(kind), palette::kindRole);
    item->setData(QString(name + QLatin1Char(' ') + detail), palette::searchRole);
    item->setToolTip(tr("Drag onto the canvas, or press Enter"));
    m_model->appendRow(item);
}

void Palette::rebuild()
{
    std::vector<core::DeviceOverride> own;
    if (m_session.project().cluster)
        own.assign(m_session.project().cluster->devices.begin(), m_session.project().cluster->devices.end());
    if (m_model->rowCount() > 0 && own == m_own)
        return;
    m_own = std::move(own);
    m_model->clear();
    addEntry(tr("Switch"), tr("joins nodes and switches"), "network-wired", {});
    for (const core::DeviceOverride& kind : m_own) {
        const auto device = core::resolveDevice(*m_session.project().cluster, m_session.catalogue(), kind.id);
        addEntry(text(kind.id.text), device ? palette::detailOf(*device) : text(device.error().message), "media-flash-memory-stick", kind.id.text);
    }
    for (const core::Device& device : m_session.catalogue().devices)
        addEntry(text(device.id.text), palette::detailOf(device), "media-flash-memory-stick", device.id.text);
}

void Palette::showDevices()
{
    m_tabs->setCurrentIndex(0);
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void Palette::showTemplates()
{
    m_tabs->setCurrentWidget(m_templates);
    m_templates->focusLine();
}

void Palette::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape)
        emit left();
    else
        QWidget::keyPressEvent(event);
}

void Palette::choose(const QModelIndex& index)
{
    if (index.isValid())
        emit chosen(index.data(palette::kindRole).toByteArray().toStdString());
}

} // namespace ui
