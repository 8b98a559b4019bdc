#include "tests/support/registry.h"
#include "tests/support/sample_project.h"
#include "ui/cluster/inspector.h"
#include "ui/cluster/outline.h"
#include "ui/cluster/problems.h"

#include <QLineEdit>
#include <QListView>
#include <QTreeView>

namespace {

core::Result<ui::SimulationResult> neverRun(const ui::SimulationInput&, const core::Progress&)
{
    return core::Error {"not simulated in this test", {}, {}, {}};
}

QModelIndex rowNamed(const QAbstractItemModel& model, const QString& name)
{
    return model.match(model.index(0, 0), Qt::DisplayRole, name, 1, Qt::MatchExactly | Qt::MatchRecursive).value(0);
}

/// The line in which the inspector has a value, or nullptr.
QLineEdit* editor(const ui::Inspector& inspector, const char* name)
{
    for (auto* line : inspector.findChildren<QLineEdit*>())
        if (line->accessibleName() == QLatin1String(name))
            return line;
    return nullptr;
}

void write(const ui::Inspector& inspector, const char* name, const char* words)
{
    QLineEdit* line = editor(inspector, name);
    line->setText(QString::fromUtf8(words));
    line->setModified(true);
    emit line->editingFinished();
}

} // namespace

class TestPanes : public QObject
{
    Q_OBJECT
private slots:
    void theOutlineAndTheSelectionFollowOneAnother();
    void theOutlineFindsByName();
    void theInspectorFollowsTheSelection();
    void aProblemLeadsToItsElement();
    void aValueIsWrittenWithItsUnit();
    void severalAreWrittenAtOnce();
    void nonsenseIsToldAndChangesNothing();
    void theTrainingIsWrittenWhenNothingIsSelected();
};

void TestPanes::theOutlineAndTheSelectionFollowOneAnother()
{
    ui::Session session(neverRun);
    ui::Outline outline(session);
    session.start(support::sampleProject());
    auto* tree = outline.findChild<QTreeView*>(QStringLiteral("outlineTree"));
    tree->setCurrentIndex(rowNamed(*tree->model(), QStringLiteral("slow-leaf")));
    QVERIFY(session.selection().current() == ui::Element(core::LinkId {"slow-leaf"}));
    session.selection().select(core::NodeId {"fast"});
    QCOMPARE(tree->selectionModel()->selectedIndexes().size(), 1);
    QCOMPARE(tree->currentIndex().data().toString(), QStringLiteral("fast"));
    session.selection().clear();
    QVERIFY(tree->selectionModel()->selectedIndexes().isEmpty());
}

void TestPanes::theOutlineFindsByName()
{
    ui::Session session(neverRun);
    ui::Outline outline(session);
    session.start(support::sampleProject());
    const auto* tree = outline.findChild<QTreeView*>(QStringLiteral("outlineTree"));
    outline.findChild<QLineEdit*>(QStringLiteral("outlineSearch"))->setText(QStringLiteral("SLOW"));
    QVERIFY(rowNamed(*tree->model(), QStringLiteral("slow")).isValid());
    QVERIFY(rowNamed(*tree->model(), QStringLiteral("slow-leaf")).isValid());
    QVERIFY(!rowNamed(*tree->model(), QStringLiteral("fast")).isValid());
}

void TestPanes::theInspectorFollowsTheSelection()
{
    ui::Session session(neverRun);
    ui::Inspector inspector(session);
    session.start(support::sampleProject());
    QCOMPARE(inspector.facts().title, QStringLiteral("Project"));
    session.selection().select(core::SwitchId {"leaf"});
    QCOMPARE(inspector.facts().title, QStringLiteral("leaf"));
    session.edit(QStringLiteral("Remove"), [](core::Project& p) { p.cluster->switches.erase(0); });
    QCOMPARE(inspector.facts().title, QStringLiteral("Project"));
}

void TestPanes::aValueIsWrittenWithItsUnit()
{
    ui::Session session(neverRun);
    ui::Inspector inspector(session);
    session.start(support::sampleProject());
    session.selection().select(core::LinkId {"slow-leaf"});
    write(inspector, "Bandwidth", "12.5 GB/s");
    QCOMPARE(session.project().cluster->links[1].bandwidth->text, std::string("12.5 GB/s"));
    QCOMPARE(session.project().cluster->links[1].bandwidth->value.value, 12.5e9);
    write(inspector, "Latency", "");
    QVERIFY(!session.project().cluster->links[1].latency);
    session.undoStack().undo();
    QCOMPARE(editor(inspector, "Latency")->text(), QStringLiteral("5 us"));
}

void TestPanes::severalAreWrittenAtOnce()
{
    ui::Session session(neverRun);
    ui::Inspector inspector(session);
    session.start(support::sampleProject());
    session.selection().select(std::vector<ui::Element> {core::LinkId {"fast-leaf"}, core::LinkId {"slow-leaf"}});
    QCOMPARE(editor(inspector, "Bandwidth")->placeholderText(), QStringLiteral("various"));
    write(inspector, "Bandwidth", "50 Gbit/s");
    for (const core::Link& link : session.project().cluster->links)
        QCOMPARE(link.bandwidth->text, std::string("50 Gbit/s"));
    QCOMPARE(session.undoStack().count(), 1);
    session.selection().select(std::vector<ui::Element> {core::LinkId {"fast-leaf"}, core::NodeId {"slow"}});
    QVERIFY(!editor(inspector, "Bandwidth"));
}

void TestPanes::nonsenseIsToldAndChangesNothing()
{
    ui::Session session(neverRun);
    ui::Inspector inspector(session);
    session.start(support::sampleProject());
    session.selection().select(core::LinkId {"slow-leaf"});
    for (const char* words : {"fast", "12", "-3 GB/s", "3 gb/s"}) {
        write(inspector, "Bandwidth", words);
        QCOMPARE(session.undoStack().count(), 0);
        QCOMPARE(editor(inspector, "Bandwidth")->text(), QString::fromUtf8(words)); // still there to be mended
    }
    session.selection().select(core::NodeId {"slow"});
    write(inspector, "NICs", "0");
    QCOMPARE(session.undoStack().count(), 0);
}

void TestPanes::theTrainingIsWrittenWhenNothingIsSelected()
{
    ui::Session session(neverRun);
    ui::Inspector inspector(session);
    session.start(support::sampleProject());
    write(inspector, "Global batch", "64");
    QCOMPARE(session.project().training->globalBatch, 64);
    QCOMPARE(inspector.facts().title, QStringLiteral("Project"));
}

void TestPanes::aProblemLeadsToItsElement()
{
    ui::Session session(neverRun);
    ui::Problems problems(session);
    core::Project project = support::sampleProject();
    project.cluster->nodes.update(1, [](core::Node& node) { node.device = core::DeviceKindId {"no-such-gpu"}; });
    session.start(project);
    const auto* list = problems.findChild<QListView*>(QStringLiteral("problemList"));
    QVERIFY(list->model()->rowCount() >= 1);
    const QModelIndex first = list->model()->index(0, 0);
    QVERIFY(first.data(Qt::AccessibleTextRole).toString().contains(QStringLiteral("/cluster/nodes/1")));
    list->selectionModel()->setCurrentIndex(first, QItemSelectionModel::ClearAndSelect);
    QVERIFY(session.selection().current() == ui::Element(core::NodeId {"slow"}));
}

CLUSTERLOOM_TEST(TestPanes)
#include "tst_panes.moc"
