#pragma once

#include "ui/plan/plan_rows.h"
#include "ui/session/session.h"
#include "ui/widgets/edit_form.h"

#include <QAbstractTableModel>
#include <QWidget>

class QLabel;
class QScrollArea;
class QTableView;
class QToolButton;

namespace ui {

class PlanModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Pipeline, Stage, Devices, Kind, Units, Recompute, Memory, columns };
    using QAbstractTableModel::QAbstractTableModel;

    void setRows(std::vector<StageRow> rows);
    const StageRow& row(int index) const { return m_rows[static_cast<std::size_t>(index)]; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QVariant words(const StageRow& row, int column) const;

    std::vector<StageRow> m_rows;
};

class LayerBars;

/// The shown plan to be written: its fields, its layers as bars to be cut, and its stages with the memory of the newest
/// result. Plans are made, copied and removed here.
class PlanPanel : public QWidget
{
    Q_OBJECT
public:
    explicit PlanPanel(Session& session, QWidget* parent = nullptr);

private:
    void rebuild();
    void rebuildForm();
    QWidget* makeHead();
    QToolButton* makeButton(const char* name, const char* icon, const QString& words, const QString& tip);
    const core::Plan* shown() const;
    void makePlan();
    void copyPlan();
    void removePlan();
    void writeOut();
    void addPlan(const QString& text, core::Plan plan);

    Session& m_session;
    PlanModel* m_model;
    QLabel* m_summary;
    QLabel* m_hint;
    QTableView* m_table;
    QScrollArea* m_formArea;
    EditForm* m_form = nullptr;
    std::string m_formPlan; ///< that the form is about
    bool m_formExplicit = false;
    QToolButton *m_copy = nullptr, *m_remove = nullptr, *m_writeOut = nullptr;
};

} // namespace ui
