#pragma once

#include "tests/support/sample_project.h"
#include "ui/scenario/curve_editor.h"
#include "ui/scenario/event_table.h"
#include "ui/scenario/scenario_panel.h"
#include "ui/scenario/script_editor.h"

#include <QTest>

namespace support {

/// The panel over the sample project, whose scenario has a comment, an event, a blank line and another event.
struct ScenarioDesk
{
    ui::Session session;
    ui::ScenarioPanel panel {session};

    explicit ScenarioDesk(std::vector<std::string> lines = {"# the uplink", "  at 10 s link slow-leaf bandwidth *0.25 for 20 s   # brown-out", "", "at 40 s node fast compute *0.5"})
    {
        core::Project project = sampleProject();
        project.scenario = core::Scenario {core::parseQuantity<core::Seconds>("60 s").value(), 1, core::Table<std::string>(std::move(lines)), {}};
        session.start(project);
        panel.resize(1400, 360);
        panel.show();
    }
    std::string line(std::size_t index) const { return session.project().scenario->events[index]; }
    std::size_t lines() const { return session.project().scenario->events.size(); }
    bool waitForCurves()
    {
        return QTest::qWaitFor([this] { return !session.scenarioPlayer().isPlaying() && !panel.curves().subjects().empty(); });
    }
    template <typename T>
    T* find(const char* name) const
    {
        return panel.findChild<T*>(QLatin1String(name));
    }
};

} // namespace support
