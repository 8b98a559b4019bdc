#include "core/documents/edit_references.h"

#include "core/documents/edit_names.h"
#include "core/documents/expansion.h"
#include "core/documents/scenario_names.h"
#include "core/documents/scenario_text.h"

#include <algorithm>
#include <set>

namespace core {
namespace edit_references {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

/// Where each concrete link is after the edit; by the numbers of ScenarioNames.
using LinkFates = std::vector<int>;

/// Names one link or an array of them has, as ScenarioNames counts them.
int membersOf(const Link& link)
{
    const Result<NamePattern> from = parseNamePattern(link.ends[0]), to = parseNamePattern(link.ends[1]);
    if (from && from->isRange)
        return from->size();
    return to && to->isRange ? to->size() : 1;
}

std::string freeId(const std::string& id, std::set<std::string>& taken)
{
    if (taken.insert(id).second)
        return id;
    for (int number = 2;; ++number)
        if (std::string other = id + "-" + std::to_string(number); taken.insert(other).second)
            return other;
}

/// Gives the links their ends anew, cut where an array has lost members or is spelled in several pieces.
class Links
{
public:
    Links(const VertexNames& before, const VertexNames& after, const Fates& fates) : m_before(before), m_after(after), m_fates(fates) { }

    LinkFates mend(const Table<Link>& old, Cluster& edited)
    {
        for (std::size_t i = 0; i < old.size(); ++i)
            if (m_fates.links[i] >= 0)
                m_taken.insert(edited.links[at(m_fates.links[i])].id.text);
        for (std::size_t i = 0; i < old.size(); ++i) {
            if (m_fates.links[i] < 0)
                m_concrete.insert(m_concrete.end(), at(membersOf(old[i])), -1);
            else
                mendLink(old[i], edited.links[at(m_fates.links[i])]);
        }
        edited.links = Table<Link>(std::move(m_links));
        return std::move(m_concrete);
    }

private:
    void keep(const Link& old, const Link& link)
    {
        for (int i = membersOf(old); i > 0; --i)
            m_concrete.push_back(m_count++);
        m_links.push_back(link);
    }

    std::vector<int> now(const std::vector<int>& vertices) const
    {
        std::vector<int> fates;
        for (const int vertex : vertices)
            fates.push_back(m_fates.vertices[at(vertex)]);
        return fates;
    }

    void mendLink(const Link& old, const Link& link)
    {
        const std::vector<int> first = now(m_before.named(old.ends[0])), second = now(m_before.named(old.ends[1]));
        if (first.empty() || second.empty() || (m_after.named(link.ends[0]) == first && m_after.named(link.ends[1]) == second))
            return keep(old, link);
        const std::size_t members = std::max(first.size(), second.size());
        if (first.size() != second.size() && first.size() != 1 && second.size() != 1)
            return keep(old, link);
        bool again = false;
        for (std::size_t i = 0; i < members;) {
            const auto end = [&](const std::vector<int>& side, std::size_t member) { return side[side.size() == 1 ? 0 : member]; };
            if (end(first, i) < 0 || end(second, i) < 0) {
                m_concrete.push_back(-1);
                ++i;
                continue;
            }
            std::size_t last = i;
            const auto goesOn = [&](const std::vector<int>& side) {
                return side.size() == 1 || (side[last + 1] >= 0 && m_after.follows(side[last], side[last + 1]));
            };
            while (last + 1 < members && goesOn(first) && goesOn(second))
                ++last;
            Link piece = link;
            piece.ends = {m_after.run(end(first, i), end(first, last)), m_after.run(end(second, i), end(second, last))};
            if (again)
                piece.id.text = freeId(link.id.text, m_taken);
            again = true;
            m_links.push_back(std::move(piece));
            for (; i <= last; ++i)
                m_concrete.push_back(m_count++);
        }
    }

    const VertexNames& m_before;
    const VertexNames& m_after;
    const Fates& m_fates;
    std::set<std::string> m_taken;
    std::vector<Link> m_links;
    LinkFates m_concrete;
    int m_count = 0;
};

/// "n[0-3]:0-1" with its hosts named anew; as it is when it means the same, or when some of it is gone or unknown.
std::vector<std::string> devicesAgain(const std::string& text, const VertexNames& before, const VertexNames& after, const Fates& fates)
{
    const std::size_t colon = text.rfind(':');
    std::vector<int> hosts = before.named(std::string_view(text).substr(0, colon));
    for (int& host : hosts)
        host = fates.vertices[at(host)];
    if (hosts.empty() || std::count(hosts.begin(), hosts.end(), -1) > 0 || after.named(std::string_view(text).substr(0, colon)) == hosts)
        return {text};
    std::vector<std::string> again = after.spelled(hosts);
    for (std::string& one : again)
        if (colon != std::string::npos)
            one += text.substr(colon);
    return again;
}

void mendPlans(Project& project, const VertexNames& before, const VertexNames& after, const Fates& fates)
{
    for (std::size_t p = 0; p < project.plans.size(); ++p) {
        Plan plan = project.plans[p];
        for (PipelinePlan& pipeline : plan.pipelines)
            for (StagePlan& stage : pipeline.stages) {
                std::vector<std::string> devices;
                for (const std::string& text : stage.devices)
                    for (std::string& one : devicesAgain(text, before, after, fates))
                        devices.push_back(std::move(one));
                stage.devices = std::move(devices);
            }
        if (!(plan == project.plans[p]))
            project.plans.set(p, std::move(plan));
    }
}

/// The lines of a scenario, each made to be about the same things as before.
class Script
{
public:
    Script(const Cluster& before, const Cluster& after, const VertexNames& vertices, const Fates& fates, LinkFates links)
        : m_before(before), m_after(after), m_cluster(after), m_vertices(vertices), m_fates(fates), m_links(std::move(links))
    {
    }

    std::vector<PatternChange> mend(Table<std::string>& events)
    {
        std::vector<std::string> lines;
        for (const ScriptLine& line : parseScript(events))
            mendLine(line, lines);
        Table<std::string> again(std::move(lines));
        if (!(again == events))
            events = std::move(again);
        return std::move(m_changes);
    }

private:
    struct Things
    {
        std::vector<int> hosts, ranks, links;
        bool operator==(const Things&) const = default;
    };

    static std::optional<Things> things(const ScenarioNames& names, const Target& target)
    {
        if (target.kind == TargetKind::Link) {
            auto links = names.links(target.pattern, false);
            return links ? std::optional(Things {{}, {}, std::move(links).value()}) : std::nullopt;
        }
        auto nodes = names.nodes(target.pattern, false);
        return nodes ? std::optional(Things {std::move(nodes->hosts), std::move(nodes->ranks), {}}) : std::nullopt;
    }

    /// Devices of one host stay together, so that a rank is its host and its number in it.
    void mendLine(const ScriptLine& line, std::vector<std::string>& lines)
    {
        const auto keep = [&] { lines.push_back(line.text); };
        if (!line.event)
            return keep();
        const Target& target = line.event->target;
        const std::optional<Things> old = things(m_before, target);
        if (!old)
            return keep();
        if (target.pattern.find('*') != std::string::npos)
            return noteChange(line, *old), keep();
        const std::vector<std::string> patterns = target.kind == TargetKind::Link ? linksAgain(target.pattern, old->links) : hostsAgain(target.pattern);
        if (patterns.empty() || (patterns.size() == 1 && patterns.front() == target.pattern))
            return keep();
        Event event = *line.event;
        for (std::size_t i = 0; i < patterns.size(); ++i) {
            event.target.pattern = patterns[i];
            lines.push_back(i == 0 ? rewritten(line.text, event) : written(event));
        }
    }

    void noteChange(const ScriptLine& line, const Things& old)
    {
        const Target& target = line.event->target;
        const auto now = things(m_after, target).value_or(Things());
        std::vector<int> expected = old.links, found = now.links;
        if (target.kind == TargetKind::Node) {
            expected = old.ranks.empty() ? old.hosts : hostsOf(m_before, old.ranks);
            found = now.ranks.empty() ? now.hosts : hostsOf(m_after, now.ranks);
        }
        const int count = static_cast<int>(expected.size());
        for (int& thing : expected)
            thing = target.kind == TargetKind::Link ? m_links[at(thing)] : m_fates.vertices[at(thing)];
        std::erase(expected, -1);
        if (expected != found)
            m_changes.push_back({line.id, target.pattern, count, static_cast<int>(found.size())});
    }

    static std::vector<int> hostsOf(const ScenarioNames& names, const std::vector<int>& ranks)
    {
        std::vector<int> hosts;
        for (const int rank : ranks)
            if (const int host = names.hostOf(rank); hosts.empty() || hosts.back() != host)
                hosts.push_back(host);
        return hosts;
    }

    /// Empty: the words stay as they are.
    std::vector<std::string> hostsAgain(const std::string& pattern) const
    {
        const std::size_t colon = pattern.rfind(':');
        const auto old = m_before.nodes(pattern.substr(0, colon), false);
        std::vector<int> hosts = old ? old->hosts : std::vector<int>();
        for (int& host : hosts)
            host = m_fates.vertices[at(host)];
        std::erase(hosts, -1);
        const auto now = m_after.nodes(pattern.substr(0, colon), false);
        if (hosts.empty() || (now && now->hosts == hosts))
            return {};
        std::vector<std::string> again = m_vertices.spelled(hosts);
        for (std::string& one : again)
            if (colon != std::string::npos)
                one += pattern.substr(colon);
        return again;
    }

    std::vector<std::string> linksAgain(const std::string& pattern, std::vector<int> links) const
    {
        for (int& link : links)
            link = m_links[at(link)];
        std::erase(links, -1);
        const auto now = m_after.links(pattern, false);
        if (links.empty() || (now && *now == links))
            return {};
        std::vector<std::string> again;
        int first = 0;
        for (const Link& link : m_cluster.links) {
            const int members = membersOf(link);
            std::vector<int> own; ///< members of the array
            for (const int one : links)
                if (one >= first && one < first + members)
                    own.push_back(one - first);
            if (static_cast<int>(own.size()) == members)
                again.push_back(link.id.text);
            else
                appendMembers(link, own, again);
            first += members;
        }
        return again;
    }

    /// "up:n3", "up:n[5-7]".
    static void appendMembers(const Link& link, const std::vector<int>& members, std::vector<std::string>& again)
    {
        const NamePattern first = parseNamePattern(link.ends[0]).value();
        const NamePattern named = first.isRange ? first : parseNamePattern(link.ends[1]).value();
        for (std::size_t i = 0; i < members.size();) {
            std::size_t last = i;
            while (last + 1 < members.size() && members[last + 1] == members[last] + 1)
                ++last;
            const std::string from = std::to_string(named.first + members[i]), to = std::to_string(named.first + members[last]);
            again.push_back(link.id.text + ":" + (i == last ? named.member(named.first + members[i])
                : named.prefix + "[" + from + "-" + to + "]" + named.suffix));
            i = last + 1;
        }
    }

    ScenarioNames m_before;
    ScenarioNames m_after;
    const Cluster& m_cluster;
    const VertexNames& m_vertices;
    const Fates& m_fates;
    LinkFates m_links;
    std::vector<PatternChange> m_changes;
};

} // namespace edit_references

EditedProject withReferences(const Project& before, Project edited, const Fates& fates)
{
    using namespace edit_references;
    const VertexNames old(*before.cluster), now(*edited.cluster);
    LinkFates links = Links(old, now, fates).mend(before.cluster->links, *edited.cluster);
    mendPlans(edited, old, now, fates);
    std::vector<PatternChange> patterns;
    if (edited.scenario)
        patterns = Script(*before.cluster, *edited.cluster, now, fates, std::move(links)).mend(edited.scenario->events);
    markEdited(edited);
    return {std::move(edited), std::move(patterns)};
}

} // namespace core
