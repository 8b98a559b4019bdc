#include "core/documents/scenario_names.h"

#include "core/documents/json_text.h"
#include "core/documents/nearest.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <set>

namespace core {
namespace scenario_names {

constexpr std::size_t mostSuggestions = 2'000; ///< more offers than `nearest` compares

/// Whether '*' can stand for runs of characters so that the pattern becomes the text.
bool globMatches(std::string_view pattern, std::string_view text)
{
    std::size_t p = 0, t = 0, star = std::string_view::npos, retry = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            retry = t;
        } else if (p < pattern.size() && pattern[p] == text[t]) {
            ++p;
            ++t;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            t = ++retry;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

std::optional<int> deviceNumber(std::string_view digits)
{
    int number = 0;
    const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (failure != std::errc() || end != digits.data() + digits.size() || number < 0)
        return std::nullopt;
    return number;
}

/// "0-3" or "5", both ends included.
std::optional<std::array<int, 2>> devicesNamed(std::string_view text)
{
    const std::size_t dash = text.find('-');
    const std::optional<int> first = deviceNumber(text.substr(0, dash));
    const std::optional<int> last = dash == std::string_view::npos ? first : deviceNumber(text.substr(dash + 1));
    if (!first || !last || *last < *first)
        return std::nullopt;
    return std::array {*first, *last};
}

Error nothingMatches(std::string_view what, std::string_view pattern, const NameIndex& index, bool suggest)
{
    const bool wildcard = pattern.find('*') != std::string_view::npos || pattern.find('[') != std::string_view::npos;
    const std::string which(what);
    return {wildcard ? "no " + which + " matches " + quotedJson(pattern) : "no " + which + " is called " + quotedJson(pattern), {},
        "the id of a " + which + ", or a pattern that matches one", suggest ? index.suggestion(pattern) : std::string()};
}

} // namespace scenario_names

void NameIndex::add(std::string name, int thing)
{
    const auto [at, isNew] = m_byName.emplace(name, m_entries.size());
    if (isNew)
        m_entries.push_back({std::move(name), {}});
    m_entries[at->second].things.push_back(thing);
}

void NameIndex::sort()
{
    std::sort(m_entries.begin(), m_entries.end(), [](const Entry& a, const Entry& b) { return a.name < b.name; });
    for (std::size_t i = 0; i < m_entries.size(); ++i)
        m_byName[m_entries[i].name] = i;
}

void NameIndex::appendMatches(std::string_view pattern, std::vector<int>& things) const
{
    if (const auto exact = m_byName.find(std::string(pattern)); exact != m_byName.end()) {
        const std::vector<int>& named = m_entries[exact->second].things;
        things.insert(things.end(), named.begin(), named.end());
        return;
    }
    const std::size_t star = pattern.find('*');
    if (star == std::string_view::npos)
        return;
    const std::string_view prefix = pattern.substr(0, star);
    const auto first = std::lower_bound(m_entries.begin(), m_entries.end(), prefix,
        [](const Entry& entry, std::string_view text) { return entry.name < text; });
    for (auto entry = first; entry != m_entries.end() && entry->name.starts_with(prefix); ++entry)
        if (scenario_names::globMatches(pattern, entry->name))
            things.insert(things.end(), entry->things.begin(), entry->things.end());
}

Result<std::vector<int>> NameIndex::match(std::string_view pattern) const
{
    std::vector<int> things;
    appendMatches(pattern, things);
    if (things.empty()) {
        const Result<NamePattern> range = parseNamePattern(pattern);
        if (!range)
            return range.error();
        for (int member = 0; range->isRange && member < range->size(); ++member)
            appendMatches(range->member(range->first + member), things);
    }
    std::sort(things.begin(), things.end());
    things.erase(std::unique(things.begin(), things.end()), things.end());
    return things;
}

std::string NameIndex::examples() const
{
    constexpr std::size_t some = 3;
    std::string text;
    for (std::size_t i = 0; i < std::min(some, m_entries.size()); ++i)
        text += (text.empty() ? "" : ", ") + m_entries[i].name;
    return text + (m_entries.size() > some ? ", ..." : "");
}

std::string NameIndex::suggestion(std::string_view pattern) const
{
    const std::size_t star = pattern.find('*');
    std::set<std::string> offers;
    for (const Entry& entry : m_entries) {
        offers.insert(star == std::string_view::npos ? entry.name : entry.name.substr(0, star));
        if (star != std::string_view::npos)
            offers.insert(entry.name.substr(0, star + 1));
        if (offers.size() > scenario_names::mostSuggestions)
            return {};
    }
    const std::string found = nearest(pattern.substr(0, star), {offers.begin(), offers.end()});
    if (found.empty())
        return examples();
    if (star == std::string_view::npos)
        return found;
    const std::string whole = found + std::string(pattern.substr(star));
    const Result<std::vector<int>> matched = match(whole);
    return matched && !matched->empty() ? whole : found + "*";
}

ScenarioNames::ScenarioNames(const ExpandedCluster& cluster)
{
    for (const Host& host : cluster.hosts)
        addHost(host.name, host.devices);
    for (const ConcreteLink& link : cluster.links)
        addLink(link.name.substr(0, link.name.find(':')), link.name);
    m_hostIndex.sort();
    m_linkIndex.sort();
}

ScenarioNames::ScenarioNames(const Cluster& cluster)
{
    constexpr std::size_t mostNames = 1'000'000;
    for (const Node& node : cluster.nodes)
        if (const Result<NamePattern> names = parseNamePattern(node.id.text); names && m_hosts.size() < mostNames)
            for (int member = 0; member < names->size(); ++member)
                addHost(names->member(names->first + member), node.count);
    for (const Link& link : cluster.links) {
        const Result<NamePattern> from = parseNamePattern(link.ends[0]), to = parseNamePattern(link.ends[1]);
        const Result<NamePattern>& names = from && from->isRange ? from : to;
        if (!names || !names->isRange || m_links.size() >= mostNames)
            addLink(link.id.text, link.id.text);
        else
            for (int member = 0; member < names->size(); ++member)
                addLink(link.id.text, link.id.text + ":" + names->member(names->first + member));
    }
    m_hostIndex.sort();
    m_linkIndex.sort();
}

void ScenarioNames::addHost(std::string name, int devices)
{
    const int firstRank = m_hosts.empty() ? 0 : m_hosts.back().firstRank + m_hosts.back().devices;
    m_hostIndex.add(name, static_cast<int>(m_hosts.size()));
    m_hosts.push_back({std::move(name), firstRank, std::max(0, devices)});
}

void ScenarioNames::addLink(const std::string& id, const std::string& name)
{
    const int link = static_cast<int>(m_links.size());
    m_linkIndex.add(name, link);
    if (id != name)
        m_linkIndex.add(id, link);
    m_links.push_back(name);
}

Result<std::vector<int>> ScenarioNames::links(std::string_view pattern, bool suggest) const
{
    Result<std::vector<int>> links = m_linkIndex.match(pattern);
    if (links && links->empty())
        return scenario_names::nothingMatches("link", pattern, m_linkIndex, suggest);
    return links;
}

Result<ScenarioNames::Nodes> ScenarioNames::nodes(std::string_view pattern, bool suggest) const
{
    const std::size_t colon = pattern.rfind(':');
    Result<std::vector<int>> hosts = m_hostIndex.match(pattern.substr(0, colon));
    if (!hosts)
        return hosts.error();
    if (hosts->empty())
        return scenario_names::nothingMatches("node", pattern.substr(0, colon), m_hostIndex, suggest);
    if (colon == std::string_view::npos)
        return Nodes {std::move(hosts).value(), {}};

    const auto devices = scenario_names::devicesNamed(pattern.substr(colon + 1));
    if (!devices)
        return Error {quotedJson(pattern) + " does not name devices", {}, "devices like \"n0:0-3\" or \"n0:5\"", {}};
    Nodes found;
    for (const int host : *hosts) {
        const HostName& name = m_hosts[static_cast<std::size_t>(host)];
        if ((*devices)[1] >= name.devices)
            return Error {"the node " + name.name + " has only " + std::to_string(name.devices) + (name.devices == 1 ? " device" : " devices"), {},
                "devices 0 to " + std::to_string(name.devices - 1), {}};
        for (int device = (*devices)[0]; device <= (*devices)[1]; ++device)
            found.ranks.push_back(name.firstRank + device);
    }
    return found;
}

int ScenarioNames::hostOf(int rank) const
{
    const auto after = std::upper_bound(m_hosts.begin(), m_hosts.end(), rank,
        [](int wanted, const HostName& host) { return wanted < host.firstRank; });
    for (auto host = after; host != m_hosts.begin();) {
        --host;
        if (rank < host->firstRank + host->devices)
            return static_cast<int>(host - m_hosts.begin());
        if (host->devices > 0)
            break;
    }
    return -1;
}

} // namespace core
