#pragma once

#include "core/documents/scenario_names.h"
#include "core/documents/scenario_text.h"
#include "core/documents/script_cells.h"
#include "core/documents/script_fixes.h"
#include "core/documents/script_presets.h"
#include "ui/session/session.h"

#include <QObject>
#include <QString>

#include <map>
#include <memory>
#include <vector>

namespace ui {

/// The lines of the project's scenario, read, for its three views: table, script and curves. Every change goes through
/// `session.edit` and rewrites only the lines it is about.
class Script : public QObject
{
    Q_OBJECT
public:
    explicit Script(Session& session, QObject* parent = nullptr);

    Session& session() { return m_session; }
    const std::vector<core::ScriptLine>& lines() const { return m_lines; }
    const core::ScriptLine& line(int index) const { return m_lines[static_cast<std::size_t>(index)]; }
    const std::vector<core::ScriptIssue>& issues() const { return m_issues; }
    const core::ScriptIssue* issueOf(int line) const; ///< the worst; null when nothing is wrong with it
    /// Names of links and nodes to be written into a line.
    const core::ScenarioNames* names() const { return m_names.get(); } ///< null without a cluster
    QStringList namesOf(core::TargetKind kind) const;
    core::Seconds horizon() const; ///< 60 s where the scenario has none

    /// Edits; the same key, not empty, again and again: one step of undo.
    void setLines(const QString& what, const std::map<int, std::string>& texts, const QString& mergeKey = {});
    /// One column of several lines; those that the language refuses stay. Error: of the first of them.
    core::Result<void> setCells(const std::vector<int>& lines, core::ScriptColumn column, const QString& words);
    void insert(const QString& what, int before, const std::vector<std::string>& texts); ///< -1: at the end
    void remove(std::vector<int> lines);
    void setText(const QString& text, const QString& mergeKey);
    core::Result<void> setHorizon(const QString& words);
    core::Result<void> setSeed(const QString& words); ///< empty: none
    bool mend(int line); ///< writes the fix of its issue; whether there was one

signals:
    void changed();       ///< lines, horizon, seed or names
    void issuesChanged();

private:
    void read();
    void readNames();

    Session& m_session;
    core::Table<std::string> m_texts;
    std::vector<core::ScriptLine> m_lines;
    std::vector<core::ScriptIssue> m_issues;
    std::optional<core::Cluster> m_cluster;
    std::unique_ptr<core::ScenarioNames> m_names;
    QStringList m_links, m_nodes;
};

} // namespace ui
