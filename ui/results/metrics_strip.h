#pragma once

#include "ui/session/session.h"

#include <QFrame>

#include <map>
#include <string>

class QHBoxLayout;
class QLabel;
class QProgressBar;
class QToolButton;

namespace ui {

class ElidedLabel;

/// The figures of the newest result in one row, whether it fits in memory, and whether it is out of date.
/// Where there is no room for all of them, the less important ones are left out.
class MetricsStrip : public QFrame
{
    Q_OBJECT
public:
    explicit MetricsStrip(Session& session, QWidget* parent = nullptr);

    QSize minimumSizeHint() const override;

signals:
    void memoryWanted(); ///< the words on memory were clicked

protected:
    bool event(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void rebuild();
    void showState();
    void fit();
    void addCell(QHBoxLayout& layout, const char* key, const QString& caption, const QString& explanation);

    Session& m_session;
    std::map<std::string, QLabel*> m_values;
    std::map<std::string, QWidget*> m_cells;
    QToolButton* m_feasibility;
    ElidedLabel* m_causes;
    QLabel* m_state;
    QProgressBar* m_progress;
};

} // namespace ui
