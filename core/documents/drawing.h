#pragma once

#include "core/base/result.h"
#include "core/documents/catalogue.h"
#include "core/documents/edits.h"

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// What a person draws on the canvas. Values in, value out; new things get the next free id and usual values.
namespace core {

/// A project after an edit, and the elements that it made.
struct Drawn
{
    Project project;
    ElementIds made;
};

/// A node of 8 devices (or of as many as the nodes of that kind already have) with the fabric and NICs that such a node
/// usually has: those of the last node of its kind, else the kind's own links.
Drawn withNode(const Project& project, const Catalogue& catalogue, const DeviceKindId& kind, Position at);
Drawn withSwitch(const Project& project, Position at);

/// Whether a link may join two elements, by id; the error says why not.
Result<void> mayJoin(const Project& project, const std::string& from, const std::string& to);
/// Ids of the nodes and switches that a link from one of these may not end at, all at once.
std::vector<std::string> notJoinable(const Project& project, const std::vector<std::string>& from);
/// A link with the bandwidth and latency of the last link drawn, or 200 Gbit/s and 5 us.
Result<Drawn> withLink(const Project& project, const std::string& from, const std::string& to);
/// With one of its ends (0 or 1) elsewhere. Errors: as `mayJoin`.
Result<Project> withEndAt(const Project& project, const LinkId& link, int end, const std::string& element);

/// Centres of elements by id, put where they are told.
struct Centre
{
    std::string element;
    Position at;
};
Project withCentres(const Project& project, const std::vector<Centre>& centres);

/// Whether two projects differ at most in how they are drawn: in places and groups, which bear on nothing else.
bool areAlikeButForTheDrawing(const Project& a, const Project& b);

/// Nodes and switches with the links between them, as the text of a project that holds nothing else.
std::string copied(const Project& project, const ElementIds& elements);
/// What `copied` wrote, or any project's cluster, beside what is there: ids that are taken get the next free ones.
/// `by` moves it. Errors: not a project, or one without a cluster.
Result<Drawn> pasted(const Project& project, std::string_view text, Position by);
/// The elements of another cluster, whose ids can all be read, beside what is there, as `pasted` puts them.
Drawn withPart(const Project& project, const Cluster& part, Position by);
/// Copies beside the originals, linked to the same neighbours.
Drawn duplicated(const Project& project, const ElementIds& elements, Position by);

/// Numbers known to be taken, by the letters before them: [first, last]. Saves `nextId` asking again when many ids are made.
using TakenNumbers = std::map<std::string, std::pair<int, int>>;
/// The next free id of that sort: "n4" after "n3", "leaf-2" beside "leaf"; `taken` is asked for each. With `known` the id is taken to
/// be used then.
std::string nextId(const std::string& like, const std::function<bool(const std::string&)>& taken, TakenNumbers* known = nullptr);

} // namespace core
