#pragma once

#include "core/base/result.h"
#include "core/documents/expansion.h"
#include "core/documents/project.h"
#include "core/documents/scenario_changes.h"

#include <QFutureWatcher>
#include <QObject>

#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

namespace ui {

/// A scenario played over its cluster: what every link and device is worth at any instant is a binary search away. Whole
/// once delivered, never changed.
struct PlayedScenario
{
    core::Cluster cluster;
    core::Scenario scenario;
    core::ExpandedCluster expanded;
    core::ScenarioChanges changes;
    std::vector<core::Nanoseconds> marks; ///< instants at which something changes, ascending, each once; the first 10,000
    std::optional<core::Error> error;     ///< why nothing changes, or no cluster is there
    core::Nanoseconds horizon() const { return changes.horizon == core::Nanoseconds::never() ? core::Nanoseconds(0) : changes.horizon; }

    /// The share of its nominal bandwidth that a direction of a link (of `expanded`) has.
    double bandwidthShare(int link, int direction, core::Nanoseconds time) const;
    double bandwidth(int link, int direction, core::Nanoseconds time) const; ///< B/s
    double nominalBandwidth(int link, int direction) const;                  ///< B/s; 0 when it is not known
    double computeShare(int rank, core::Nanoseconds time) const;
};

PlayedScenario played(const core::Cluster& cluster, const core::Scenario& scenario, const std::filesystem::path& folder);

/// Plays the project's scenario in the background whenever it or the cluster has changed.
class ScenarioPlayer : public QObject
{
    Q_OBJECT
public:
    explicit ScenarioPlayer(QObject* parent = nullptr);
    ~ScenarioPlayer() override;

    void setProject(const core::Project& project, const std::filesystem::path& folder);
    /// Of the newest that is done; null at first and without a cluster. It is kept until the next one replaces it.
    std::shared_ptr<const PlayedScenario> played() const { return m_played; }
    bool isPlaying() const { return m_running; }

signals:
    void changed();

private:
    using Outcome = std::shared_ptr<const PlayedScenario>;
    void start();
    void take();

    std::optional<core::Cluster> m_cluster; ///< wanted
    core::Scenario m_scenario;
    std::filesystem::path m_folder;
    QFutureWatcher<Outcome> m_watcher;
    Outcome m_played;
    bool m_running = false;
    bool m_outdated = false; ///< something else is wanted than what runs
};

} // namespace ui
