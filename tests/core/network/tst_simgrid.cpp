#include "tests/oracles/simgrid_process.h"
#include "tests/support/registry.h"

#include <algorithm>
#include <cmath>

namespace {

/// Ends differ by less than 1e-6 of the time, or 2 ns.
bool agree(double simgrid, std::int64_t ours)
{
    const double ourSeconds = static_cast<double>(ours) * 1e-9;
    return std::abs(simgrid - ourSeconds) <= std::max(2e-9, 1e-6 * ourSeconds);
}

} // namespace

class TestSimgrid : public QObject
{
    Q_OBJECT
private slots:
    void endsAreThoseOfSimgrid_data()
    {
        QTest::addColumn<int>("shape");
        QTest::addColumn<bool>("profiles");
        const char* const names[] = {"star", "two-level tree", "dumbbell", "fat tree", "parking lot"};
        for (int shape = 0; shape < oracles::shapes; ++shape)
            for (const bool profiles : {false, true})
                QTest::addRow("%s%s", names[shape], profiles ? " with profiles" : "") << shape << profiles;
    }
    void endsAreThoseOfSimgrid()
    {
        QFETCH(int, shape);
        QFETCH(bool, profiles);
        oracles::Random random(static_cast<std::uint64_t>(shape));
        for (int i = 0; i < support::count(2, 30); ++i) {
            oracles::CaseOptions options;
            options.shape = static_cast<oracles::Shape>(shape);
            options.hosts = random.between(2, 64);
            options.flows = random.between(1, 3 * options.hosts);
            options.profiles = profiles;
            const oracles::NetworkCase network = oracles::randomCase(options, random.next());
            const oracles::SimgridRun run = oracles::playedBySimgrid(network);
            const std::vector<std::int64_t> ours = oracles::endsByCore(network);
            QCOMPARE(run.ends.size(), ours.size());
            for (std::size_t flow = 0; flow < ours.size(); ++flow)
                QVERIFY2(agree(run.ends[flow], ours[flow]),
                    qPrintable(QString("%1, flow %2: SimGrid %3 s, ours %4 ns")
                            .arg(QString::fromStdString(network.name))
                            .arg(flow)
                            .arg(run.ends[flow], 0, 'g', 17)
                            .arg(ours[flow])));
        }
    }
};
CLUSTERLOOM_TEST(TestSimgrid)

#include "tst_simgrid.moc"
