#include "tests/support/registry.h"
#include "tests/support/sample_project.h"
#include "ui/cluster/cluster_view.h"
#include "ui/cluster/palette.h"
#include "ui/cluster/template_panel.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>

namespace tst_template_panel {

core::Result<ui::SimulationResult> neverRun(const ui::SimulationInput&, const core::Progress&)
{
    return core::Error {"not simulated in this test", {}, {}, {}};
}

struct Desk
{
    ui::Session session {neverRun};
    ui::ClusterView view {session};
    ui::Palette palette {session};
    ui::TemplatePanel& panel {*palette.findChild<ui::TemplatePanel*>()};

    Desk()
    {
        QObject::connect(&palette, &ui::Palette::templateChosen, &view, [this](const core::TemplateSpec& spec) { view.addTemplate(spec); });
        view.resize(1000, 700);
        view.show();
        palette.show();
        palette.showTemplates();
    }
    template <typename Widget>
    Widget* find(const char* name) const
    {
        return palette.findChild<Widget*>(QLatin1String(name));
    }
    void write(const QString& line)
    {
        auto* edit = find<QLineEdit>("templateLine");
        edit->clear();
        QTest::keyClicks(edit, line);
    }
    QString note() const { return find<QLabel>("templateNote")->text(); }
};

} // namespace tst_template_panel

using tst_template_panel::Desk;

class TestTemplatePanel : public QObject
{
    Q_OBJECT
private slots:
    void enterPlacesWhatTheLineSays();
    void theFormFollowsTheLine();
    void theLineFollowsTheForm();
    void mistakesAreToldInPlace();
    void aNetworkStandsBesideWhatIsThere();
};

void TestTemplatePanel::enterPlacesWhatTheLineSays()
{
    Desk desk;
    desk.write(QStringLiteral("4x node 8xA100-80G-SXM, 8 NICs, under one leaf, oversubscribed 2:1"));
    QCOMPARE(desk.note(), QStringLiteral("4 nodes · 32 devices · 2 switches · 5 links · 400 GB/s between its halves"));
    QTest::keyClick(desk.find<QLineEdit>("templateLine"), Qt::Key_Return);
    QCOMPARE(desk.session.project().cluster->nodes.size(), std::size_t(1));
    QCOMPARE(desk.session.project().cluster->switches.size(), std::size_t(2));
    QCOMPARE(desk.session.undoStack().count(), 1);
    desk.session.undoStack().undo();
    QVERIFY(desk.session.isEmpty());
}

void TestTemplatePanel::theFormFollowsTheLine()
{
    Desk desk;
    desk.write(QStringLiteral("9x node 4xV100-16G-SXM, 2 NICs of 100 Gbit/s, in a 3x3 torus"));
    QCOMPARE(desk.find<QComboBox>("templateKind")->currentIndex(), 4);
    QCOMPARE(desk.find<QLineEdit>("templateSides")->text(), QStringLiteral("3 × 3"));
    QCOMPARE(desk.find<QSpinBox>("templateDevices")->value(), 4);
    QVERIFY(desk.find<QSpinBox>("templateLeaves")->isHidden());
    QVERIFY(desk.find<QSpinBox>("templateNodes")->isHidden());
}

void TestTemplatePanel::theLineFollowsTheForm()
{
    Desk desk;
    desk.find<QSpinBox>("templateNodes")->setValue(10);
    auto* kind = desk.find<QComboBox>("templateKind");
    kind->setCurrentIndex(1);
    emit kind->activated(1);
    QVERIFY2(desk.find<QLineEdit>("templateLine")->text().startsWith(QLatin1String("16x node")), "a fat tree has 16 nodes, not 10");
    QVERIFY(desk.find<QPushButton>("templatePlace")->isEnabled());
    auto* bandwidth = desk.find<QLineEdit>("templateNicBandwidth");
    bandwidth->clear();
    QTest::keyClicks(bandwidth, QStringLiteral("12.5 GB/s"));
    QTest::keyClick(bandwidth, Qt::Key_Return);
    QVERIFY(desk.find<QLineEdit>("templateLine")->text().contains(QLatin1String("8 NICs of 12.5 GB/s")));
}

void TestTemplatePanel::mistakesAreToldInPlace()
{
    Desk desk;
    desk.write(QStringLiteral("4x node 8xA100-80G-SMX"));
    QVERIFY2(desk.note().contains(QLatin1String("try A100-80G-SXM")), qPrintable(desk.note()));
    QVERIFY(!desk.find<QPushButton>("templatePlace")->isEnabled());
    QTest::keyClick(desk.find<QLineEdit>("templateLine"), Qt::Key_Return);
    QVERIFY(desk.session.isEmpty());
    desk.write(QStringLiteral("10x node 8xA100-80G-SXM, in a fat tree"));
    QVERIFY2(desk.note().contains(QLatin1String("16, 54")), qPrintable(desk.note()));
}

void TestTemplatePanel::aNetworkStandsBesideWhatIsThere()
{
    Desk desk;
    desk.session.start(support::sampleProject());
    const QRectF before = desk.view.clusterScene().still().box;
    desk.write(QStringLiteral("6x node 8xA100-80G-SXM, in a ring"));
    QTest::keyClick(desk.find<QLineEdit>("templateLine"), Qt::Key_Return);
    QCOMPARE(desk.session.project().cluster->nodes.size(), std::size_t(8));
    for (const ui::DrawnNode& node : desk.view.clusterScene().still().nodes)
        if (node.id.text.front() == 'n')
            QVERIFY(!node.box.intersects(before));
}

CLUSTERLOOM_TEST(TestTemplatePanel)
#include "tst_template_panel.moc"
