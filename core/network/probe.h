#pragma once

#include "core/base/result.h"
#include "core/documents/catalogue.h"
#include "core/documents/project.h"
#include "core/documents/scenario_changes.h"
#include "core/network/network.h"

#include <optional>
#include <string>
#include <vector>

namespace core {

/// What one transfer would take that has the network to itself.
struct ProbedTransfer
{
    Algorithm algorithm = Algorithm::Direct;
    Seconds latency;           ///< alpha, as of the start
    std::string bottleneck;    ///< the capacity that sets the rate; empty when nothing limits
    BytesPerSecond bandwidth;  ///< of the bottleneck, at the start
    Seconds time;              ///< from start to end; infinite: it stands still until the scenario ends
};

/// The network between some nodes, at one instant.
struct ProbedInstant
{
    std::optional<ProbedTransfer> send; ///< from the first device of the first node to that of the second; of two nodes
    ProbedTransfer allReduce;           ///< among all devices of the nodes
};

struct Probe
{
    std::vector<std::string> links; ///< from the first node to the second, by name
    int devices = 0;                ///< of all the nodes
    ProbedInstant nominal;
    std::optional<ProbedInstant> then; ///< at the instant asked for; absent without a scenario that changes anything
};

struct ProbeQuestion
{
    std::vector<std::string> nodes; ///< ids or members of arrays, at least two
    Bytes amount = gibibytes(1);
    Nanoseconds at; ///< of the scenario
};

/// Errors: fewer than two nodes, an unknown node, over 1,024 devices, nodes that nothing joins, a cluster with errors.
Result<Probe> probe(const Project& project, const Catalogue& catalogue, const ProbeQuestion& question, const Traces& traces = {});

} // namespace core
