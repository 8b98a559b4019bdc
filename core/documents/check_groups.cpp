#include "core/documents/check_keys.h"
#include "core/documents/groups.h"

#include <unordered_map>

namespace core::check_parts {
namespace check_groups {

class GroupCheck
{
public:
    GroupCheck(const Cluster& cluster, Findings& findings) : m_cluster(cluster), m_tree(cluster), m_findings(findings)
    {
        for (const ClusterGroup& group : cluster.groups)
            m_names.push_back(group.id.text);
    }

    void run()
    {
        std::unordered_map<std::string, std::string> takenBy; ///< name -> pointer
        for (std::size_t i = 0; i < m_cluster.groups.size(); ++i) {
            const ClusterGroup& group = m_cluster.groups[i];
            const std::string pointer = "/cluster/groups/" + std::to_string(i);
            checkKeys(group, pointer, m_findings);
            if (group.id.text.empty())
                m_findings.error(pointer + "/id", "the id is empty", "a name that is not empty", "\"rack1\"");
            const auto [taken, isNew] = takenBy.emplace(group.id.text, pointer);
            if (!isNew)
                m_findings.error(pointer + "/id", "the id " + quotedJson(group.id.text) + " is taken by " + taken->second, "an id that no other group has",
                    quotedJson(group.id.text + "-2"));
            checkAround(group.group, pointer);
            if (group.group && m_tree.find(*group.group) >= 0 && m_tree.around(static_cast<int>(i)) < 0)
                m_findings.warning(pointer + "/group", "the group " + quotedJson(group.id.text) + " lies within itself", "a group that is not inside of it, or none",
                    "remove \"group\"");
        }
        checkMembers(m_cluster.nodes, "/cluster/nodes/");
        checkMembers(m_cluster.switches, "/cluster/switches/");
    }

private:
    template <typename T>
    void checkMembers(const Table<T>& table, const std::string& pointer)
    {
        std::size_t index = 0;
        for (const T& element : table)
            checkAround(element.group, pointer + std::to_string(index++));
    }

    /// It bears on nothing but the drawing, so this is a warning.
    void checkAround(const std::optional<GroupId>& group, const std::string& pointer)
    {
        if (!group || m_tree.find(*group) >= 0)
            return;
        const std::string like = nearest(group->text, m_names);
        m_findings.warning(pointer + "/group", "no group is called " + quotedJson(group->text), "the id of a group of \"groups\"",
            like.empty() ? "remove \"group\"" : quotedJson(like));
    }

    const Cluster& m_cluster;
    GroupTree m_tree;
    Findings& m_findings;
    std::vector<std::string> m_names;
};

} // namespace check_groups

void checkGroups(const Cluster& cluster, Findings& findings) { check_groups::GroupCheck(cluster, findings).run(); }

} // namespace core::check_parts
