#include "ui/scenario/curve_editor.h"

#include "ui/widgets/format.h"
#include "ui/widgets/labels.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace ui {

CurveEditor::CurveEditor(Script& script, QWidget* parent)
    : QWidget(parent), m_script(script), m_chooser(new QComboBox), m_back(new QToolButton), m_plot(new CurvePlot(script))
{
    m_chooser->setObjectName(QStringLiteral("curveSubject"));
    m_chooser->setAccessibleName(tr("Curve of"));
    m_chooser->setMinimumContentsLength(12);
    m_chooser->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_back->setObjectName(QStringLiteral("curveBackward"));
    m_back->setText(tr("Backward"));
    m_back->setToolTip(tr("The direction from the link's second end to its first"));
    m_back->setCheckable(true);
    auto* hint = new ElidedLabel(tr("Drag a point · Ctrl+click adds · Del removes"));
    hint->setForegroundRole(QPalette::PlaceholderText);
    hint->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(12, 6, 12, 6);
    bar->setSpacing(8);
    bar->addWidget(new QLabel(tr("Curve of")));
    bar->addWidget(m_chooser);
    bar->addWidget(m_back);
    bar->addWidget(hint, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addLayout(bar);
    column->addWidget(m_plot, 1);
    connect(m_chooser, &QComboBox::currentIndexChanged, this, &CurveEditor::rebuild);
    connect(m_back, &QToolButton::toggled, this, &CurveEditor::rebuild);
    connect(&script, &Script::changed, this, &CurveEditor::rebuild);
    connect(&script.session().scenarioPlayer(), &ScenarioPlayer::changed, this, &CurveEditor::readSubjects);
    connect(&script.session().selection(), &Selection::changed, this, &CurveEditor::follow);
    readSubjects();
}

void CurveEditor::readSubjects()
{
    const auto played = m_script.session().scenarioPlayer().played();
    std::vector<CurveSubject> subjects = played ? curveSubjects(*played) : std::vector<CurveSubject>();
    if (subjects != m_subjects) {
        const QString shown = m_chooser->currentText();
        m_subjects = std::move(subjects);
        const QSignalBlocker quiet(m_chooser);
        m_chooser->clear();
        for (const CurveSubject& subject : m_subjects)
            m_chooser->addItem(subject.kind == core::TargetKind::Link ? subject.name : tr("%1 (compute)").arg(subject.name));
        m_chooser->setCurrentIndex(std::max(0, m_chooser->findText(shown)));
        if (shown.isEmpty())
            showLine(-1);
    }
    rebuild();
}

void CurveEditor::rebuild()
{
    const auto played = m_script.session().scenarioPlayer().played();
    const int index = m_chooser->currentIndex();
    const bool there = played && index >= 0 && static_cast<std::size_t>(index) < m_subjects.size();
    setEnabled(there);
    m_back->setVisible(there && m_subjects[static_cast<std::size_t>(index)].kind == core::TargetKind::Link);
    if (!there)
        return m_plot->setCurve({});
    CurveSubject subject = m_subjects[static_cast<std::size_t>(index)];
    subject.direction = subject.kind == core::TargetKind::Link && m_back->isChecked() ? 1 : 0;
    m_plot->setCurve(curveOf(subject, *played, m_script));
}

void CurveEditor::choose(core::TargetKind kind, const std::string& pattern)
{
    if (!m_script.names())
        return;
    int thing = -1;
    if (kind == core::TargetKind::Link) {
        const auto links = m_script.names()->links(pattern, false);
        thing = links && !links->empty() ? links->front() : -1;
    } else {
        const auto nodes = m_script.names()->nodes(pattern, false);
        thing = nodes && !nodes->hosts.empty() ? nodes->hosts.front() : -1;
    }
    const auto found = std::find_if(m_subjects.begin(), m_subjects.end(), [&](const CurveSubject& s) { return s.kind == kind && s.index == thing; });
    if (found != m_subjects.end())
        m_chooser->setCurrentIndex(static_cast<int>(found - m_subjects.begin()));
}

void CurveEditor::follow()
{
    const Element current = m_script.session().selection().current();
    if (const auto* link = std::get_if<core::LinkId>(&current))
        choose(core::TargetKind::Link, link->text);
    else if (const auto* node = std::get_if<core::NodeId>(&current))
        choose(core::TargetKind::Node, node->text);
}

/// A line below 0: the first that is an event.
void CurveEditor::showLine(int line)
{
    for (const core::ScriptLine& candidate : m_script.lines()) {
        if (!candidate.event || (line >= 0 && candidate.id != line))
            continue;
        m_plot->setSelectedLine(line >= 0 ? std::optional(line) : std::nullopt);
        const auto& handles = m_plot->curve().handles;
        const bool shown = std::any_of(handles.begin(), handles.end(), [&](const CurveHandle& handle) { return handle.line == candidate.id; });
        if (!shown)
            choose(candidate.event->target.kind, candidate.event->target.pattern);
        return;
    }
    m_plot->setSelectedLine(std::nullopt);
}

} // namespace ui
