#include "ui/cluster/link_looks.h"

#include "ui/widgets/format.h"

#include <QCoreApplication>

#include <algorithm>
#include <set>
#include <tuple>

namespace ui {
namespace link_looks {

QString tr(const char* words) { return QCoreApplication::translate("ui::LinkLooks", words); }

/// The profiles that a direction's bandwidth depends on: its own and those of its hosts; all none: it never changes.
std::tuple<const core::ChangeProfile*, const core::ChangeProfile*, const core::ChangeProfile*> profilesOf(const PlayedScenario& played, int link, int direction)
{
    const auto host = [&](int end) -> const core::ChangeProfile* {
        if (end >= static_cast<int>(played.expanded.hosts.size()))
            return nullptr;
        return played.changes.profileOf({core::SubjectKind::Host, core::Property::Bandwidth, end, 0});
    };
    const auto& ends = played.expanded.links[static_cast<std::size_t>(link)].ends;
    return {played.changes.profileOf({core::SubjectKind::Link, core::Property::Bandwidth, link, direction}), host(ends[0]), host(ends[1])};
}

} // namespace link_looks

double DrawnUse::at(core::Nanoseconds time) const
{
    const auto after = std::upper_bound(steps.begin(), steps.end(), time, [](core::Nanoseconds t, const Step& step) { return t < step.at; });
    return after == steps.begin() ? 0 : std::prev(after)->share;
}

LinkLooks::LinkLooks(std::shared_ptr<const PlayedScenario> played, std::vector<DrawnUse> uses) : m_played(std::move(played)), m_uses(std::move(uses))
{
    if (!m_played)
        return;
    using Profiles = decltype(link_looks::profilesOf(*m_played, 0, 0));
    std::set<std::pair<int, Profiles>> seen;
    for (int link = 0; link < static_cast<int>(m_played->expanded.links.size()); ++link)
        for (const int direction : {0, 1}) {
            const Profiles profiles = link_looks::profilesOf(*m_played, link, direction);
            const int drawn = m_played->expanded.links[static_cast<std::size_t>(link)].link;
            if (profiles != Profiles() && seen.insert({drawn, profiles}).second)
                m_changing.push_back({drawn, link, direction});
        }
}

std::vector<LinkLook> LinkLooks::at(core::Nanoseconds time) const
{
    if (!m_played)
        return {};
    std::vector<LinkLook> looks(m_played->cluster.links.size());
    for (const Changing& changing : m_changing) {
        const double share = m_played->bandwidthShare(changing.link, changing.direction, time);
        LinkLook& look = looks[static_cast<std::size_t>(changing.drawn)];
        const bool worse = share < look.share || (look.share >= 1 && share > look.share);
        if (worse)
            look.share = share;
    }
    for (const DrawnUse& use : m_uses) {
        if (static_cast<std::size_t>(use.drawn) >= looks.size())
            continue; // the result is of another cluster
        LinkLook& look = looks[static_cast<std::size_t>(use.drawn)];
        look.use = std::max(look.use, use.at(time));
    }
    return looks;
}

QString wordsOf(const LinkLook& look, const QString& nominal)
{
    if (look.isDown())
        return link_looks::tr("%1 · down").arg(nominal);
    QString words = nominal;
    if (look.isDegraded() || look.isRaised())
        words = link_looks::tr("%1 of %2").arg(percent(look.share), nominal);
    if (look.use >= 0.0005)
        words += link_looks::tr(" · %1 used").arg(percent(look.use));
    return words;
}

} // namespace ui
