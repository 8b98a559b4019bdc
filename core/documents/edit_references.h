#pragma once

#include "core/documents/edits.h"

#include <vector>

namespace core {

/// What became of the elements of a project: indices before to indices after, -1 = gone.
struct Fates
{
    std::vector<int> vertices; ///< of VertexNames
    std::vector<int> links;    ///< of Cluster::links
};

/// `edited`, whose nodes, switches and ids of links have been changed already, with all that refers to them made to
/// mean what it meant in `before`: ends of links, devices of plans, lines of the scenario.
EditedProject withReferences(const Project& before, Project edited, const Fates& fates);

} // namespace core
