#include "tests/support/registry.h"
#include "tests/support/sample_project.h"
#include "ui/cluster/canvas_legend.h"
#include "ui/cluster/cluster_view.h"

#include <QContextMenuEvent>
#include <QMenu>
#include <QWheelEvent>

namespace {

core::Result<ui::SimulationResult> neverRun(const ui::SimulationInput&, const core::Progress&)
{
    return core::Error {"not simulated in this test", {}, {}, {}};
}

struct Canvas
{
    ui::Session session {neverRun};
    ui::ClusterView view {session};

    Canvas()
    {
        view.resize(900, 600);
        session.start(support::sampleProject());
        view.show();
    }
    QPoint centreOf(const ui::Element& element) const
    {
        return view.mapFromScene(ui::boxOf(view.clusterScene().picture(), element).center());
    }
    void point(QPoint at)
    {
        QMouseEvent event(QEvent::MouseMove, at, view.viewport()->mapToGlobal(at), Qt::NoButton, {}, {});
        QApplication::sendEvent(view.viewport(), &event);
    }
    void wheel(QPoint at, int delta)
    {
        QWheelEvent event(at, view.viewport()->mapToGlobal(at), {}, {0, delta}, Qt::NoButton, {}, Qt::NoScrollPhase, false);
        QApplication::sendEvent(view.viewport(), &event);
    }
};

} // namespace

class TestCanvas : public QObject
{
    Q_OBJECT
private slots:
    void aClickSelects();
    void aClickWithAKeyAdds();
    void aClickOnNothingClears();
    void theWheelZoomsAtThePointer();
    void zoomStaysInItsBounds();
    void theMiddleButtonPans();
    void fitShowsEverything();
    void tabWalksTheElements();
    void issuesAreBadges();
    void theMinimapGoesWhereItIsClicked();
    void theRightButtonOffersWhatCanBeDone();
    void theLegendLiesBesideTheCluster();
    void theLegendMakesWayForThePointer();
};

void TestCanvas::aClickSelects()
{
    Canvas canvas;
    QVERIFY(QTest::qWaitForWindowExposed(&canvas.view));
    for (const ui::Element& element : {ui::Element(core::NodeId {"slow"}), ui::Element(core::SwitchId {"leaf"})}) {
        QTest::mouseClick(canvas.view.viewport(), Qt::LeftButton, {}, canvas.centreOf(element));
        QVERIFY(canvas.session.selection().current() == element);
    }
    const auto& link = canvas.view.clusterScene().picture().links[0];
    QTest::mouseClick(canvas.view.viewport(), Qt::LeftButton, {}, canvas.view.mapFromScene(link.line.center()));
    QVERIFY(canvas.session.selection().current() == ui::Element(core::LinkId {"fast-leaf"}));
}

void TestCanvas::aClickWithAKeyAdds()
{
    Canvas canvas;
    QVERIFY(QTest::qWaitForWindowExposed(&canvas.view));
    QTest::mouseClick(canvas.view.viewport(), Qt::LeftButton, {}, canvas.centreOf(core::NodeId {"slow"}));
    QTest::mouseClick(canvas.view.viewport(), Qt::LeftButton, Qt::ControlModifier, canvas.centreOf(core::NodeId {"fast"}));
    QCOMPARE(canvas.session.selection().elements().size(), std::size_t(2));
    QTest::mouseClick(canvas.view.viewport(), Qt::LeftButton, Qt::ShiftModifier, canvas.centreOf(core::NodeId {"slow"}));
    QCOMPARE(canvas.session.selection().elements().size(), std::size_t(1));
    QVERIFY(canvas.session.selection().current() == ui::Element(core::NodeId {"fast"}));
}

void TestCanvas::aClickOnNothingClears()
{
    Canvas canvas;
    QVERIFY(QTest::qWaitForWindowExposed(&canvas.view));
    canvas.session.selection().select(core::NodeId {"slow"});
    QTest::mouseClick(canvas.view.viewport(), Qt::LeftButton, {}, QPoint(3, 3));
    QVERIFY(canvas.session.selection().elements().empty());
}

void TestCanvas::theWheelZoomsAtThePointer()
{
    Canvas canvas;
    QVERIFY(QTest::qWaitForWindowExposed(&canvas.view));
    const QPoint at = canvas.centreOf(core::NodeId {"fast"});
    QTest::mouseMove(canvas.view.viewport(), at);
    const double before = canvas.view.zoom();
    canvas.wheel(at, 240);
    QVERIFY(qFuzzyCompare(canvas.view.zoom(), before * 1.2 * 1.2));
    QVERIFY((canvas.centreOf(core::NodeId {"fast"}) - at).manhattanLength() <= 4);
    canvas.wheel(at, -240);
    QVERIFY(qFuzzyCompare(canvas.view.zoom(), before));
}

void TestCanvas::zoomStaysInItsBounds()
{
    Canvas canvas;
    canvas.view.setZoom(1000);
    QVERIFY(qFuzzyCompare(canvas.view.zoom(), ui::ClusterView::mostZoom));
    canvas.view.setZoom(0);
    QVERIFY(qFuzzyCompare(canvas.view.zoom(), ui::ClusterView::leastZoom));
}

void TestCanvas::theMiddleButtonPans()
{
    Canvas canvas;
    QVERIFY(QTest::qWaitForWindowExposed(&canvas.view));
    const QPoint before = canvas.centreOf(core::NodeId {"fast"});
    QTest::mousePress(canvas.view.viewport(), Qt::MiddleButton, {}, QPoint(100, 100));
    for (int i = 1; i <= 4; ++i)
        QTest::mouseMove(canvas.view.viewport(), QPoint(100 + 20 * i, 100 + 10 * i));
    QTest::mouseRelease(canvas.view.viewport(), Qt::MiddleButton, {}, QPoint(180, 140));
    QCOMPARE(canvas.centreOf(core::NodeId {"fast"}), before + QPoint(80, 40));
}

void TestCanvas::fitShowsEverything()
{
    Canvas canvas;
    QVERIFY(QTest::qWaitForWindowExposed(&canvas.view));
    canvas.view.setZoom(8);
    canvas.view.fit();
    const QRectF seen = canvas.view.mapToScene(canvas.view.viewport()->rect()).boundingRect();
    QVERIFY(seen.contains(canvas.view.clusterScene().picture().box));
    QVERIFY(canvas.view.zoom() <= 1.4);
}

void TestCanvas::tabWalksTheElements()
{
    Canvas canvas;
    QVERIFY(QTest::qWaitForWindowExposed(&canvas.view));
    canvas.view.setFocus();
    const std::vector<ui::Element> order {core::NodeId {"fast"}, core::NodeId {"slow"}, core::SwitchId {"leaf"},
        core::LinkId {"fast-leaf"}, core::LinkId {"slow-leaf"}};
    for (const ui::Element& element : order) {
        QTest::keyClick(&canvas.view, Qt::Key_Tab);
        QVERIFY(canvas.session.selection().current() == element);
    }
    QTest::keyClick(&canvas.view, Qt::Key_Backtab);
    QVERIFY(canvas.session.selection().current() == order[3]);
}

void TestCanvas::issuesAreBadges()
{
    Canvas canvas;
    QVERIFY(!canvas.view.clusterScene().badgeOf(core::NodeId {"slow"}));
    canvas.session.edit(QStringLiteral("Change kind"), [](core::Project& p) {
        p.cluster->nodes.update(1, [](core::Node& node) { node.device = core::DeviceKindId {"no-such-gpu"}; });
    });
    QTRY_VERIFY(canvas.view.clusterScene().badgeOf(core::NodeId {"slow"}));
    QVERIFY(canvas.view.clusterScene().badgeOf(core::NodeId {"slow"})->severity == core::Severity::Error);
    QVERIFY(!canvas.view.clusterScene().badgeOf(core::NodeId {"fast"}));
}

void TestCanvas::theMinimapGoesWhereItIsClicked()
{
    Canvas canvas;
    auto* minimap = canvas.view.findChild<QWidget*>(QStringLiteral("minimap"));
    canvas.view.fit();
    QVERIFY(minimap->isHidden());
    canvas.view.setZoom(8);
    QVERIFY(!minimap->isHidden());
    QTest::mouseClick(minimap, Qt::LeftButton, {}, QPoint(10, 10));
    const QPointF corner = canvas.view.mapToScene(canvas.view.viewport()->rect().center());
    QTest::mouseClick(minimap, Qt::LeftButton, {}, QPoint(minimap->width() - 10, minimap->height() - 10));
    const QPointF other = canvas.view.mapToScene(canvas.view.viewport()->rect().center());
    QVERIFY(other.x() > corner.x() + 50 && other.y() > corner.y() + 20);
}

void TestCanvas::theRightButtonOffersWhatCanBeDone()
{
    Canvas canvas;
    QVERIFY(QTest::qWaitForWindowExposed(&canvas.view));
    const QPoint at = canvas.centreOf(core::NodeId {"slow"});
    QContextMenuEvent event(QContextMenuEvent::Mouse, at, canvas.view.viewport()->mapToGlobal(at));
    QApplication::sendEvent(canvas.view.viewport(), &event);
    QVERIFY(canvas.session.selection().current() == ui::Element(core::NodeId {"slow"}));
    auto* menu = canvas.view.findChild<QMenu*>(QStringLiteral("canvasMenu"));
    QVERIFY(menu && menu->isVisible());
    for (QAction* action : menu->actions())
        if (action->objectName() == QLatin1String("canvasDelete"))
            action->trigger();
    menu->close();
    QCOMPARE(canvas.session.project().cluster->nodes.size(), std::size_t(1));
}

void TestCanvas::theLegendLiesBesideTheCluster()
{
    Canvas canvas;
    for (const QSize size : {QSize(900, 600), QSize(500, 700), QSize(1600, 300)}) {
        canvas.view.resize(size);
        canvas.view.fit();
        const auto& picture = canvas.view.clusterScene().picture();
        for (const bool plays : {false, true}) {
            const QRect legend = ui::legendBox(canvas.view.fontMetrics(), canvas.view.viewport()->rect(), {picture.kinds, plays, plays});
            QVERIFY(canvas.view.viewport()->rect().contains(legend));
            if (!plays)
                QVERIFY(!legend.intersects(canvas.view.mapFromScene(picture.box).boundingRect()));
        }
    }
}

void TestCanvas::theLegendMakesWayForThePointer()
{
    Canvas canvas;
    QVERIFY(QTest::qWaitForWindowExposed(&canvas.view));
    const QRect legend = ui::legendBox(canvas.view.fontMetrics(), canvas.view.viewport()->rect(), {canvas.view.clusterScene().picture().kinds});
    const auto seen = [&] { return canvas.view.viewport()->grab(legend).toImage(); };
    canvas.point({5, 5});
    const QImage shown = seen();
    canvas.point(legend.center());
    QVERIFY(seen() != shown);
    canvas.point({5, 5});
    QVERIFY(seen() == shown);
}

CLUSTERLOOM_TEST(TestCanvas)
#include "tst_canvas.moc"
