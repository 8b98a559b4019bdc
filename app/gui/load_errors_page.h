#pragma once

#include "core/base/result.h"

#include <QStandardItemModel>
#include <QWidget>

#include <vector>

class QLabel;
class QPushButton;

namespace app {

/// Why a file was not opened: everything wrong with it, where, what was expected and how to mend it.
class LoadErrorsPage : public QWidget
{
    Q_OBJECT
public:
    explicit LoadErrorsPage(QWidget* parent = nullptr);

    void showErrors(const QString& path, const std::vector<core::Error>& errors);
    QString path() const { return m_path; }

signals:
    void retryWanted(const QString& path);
    void backWanted();

private:
    QString m_path;
    QStandardItemModel m_model;
    QLabel* m_title;
    QLabel* m_where;
};

} // namespace app
