#include "core/documents/templates.h"
#include "tests/support/registry.h"
#include "tests/support/sample_project.h"
#include "ui/cluster/cluster_view.h"
#include "ui/cluster/inspector.h"
#include "ui/cluster/problems.h"
#include "ui/cluster/unfolded_array.h"

#include <QComboBox>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>

namespace tst_arrays {

core::Result<ui::SimulationResult> neverRun(const ui::SimulationInput&, const core::Progress&)
{
    return core::Error {"not simulated in this test", {}, {}, {}};
}

/// n[0-7] under a leaf.
struct Desk
{
    ui::Session session {neverRun};
    ui::ClusterView view {session};
    ui::Inspector inspector {session};

    Desk()
    {
        const auto spec = core::parseTemplate("8x node 8xA100-80G-SXM, under one leaf", {"A100-80G-SXM"});
        view.resize(1000, 900);
        inspector.resize(320, 700);
        session.start(core::withTemplate({}, core::builtInCatalogue(), *spec, {0, 0}).value().project);
        view.show();
        inspector.show();
        view.fit();
        view.setZoom(1);
    }
    const ui::DrawnNode& array() const { return view.clusterScene().still().nodes.front(); }
    void click(QPointF at) { QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, view.mapFromScene(at)); }
    std::vector<std::string> nodes() const
    {
        std::vector<std::string> ids;
        for (const core::Node& node : session.project().cluster->nodes)
            ids.push_back(node.id.text);
        return ids;
    }
    template <typename Widget>
    Widget* find(const char* name) const
    {
        return inspector.findChild<Widget*>(QLatin1String(name));
    }
    /// Writes into the field after this name.
    void write(const QString& field, const QString& words)
    {
        for (QLineEdit* line : inspector.findChildren<QLineEdit*>())
            if (line->accessibleName() == field) {
                line->clear();
                QTest::keyClicks(line, words);
                QTest::keyClick(line, Qt::Key_Return);
                return;
            }
        QFAIL("there is no such field");
    }
};

} // namespace tst_arrays

using tst_arrays::Desk;

class TestArrays : public QObject
{
    Q_OBJECT
private slots:
    void chipsLieSideBySide();
    void anArrayUnfoldsAtItsMark();
    void aMemberIsEditedAlone();
    void aMemberIsDeletedAlone();
    void twoNodesAreProbed();
    void aProblemIsMendedByItsButton();
};

void TestArrays::chipsLieSideBySide()
{
    ui::DrawnNode node;
    node.id.text = "n[3-1002]";
    node.members = 1000;
    node.box = QRectF(0, 0, 168, 88);
    const ui::UnfoldedArray made = ui::unfoldedArray(node);
    QCOMPARE(made.chips.size(), std::size_t(ui::UnfoldedArray::mostMembers));
    QCOMPARE(made.leftOut, 1000 - ui::UnfoldedArray::mostMembers);
    QCOMPARE(made.chips.front().name, std::string("n3"));
    for (std::size_t i = 1; i < made.chips.size(); ++i) {
        QVERIFY(made.box.contains(made.chips[i].box));
        QVERIFY(!made.chips[i].box.intersects(made.chips[i - 1].box));
    }
}

void TestArrays::anArrayUnfoldsAtItsMark()
{
    Desk desk;
    const core::NodeId id = desk.array().id;
    desk.click(ui::foldBadgeOf(desk.array()).center());
    QVERIFY(desk.view.clusterScene().isUnfolded(id));
    QVERIFY(desk.view.mapToScene(desk.view.viewport()->rect()).boundingRect().contains(ui::unfoldedArray(desk.array()).box));
    desk.view.fit();
    QVERIFY(desk.view.mapToScene(desk.view.viewport()->rect()).boundingRect().contains(ui::unfoldedArray(desk.array()).box));
    const ui::UnfoldedArray made = ui::unfoldedArray(desk.array());
    desk.click(made.chips[5].box.center());
    QVERIFY(desk.session.selection().current() == ui::Element(ui::NodeMember {"n5"}));
    desk.click(ui::foldBadgeOf(desk.array()).center());
    QVERIFY(!desk.view.clusterScene().isUnfolded(id));
}

void TestArrays::aMemberIsEditedAlone()
{
    Desk desk;
    const core::Project before = desk.session.project();
    desk.session.selection().select(desk.array().id);
    auto* member = desk.find<QComboBox>("arrayMember");
    QVERIFY(member->isVisible());
    emit member->textActivated(QStringLiteral("n5"));
    desk.write(QStringLiteral("NICs"), QStringLiteral("4"));
    QCOMPARE(desk.nodes(), (std::vector<std::string> {"n[0-4]", "n5", "n[6-7]"}));
    QCOMPARE(desk.session.project().cluster->nodes[1].nics, 4);
    QCOMPARE(desk.session.project().cluster->links, before.cluster->links);
    QVERIFY(desk.session.selection().current() == ui::Element(core::NodeId {"n5"}));
    QCOMPARE(desk.view.clusterScene().still().links.size(), std::size_t(3)); // the one link, to each
    QVERIFY(!desk.find<QPushButton>("arrayJoin")->isVisible()); // unlike its neighbours
    desk.write(QStringLiteral("NICs"), QStringLiteral("8"));
    auto* join = desk.find<QPushButton>("arrayJoin");
    QVERIFY(join->isVisible());
    QCOMPARE(join->text(), QStringLiteral("Join n[0-4], n5, n[6-7]"));
    join->click();
    QCOMPARE(desk.nodes(), (std::vector<std::string> {"n[0-7]"}));
    QVERIFY(desk.session.selection().current() == ui::Element(ui::NodeMember {"n5"}));
    while (desk.session.undoStack().canUndo())
        desk.session.undoStack().undo();
    QVERIFY(desk.session.project() == before);
}

void TestArrays::aMemberIsDeletedAlone()
{
    Desk desk;
    desk.session.selection().select(ui::NodeMember {"n0"});
    for (QAction* action : desk.view.editActions())
        if (action->objectName() == QLatin1String("canvasDelete"))
            action->trigger();
    QCOMPARE(desk.nodes(), (std::vector<std::string> {"n[1-7]"}));
    QCOMPARE(desk.session.undoStack().count(), 1);
}

void TestArrays::twoNodesAreProbed()
{
    Desk desk;
    desk.session.selection().select(std::vector<ui::Element> {ui::NodeMember {"n0"}, ui::NodeMember {"n3"}});
    const ui::Facts& facts = desk.inspector.facts();
    QCOMPARE(facts.title, QStringLiteral("n0 to n3"));
    QCOMPARE(facts.groups.size(), std::size_t(3)); // path, send, all-reduce; there is no scenario
    QCOMPARE(facts.groups[0].facts[0].value, QStringLiteral("up:n0 → up:n3"));
    QVERIFY(facts.groups[1].facts[0].value.endsWith(QLatin1String(" ms")));
    QVERIFY(facts.groups[2].facts[1].value.startsWith(QLatin1String("16 devices")));
}

void TestArrays::aProblemIsMendedByItsButton()
{
    Desk desk;
    ui::Problems problems(desk.session);
    desk.session.edit(QStringLiteral("Break"), [](core::Project& project) { project.cluster->nodes.update(0, [](core::Node& node) { node.device->text = "A100-80G-SMX"; }); });
    QTRY_COMPARE(desk.session.issues().front().pointer, std::string("/cluster/nodes/0/device"));
    const auto buttons = problems.findChild<QWidget*>(QStringLiteral("problemFixes"))->findChildren<QPushButton*>();
    QVERIFY(!buttons.isEmpty());
    QCOMPARE(buttons.front()->text(), QStringLiteral("Write \"A100-80G-SXM\""));
    buttons.front()->click();
    QCOMPARE(desk.session.project().cluster->nodes[0].device->text, std::string("A100-80G-SXM"));
    QCOMPARE(desk.session.undoStack().undoText(), QStringLiteral("Write \"A100-80G-SXM\""));
}

CLUSTERLOOM_TEST(TestArrays)
#include "tst_arrays.moc"
