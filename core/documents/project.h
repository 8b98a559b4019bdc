#pragma once

#include "core/base/table.h"
#include "core/documents/cluster.h"
#include "core/documents/model.h"
#include "core/documents/plan.h"
#include "core/documents/scenario.h"
#include "core/documents/training.h"

#include <memory>
#include <optional>
#include <string>

namespace core {

/// The search settings, kept verbatim until the planner gives them types.
struct SearchSettings
{
    Extras members;
    bool operator==(const SearchSettings&) const = default;
};

/// One file: everything its user drew, wrote and chose. A copy is cheap; any well-formed project can be held,
/// half-drawn ones too. `check` says what is missing before it can be simulated.
struct Project
{
    std::optional<Cluster> cluster;
    std::optional<Model> model;
    std::optional<Training> training;
    std::optional<Scenario> scenario;
    std::optional<SearchSettings> search;
    Table<Plan> plans;
    Extras extras;
    std::shared_ptr<const std::string> original; ///< the bytes read, while unedited; not part of equality

    /// Equality of content. `original` only says how to write it.
    bool operator==(const Project& other) const
    {
        return cluster == other.cluster && model == other.model && training == other.training
            && scenario == other.scenario && search == other.search && plans == other.plans
            && extras == other.extras;
    }
};

/// To be called by whoever changes a project: the bytes read no longer say what it is, so that saving writes it anew.
inline void markEdited(Project& project) { project.original = nullptr; }

} // namespace core
