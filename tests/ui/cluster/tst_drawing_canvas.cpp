#include "tests/support/registry.h"
#include "tests/support/sample_project.h"
#include "ui/cluster/cluster_view.h"
#include "ui/cluster/palette.h"
#include "ui/cluster/snapping.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QSignalSpy>

#include <cmath>

namespace tst_drawing_canvas {

core::Result<ui::SimulationResult> neverRun(const ui::SimulationInput&, const core::Progress&)
{
    return core::Error {"not simulated in this test", {}, {}, {}};
}

/// A canvas over the sample project: nodes "fast" and "slow" under the switch "leaf".
struct Desk
{
    ui::Session session {neverRun};
    ui::ClusterView view {session};

    Desk()
    {
        view.resize(1000, 700);
        session.start(support::sampleProject());
        view.show();
        view.fit();
        [[maybe_unused]] const bool shown = QTest::qWaitForWindowExposed(&view);
        view.activateWindow();
        view.setFocus();
    }
    const core::Cluster& cluster() const { return *session.project().cluster; }
    QRectF box(const ui::Element& element) const { return ui::boxOf(view.clusterScene().still(), element); }
    QPoint centre(const ui::Element& element) const { return view.mapFromScene(box(element).center()); }
    void drag(QPoint from, QPoint to, Qt::KeyboardModifiers keys = {})
    {
        QTest::mouseMove(view.viewport(), from);
        QTest::mousePress(view.viewport(), Qt::LeftButton, keys, from);
        for (int i = 1; i <= 5; ++i) {
            QMouseEvent event(QEvent::MouseMove, from + (to - from) * i / 5.0, view.viewport()->mapToGlobal(from), Qt::NoButton, Qt::LeftButton, keys);
            QApplication::sendEvent(view.viewport(), &event);
        }
        QTest::mouseRelease(view.viewport(), Qt::LeftButton, keys, to);
    }
    void press(const char* action)
    {
        for (QAction* one : view.editActions())
            if (one->objectName() == QLatin1String(action))
                one->trigger();
    }
};

const ui::Element fast = core::NodeId {"fast"};
const ui::Element slow = core::NodeId {"slow"};
const ui::Element leaf = core::SwitchId {"leaf"};

} // namespace tst_drawing_canvas

using namespace tst_drawing_canvas;

class TestDrawingCanvas : public QObject
{
    Q_OBJECT
private slots:
    void aDragMovesAndIsUndoneAsOne();
    void aMoveLinesUp();
    void aDragAroundSelects();
    void aLinkIsPulledFromAPort();
    void thePartOfAPortOutsideIsAPortToo();
    void aLinkToItselfIsNot();
    void manyAreLinkedAtOnce();
    void theOneSwitchTakesTheLinks();
    void anEndIsTakenElsewhere();
    void deletionTakesLinksAndComesBack();
    void copiesArePasted();
    void arrowsNudgeAsOneStep();
    void thePaletteAddsWithEnter();
    void whatIsDroppedStaysUnderThePointer();
    void aNameIsChangedEverywhere();
    void escapeEndsADrag();
};

void TestDrawingCanvas::aDragMovesAndIsUndoneAsOne()
{
    Desk desk;
    const QPointF before = desk.box(fast).center(), other = desk.box(slow).center();
    desk.drag(desk.centre(fast), desk.centre(fast) + QPoint(-60, 90));
    const QPointF after = desk.box(fast).center();
    QVERIFY(after.x() < before.x() - 20 && after.y() > before.y() + 40);
    QCOMPARE(desk.box(slow).center(), other);
    QCOMPARE(desk.session.undoStack().count(), 1);
    QCOMPARE(desk.cluster().nodes[0].at->x, after.x());
    desk.session.undoStack().undo();
    QCOMPARE(desk.box(fast).center(), before);
    QVERIFY(!desk.cluster().nodes[0].at);
}

void TestDrawingCanvas::aMoveLinesUp()
{
    Desk desk;
    const QRectF anchor = desk.box(fast);
    const double level = desk.box(slow).center().y();
    const ui::Snapped near = ui::snapped({desk.box(slow), desk.box(leaf)}, anchor, QPointF(0, level - anchor.center().y() + 3), 6);
    QCOMPARE(anchor.center().y() + near.by.y(), level);
    QCOMPARE(near.guides.size(), std::size_t(1));
    const ui::Snapped far = ui::snapped({desk.box(slow), desk.box(leaf)}, anchor, QPointF(31, 200), 6);
    QCOMPARE(std::fmod(anchor.center().y() + far.by.y(), ui::snapGrid), 0.0);
    QVERIFY(far.guides.empty());
}

void TestDrawingCanvas::aDragAroundSelects()
{
    Desk desk;
    const QPointF above = desk.box(leaf).bottomLeft() + QPointF(-400, 5);
    desk.drag(desk.view.mapFromScene(above), desk.view.mapFromScene(desk.box(slow).bottomRight() + QPointF(20, 20)));
    QVERIFY(desk.session.selection().contains(fast));
    QVERIFY(desk.session.selection().contains(slow));
    QVERIFY(!desk.session.selection().contains(leaf));
}

void TestDrawingCanvas::aLinkIsPulledFromAPort()
{
    Desk desk;
    QTest::mouseMove(desk.view.viewport(), desk.centre(fast));
    const QPointF port(desk.box(fast).right() - 2, desk.box(fast).center().y());
    desk.drag(desk.view.mapFromScene(port), desk.centre(slow));
    QCOMPARE(desk.cluster().links.size(), std::size_t(3));
    QCOMPARE(desk.cluster().links[2].ends, (std::array<std::string, 2> {"fast", "slow"}));
    QVERIFY(desk.session.selection().current() == ui::Element(core::LinkId {"fast-slow"}));
}

void TestDrawingCanvas::thePartOfAPortOutsideIsAPortToo()
{
    Desk desk;
    QTest::mouseMove(desk.view.viewport(), desk.centre(fast));
    const QPoint outside = desk.view.mapFromScene(QPointF(desk.box(fast).right(), desk.box(fast).center().y())) + QPoint(4, 0);
    desk.drag(outside, desk.centre(slow));
    QCOMPARE(desk.cluster().links.size(), std::size_t(3));
}

void TestDrawingCanvas::aLinkToItselfIsNot()
{
    Desk desk;
    desk.view.setTool(ui::CanvasTool::Link);
    desk.drag(desk.centre(fast), desk.centre(fast) + QPoint(20, 0));
    desk.drag(desk.centre(fast), QPoint(5, 5));
    QCOMPARE(desk.cluster().links.size(), std::size_t(2));
    QCOMPARE(desk.session.undoStack().count(), 0);
}

void TestDrawingCanvas::manyAreLinkedAtOnce()
{
    Desk desk;
    desk.view.setTool(ui::CanvasTool::Link);
    desk.session.selection().select(std::vector<ui::Element> {fast, slow});
    desk.drag(desk.centre(slow), desk.centre(leaf));
    QCOMPARE(desk.cluster().links.size(), std::size_t(4));
    QCOMPARE(desk.session.undoStack().count(), 1);
}

void TestDrawingCanvas::theOneSwitchTakesTheLinks()
{
    Desk desk;
    desk.session.selection().select(std::vector<ui::Element> {leaf, fast, slow});
    desk.view.findChild<QAction*>(QStringLiteral("canvasConnect"))->trigger();
    const auto& links = desk.cluster().links;
    QCOMPARE(links.size(), std::size_t(4));
    QCOMPARE(links[2].ends, (std::array<std::string, 2> {"fast", "leaf"}));
    QCOMPARE(links[3].ends, (std::array<std::string, 2> {"slow", "leaf"}));
}

void TestDrawingCanvas::anEndIsTakenElsewhere()
{
    Desk desk;
    desk.session.selection().select(core::LinkId {"fast-leaf"});
    for (const ui::DrawnLink& link : desk.view.clusterScene().still().links)
        if (link.id.text == "fast-leaf") {
            QPointF end;
            const QRectF hub = desk.box(leaf);
            QVERIFY(link.line.intersects(QLineF(hub.bottomLeft(), hub.bottomRight()), &end) == QLineF::BoundedIntersection);
            desk.drag(desk.view.mapFromScene(end), desk.centre(slow));
            break;
        }
    QCOMPARE(desk.cluster().links[0].ends, (std::array<std::string, 2> {"fast", "slow"}));
}

void TestDrawingCanvas::deletionTakesLinksAndComesBack()
{
    Desk desk;
    const core::Project before = desk.session.project();
    desk.session.selection().select(fast);
    QTest::keyClick(&desk.view, Qt::Key_Delete);
    QCOMPARE(desk.cluster().nodes.size(), std::size_t(1));
    QCOMPARE(desk.cluster().links.size(), std::size_t(1));
    QVERIFY(desk.session.selection().elements().empty());
    desk.session.undoStack().undo();
    QVERIFY(desk.session.project() == before);
}

void TestDrawingCanvas::copiesArePasted()
{
    Desk desk;
    desk.session.selection().select(std::vector<ui::Element> {fast, leaf});
    desk.press("canvasCopy");
    desk.press("canvasPaste");
    QCOMPARE(desk.cluster().nodes.size(), std::size_t(3));
    QCOMPARE(desk.cluster().links.back().ends, (std::array<std::string, 2> {"fast-2", "leaf-2"}));
    QSignalSpy refused(&desk.view, &ui::ClusterView::refused);
    QGuiApplication::clipboard()->setText(QStringLiteral("not a cluster"));
    desk.press("canvasPaste");
    QCOMPARE(refused.count(), 1);
    QCOMPARE(desk.cluster().nodes.size(), std::size_t(3));
}

void TestDrawingCanvas::arrowsNudgeAsOneStep()
{
    Desk desk;
    desk.session.selection().select(slow);
    const QPointF before = desk.box(slow).center();
    QTest::keyClick(&desk.view, Qt::Key_Right);
    QTest::keyClick(&desk.view, Qt::Key_Right);
    QTest::keyClick(&desk.view, Qt::Key_Down, Qt::ShiftModifier);
    QCOMPARE(desk.box(slow).center() - before, QPointF(12, 60));
    QCOMPARE(desk.session.undoStack().count(), 1);
}

void TestDrawingCanvas::thePaletteAddsWithEnter()
{
    Desk desk;
    ui::Palette palette(desk.session);
    connect(&palette, &ui::Palette::chosen, &desk.view, [&](const std::string& kind) { desk.view.addElement(kind); });
    palette.show();
    auto* search = palette.findChild<QLineEdit*>(QStringLiteral("paletteSearch"));
    search->setText(QStringLiteral("H100-80G"));
    QVERIFY(palette.findChild<QListView*>(QStringLiteral("paletteList"))->model()->rowCount() > 0);
    QTest::keyClick(search, Qt::Key_Return);
    QCOMPARE(desk.cluster().nodes.size(), std::size_t(3));
    QVERIFY(desk.cluster().nodes[2].device->text.starts_with("H100-80G"));
    for (const ui::DrawnNode& node : desk.view.clusterScene().still().nodes)
        if (node.id.text != "n0")
            QVERIFY(!node.box.intersects(desk.box(core::NodeId {"n0"})));
    search->setText(QStringLiteral("h200")); // GH200-96G comes first
    QTest::keyClick(search, Qt::Key_Return);
    QCOMPARE(desk.cluster().nodes[3].device->text, std::string("H200"));
}

void TestDrawingCanvas::whatIsDroppedStaysUnderThePointer()
{
    const QPoint at(120, 90);
    const auto stays = [at](Desk& desk) {
        desk.view.addElement("H100-80G-SXM", desk.view.mapToScene(at));
        desk.view.resize(900, 500); // as when another pane takes more room
        return (desk.view.mapFromScene(desk.box(core::NodeId {"n0"}).center()) - at).manhattanLength() < 60;
    };
    Desk drawn;
    QVERIFY(stays(drawn));
    Desk empty;
    empty.session.start({});
    QVERIFY(stays(empty));
}

void TestDrawingCanvas::aNameIsChangedEverywhere()
{
    Desk desk;
    desk.session.selection().select(leaf);
    desk.press("canvasRename");
    auto* line = desk.view.findChild<QLineEdit*>(QStringLiteral("renameLine"));
    QVERIFY(line);
    line->setText(QStringLiteral("fast"));
    QTest::keyClick(line, Qt::Key_Return);
    QVERIFY(desk.session.undoStack().count() == 0); // taken
    line->setText(QStringLiteral("spine"));
    QTest::keyClick(line, Qt::Key_Return);
    QCOMPARE(desk.cluster().switches[0].id.text, std::string("spine"));
    QCOMPARE(desk.cluster().links[0].ends[1], std::string("spine"));
    QVERIFY(desk.session.selection().current() == ui::Element(core::SwitchId {"spine"}));
}

void TestDrawingCanvas::escapeEndsADrag()
{
    Desk desk;
    const QPoint from = desk.centre(fast);
    QTest::mousePress(desk.view.viewport(), Qt::LeftButton, {}, from);
    for (int i = 1; i <= 5; ++i) {
        QMouseEvent event(QEvent::MouseMove, QPointF(from + QPoint(20 * i, 0)), desk.view.viewport()->mapToGlobal(from), Qt::NoButton, Qt::LeftButton, {});
        QApplication::sendEvent(desk.view.viewport(), &event);
    }
    QVERIFY(ui::boxOf(desk.view.clusterScene().picture(), fast) != desk.box(fast));
    QTest::keyClick(&desk.view, Qt::Key_Escape);
    QTest::mouseRelease(desk.view.viewport(), Qt::LeftButton, {}, from + QPoint(100, 0));
    QCOMPARE(ui::boxOf(desk.view.clusterScene().picture(), fast), desk.box(fast));
    QCOMPARE(desk.session.undoStack().count(), 0);
}

CLUSTERLOOM_TEST(TestDrawingCanvas)
#include "tst_drawing_canvas.moc"
