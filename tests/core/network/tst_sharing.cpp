#include "core/network/sharing.h"
#include "tests/oracles/network_case.h"
#include "tests/support/clusters.h"
#include "tests/support/law.h"

using core::Charge;
using core::Sharing;
using support::near;

namespace {

/// The sharing under test beside the list of what it holds.
class Watched
{
public:
    explicit Watched(oracles::Random& random, int capacities) : m_random(random)
    {
        for (int i = 0; i < capacities; ++i) {
            bandwidths.push_back(m_random.below(12) == 0 ? 0 : m_random.between(1, 100));
            sharing.addCapacity(bandwidths.back());
        }
    }
    void changeSomething()
    {
        const int what = m_random.below(5);
        if (what == 0) {
            const int capacity = m_random.below(static_cast<int>(bandwidths.size()));
            bandwidths[static_cast<std::size_t>(capacity)] = m_random.between(0, 100);
            sharing.setBandwidth(capacity, bandwidths[static_cast<std::size_t>(capacity)]);
        } else if (what < 3 && !ids.empty()) {
            removeSomething();
        } else {
            add(randomCharges());
        }
    }
    void removeSomething()
    {
        const auto i = static_cast<std::size_t>(m_random.below(static_cast<int>(ids.size())));
        sharing.remove(ids[i]);
        ids.erase(ids.begin() + static_cast<std::ptrdiff_t>(i));
        flows.erase(flows.begin() + static_cast<std::ptrdiff_t>(i));
    }
    void add(std::vector<Charge> charges)
    {
        flows.push_back(std::move(charges));
        ids.push_back(sharing.add(flows.back()));
    }

    Sharing sharing;
    std::vector<double> bandwidths;
    std::vector<std::vector<Charge>> flows;
    std::vector<int> ids;

private:
    std::vector<Charge> randomCharges()
    {
        std::vector<Charge> charges;
        const auto last = static_cast<int>(bandwidths.size()) - 1;
        const int first = m_random.between(0, last);
        for (int capacity = first; capacity <= std::min(last, first + m_random.below(4)); ++capacity)
            charges.push_back({capacity, m_random.below(2) == 0 ? 1 : 0.25 + m_random.unit()});
        return charges;
    }
    oracles::Random& m_random;
};

} // namespace

class TestSharing : public QObject
{
    Q_OBJECT
private slots:
    void oneCapacityIsSharedEvenly()
    {
        Sharing sharing;
        sharing.addCapacity(90);
        const Charge whole {0, 1};
        const int a = sharing.add({&whole, 1});
        const int b = sharing.add({&whole, 1});
        const int c = sharing.add({&whole, 1});
        sharing.solve();
        QCOMPARE(sharing.rate(a), 30.0);
        sharing.remove(b);
        sharing.solve();
        QCOMPARE(sharing.rate(a), 45.0);
        QCOMPARE(sharing.rate(c), 45.0);
    }
    void whatOneCannotUseTheOthersGet()
    {
        Sharing sharing; // L1 = 10, L2 = 20: f0 over both, f1 over L1, f2 over L2
        sharing.addCapacity(10);
        sharing.addCapacity(20);
        const std::vector<Charge> both {{0, 1}, {1, 1}};
        const int f0 = sharing.add(both);
        const int f1 = sharing.add({&both[0], 1});
        const int f2 = sharing.add({&both[1], 1});
        sharing.solve();
        QCOMPARE(sharing.rate(f0), 5.0);
        QCOMPARE(sharing.rate(f1), 5.0);
        QCOMPARE(sharing.rate(f2), 15.0);
        QCOMPARE(sharing.bottleneck(f2), 1);
    }
    void weightsAreChargedPerUnitOfRate()
    {
        Sharing sharing;
        sharing.addCapacity(90);
        const std::vector<Charge> charges {{0, 1}, {0, 2}};
        const int a = sharing.add({&charges[0], 1});
        const int b = sharing.add({&charges[1], 1});
        sharing.solve();
        QCOMPARE(sharing.rate(a), 30.0);
        QCOMPARE(sharing.rate(b), 30.0);
    }
    void noBandwidthNoRate()
    {
        Sharing sharing;
        sharing.addCapacity(0);
        sharing.addCapacity(5);
        const std::vector<Charge> both {{0, 1}, {1, 1}};
        const int stuck = sharing.add(both);
        const int free = sharing.add({&both[1], 1});
        sharing.solve();
        QCOMPARE(sharing.rate(stuck), 0.0);
        QCOMPARE(sharing.rate(free), 5.0);
    }
    void onlyTheChangedComponentIsFilledAgain()
    {
        Sharing sharing;
        for (int i = 0; i < 4; ++i)
            sharing.addCapacity(10);
        const std::vector<Charge> left {{0, 1}, {1, 1}};
        const std::vector<Charge> right {{2, 1}, {3, 1}};
        sharing.add(left);
        const int other = sharing.add(right);
        QCOMPARE(sharing.solve().capacities.size(), std::size_t{2}); // where the two flows stop
        sharing.setBandwidth(1, 5);
        QCOMPARE(sharing.solve().capacities, (std::vector<int> {0, 1})); // from one to the other
        sharing.remove(other);
        QVERIFY(sharing.solve().capacities.empty());
    }
    void aChangeWhereNobodyStopsNeedsNoFilling()
    {
        Sharing sharing;
        sharing.addCapacity(10);
        sharing.addCapacity(50);
        const std::vector<Charge> both {{0, 1}, {1, 1}};
        const int flow = sharing.add(both);
        sharing.solve();
        sharing.setBandwidth(1, 20);
        QVERIFY(sharing.solve().capacities.empty());
        sharing.setBandwidth(1, 4);
        sharing.solve();
        QCOMPARE(sharing.rate(flow), 4.0);
    }
    void agreesWithADenseSolverAfterEveryChange()
    {
        QVERIFY(support::law("rates are those of dense progressive filling", 60, 1500, [] {
            oracles::Random random(*rc::gen::arbitrary<std::uint64_t>());
            Watched watched(random, random.between(1, 12));
            for (int change = 0; change < 80; ++change) {
                watched.changeSomething();
                if (random.below(3) == 0)
                    continue; // several changes before a solution
                watched.sharing.solve();
                const std::vector<double> expected = oracles::filledRates(watched.bandwidths, watched.flows);
                for (std::size_t i = 0; i < expected.size(); ++i)
                    RC_ASSERT(near(watched.sharing.rate(watched.ids[i]), expected[i], 1e-9));
            }
        }));
    }
    void agreesWithADenseSolverWhileManyLeave()
    {
        QVERIFY(support::law("rates are those of dense progressive filling whoever leaves", 2, 40, [] {
            oracles::Random random(*rc::gen::arbitrary<std::uint64_t>());
            Watched watched(random, 200);
            for (int i = 0; i < 400; ++i) // from one of 100 ports to one of 100 others
                watched.add({{random.below(100), 1}, {100 + random.below(100), 0.5 + random.unit()}});
            while (watched.ids.size() > 350) {
                watched.removeSomething();
                watched.sharing.solve();
                const std::vector<double> expected = oracles::filledRates(watched.bandwidths, watched.flows);
                for (std::size_t i = 0; i < expected.size(); ++i)
                    RC_ASSERT(near(watched.sharing.rate(watched.ids[i]), expected[i], 1e-9));
            }
        }));
    }
    void everyAllocationIsMaxMinFair()
    {
        QVERIFY(support::law("no capacity is exceeded, and each flow is greatest on a full one", 60, 1500, [] {
            oracles::Random random(*rc::gen::arbitrary<std::uint64_t>());
            Watched watched(random, random.between(1, 30));
            for (int change = 0; change < 60; ++change)
                watched.changeSomething();
            watched.sharing.solve();
            std::vector<double> load(watched.bandwidths.size(), 0);
            std::vector<double> greatest(watched.bandwidths.size(), 0);
            for (std::size_t i = 0; i < watched.flows.size(); ++i)
                for (const Charge& charge : watched.flows[i]) {
                    const double rate = watched.sharing.rate(watched.ids[i]);
                    load[static_cast<std::size_t>(charge.capacity)] += charge.weight * rate;
                    greatest[static_cast<std::size_t>(charge.capacity)]
                        = std::max(greatest[static_cast<std::size_t>(charge.capacity)], rate);
                }
            for (std::size_t r = 0; r < load.size(); ++r)
                RC_ASSERT(load[r] <= watched.bandwidths[r] * (1 + 1e-12));
            for (std::size_t i = 0; i < watched.flows.size(); ++i) {
                const auto stop = static_cast<std::size_t>(watched.sharing.bottleneck(watched.ids[i]));
                RC_ASSERT(load[stop] >= watched.bandwidths[stop] * (1 - 1e-12));
                RC_ASSERT(watched.sharing.rate(watched.ids[i]) >= greatest[stop] * (1 - 1e-12));
                RC_ASSERT(std::any_of(watched.flows[i].begin(), watched.flows[i].end(),
                    [&](const Charge& charge) { return charge.capacity == static_cast<int>(stop); }));
            }
        }));
    }
};
CLUSTERLOOM_TEST(TestSharing)

#include "tst_sharing.moc"
