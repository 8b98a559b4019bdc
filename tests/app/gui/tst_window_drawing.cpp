#include "tests/app/gui/window_desk.h"
#include "tests/support/registry.h"

#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QTabBar>
#include <QToolButton>

/// A project from nothing to its Gantt in the real window, by the mouse.
namespace tst_window_drawing {

struct Desk : support::WindowDesk
{
    void clickTab(const QString& title)
    {
        for (QTabBar* tabs : window.findChildren<QTabBar*>())
            for (int i = 0; i < tabs->count(); ++i)
                if (tabs->tabText(i).startsWith(title) && tabs->isVisible())
                    return QTest::mouseClick(tabs, Qt::LeftButton, {}, tabs->tabRect(i).center());
        QFAIL(qPrintable(title));
    }
    void addFromPalette(const QString& name)
    {
        auto* list = find<QListView>("paletteList");
        for (int row = 0; row < list->model()->rowCount(); ++row)
            if (const QModelIndex index = list->model()->index(row, 0); index.data().toString() == name) {
                list->scrollTo(index);
                QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(index).center());
                return QTest::mouseDClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(index).center());
            }
        QFAIL(qPrintable(name));
    }
    QPoint onCanvas(QPointF at) { return window.canvas().mapFromScene(at); }
    void clickTool(const char* action)
    {
        for (QToolButton* button : find<QWidget>("toolBar")->findChildren<QToolButton*>())
            if (button->defaultAction() == find<QAction>(action))
                QTest::mouseClick(button, Qt::LeftButton);
    }
    QRectF box(const ui::Element& element) { return ui::boxOf(window.canvas().clusterScene().still(), element); }
    /// A point of a link that no node or switch covers.
    QPoint onLink(const core::LinkId& id)
    {
        const auto isCovered = [&](QPointF at) {
            const std::initializer_list<ui::Element> elements {core::NodeId {"n0"}, core::NodeId {"n1"}, core::SwitchId {"switch"}};
            return std::any_of(elements.begin(), elements.end(), [&](const ui::Element& element) { return box(element).adjusted(-8, -8, 8, 8).contains(at); });
        };
        for (const ui::DrawnLink& link : window.canvas().clusterScene().still().links)
            for (double share = 0.02; link.id == id && share < 1; share += 0.02)
                if (const QPointF at = link.line.pointAt(share); !isCovered(at))
                    return onCanvas(at);
        return {};
    }
    void dragOnCanvas(QPoint from, QPoint to)
    {
        QWidget* viewport = window.canvas().viewport();
        const auto move = [&](QPoint at, Qt::MouseButtons buttons) {
            QMouseEvent event(QEvent::MouseMove, at, viewport->mapToGlobal(at), Qt::NoButton, buttons, {});
            QApplication::sendEvent(viewport, &event);
        };
        move(from, Qt::NoButton);
        QTest::mousePress(viewport, Qt::LeftButton, {}, from);
        for (int i = 1; i <= 5; ++i)
            move(from + (to - from) * i / 5, Qt::LeftButton);
        QTest::mouseRelease(viewport, Qt::LeftButton, {}, to);
    }
    void link(const std::string& node, const std::string& hub)
    {
        const QRectF from = box(core::NodeId {node}), to = box(core::SwitchId {hub});
        dragOnCanvas(onCanvas(QPointF(from.center().x(), from.top() + 1)), onCanvas(to.center()));
    }
};

} // namespace tst_window_drawing

using tst_window_drawing::Desk;

class TestWindowDrawing : public QObject
{
    Q_OBJECT
private slots:
    void twoNodesAndASwitchByTheMouse();
};

void TestWindowDrawing::twoNodesAndASwitchByTheMouse()
{
    Desk desk;
    QVERIFY(desk.isActive());
    desk.addFromPalette(QStringLiteral("A100-80G-SXM"));
    desk.addFromPalette(QStringLiteral("A100-80G-SXM"));
    desk.addFromPalette(QStringLiteral("Switch"));
    QCOMPARE(desk.project().cluster->nodes.size(), std::size_t(2));
    QCOMPARE(desk.project().cluster->switches.size(), std::size_t(1));
    desk.window.canvas().fit();
    const QRectF hub = desk.box(core::SwitchId {"switch"});
    const QPointF above = (desk.box(core::NodeId {"n0"}).center() + desk.box(core::NodeId {"n1"}).center()) / 2 - QPointF(0, 120);
    desk.dragOnCanvas(desk.onCanvas(hub.center()), desk.onCanvas(above));
    desk.window.canvas().fit();
    desk.link("n0", "switch");
    desk.link("n1", "switch");
    QCOMPARE(desk.project().cluster->links.size(), std::size_t(2));

    QTest::mouseClick(desk.window.canvas().viewport(), Qt::LeftButton, {}, QPoint(4, 4));
    const auto choose = [&](const QString& field, const QString& words) {
        for (QWidget* editor : desk.find<QWidget>("inspectorPage")->findChildren<QWidget*>())
            if (editor->accessibleName() == field) {
                auto* line = qobject_cast<QLineEdit*>(editor);
                if (!line)
                    line = editor->findChild<QLineEdit*>();
                QTest::mouseClick(line, Qt::LeftButton);
                line->clear();
                QTest::keyClicks(line, words);
                return QTest::keyClick(line, Qt::Key_Return);
            }
        QFAIL(qPrintable(field));
    };
    choose(QStringLiteral("Model preset"), QStringLiteral("llama-2-7b"));
    choose(QStringLiteral("Global batch"), QStringLiteral("64"));
    choose(QStringLiteral("Sequence"), QStringLiteral("4096"));
    desk.clickTab(QStringLiteral("Plan"));
    QTest::mouseClick(desk.find<QToolButton>("planNew"), Qt::LeftButton);
    QTRY_VERIFY(desk.session.canSimulate());
    desk.clickTool("actionSimulate");
    QTRY_VERIFY_WITH_TIMEOUT(desk.simulated(), 20'000);
    const core::Nanoseconds before = desk.session.result()->timeline.period;

    QTest::mouseClick(desk.window.canvas().viewport(), Qt::LeftButton, {}, desk.onLink(core::LinkId {"n0-switch"}));
    QVERIFY(desk.session.selection().current() == ui::Element(core::LinkId {"n0-switch"}));
    desk.clickTab(QStringLiteral("Scenario"));
    auto* tabs = desk.find<QTabBar>("scenarioTabs");
    QTest::mouseClick(tabs, Qt::LeftButton, {}, tabs->tabRect(1).center());
    QTest::mouseClick(desk.find<QWidget>("scriptEditor"), Qt::LeftButton);
    QTest::keyClicks(desk.find<QWidget>("scriptEditor"), QStringLiteral("at 0 s link n0-switch bandwidth *0.01 for 1 h"));
    QTRY_VERIFY(desk.project().scenario && !desk.project().scenario->events.empty());
    QTRY_VERIFY(desk.session.canSimulate());
    desk.clickTool("actionSimulate");
    QTRY_VERIFY_WITH_TIMEOUT(desk.simulated() && desk.session.result()->input.project == desk.project(), 20'000);
    QVERIFY(desk.session.result()->timeline.period > before);
    QVERIFY(!desk.find<QLabel>("iterationTime")->text().isEmpty());
    while (desk.session.undoStack().canUndo())
        desk.menu("actionUndo");
    QVERIFY(desk.project() == core::Project());
}

CLUSTERLOOM_TEST(TestWindowDrawing)
#include "tst_window_drawing.moc"
