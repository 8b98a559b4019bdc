#include "ui/scenario/scenario_panel.h"

#include "core/documents/script_values.h"
#include "ui/scenario/curve_editor.h"
#include "ui/scenario/event_table.h"
#include "ui/scenario/script_editor.h"
#include "ui/scenario/trace_import.h"
#include "ui/widgets/format.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/message_bar.h"

#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMimeData>
#include <QSignalBlocker>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabBar>
#include <QToolButton>
#include <QVBoxLayout>

namespace ui {
namespace scenario_panel {

QToolButton* button(const char* name, const char* iconName, const QString& words, const QString& tip)
{
    auto* made = new QToolButton;
    made->setObjectName(QLatin1String(name));
    made->setText(words);
    made->setToolTip(tip);
    made->setIcon(icon(iconName));
    made->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    made->setAutoRaise(true);
    return made;
}

QLineEdit* field(const char* name, const QString& words, int characters)
{
    auto* made = new QLineEdit;
    made->setObjectName(QLatin1String(name));
    made->setAccessibleName(words);
    made->setFixedWidth(made->fontMetrics().averageCharWidth() * characters + 24);
    return made;
}

QStringList droppedFiles(const QMimeData* data)
{
    QStringList files;
    for (const QUrl& url : data->urls())
        if (url.isLocalFile() && !url.toLocalFile().endsWith(QLatin1String(".loom"), Qt::CaseInsensitive))
            files << url.toLocalFile();
    return files;
}

} // namespace scenario_panel

ScenarioPanel::ScenarioPanel(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_script(session)
    , m_messages(new MessageBar)
    , m_tabs(new QTabBar)
    , m_lists(new QStackedWidget)
    , m_table(new EventTable(m_script))
    , m_editor(new ScriptEditor(m_script))
    , m_curves(new CurveEditor(m_script))
    , m_horizon(scenario_panel::field("scenarioHorizon", tr("Horizon"), 8))
    , m_seed(scenario_panel::field("scenarioSeed", tr("Seed"), 6))
    , m_count(new ElidedLabel)
{
    setObjectName(QStringLiteral("scenarioPanel"));
    setAcceptDrops(true);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    m_messages->setObjectName(QStringLiteral("scenarioMessages"));
    auto* both = new QSplitter(Qt::Horizontal);
    both->setObjectName(QStringLiteral("scenarioSplitter"));
    both->setHandleWidth(1);
    both->addWidget(makeLists());
    both->addWidget(m_curves);
    both->setSizes({760, 640});
    both->setChildrenCollapsible(false);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addWidget(both, 1);
    column->addWidget(m_messages); // below: what is being written stays in its place
    join();
    showFields();
}

QWidget* ScenarioPanel::makeBar()
{
    auto* bar = new QWidget;
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(8, 2, 12, 2);
    row->setSpacing(6);
    m_tabs->setObjectName(QStringLiteral("scenarioTabs"));
    m_tabs->setDrawBase(false);
    m_tabs->setUsesScrollButtons(false);
    m_tabs->addTab(tr("Table"));
    m_tabs->addTab(tr("Script"));
    auto* add = scenario_panel::button("scenarioAdd", "list-add", tr("Event"), tr("Add an event at the playhead"));
    auto* presets = scenario_panel::button("scenarioPresets", "tools-wizard", tr("Preset"), tr("Add what often happens to networks"));
    auto* menu = new QMenu(presets);
    fillPresets(*menu);
    presets->setMenu(menu);
    presets->setPopupMode(QToolButton::InstantPopup);
    auto* remove = scenario_panel::button("scenarioDelete", "edit-delete", tr("Delete"), tr("Delete the selected events (Del)"));
    for (QWidget* part : std::initializer_list<QWidget*> {m_tabs, add, presets, remove})
        row->addWidget(part);
    m_count->setForegroundRole(QPalette::PlaceholderText);
    m_count->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    row->addWidget(m_count, 1);
    row->addSpacing(6);
    for (const auto& [words, edit] : {std::pair(tr("Horizon"), m_horizon), std::pair(tr("Seed"), m_seed)}) {
        auto* label = new QLabel(words);
        label->setBuddy(edit);
        row->addWidget(label);
        row->addWidget(edit);
    }
    m_horizon->setPlaceholderText(tr("none"));
    m_horizon->setToolTip(tr("How long the scenario lasts, such as 10 min"));
    m_seed->setPlaceholderText(tr("none"));
    m_seed->setToolTip(tr("A whole number that random events are drawn from"));
    connect(add, &QToolButton::clicked, this, &ScenarioPanel::addEvent);
    connect(remove, &QToolButton::clicked, m_table, &EventTable::removeSelected);
    return bar;
}

QWidget* ScenarioPanel::makeLists()
{
    auto* left = new QWidget;
    auto* column = new QVBoxLayout(left);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addWidget(makeBar());
    m_lists->addWidget(m_table);
    m_lists->addWidget(m_editor);
    column->addWidget(m_lists, 1);
    connect(m_tabs, &QTabBar::currentChanged, this, [this](int tab) {
        m_editor->flush();
        m_lists->setCurrentIndex(tab);
        m_lists->currentWidget()->setFocus();
        showIssueOf(tab == 1 ? m_editor->cursorLine() : -1);
    });
    return left;
}

void ScenarioPanel::fillPresets(QMenu& menu)
{
    for (int i = 0; i < core::scenarioPresets; ++i) {
        const auto preset = static_cast<core::ScenarioPreset>(i);
        QString name = text(core::nameOf(preset));
        name[0] = name[0].toUpper();
        QAction* action = menu.addAction(name, this, [this, preset] { addPreset(preset); });
        action->setObjectName(QStringLiteral("preset %1").arg(text(core::nameOf(preset))));
        action->setToolTip(text(core::descriptionOf(preset)));
        action->setStatusTip(action->toolTip());
    }
    menu.addSeparator();
    menu.addAction(tr("Bandwidth trace…"), this, &ScenarioPanel::chooseTraces)->setToolTip(tr("A CSV or Mahimahi file over the link whose curve is shown"));
    menu.setToolTipsVisible(true);
}

void ScenarioPanel::join()
{
    connect(&m_script, &Script::changed, this, &ScenarioPanel::showFields);
    connect(&m_script, &Script::issuesChanged, this, [this] { showIssueOf(m_editor->cursorLine()); });
    connect(m_table, &EventTable::refused, this, &ScenarioPanel::refuse);
    connect(m_table, &EventTable::linesSelected, this, [this](const std::vector<int>& lines) {
        if (lines.size() == 1) {
            m_curves->showLine(lines.front());
            showIssueOf(lines.front());
        }
    });
    connect(&m_curves->plot(), &CurvePlot::lineSelected, m_table, &EventTable::selectLine);
    connect(m_editor, &CodeEditor::lineChanged, this, [this](int line) {
        if (line < static_cast<int>(m_script.lines().size()) && m_script.line(line).event && m_editor->hasFocus())
            m_curves->showLine(line);
        showIssueOf(line);
    });
    connect(m_messages, &MessageBar::actionTriggered, this, [this] {
        m_messages->hide();
        m_script.mend(m_mendable);
    });
    const auto take = [this](QLineEdit* edit, core::Result<void> (Script::*set)(const QString&)) {
        connect(edit, &QLineEdit::editingFinished, this, [this, edit, set] {
            const auto taken = (m_script.*set)(edit->text());
            if (!taken)
                refuse(taken.error());
            showFields();
        });
    };
    take(m_horizon, &Script::setHorizon);
    take(m_seed, &Script::setSeed);
}

void ScenarioPanel::showFields()
{
    const auto& scenario = m_session.project().scenario;
    m_horizon->setText(scenario && scenario->horizon ? text(scenario->horizon->text) : QString());
    m_seed->setText(scenario && scenario->seed ? QString::number(*scenario->seed) : QString());
    int events = 0, off = 0;
    for (const core::ScriptLine& line : m_script.lines()) {
        events += line.event.has_value();
        off += line.event && line.event->off;
    }
    const QString number = counted(events, tr("event"), tr("events"));
    m_count->setWhole(events == 0 ? QString() : off ? tr("%1, %2 off").arg(number).arg(off) : number);
}

/// What is wrong with a line that its user is at, with the fix as a button.
void ScenarioPanel::showIssueOf(int line)
{
    const core::ScriptIssue* issue = m_script.issueOf(line);
    const bool mends = issue && static_cast<std::size_t>(line) < m_script.lines().size() && core::mended(m_script.line(line).text, *issue);
    m_mendable = line;
    if (!issue || !isVisible())
        return m_messages->hide();
    const auto kind = issue->severity == core::Severity::Error ? MessageBar::Kind::Error : MessageBar::Kind::Warning;
    m_messages->showMessage(kind, tr("Line %1: %2").arg(line + 1).arg(text(issue->message)), mends ? tr("Write %1").arg(text(issue->fix)) : QString());
}

void ScenarioPanel::refuse(const core::Error& error) { m_messages->showMessage(MessageBar::Kind::Error, text(core::describe(error))); }

/// At the playhead, but not so late that nothing would be left of it.
core::Seconds ScenarioPanel::startOfNew() const
{
    const core::Seconds at = core::seconds(m_session.playhead().time());
    const core::Seconds horizon = m_script.horizon();
    return at.value > 0 && at < horizon * 0.95 ? core::plainTime(at, 3).value : core::plainTime(horizon * 0.2, 3).value;
}

/// What is selected on the canvas, else what the curve is of, else the first thing.
std::vector<std::string> ScenarioPanel::targetsOf(core::TargetKind kind) const
{
    std::vector<std::string> targets;
    for (const Element& element : m_session.selection().elements()) {
        const auto* link = std::get_if<core::LinkId>(&element);
        const auto* node = std::get_if<core::NodeId>(&element);
        if (kind == core::TargetKind::Link && link)
            targets.push_back(link->text);
        if (kind == core::TargetKind::Node && node)
            targets.push_back(node->text);
    }
    const CurveSubject& shown = m_curves->plot().curve().subject;
    if (targets.empty() && shown.kind == kind && !shown.name.isEmpty())
        targets.push_back(shown.name.toStdString());
    const QStringList names = m_script.namesOf(kind);
    if (targets.empty() && !names.isEmpty())
        targets.push_back(names.front().toStdString());
    return targets;
}

void ScenarioPanel::addEvent()
{
    const auto links = targetsOf(core::TargetKind::Link);
    if (links.empty())
        return refuse({"there is no link yet", {}, "a cluster with a link", {}});
    const core::Seconds horizon = m_script.horizon();
    const int line = static_cast<int>(m_script.lines().size());
    m_script.insert(tr("Add event"), -1,
        {"at " + core::plainTime(startOfNew()).text + " link " + links.front() + " bandwidth *0.5 for " + core::plainTime(horizon * 0.1, 3).text});
    m_table->selectLine(line);
}

void ScenarioPanel::addPreset(core::ScenarioPreset preset)
{
    const auto kind = core::isOfNode(preset) ? core::TargetKind::Node : core::TargetKind::Link;
    core::PresetInput input {targetsOf(kind), startOfNew(), m_script.horizon()};
    const QStringList names = m_script.namesOf(kind);
    if (preset == core::ScenarioPreset::CongestionWave && input.targets.size() < 2) {
        input.targets.clear();
        for (qsizetype i = 0; i < std::min<qsizetype>(names.size(), 8); ++i)
            input.targets.push_back(names[i].toStdString());
    }
    if (input.targets.empty())
        return refuse({core::isOfNode(preset) ? "there is no node yet" : "there is no link yet", {}, "a cluster to change", {}});
    const int line = static_cast<int>(m_script.lines().size());
    m_script.insert(tr("Add %1").arg(text(core::nameOf(preset))), -1, core::linesOf(preset, input));
    m_table->selectLine(line);
}

void ScenarioPanel::chooseTraces()
{
    const QStringList files = QFileDialog::getOpenFileNames(this, tr("Bandwidth traces"), QFileInfo(m_session.filePath()).absolutePath(),
        tr("Bandwidth traces (*.csv *.txt *.trace *.up *.down);;All files (*)"));
    if (!files.isEmpty())
        addTraces(files);
}

void ScenarioPanel::addTraces(const QStringList& files)
{
    const auto links = targetsOf(core::TargetKind::Link);
    if (links.empty())
        return refuse({"there is no link yet", {}, "a cluster with a link", {}});
    std::vector<std::string> lines;
    for (const QString& file : files) {
        const auto name = importTrace(file, m_session.filePath());
        if (!name)
            return refuse(name.error());
        lines.push_back("trace \"" + *name + "\" link " + links.front() + " bandwidth loop");
    }
    m_script.insert(tr("Add trace"), -1, lines);
    m_table->selectLine(static_cast<int>(m_script.lines().size()) - 1);
}

void ScenarioPanel::dragEnterEvent(QDragEnterEvent* event)
{
    if (!scenario_panel::droppedFiles(event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void ScenarioPanel::dropEvent(QDropEvent* event)
{
    event->acceptProposedAction();
    addTraces(scenario_panel::droppedFiles(event->mimeData()));
}

} // namespace ui
