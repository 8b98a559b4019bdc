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

/// The figures of the newest result in one row, whether it fits in memory, and whether it is out of date.
class MetricsStrip : public QFrame
{
    Q_OBJECT
public:
    explicit MetricsStrip(Session& session, QWidget* parent = nullptr);

signals:
    void memoryWanted(); ///< the words on memory were clicked

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void rebuild();
    void showState();
    void showCauses();
    void addCell(QHBoxLayout& layout, const char* key, const QString& caption, const QString& explanation);

    Session& m_session;
    std::map<std::string, QLabel*> m_values;
    QToolButton* m_feasibility;
    QLabel* m_causes;
    QLabel* m_state;
    QProgressBar* m_progress;
};

} // namespace ui
