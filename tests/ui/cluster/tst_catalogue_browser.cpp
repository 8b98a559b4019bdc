#include "tests/support/registry.h"
#include "tests/support/sample_project.h"
#include "ui/cluster/catalogue_browser.h"
#include "ui/widgets/share_bar_delegate.h"

#include <QCheckBox>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTableView>

class TestCatalogueBrowser : public QObject
{
    Q_OBJECT
private slots:
    void devicesAreSortedBySearchedAndCompared();
};

void TestCatalogueBrowser::devicesAreSortedBySearchedAndCompared()
{
    ui::Session session([](const ui::SimulationInput&, const core::Progress&) -> core::Result<ui::SimulationResult> { return core::Error {"not here", {}, {}, {}}; });
    ui::CatalogueBrowser browser(session);
    auto* table = browser.findChild<QTableView*>(QStringLiteral("catalogueTable"));
    QCOMPARE(table->model()->rowCount(), static_cast<int>(session.catalogue().devices.size()));
    const auto half = [&](int row) { return table->model()->index(row, ui::CatalogueModel::Half).data(ui::CatalogueModel::NumberRole).toDouble(); };
    for (int row = 1; row < table->model()->rowCount(); ++row)
        QVERIFY(half(row - 1) >= half(row));
    browser.findChild<QLineEdit*>(QStringLiteral("catalogueSearch"))->setText(QStringLiteral("v100"));
    QVERIFY(table->model()->rowCount() > 0 && table->model()->rowCount() < 10);
    QVERIFY(table->model()->index(0, ui::CatalogueModel::Memory).data(ui::ShareBarDelegate::ShareRole).toDouble() < 0.5);
    table->selectAll();
    browser.findChild<QCheckBox*>(QStringLiteral("catalogueCompare"))->setChecked(true);
    double most = 0; // the best of those compared fills its bar
    for (int row = 0; row < table->model()->rowCount(); ++row)
        most = std::max(most, table->model()->index(row, ui::CatalogueModel::Memory).data(ui::ShareBarDelegate::ShareRole).toDouble());
    QCOMPARE(most, 1.0);
    QSignalSpy chosen(&browser, &ui::CatalogueBrowser::chosen);
    emit table->activated(table->model()->index(0, 0));
    QCOMPARE(chosen.count(), 1);
}

CLUSTERLOOM_TEST(TestCatalogueBrowser)
#include "tst_catalogue_browser.moc"
