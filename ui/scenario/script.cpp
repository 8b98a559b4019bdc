#include "ui/scenario/script.h"

#include "ui/widgets/format.h"

#include <algorithm>
#include <charconv>

namespace ui {
namespace script {

constexpr double usualHorizon = 60; ///< seconds
constexpr std::size_t mostNames = 5'000;

const core::Table<std::string>& textsOf(const core::Project& project)
{
    static const core::Table<std::string> none;
    return project.scenario ? project.scenario->events : none;
}

/// The scenario to change, made where there is none.
core::Scenario& scenarioOf(core::Project& project) { return project.scenario ? *project.scenario : project.scenario.emplace(); }

/// Events want a horizon, random ones a seed.
void complete(core::Scenario& scenario, const std::vector<std::string>& added)
{
    bool random = false, events = false;
    for (const std::string& text : added) {
        const core::ScriptLine line = core::parseLine(0, text);
        events |= line.event.has_value();
        random |= line.event && std::holds_alternative<core::Random>(line.event->when);
    }
    if (events && !scenario.horizon)
        scenario.horizon = core::parseQuantity<core::Seconds>("60 s").value();
    if (random && !scenario.seed)
        scenario.seed = 1;
}

} // namespace script

Script::Script(Session& session, QObject* parent) : QObject(parent), m_session(session)
{
    connect(&session, &Session::projectChanged, this, [this] {
        read();
        emit changed();
    });
    connect(&session, &Session::issuesChanged, this, [this] {
        m_issues = core::scriptIssues(m_session.issues());
        emit issuesChanged();
    });
    read();
    m_issues = core::scriptIssues(session.issues());
}

void Script::read()
{
    const core::Table<std::string>& texts = script::textsOf(m_session.project());
    if (!texts.sharesAllWith(m_texts) || texts.size() != m_lines.size()) {
        m_lines.resize(texts.size());
        int index = 0;
        for (const std::string& text : texts) {
            core::ScriptLine& line = m_lines[static_cast<std::size_t>(index)];
            if (line.text != text || line.id != index)
                line = core::parseLine(index, text);
            ++index;
        }
        m_texts = texts;
    }
    if (m_session.project().cluster != m_cluster)
        readNames();
}

void Script::readNames()
{
    m_cluster = m_session.project().cluster;
    m_names = m_cluster ? std::make_unique<core::ScenarioNames>(*m_cluster) : nullptr;
    m_links.clear();
    m_nodes.clear();
    if (!m_cluster)
        return;
    for (const core::Link& link : m_cluster->links)
        m_links << text(link.id.text);
    for (const core::Node& node : m_cluster->nodes)
        m_nodes << text(node.id.text);
    const auto add = [&](QStringList& names, core::TargetKind kind) {
        const auto all = kind == core::TargetKind::Link ? m_names->links("*", false) : core::Result<std::vector<int>>(std::vector<int>());
        const auto nodes = m_names->nodes("*", false);
        const std::vector<int> things = kind == core::TargetKind::Link ? (all ? *all : std::vector<int>()) : (nodes ? nodes->hosts : std::vector<int>());
        for (std::size_t i = 0; i < std::min(things.size(), script::mostNames); ++i)
            names << text(kind == core::TargetKind::Link ? m_names->linkName(things[i]) : m_names->hostName(things[i]));
        names.removeDuplicates();
    };
    add(m_links, core::TargetKind::Link);
    add(m_nodes, core::TargetKind::Node);
}

QStringList Script::namesOf(core::TargetKind kind) const { return kind == core::TargetKind::Link ? m_links : m_nodes; }

const core::ScriptIssue* Script::issueOf(int line) const
{
    const core::ScriptIssue* found = nullptr;
    for (const core::ScriptIssue& issue : m_issues)
        if (issue.line == line && (!found || issue.severity < found->severity))
            found = &issue;
    return found;
}

core::Seconds Script::horizon() const
{
    const auto& scenario = m_session.project().scenario;
    return scenario && scenario->horizon ? scenario->horizon->value : core::Seconds(script::usualHorizon);
}

void Script::setLines(const QString& what, const std::map<int, std::string>& texts, const QString& mergeKey)
{
    m_session.edit(what, [&](core::Project& project) {
        core::Scenario& scenario = script::scenarioOf(project);
        for (const auto& [line, words] : texts)
            if (static_cast<std::size_t>(line) < scenario.events.size() && scenario.events[static_cast<std::size_t>(line)] != words)
                scenario.events.set(static_cast<std::size_t>(line), words);
    }, mergeKey);
}

core::Result<void> Script::setCells(const std::vector<int>& lines, core::ScriptColumn column, const QString& words)
{
    std::map<int, std::string> texts;
    core::Result<void> outcome;
    for (const int index : lines) {
        auto after = core::withCell(line(index), column, words.toStdString());
        if (after)
            texts[index] = *after;
        else if (outcome.ok())
            outcome = after.error();
    }
    const QString what = tr("Change %1 of %2").arg(text(core::nameOf(column)), counted(static_cast<int>(texts.size()), tr("event"), tr("events")));
    if (!texts.empty())
        setLines(what, texts);
    return outcome;
}

void Script::insert(const QString& what, int before, const std::vector<std::string>& texts)
{
    if (texts.empty())
        return;
    m_session.edit(what, [&](core::Project& project) {
        core::Scenario& scenario = script::scenarioOf(project);
        std::size_t at = before < 0 ? scenario.events.size() : std::min(static_cast<std::size_t>(before), scenario.events.size());
        for (const std::string& words : texts)
            scenario.events.insert(at++, words);
        script::complete(scenario, texts);
    });
}

void Script::remove(std::vector<int> lines)
{
    std::sort(lines.begin(), lines.end(), std::greater<>());
    lines.erase(std::unique(lines.begin(), lines.end()), lines.end());
    const int number = static_cast<int>(lines.size());
    if (number == 0)
        return;
    m_session.edit(tr("Delete %1").arg(counted(number, tr("event"), tr("events"))), [&](core::Project& project) {
        for (const int index : lines)
            script::scenarioOf(project).events.erase(static_cast<std::size_t>(index));
    });
}

void Script::setText(const QString& words, const QString& mergeKey)
{
    const core::Table<std::string> texts = core::scriptLines(words.toStdString());
    if (texts == script::textsOf(m_session.project()))
        return;
    m_session.edit(tr("Write script"), [&](core::Project& project) {
        core::Scenario& scenario = script::scenarioOf(project);
        std::vector<std::string> all(texts.begin(), texts.end());
        // Lines that stay share their memory with what was before.
        if (all.size() == scenario.events.size()) {
            for (std::size_t i = 0; i < all.size(); ++i)
                if (scenario.events[i] != all[i])
                    scenario.events.set(i, all[i]);
        } else {
            scenario.events = texts;
        }
        script::complete(scenario, all);
    }, mergeKey);
}

core::Result<void> Script::setHorizon(const QString& words)
{
    std::optional<core::Quantity<core::Seconds>> horizon;
    if (!words.trimmed().isEmpty()) {
        auto parsed = core::parseQuantity<core::Seconds>(words.trimmed().toStdString());
        if (!parsed)
            return parsed.error();
        if (!(parsed->value.value > 0))
            return core::Error {"the horizon must be greater than 0", {}, "a time such as 10 min", {}};
        horizon = std::move(*parsed);
    }
    m_session.edit(tr("Change horizon"), [&](core::Project& project) { script::scenarioOf(project).horizon = horizon; });
    return {};
}

core::Result<void> Script::setSeed(const QString& words)
{
    std::optional<std::uint64_t> seed;
    const std::string digits = words.trimmed().toStdString();
    if (!digits.empty()) {
        std::uint64_t number = 0;
        const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
        if (failure != std::errc() || end != digits.data() + digits.size())
            return core::Error {"the seed is not a whole number", {}, "a number such as 1", {}};
        seed = number;
    }
    m_session.edit(tr("Change seed"), [&](core::Project& project) { script::scenarioOf(project).seed = seed; });
    return {};
}

bool Script::mend(int index)
{
    const core::ScriptIssue* issue = issueOf(index);
    const auto after = issue ? core::mended(line(index).text, *issue) : std::nullopt;
    if (after)
        setLines(tr("Mend line %1").arg(index + 1), {{index, *after}});
    return after.has_value();
}

} // namespace ui
