#pragma once

#include "ui/session/session.h"

#include <QStandardItemModel>
#include <QWidget>

#include <string>

class QLineEdit;
class QListView;
class QSortFilterProxyModel;
class QTabWidget;

namespace core {
struct TemplateSpec;
}

namespace ui {

class TemplatePanel;

/// Of what is dragged: the id of a device kind, or nothing for a switch.
constexpr char paletteMimeType[] = "application/x-clusterloom-element";

/// What can be drawn: a switch, and a node of every device kind, the project's own first; and on a second page whole
/// networks. Drag it onto the canvas, or press Enter or double-click to put it in the middle.
class Palette : public QWidget
{
    Q_OBJECT
public:
    explicit Palette(Session& session, QWidget* parent = nullptr);

    /// Brings the devices up, to search among them.
    void showDevices();
    /// Brings the templates up, to write their line.
    void showTemplates();

signals:
    void chosen(const std::string& kind); ///< empty: a switch
    void templateChosen(const core::TemplateSpec& spec);
    void left(); ///< by Esc

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void rebuild();
    void addEntry(const QString& name, const QString& detail, const char* icon, const std::string& kind);
    void choose(const QModelIndex& index);
    QModelIndex meant() const; ///< by what is searched

    Session& m_session;
    QStandardItemModel* m_model;
    QSortFilterProxyModel* m_filter;
    QLineEdit* m_search;
    QListView* m_list;
    QTabWidget* m_tabs;
    TemplatePanel* m_templates;
    std::vector<core::DeviceOverride> m_own;
};

} // namespace ui
