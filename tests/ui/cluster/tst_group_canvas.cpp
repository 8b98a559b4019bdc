#include "tests/support/json.h"
#include "tests/support/registry.h"
#include "ui/cluster/cluster_view.h"
#include "ui/cluster/facts.h"
#include "ui/cluster/outline.h"
#include "ui/widgets/format.h"

#include <QTreeView>

namespace tst_group_canvas {

core::Result<ui::SimulationResult> neverRun(const ui::SimulationInput&, const core::Progress&)
{
    return core::Error {"not simulated in this test", {}, {}, {}};
}

core::Project twoRacks()
{
    const auto node = [](const std::string& id, int x) {
        return "{'id':'" + id + "','device':'A100-80G-SXM','count':2,'fabric':{'kind':'nvswitch','bandwidth':'300 GB/s','latency':'3 us'},'at':[" + std::to_string(x) + ",0]}";
    };
    const auto link = [](const std::string& a, const std::string& b) {
        return "{'id':'" + a + b + "','ends':['" + a + "','" + b + "'],'bandwidth':'100 Gbit/s','latency':'5 us'}";
    };
    return core::parseProject(support::json("{'clusterloom':1,'cluster':{'nodes':[" + node("a", 0) + "," + node("b", 200) + "," + node("c", 600)
               + "],'switches':[{'id':'s','at':[300,-300]}],'links':[" + link("a", "s") + "," + link("b", "s") + "," + link("c", "s") + "," + link("a", "b") + "]}}"))
        .project.value();
}

/// a and b side by side, c apart, all under s.
struct Desk
{
    ui::Session session {neverRun};
    ui::ClusterView view {session};

    Desk()
    {
        view.resize(1200, 800);
        session.start(twoRacks());
        view.show();
        view.fit();
        [[maybe_unused]] const bool shown = QTest::qWaitForWindowExposed(&view);
        view.activateWindow();
        view.setFocus();
    }
    const core::Cluster& cluster() const { return *session.project().cluster; }
    const ui::ClusterPicture& picture() const { return view.clusterScene().still(); }
    const ui::DrawnGroup& group(std::size_t index) const { return picture().groups[index]; }
    QRectF box(const ui::Element& element) const { return ui::boxOf(picture(), element); }
    void choose(std::vector<ui::Element> elements) { session.selection().select(std::move(elements)); }
    void keys(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) { QTest::keyClick(&view, key, modifiers); }
    void click(QPointF at) { QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, view.mapFromScene(at)); }
    void drag(QPointF scenePoint, QPoint by)
    {
        const QPoint from = view.mapFromScene(scenePoint);
        QTest::mousePress(view.viewport(), Qt::LeftButton, {}, from);
        for (int i = 1; i <= 4; ++i) {
            QMouseEvent event(QEvent::MouseMove, from + by * i / 4.0, view.viewport()->mapToGlobal(from), Qt::NoButton, Qt::LeftButton, {});
            QApplication::sendEvent(view.viewport(), &event);
        }
        QTest::mouseRelease(view.viewport(), Qt::LeftButton, {}, from + by);
    }
    void makeGroup(std::vector<ui::Element> elements)
    {
        choose(std::move(elements));
        keys(Qt::Key_G, Qt::ControlModifier);
    }
};

const ui::Element a = core::NodeId {"a"}, b = core::NodeId {"b"}, c = core::NodeId {"c"};
const ui::Element made = core::GroupId {"group"};

} // namespace tst_group_canvas

using namespace tst_group_canvas;

class TestGroupCanvas : public QObject
{
    Q_OBJECT
private slots:
    void keysGroupAndUngroup();
    void theAreaHoldsItsMembers();
    void aCollapsedGroupBundlesItsLinks();
    void theMarkCollapsesAndExpands();
    void aGroupMovesAsOne();
    void aRubberBandTakesWholeGroups();
    void aLinkToACardIsRefused();
    void theOutlineNestsWhatIsGrouped();
    void theInspectorTellsAndProbesAGroup();
    void aCardTellsOfWhatItHides();
    void noLinkCrossesATitle();
};

void TestGroupCanvas::keysGroupAndUngroup()
{
    Desk desk;
    desk.makeGroup({a, b});
    QCOMPARE(desk.session.selection().elements(), std::vector<ui::Element> {made});
    QVERIFY(desk.cluster().nodes[0].group == core::GroupId {"group"});
    QCOMPARE(desk.session.undoStack().count(), 1);
    desk.keys(Qt::Key_G, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(desk.cluster().groups.empty());
    QCOMPARE(desk.session.selection().elements(), (std::vector<ui::Element> {a, b}));
    QCOMPARE(desk.session.undoStack().count(), 2);
    desk.session.undoStack().undo();
    desk.session.undoStack().undo();
    QVERIFY(desk.session.project() == twoRacks());
}

void TestGroupCanvas::theAreaHoldsItsMembers()
{
    Desk desk;
    desk.makeGroup({a, b});
    QVERIFY(desk.group(0).box.contains(desk.box(a) | desk.box(b)));
    QVERIFY(!desk.group(0).box.intersects(desk.box(c)));
    QVERIFY(ui::titleBoxOf(desk.group(0)).bottom() <= desk.box(a).top());
    desk.makeGroup({made, c});
    QVERIFY(desk.group(1).box.contains(desk.group(0).box));
    QVERIFY(ui::titleBoxOf(desk.group(1)).bottom() <= desk.group(0).box.top());
    QVERIFY(ui::contentOf(desk.group(1)).contains(QLatin1String("3 nodes")));
}

void TestGroupCanvas::aCollapsedGroupBundlesItsLinks()
{
    Desk desk;
    desk.makeGroup({a, b});
    desk.keys(Qt::Key_U);
    QVERIFY(desk.cluster().groups[0].collapsed == true);
    QCOMPARE(desk.picture().links.size(), std::size_t(3)); // a-b lies within
    QCOMPARE(desk.picture().links[0].line, desk.picture().links[1].line);
    QCOMPARE(desk.picture().links[0].bundle, 2);
    QVERIFY2(desk.picture().links[0].label.contains(QLatin1String("2 links")), qPrintable(desk.picture().links[0].label));
    QVERIFY(desk.box(a) == desk.group(0).box);
    QVERIFY(ui::pick(desk.picture(), desk.group(0).box.center(), 0) == made);
    desk.keys(Qt::Key_U);
    QVERIFY(!desk.cluster().groups[0].collapsed);
    QCOMPARE(desk.picture().links.size(), std::size_t(4));
}

void TestGroupCanvas::theMarkCollapsesAndExpands()
{
    Desk desk;
    desk.makeGroup({a, b});
    desk.click(ui::collapseMarkOf(desk.group(0)).center());
    QVERIFY(desk.group(0).collapsed);
    desk.click(ui::collapseMarkOf(desk.group(0)).center());
    QVERIFY(!desk.group(0).collapsed);
    QCOMPARE(desk.session.undoStack().count(), 3);
}

void TestGroupCanvas::aGroupMovesAsOne()
{
    Desk desk;
    desk.makeGroup({a, b});
    for (const bool collapsed : {false, true}) {
        if (collapsed)
            desk.keys(Qt::Key_U);
        const core::Position first = *desk.cluster().nodes[0].at, second = *desk.cluster().nodes[1].at, other = *desk.cluster().nodes[2].at;
        const int steps = desk.session.undoStack().index();
        desk.drag(ui::titleBoxOf(desk.group(0)).center(), {-30, 110});
        const core::Position now = *desk.cluster().nodes[0].at;
        QVERIFY(now.y > first.y + 40);
        QCOMPARE(desk.cluster().nodes[1].at->x - second.x, now.x - first.x);
        QCOMPARE(desk.cluster().nodes[1].at->y - second.y, now.y - first.y);
        QVERIFY(desk.cluster().nodes[2].at == other);
        QCOMPARE(desk.session.undoStack().index(), steps + 1);
        desk.session.undoStack().undo();
    }
    desk.keys(Qt::Key_Down);
    QVERIFY(desk.cluster().nodes[0].at->y > 0 && desk.cluster().nodes[0].at->y == desk.cluster().nodes[1].at->y);
}

void TestGroupCanvas::aRubberBandTakesWholeGroups()
{
    Desk desk;
    desk.makeGroup({a, b});
    const QRectF area = desk.group(0).box.adjusted(-30, -30, 0, 30);
    const QPoint by = desk.view.mapFromScene(desk.group(0).box.bottomRight() + QPointF(30, 30)) - desk.view.mapFromScene(area.topLeft());
    desk.drag(area.topLeft(), by);
    QCOMPARE(desk.session.selection().elements().size(), std::size_t(2)); // the group, and the link within it
    QVERIFY(desk.session.selection().contains(made) && !desk.session.selection().contains(a));
    desk.keys(Qt::Key_Delete);
    QCOMPARE(desk.cluster().nodes.size(), std::size_t(1));
    QVERIFY(desk.cluster().groups.empty());
}

void TestGroupCanvas::aLinkToACardIsRefused()
{
    Desk desk;
    desk.makeGroup({a, b});
    desk.keys(Qt::Key_U);
    desk.view.setTool(ui::CanvasTool::Link);
    desk.drag(desk.box(c).center(), desk.view.mapFromScene(desk.group(0).box.center()) - desk.view.mapFromScene(desk.box(c).center()));
    QCOMPARE(desk.cluster().links.size(), std::size_t(4));
}

void TestGroupCanvas::theOutlineNestsWhatIsGrouped()
{
    Desk desk;
    ui::Outline outline(desk.session);
    desk.makeGroup({a, b});
    desk.makeGroup({made, c});
    auto* tree = outline.findChild<QTreeView*>(QStringLiteral("outlineTree"));
    const QAbstractItemModel& model = *tree->model();
    const QModelIndex outer = model.index(0, 0, model.index(0, 0));
    QCOMPARE(outer.data().toString(), QStringLiteral("group-2"));
    QCOMPARE(model.rowCount(outer), 2);
    const QModelIndex inner = model.index(0, 0, outer);
    QCOMPARE(inner.data().toString(), QStringLiteral("group"));
    QCOMPARE(model.index(1, 0, inner).data().toString(), QStringLiteral("b"));
    desk.choose({b});
    QCOMPARE(tree->currentIndex().data().toString(), QStringLiteral("b"));
    tree->selectionModel()->select(inner, QItemSelectionModel::ClearAndSelect);
    QVERIFY(desk.session.selection().current() == made);
}

void TestGroupCanvas::theInspectorTellsAndProbesAGroup()
{
    Desk desk;
    desk.makeGroup({a, b});
    const ui::Facts facts = ui::factsOf(desk.session, made);
    QCOMPARE(facts.groups.size(), std::size_t(2));
    QVERIFY((facts.groups[1].facts == std::vector<ui::Fact> {{QStringLiteral("Within"), QStringLiteral("1")}, {QStringLiteral("To the outside"), QStringLiteral("2")},
        {QStringLiteral("Bandwidth to the outside"), ui::text(core::parseQuantity<core::BytesPerSecond>("200 Gbit/s").value().value)}}));
    const ui::Facts probed = ui::probeFacts(desk.session, {made}, {});
    QVERIFY(ui::probeFacts(desk.session, {a, b}, {}).groups == probed.groups);
    QVERIFY(!probed.groups.empty());
}

void TestGroupCanvas::aCardTellsOfWhatItHides()
{
    Desk desk;
    desk.makeGroup({a, b});
    desk.session.edit(QStringLiteral("break"), [](core::Project& project) {
        project.cluster->nodes.update(0, [](core::Node& node) { node.device.reset(); });
    });
    QTRY_VERIFY(desk.view.clusterScene().badgeOf(a));
    desk.choose({made});
    desk.keys(Qt::Key_U);
    QTRY_VERIFY(desk.view.clusterScene().badgeOf(made));
    QVERIFY(!desk.view.clusterScene().badgeOf(a));
}

/// A link that goes up from the middle of the group passes its title: there it cannot be told from none.
void TestGroupCanvas::noLinkCrossesATitle()
{
    const auto titleWith = [](const char* links) {
        ui::Session session {neverRun};
        ui::ClusterView view {session};
        view.resize(800, 600);
        session.start(core::parseProject(support::json(std::string("{'clusterloom':1,'cluster':{'groups':[{'id':'a rack with a long name'}],'nodes':[{'id':'n','device':'A100-80G-SXM','at':[0,0],'group':'a rack with a long name'}],")
                                                       + "'switches':[{'id':'s','at':[0,-300]}],'links':[" + links + "]}}"))
                          .project.value());
        view.show();
        view.setZoom(1.4);
        view.centerOn(0, 0);
        const QRectF title = ui::titleBoxOf(view.clusterScene().still().groups.front());
        return view.viewport()->grab(view.mapFromScene(title).boundingRect().adjusted(3, 3, -3, -3)).toImage();
    };
    const QImage alone = titleWith(""), crossed = titleWith("{'id':'l','ends':['n','s'],'bandwidth':'100 Gbit/s','latency':'5 us'}");
    QVERIFY(!alone.isNull());
    QVERIFY(alone == crossed);
}

CLUSTERLOOM_TEST(TestGroupCanvas)
#include "tst_group_canvas.moc"
