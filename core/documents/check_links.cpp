#include "core/documents/check_keys.h"

#include <unordered_map>
#include <unordered_set>

namespace core::check_parts {
namespace check_links {

class LinkCheck
{
public:
    LinkCheck(const Cluster& cluster, const std::vector<std::string>& vertices, Findings& findings)
        : m_cluster(cluster), m_vertices(vertices), m_known(vertices.begin(), vertices.end()), m_findings(findings)
    {
    }
    void run()
    {
        std::size_t index = 0;
        for (const Link& link : m_cluster.links)
            checkLink(link, "/cluster/links/" + std::to_string(index++));
    }

private:
    void checkLink(const Link& link, const std::string& pointer);
    void checkEnds(const Link& link, const std::string& pointer);
    std::string usualBandwidth() const;
    void checkRates(const Link& link, const std::string& pointer);
    std::vector<std::string> offered() const;
    std::optional<NamePattern> checkEnd(const std::string& name, const std::string& pointer);

    const Cluster& m_cluster;
    const std::vector<std::string>& m_vertices;
    std::unordered_set<std::string> m_known;
    std::unordered_map<std::string, std::string> m_takenBy;
    Findings& m_findings;
    long long m_links = 0; ///< arrays written out
};

constexpr long long mostLinks = 400'000;

/// What a link may end at; nothing for a cluster too large to look through for every link.
std::vector<std::string> LinkCheck::offered() const
{
    if (m_vertices.size() > 1000)
        return {};
    std::vector<std::string> names = m_vertices;
    for (const Node& node : m_cluster.nodes)
        names.push_back(node.id.text);
    return names;
}

/// The end as a pattern when all of it exists.
std::optional<NamePattern> LinkCheck::checkEnd(const std::string& name, const std::string& pointer)
{
    if (m_known.contains(name))
        return NamePattern {name, {}, 0, 0, false};
    const Result<NamePattern> pattern = parseNamePattern(name);
    if (!pattern) {
        m_findings.error(pointer, pattern.error());
        return std::nullopt;
    }
    for (int i = 0; i < pattern->size(); ++i) {
        const std::string member = pattern->member(pattern->first + i);
        if (m_known.contains(member))
            continue;
        const std::string like = nearest(name, offered());
        m_findings.error(pointer, "no node or switch is called " + quotedJson(member), "the id of a node or switch, or a range of nodes",
            like.empty() || like == name ? "" : quotedJson(like));
        return std::nullopt;
    }
    return *pattern;
}

void LinkCheck::checkEnds(const Link& link, const std::string& pointer)
{
    if (m_links > mostLinks)
        return;
    const auto from = checkEnd(link.ends[0], pointer + "/ends/0"), to = checkEnd(link.ends[1], pointer + "/ends/1");
    if (!from || !to)
        return;
    if (from->isRange && to->isRange && from->size() != to->size())
        m_findings.error(pointer + "/ends", "the ends have " + std::to_string(from->size()) + " and " + std::to_string(to->size()) + " members",
            "two ranges of equal length, or one end without a range");
    const int members = std::max(from->size(), to->size());
    m_links += members;
    if (m_links > mostLinks)
        return m_findings.error(pointer, "here the cluster grows to more than 400,000 links", "at most 400,000 links, arrays counted by member");
    for (int i = 0; i < members; ++i) {
        const std::string a = from->member(from->first + (from->isRange ? i : 0)), b = to->member(to->first + (to->isRange ? i : 0));
        if (a == b)
            return m_findings.error(pointer + "/ends", "the link joins " + quotedJson(a) + " to itself", "two different ends");
    }
}

/// That of the first link that has one.
std::string LinkCheck::usualBandwidth() const
{
    for (const Link& link : m_cluster.links)
        if (link.bandwidth && link.bandwidth->value.value > 0)
            return link.bandwidth->text;
    return "200 Gbit/s";
}

void LinkCheck::checkRates(const Link& link, const std::string& pointer)
{
    const auto positive = [&](const std::optional<Quantity<BytesPerSecond>>& rate, const char* key) {
        if (rate && !(rate->value.value > 0))
            m_findings.error(pointer + key, "the bandwidth is " + rate->text + "; a link that is off belongs into the scenario",
                "a bandwidth greater than 0, like \"200 Gbit/s\"", "\"" + usualBandwidth() + "\"");
    };
    if (!link.bandwidth)
        m_findings.error(pointer, "the link has no bandwidth", "the bandwidth of one direction", "\"bandwidth\": \"200 Gbit/s\"");
    positive(link.bandwidth, "/bandwidth");
    positive(link.bandwidthBack, "/bandwidth_back");
    if (!link.latency)
        m_findings.error(pointer, "the link has no latency", "the latency of one direction", "\"latency\": \"5 us\"");
}

void LinkCheck::checkLink(const Link& link, const std::string& pointer)
{
    checkKeys(link, pointer, m_findings);
    checkId(link.id.text, pointer + "/id", m_findings);
    const auto [taken, isNew] = m_takenBy.emplace(link.id.text, pointer);
    if (!isNew)
        m_findings.error(pointer + "/id", "the id " + quotedJson(link.id.text) + " is taken by " + taken->second, "an id that no other link has",
            quotedJson(link.id.text + "-2"));
    checkEnds(link, pointer);
    checkRates(link, pointer);
}

} // namespace check_links

void checkLinks(const Cluster& cluster, const std::vector<std::string>& vertices, Findings& findings)
{
    check_links::LinkCheck(cluster, vertices, findings).run();
}

} // namespace core::check_parts
