#include "ui/cluster/outline.h"

#include "core/documents/edits.h"
#include "ui/widgets/format.h"

#include <QLineEdit>
#include <QScopedValueRollback>
#include <QSortFilterProxyModel>
#include <QTreeView>
#include <QVBoxLayout>

#include <unordered_set>

Q_DECLARE_METATYPE(ui::Element)

namespace ui {

namespace outline {

constexpr int elementRole = Qt::UserRole + 1;

QStandardItem* item(const std::string& id, const Element& element, const QString& detail)
{
    auto* result = new QStandardItem(text(id));
    result->setData(QVariant::fromValue(element), elementRole);
    result->setToolTip(detail);
    result->setAccessibleText(titleOf(element) + QStringLiteral(", ") + detail);
    result->setEditable(false);
    return result;
}

} // namespace outline

Outline::Outline(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_filter(new QSortFilterProxyModel(this))
    , m_search(new QLineEdit)
    , m_tree(new QTreeView)
{
    m_filter->setSourceModel(&m_model);
    m_filter->setRecursiveFilteringEnabled(true);
    m_filter->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_tree->setObjectName(QStringLiteral("outlineTree"));
    m_tree->setAccessibleName(tr("Outline of the cluster"));
    m_tree->setModel(m_filter);
    m_tree->setHeaderHidden(true);
    m_tree->setUniformRowHeights(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->viewport()->setBackgroundRole(QPalette::Window);
    m_tree->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_search->setObjectName(QStringLiteral("outlineSearch"));
    m_search->setPlaceholderText(tr("Find a node, switch or link"));
    m_search->setClearButtonEnabled(true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->setSpacing(8);
    layout->addWidget(m_search);
    layout->addWidget(m_tree);
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString& words) {
        m_filter->setFilterFixedString(words);
        m_tree->expandAll();
    });
    connect(m_tree->selectionModel(), &QItemSelectionModel::selectionChanged, this, &Outline::takeSelection);
    connect(&session, &Session::projectChanged, this, &Outline::rebuild);
    connect(&session.selection(), &Selection::changed, this, &Outline::showSelection);
    rebuild();
}

void Outline::rebuild()
{
    const QScopedValueRollback following(m_following, true);
    m_model.clear();
    if (const auto& cluster = m_session.project().cluster) {
        QList<QStandardItem*> nodes;
        for (const core::Node& node : cluster->nodes) {
            const QString kind = node.device ? text(node.device->text) : tr("no kind");
            nodes.append(outline::item(node.id.text, node.id, tr("%1 × %2").arg(node.count).arg(kind)));
        }
        QList<QStandardItem*> switches;
        for (const core::Switch& hub : cluster->switches)
            switches.append(outline::item(hub.id.text, hub.id, tr("switch")));
        QList<QStandardItem*> links;
        for (const core::Link& link : cluster->links)
            links.append(outline::item(link.id.text, link.id,
                tr("%1 to %2, %3").arg(text(link.ends[0]), text(link.ends[1]), text(link.bandwidth))));
        addGroup(tr("Nodes"), nodes);
        addGroup(tr("Switches"), switches);
        addGroup(tr("Links"), links);
    }
    m_tree->expandAll();
    showSelection();
}

void Outline::addGroup(const QString& title, const QList<QStandardItem*>& members)
{
    if (members.isEmpty())
        return;
    auto* group = new QStandardItem(tr("%1 (%2)").arg(title).arg(members.size()));
    group->setSelectable(false);
    group->setEditable(false);
    QFont bold = m_tree->font();
    bold.setWeight(QFont::DemiBold);
    group->setFont(bold);
    group->appendRows(members);
    m_model.appendRow(group);
}

/// Members of arrays are shown by their array.
Element Outline::followedToArray(const Element& element) const
{
    const auto* member = std::get_if<NodeMember>(&element);
    const auto array = member && m_session.project().cluster ? core::arrayWith(*m_session.project().cluster, member->name) : std::nullopt;
    return array ? Element(*array) : element;
}

void Outline::showSelection()
{
    const QScopedValueRollback following(m_following, true);
    QItemSelection chosen;
    QModelIndex current;
    std::unordered_set<std::string> selected;
    for (const Element& element : m_session.selection().elements())
        selected.insert(keyOf(followedToArray(element)));
    for (int group = 0; group < m_model.rowCount(); ++group) {
        const QStandardItem* parent = m_model.item(group);
        for (int row = 0; row < parent->rowCount(); ++row) {
            const QStandardItem* member = parent->child(row);
            const auto element = member->data(outline::elementRole).value<Element>();
            if (!selected.contains(keyOf(element)))
                continue;
            const QModelIndex index = m_filter->mapFromSource(member->index());
            chosen.select(index, index);
            if (element == followedToArray(m_session.selection().current()))
                current = index;
        }
    }
    m_tree->selectionModel()->select(chosen, QItemSelectionModel::ClearAndSelect);
    if (current.isValid()) {
        m_tree->selectionModel()->setCurrentIndex(current, QItemSelectionModel::NoUpdate);
        m_tree->scrollTo(current);
    }
}

void Outline::takeSelection()
{
    if (m_following)
        return;
    std::vector<Element> elements;
    for (const QModelIndex& index : m_tree->selectionModel()->selectedIndexes())
        elements.push_back(index.data(outline::elementRole).value<Element>());
    m_session.selection().select(std::move(elements));
}

} // namespace ui
