#include "ui/cluster/outline.h"

#include "core/documents/edits.h"
#include "core/documents/groups.h"
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

Outline::Outline(Session& session, const QList<QAction*>& actions, QWidget* parent)
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
    m_tree->addActions(actions);
    m_search->setObjectName(QStringLiteral("outlineSearch"));
    m_search->setPlaceholderText(tr("Find a node, switch, link or group"));
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
    connect(m_tree, &QTreeView::activated, this, &Outline::propertiesWanted);
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
        const core::GroupTree tree(*cluster);
        std::vector<QStandardItem*> groupItems;
        for (const core::ClusterGroup& group : cluster->groups)
            groupItems.push_back(outline::item(group.id.text, group.id, tr("group")));
        const auto put = [&](QStandardItem* item, int group, QList<QStandardItem*>& others) {
            if (group >= 0)
                groupItems[static_cast<std::size_t>(group)]->appendRow(item);
            else
                others.append(item);
        };
        QList<QStandardItem*> groups, nodes, switches;
        for (int group = 0; group < tree.size(); ++group)
            put(groupItems[static_cast<std::size_t>(group)], tree.around(group), groups);
        int index = 0;
        for (const core::Node& node : cluster->nodes) {
            const QString kind = node.device ? text(node.device->text) : tr("no kind");
            put(outline::item(node.id.text, node.id, tr("%1 × %2").arg(node.count).arg(kind)), tree.ofNode(index++), nodes);
        }
        index = 0;
        for (const core::Switch& hub : cluster->switches)
            put(outline::item(hub.id.text, hub.id, tr("switch")), tree.ofSwitch(index++), switches);
        QList<QStandardItem*> links;
        for (const core::Link& link : cluster->links)
            links.append(outline::item(link.id.text, link.id,
                tr("%1 to %2, %3").arg(text(link.ends[0]), text(link.ends[1]), text(link.bandwidth))));
        addSection(tr("Groups"), groups);
        addSection(groups.isEmpty() ? tr("Nodes") : tr("Other nodes"), nodes);
        addSection(groups.isEmpty() ? tr("Switches") : tr("Other switches"), switches);
        addSection(tr("Links"), links);
    }
    m_tree->expandAll();
    showSelection();
}

void Outline::addSection(const QString& title, const QList<QStandardItem*>& members)
{
    if (members.isEmpty())
        return;
    auto* section = new QStandardItem(tr("%1 (%2)").arg(title).arg(members.size()));
    section->setSelectable(false);
    section->setEditable(false);
    QFont bold = m_tree->font();
    bold.setWeight(QFont::DemiBold);
    section->setFont(bold);
    section->appendRows(members);
    m_model.appendRow(section);
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
    follow(*m_model.invisibleRootItem(), selected, chosen, current);
    m_tree->selectionModel()->select(chosen, QItemSelectionModel::ClearAndSelect);
    if (current.isValid()) {
        m_tree->selectionModel()->setCurrentIndex(current, QItemSelectionModel::NoUpdate);
        m_tree->scrollTo(current);
    }
}

void Outline::follow(const QStandardItem& parent, const std::unordered_set<std::string>& selected, QItemSelection& chosen, QModelIndex& current) const
{
    for (int row = 0; row < parent.rowCount(); ++row) {
        const QStandardItem& member = *parent.child(row);
        if (member.hasChildren())
            follow(member, selected, chosen, current);
        const auto element = member.data(outline::elementRole).value<Element>();
        if (isNothing(element) || !selected.contains(keyOf(element)))
            continue;
        const QModelIndex index = m_filter->mapFromSource(member.index());
        chosen.select(index, index);
        if (element == followedToArray(m_session.selection().current()))
            current = index;
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
