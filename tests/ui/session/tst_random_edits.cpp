#include "core/documents/drawing.h"
#include "core/documents/edits.h"
#include "core/documents/fixes.h"
#include "core/documents/groups.h"
#include "core/documents/templates.h"
#include "tests/support/registry.h"
#include "tests/support/sample_project.h"
#include "ui/session/session.h"

#include <QTest>

#include <algorithm>
#include <functional>
#include <random>

namespace tst_random_edits {

using namespace core;

core::Result<ui::SimulationResult> neverRun(const ui::SimulationInput&, const Progress&) { return Error {"not simulated in this test", {}, {}, {}}; }

/// A hand that edits whatever there is, the same for the same seed.
class Hand
{
public:
    explicit Hand(unsigned seed) : m_random(seed) { }

    void edit(ui::Session& session)
    {
        const auto& edits = all();
        const std::size_t elements = session.project().cluster ? session.project().cluster->nodes.size() + session.project().cluster->links.size() : 0;
        const std::size_t choice = elements > 60 ? 0 : index(edits.size()); // a cluster stays small enough to be quick
        const QString mergeKey = below(4) == 0 ? QStringLiteral("gesture") : QString();
        session.edit(QStringLiteral("edit %1").arg(choice), [&](Project& project) { (this->*edits[choice])(project); }, mergeKey);
    }

    int below(int limit) { return static_cast<int>(m_random() % static_cast<unsigned>(limit)); }

private:
    using Edit = void (Hand::*)(Project&);
    static const std::vector<Edit>& all()
    {
        static const std::vector<Edit> edits {&Hand::remove, &Hand::addNode, &Hand::addSwitch, &Hand::addLink, &Hand::rename, &Hand::setApart, &Hand::join, &Hand::move,
            &Hand::paste, &Hand::duplicate, &Hand::addTemplate, &Hand::writeValue, &Hand::takeEndElsewhere, &Hand::writeLine, &Hand::writePlan, &Hand::writeModel, &Hand::mend, &Hand::group, &Hand::ungroup,
            &Hand::regroup, &Hand::collapse};
        return edits;
    }

    std::size_t index(std::size_t size) { return m_random() % size; }
    template <typename T>
    auto any(const Table<T>& table)
    {
        return table[index(table.size())].id;
    }
    static bool hasNodes(const Project& project) { return project.cluster && !project.cluster->nodes.empty(); }
    std::string vertex(const Project& project)
    {
        const bool hub = !project.cluster->switches.empty() && below(3) == 0;
        return hub ? any(project.cluster->switches).text : any(project.cluster->nodes).text;
    }
    Position place() { return {below(100) * 12.0, below(100) * 12.0 - 0.5}; }
    std::string word() { return "w" + std::to_string(below(50)); }
    ElementIds some(const Project& project)
    {
        ElementIds ids;
        for (int i = below(4); i >= 0 && hasNodes(project); --i)
            ids.nodes.push_back(any(project.cluster->nodes));
        if (project.cluster && !project.cluster->switches.empty() && below(2) == 0)
            ids.switches.push_back(any(project.cluster->switches));
        if (project.cluster && !project.cluster->links.empty() && below(2) == 0)
            ids.links.push_back(any(project.cluster->links));
        if (project.cluster && !project.cluster->groups.empty() && below(3) == 0)
            ids.groups.push_back(any(project.cluster->groups));
        return ids;
    }

    void group(Project& project)
    {
        if (auto drawn = grouped(project, some(project)))
            project = drawn->project;
    }
    void ungroup(Project& project) { project = ungrouped(project, some(project).groups); }
    void regroup(Project& project)
    {
        const bool out = !project.cluster || project.cluster->groups.empty() || below(3) == 0;
        if (auto put = withGroup(project, some(project), out ? std::nullopt : std::optional(any(project.cluster->groups))))
            project = std::move(*put);
    }
    void collapse(Project& project) { project = withCollapsed(project, some(project).groups, below(2) == 0); }
    void remove(Project& project) { project = without(project, some(project)).project; }
    void addNode(Project& project)
    {
        const auto& devices = builtInCatalogue().devices;
        project = withNode(project, builtInCatalogue(), devices[index(devices.size())].id, place()).project;
    }
    void addSwitch(Project& project) { project = withSwitch(project, place()).project; }
    void addLink(Project& project)
    {
        if (hasNodes(project))
            if (auto drawn = withLink(project, vertex(project), vertex(project)))
                project = drawn->project;
    }
    void rename(Project& project)
    {
        if (!hasNodes(project))
            return;
        const auto take = [&](const Result<EditedProject>& edited) {
            if (edited)
                project = edited->project;
        };
        const int sort = below(4);
        if (sort == 3 && !project.cluster->groups.empty())
            take(renamed(project, any(project.cluster->groups), word()));
        else if (sort == 0)
            take(renamed(project, any(project.cluster->nodes), word()));
        else if (sort == 1 && !project.cluster->switches.empty())
            take(renamed(project, any(project.cluster->switches), word()));
        else if (!project.cluster->links.empty())
            take(renamed(project, any(project.cluster->links), word()));
    }
    void setApart(Project& project)
    {
        if (!hasNodes(project))
            return;
        const NodeId array = any(project.cluster->nodes);
        if (const auto pattern = parseNamePattern(array.text); pattern && pattern->isRange)
            if (auto apart = withMemberApart(project, array, pattern->member(pattern->first + below(pattern->size()))))
                project = std::move(*apart);
    }
    void join(Project& project)
    {
        if (hasNodes(project))
            if (auto one = joined(project, joinableWith(project, any(project.cluster->nodes))))
                project = std::move(*one);
    }
    void move(Project& project)
    {
        if (hasNodes(project))
            project = withCentres(project, {{vertex(project), place()}, {vertex(project), place()}});
    }
    void paste(Project& project)
    {
        if (auto drawn = pasted(project, copied(project, some(project)), place()))
            project = drawn->project;
    }
    void duplicate(Project& project) { project = duplicated(project, some(project), {24, 24}).project; }
    void addTemplate(Project& project)
    {
        TemplateSpec spec;
        spec.kind = static_cast<TemplateKind>(below(6));
        spec.group.nodes = spec.kind == TemplateKind::FatTree ? 2 : 4;
        spec.group.devices = spec.nics = 1 + below(4);
        if (auto drawn = withTemplate(project, builtInCatalogue(), spec, place()))
            project = drawn->project;
    }
    void writeValue(Project& project)
    {
        if (!hasNodes(project))
            return;
        if (below(2) == 0 || project.cluster->links.empty())
            project.cluster->nodes.update(index(project.cluster->nodes.size()), [this](Node& node) {
                node.count = 1 + below(8);
                node.nics = 1 + below(8);
            });
        else
            project.cluster->links.update(index(project.cluster->links.size()),
                [this](Link& link) { link.bandwidth = parseQuantity<BytesPerSecond>(std::to_string(1 + below(400)) + " Gbit/s").value(); });
    }
    void takeEndElsewhere(Project& project)
    {
        if (hasNodes(project) && !project.cluster->links.empty())
            if (auto edited = withEndAt(project, any(project.cluster->links), below(2), vertex(project)))
                project = std::move(*edited);
    }
    void writeLine(Project& project)
    {
        if (!project.scenario)
            project.scenario.emplace();
        Table<std::string>& events = project.scenario->events;
        const std::string name = hasNodes(project) ? any(project.cluster->nodes).text : std::string("nobody");
        const std::string line = "at " + std::to_string(below(60)) + " s node " + name + " compute *0.5 for 1 s  # " + word();
        if (events.empty() || below(2) == 0)
            events.insert(index(events.size() + 1), below(5) == 0 ? "not an event" : line);
        else if (below(2) == 0)
            events.set(index(events.size()), "off " + line);
        else
            events.erase(index(events.size()));
    }
    void writePlan(Project& project)
    {
        Plan plan;
        plan.name = word();
        const std::string name = hasNodes(project) ? any(project.cluster->nodes).text : std::string("nobody");
        plan.pipelines = {PipelinePlan {1 + below(4), 1 + below(8), {StagePlan {{name}, UnitRange {0, 4 + below(9)}, {}, {}, {}}}, {}}};
        if (project.plans.size() > 6)
            project.plans.erase(index(project.plans.size()));
        else
            project.plans.append(plan);
    }
    void writeModel(Project& project)
    {
        if (!project.model)
            project.model.emplace();
        project.model->layers = 1 + below(96);
        if (!project.training)
            project.training.emplace();
        project.training->globalBatch = 1 + below(512);
    }
    void mend(Project& project)
    {
        const auto issues = check(project, builtInCatalogue());
        if (issues.empty())
            return;
        const auto fixes = fixesOf(project, builtInCatalogue(), issues[index(issues.size())]);
        if (!fixes.empty())
            project = fixes[index(fixes.size())].project;
    }

    std::mt19937 m_random;
};

std::size_t hashOf(const Project& project) { return std::hash<std::string>()(canonicalText(project)); }

} // namespace tst_random_edits

using namespace tst_random_edits;

class TestRandomEdits : public QObject
{
    Q_OBJECT
private slots:
    void everyStateComesBack();
};

void TestRandomEdits::everyStateComesBack()
{
    ui::Session session(neverRun);
    session.start(support::sampleProject());
    Hand hand(7);
    QUndoStack& stack = session.undoStack();
    std::vector<std::size_t> states {hashOf(session.project())}; // by index of the undo stack
    const int edits = support::count(400, 10'000);
    for (int i = 0; i < edits; ++i) {
        for (int back = hand.below(20) == 0 ? hand.below(5) : 0; back > 0 && stack.canUndo(); --back)
            stack.undo();
        hand.edit(session);
        const std::string text = core::canonicalText(session.project());
        states.resize(static_cast<std::size_t>(stack.index()) + 1);
        states.back() = std::hash<std::string>()(text);
        const core::LoadResult loaded = core::parseProject(text);
        QVERIFY2(loaded.project, loaded.errors.empty() ? text.c_str() : core::describe(loaded.errors.front()).c_str());
        QVERIFY2(*loaded.project == session.project(), text.c_str());
        QCOMPARE(core::canonicalText(*loaded.project), text);
    }
    QVERIFY(stack.count() > edits / 4);
    for (int step = stack.index(); step >= 0; --step) {
        QCOMPARE(hashOf(session.project()), states[static_cast<std::size_t>(step)]);
        if (step > 0)
            stack.undo();
    }
    QVERIFY(session.project() == support::sampleProject());
    for (int step = 1; stack.canRedo(); ++step) {
        stack.redo();
        QCOMPARE(hashOf(session.project()), states[static_cast<std::size_t>(step)]);
    }
    QCOMPARE(hashOf(session.project()), states.back());
}

CLUSTERLOOM_TEST(TestRandomEdits)
#include "tst_random_edits.moc"
