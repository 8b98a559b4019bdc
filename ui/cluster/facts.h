#pragma once

#include "ui/session/session.h"

#include <QString>

#include <vector>

namespace ui {

struct Fact
{
    QString name;
    QString value;
    bool operator==(const Fact&) const = default;
};

struct FactGroup
{
    QString title;
    std::vector<Fact> facts;
    bool operator==(const FactGroup&) const = default;
};

/// What there is to read about one thing, ready to show.
struct Facts
{
    QString title;
    QString subtitle;
    std::vector<FactGroup> groups;
    bool operator==(const Facts&) const = default;
};

/// Facts of the element; of the whole project when it is nothing or no longer there.
Facts factsOf(const Session& session, const Element& element);

Facts nodeFacts(const core::Project& project, const core::Catalogue& catalogue, const core::Node& node);
Facts switchFacts(const core::Project& project, const core::Switch& hub);
Facts linkFacts(const core::Link& link);
Facts groupFacts(const core::Project& project, const core::Catalogue& catalogue, const core::ClusterGroup& group);
/// The network between the nodes among several elements, at an instant of the scenario; no facts when there are not two.
Facts probeFacts(const Session& session, const std::vector<Element>& elements, core::Nanoseconds at);
Facts projectFacts(const core::Project& project, const core::Catalogue& catalogue);
/// `span` is an index into the timeline of the result.
Facts spanFacts(const SimulationResult& result, SpanIndex span);

} // namespace ui
