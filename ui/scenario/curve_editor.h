#pragma once

#include "ui/scenario/curve_plot.h"

#include <QWidget>

class QComboBox;
class QToolButton;

namespace ui {

/// The curve of one link direction or node, chosen here or by the selection of the canvas.
class CurveEditor : public QWidget
{
    Q_OBJECT
public:
    explicit CurveEditor(Script& script, QWidget* parent = nullptr);

    CurvePlot& plot() { return *m_plot; }
    std::vector<CurveSubject> subjects() const { return m_subjects; }
    /// Shows the curve that a line changes, if it names one thing of it.
    void showLine(int line);

private:
    void readSubjects();
    void rebuild();
    void follow(); ///< the selection
    void choose(core::TargetKind kind, const std::string& pattern);

    Script& m_script;
    QComboBox* m_chooser;
    QToolButton* m_back;
    CurvePlot* m_plot;
    std::vector<CurveSubject> m_subjects;
};

} // namespace ui
