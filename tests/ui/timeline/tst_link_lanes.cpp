#include "tests/support/law.h"
#include "tests/ui/timeline/shown_timeline.h"
#include "ui/timeline/link_lanes.h"
#include "ui/widgets/colours.h"

#include <QToolButton>

using core::Nanoseconds;
using support::Shown;

namespace tst_link_lanes {

constexpr std::int64_t ms = 1'000'000;

core::StepCurve steps(const std::vector<std::pair<std::int64_t, double>>& values)
{
    core::StepCurve series;
    series.role = core::ColourRole::Accent;
    for (const auto& [at, value] : values)
        series.steps.push_back({Nanoseconds(at), value});
    return series;
}

/// Carries 60 of 100 until 20 ms, when its capacity falls to 40, all of which it carries then; at 40 ms both come back.
ui::LinkLane wan()
{
    ui::LinkLane lane;
    lane.link = "wan";
    lane.name = "wan forward";
    lane.detail = "mean 60 %";
    lane.nominal = 100;
    lane.use = steps({{0, 60}, {20 * ms, 40}, {40 * ms, 60}});
    lane.limit = steps({{0, 100}, {20 * ms, 40}, {40 * ms, 100}});
    lane.marks = {{Nanoseconds(20 * ms), "line 1: at 20 ms link wan bandwidth *0.4"}, {Nanoseconds(40 * ms), "nominal again"}};
    return lane;
}

std::vector<ui::LinkLane> several()
{
    std::vector<ui::LinkLane> lanes {wan()};
    for (int i = 0; i < 6; ++i) {
        lanes.push_back(wan());
        lanes.back().link = "up" + std::to_string(i);
        lanes.back().name = QString::fromStdString(lanes.back().link);
        lanes.back().marks.clear();
    }
    return lanes;
}

} // namespace tst_link_lanes

using namespace tst_link_lanes;

class TestLinkLanes : public QObject
{
    Q_OBJECT
private slots:
    void init() { ui::Colours::instance().setScheme(core::Scheme::Light); }

    void columnsConserveBytes()
    {
        QVERIFY(support::law("the means of all columns are the bytes of the range", 100, 2000, [] {
            std::vector<std::pair<std::int64_t, double>> values {{0, 0}};
            for (int i = *rc::gen::inRange(0, 40); i > 0; --i)
                values.emplace_back(values.back().first + *rc::gen::inRange(1, 50), *rc::gen::inRange(0, 100));
            const std::int64_t start = *rc::gen::inRange(0, 200), length = *rc::gen::inRange(1, 900);
            const int count = *rc::gen::inRange(1, 60);
            const core::StepCurve series = steps(values);
            double exact = 0;
            for (std::int64_t at = start; at < start + length; ++at)
                exact += series.at(Nanoseconds(at));
            double sum = 0;
            std::int64_t from = start;
            const auto columns = core::columnsOf(series, {Nanoseconds(start), Nanoseconds(start + length), 0, 1}, count);
            for (int i = 0; i < count; ++i) {
                const std::int64_t to = start + std::llround((i + 1) * (static_cast<double>(length) / count));
                sum += columns[static_cast<std::size_t>(i)].mean * static_cast<double>(to - from);
                from = to;
            }
            RC_ASSERT(std::abs(sum - exact) <= 1e-9 * (1 + exact));
        }));
    }
    void thePointerReadsUseCapacityAndEvent()
    {
        ui::LinkLanes lanes;
        lanes.setLanes({wan()});
        const ui::PlotMapping mapping {QRect(0, 0, 600, 40), {Nanoseconds(0), Nanoseconds(60 * ms), 0, 600}};
        QCOMPARE(lanes.wordsAt(mapping, {100, 10}), QStringList({"wan forward", "60.0 B/s of 100 B/s (60.0 %)"}));
        const QStringList struck = lanes.wordsAt(mapping, {202, 10});
        QCOMPARE(struck, QStringList({"wan forward", "40.0 B/s of 40.0 B/s (100.0 %)", "nominal 100 B/s", "at 20.0 ms: line 1: at 20 ms link wan bandwidth *0.4"}));
        QVERIFY(lanes.wordsAt(mapping, {100, 50}).isEmpty());
    }
    void theCeilingFallsWhenTheEventStrikes()
    {
        Shown shown(support::pipelineTimeline(4, 8));
        shown.view.setLinks({wan()});
        const QImage image = shown.canvas->grab().toImage();
        const QRgb ceiling = ui::colour(core::ColourRole::Text).rgb();
        const auto ceilingAt = [&](std::int64_t time) { // height above the bottom of the lane
            const int x = shown.at(time, 0).x();
            for (int y = image.height() - 1; y > image.height() - ui::LinkLanes::laneHeight; --y)
                if (image.pixel(x, y) == ceiling)
                    return image.height() - y;
            return -1;
        };
        QVERIFY(ceilingAt(10 * ms) > 0);
        QVERIFY(ceilingAt(30 * ms) > 0);
        const double fallen = static_cast<double>(ceilingAt(30 * ms)) / ceilingAt(10 * ms);
        QVERIFY2(std::abs(fallen - 0.4) < 0.05, QByteArray::number(fallen));
        QCOMPARE(ceilingAt(50 * ms), ceilingAt(10 * ms));
    }
    void aSelectedLinkScrollsIn()
    {
        ui::LinkLanes lanes;
        lanes.setLanes(several());
        QCOMPARE(lanes.shown(), ui::LinkLanes::most);
        lanes.select("up5");
        QVERIFY(lanes.first() + lanes.shown() > 6);
        QVERIFY(lanes.lanes()[6].isSelected);
        lanes.select("wan");
        QCOMPARE(lanes.first(), 0);
        QVERIFY(!lanes.lanes()[6].isSelected);
        lanes.scrollBy(100);
        QCOMPARE(lanes.first(), 7 - ui::LinkLanes::most);
    }
    void linksTakeRoomFromTheLanes()
    {
        Shown shown(support::pipelineTimeline(4, 8));
        const QImage before = shown.image();
        shown.view.setLinks(several());
        QVERIFY(shown.image() != before);
        shown.wheel(QPoint(300, shown.canvas->height() - 20), Qt::NoModifier, -120);
        QCOMPARE(shown.range.range(), shown.range.bounds());
        shown.view.findChild<QToolButton*>("timelineLinks")->click();
        shown.view.findChild<QToolButton*>("timelineLinks")->click();
        shown.view.setLinks({});
        QCOMPARE(shown.image(), before);
    }
    void screenshots() // looked at by a person: CLUSTERLOOM_SHOTS=folder
    {
        const QByteArray folder = qgetenv("CLUSTERLOOM_SHOTS");
        if (folder.isEmpty())
            QSKIP("CLUSTERLOOM_SHOTS names no folder");
        for (const auto scheme : {core::Scheme::Light, core::Scheme::Dark}) {
            ui::Colours::instance().setScheme(scheme);
            Shown shown(support::pipelineTimeline(4, 8));
            shown.view.setLinks(several());
            shown.view.showLink("up1");
            QTest::mouseMove(shown.canvas, QPoint(shown.at(20 * ms, 0).x() + 1, shown.canvas->height() - 150));
            QTest::qWait(50);
            QVERIFY(shown.image().save(QString::fromLocal8Bit(folder) + (scheme == core::Scheme::Light ? "/links-light.png" : "/links-dark.png")));
        }
    }
};
CLUSTERLOOM_TEST(TestLinkLanes)

#include "tst_link_lanes.moc"
