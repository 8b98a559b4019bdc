#pragma once

#include "core/results/trust.h"
#include "ui/session/session.h"
#include "ui/trust/measured_times.h"

#include <QLabel>
#include <QWidget>

class QVBoxLayout;

namespace ui {

/// "1.82 s ± 12 %, 1.60 s to 2.04 s" of a time.
QString withBar(core::Nanoseconds value, const core::ErrorBar& bar);

/// What published runs say of the shown plan: an error bar on its headline figures, the runs it was taken from, where the plan
/// lies outside them, and the constants it is computed with.
class ProjectTrust : public QWidget
{
    Q_OBJECT
public:
    ProjectTrust(Session& session, const std::vector<core::ScoredRun>& runs, QWidget* parent = nullptr);

    MeasuredTimes& measuredTimes() { return *m_measured; }

private:
    void rebuild();
    void showFigures(const core::Trust& trust);
    void showReasons(const core::Trust& trust);
    void showConstants(const core::Trust& trust);

    Session& m_session;
    const std::vector<core::ScoredRun>& m_runs;
    QLabel* m_figures;
    QLabel* m_reasons;
    QLabel* m_outside;
    QLabel* m_constants;
    MeasuredTimes* m_measured;
};

} // namespace ui
