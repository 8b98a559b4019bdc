#pragma once

#include "ui/session/session.h"

#include <QAbstractListModel>
#include <QWidget>

class QLabel;
class QListView;
class QVBoxLayout;

namespace ui {

/// The issues of the session, one a row.
class ProblemsModel : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role { DetailRole = Qt::UserRole + 1, SeverityRole };
    explicit ProblemsModel(Session& session, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    const core::Issue& issue(const QModelIndex& index) const;

private:
    Session& m_session;
    std::vector<core::Issue> m_issues;
};

/// What is wrong, where, and how to mend it. A click selects the element concerned; beneath are buttons that mend the
/// problem that is current, or the first.
class Problems : public QWidget
{
    Q_OBJECT
public:
    explicit Problems(Session& session, QWidget* parent = nullptr);

private:
    void showCount();
    void selectElement(const QModelIndex& index);
    void showFixes();

    Session& m_session;
    ProblemsModel* m_model;
    QListView* m_list;
    QLabel* m_none;
    QWidget* m_fixes;
    QVBoxLayout* m_buttons;
};

} // namespace ui
