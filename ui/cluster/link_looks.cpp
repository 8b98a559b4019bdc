#include "ui/cluster/link_looks.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>

namespace ui {
namespace link_looks {

QString tr(const char* words) { return QCoreApplication::translate("ui::LinkLooks", words); }

/// "25 %", "12.5 %", "0.2 %": short beside a link.
QString briefPercent(double share)
{
    const double percent = std::round(share * 1000) / 10;
    return tr("%1 %").arg(QString::number(percent));
}

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

/// What is carried of what could be, at every instant where either changes.
std::vector<DrawnUse::Step> sharesOf(const core::CapacityUse& use, const core::Timeline& timeline)
{
    std::vector<DrawnUse::Step> steps;
    auto used = use.used.begin(), limit = use.limit.begin();
    double carried = 0, able = 0; // bytes per second
    while (used != use.used.end() || limit != use.limit.end()) {
        const bool next = limit == use.limit.end() || (used != use.used.end() && used->at <= limit->at);
        const core::Nanoseconds at = next ? used->at : limit->at;
        if (used != use.used.end() && used->at == at)
            carried = used++->rate.value;
        if (limit != use.limit.end() && limit->at == at)
            able = limit++->rate.value;
        steps.push_back({timeline.start + at, able > 0 ? carried / able : 0});
    }
    steps.push_back({timeline.start + timeline.length(), 0});
    return steps;
}

} // namespace link_looks

double DrawnUse::at(core::Nanoseconds time) const
{
    const auto after = std::upper_bound(steps.begin(), steps.end(), time, [](core::Nanoseconds t, const Step& step) { return t < step.at; });
    return after == steps.begin() || after == steps.end() ? -1 : std::prev(after)->share;
}

std::vector<DrawnUse> usesOf(const SimulationResult& result, const core::Cluster& cluster)
{
    std::map<std::string, int> drawn;
    int index = 0;
    for (const core::Link& link : cluster.links)
        drawn.emplace(link.id.text, index++);
    std::vector<DrawnUse> uses;
    for (const core::LinkUse& use : result.links)
        if (const auto found = drawn.find(use.link); found != drawn.end())
            uses.push_back({found->second, link_looks::sharesOf(use.use, result.timeline)});
    return uses;
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
        words = link_looks::tr("%1 of %2").arg(link_looks::briefPercent(look.share), nominal);
    if (look.use >= 0.0005)
        words += link_looks::tr(" · %1 used").arg(link_looks::briefPercent(look.use));
    return words;
}

} // namespace ui
