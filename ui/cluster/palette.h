#pragma once

#include "ui/session/session.h"

#include <QStandardItemModel>
#include <QWidget>

#include <string>

class QLineEdit;
class QListView;
class QSortFilterProxyModel;

namespace ui {

/// Of what is dragged: the id of a device kind, or nothing for a switch.
constexpr char paletteMimeType[] = "application/x-clusterloom-element";

/// What can be drawn: a switch, and a node of every device kind, the project's own first. Drag it onto the canvas, or
/// press Enter or double-click to put it in the middle.
class Palette : public QWidget
{
    Q_OBJECT
public:
    explicit Palette(Session& session, QWidget* parent = nullptr);

signals:
    void chosen(const std::string& kind); ///< empty: a switch

private:
    void rebuild();
    void addEntry(const QString& name, const QString& detail, const char* icon, const std::string& kind);
    void choose(const QModelIndex& index);

    Session& m_session;
    QStandardItemModel* m_model;
    QSortFilterProxyModel* m_filter;
    QLineEdit* m_search;
    QListView* m_list;
    std::vector<core::DeviceOverride> m_own;
};

} // namespace ui
