#pragma once

#include "ui/session/session.h"

#include <QItemSelection>
#include <QStandardItemModel>
#include <QWidget>

#include <string>
#include <unordered_set>

class QLineEdit;
class QSortFilterProxyModel;
class QTreeView;

namespace ui {

/// Every group with what is in it, node, switch and link by name: what the canvas shows, for keyboards and screen readers too.
class Outline : public QWidget
{
    Q_OBJECT
public:
    /// `actions` are those of the canvas; their keys work here too.
    explicit Outline(Session& session, const QList<QAction*>& actions = {}, QWidget* parent = nullptr);

signals:
    void propertiesWanted(); ///< of what is selected

private:
    void rebuild();
    void showSelection();
    Element followedToArray(const Element& element) const;
    void takeSelection();
    void addSection(const QString& title, const QList<QStandardItem*>& members);
    void follow(const QStandardItem& parent, const std::unordered_set<std::string>& selected, QItemSelection& chosen, QModelIndex& current) const;

    Session& m_session;
    QStandardItemModel m_model;
    QSortFilterProxyModel* m_filter;
    QLineEdit* m_search;
    QTreeView* m_tree;
    bool m_following = false; ///< while the tree takes over the selection of others
};

} // namespace ui
