#include "core/search/rounds.h"
#include "tests/support/law.h"

#include <vector>

using namespace core;

namespace {

/// Rounds of two nodes each, whose bounds are 1 and 2, 3 and 4, ...
struct Pairs
{
    explicit Pairs(int count) : left(count) { }

    int left = 0;
    double last = 0;
    std::vector<double> takenIn; ///< bounds of first nodes
    double until = 1e9;          ///< it is over with the round that begins with this
    Rounds rounds {[this] { return left-- > 0 ? pair() : Round(); },
        [this](Round& round) {
            takenIn.push_back(round.nodes.front().bound);
            return takenIn.back() < until && !(left < 0 && rounds.isEmpty());
        }};

    Round pair()
    {
        Round round;
        for (int i = 0; i < 2; ++i) {
            round.nodes.emplace_back();
            round.nodes.back().bound = ++last;
        }
        return round;
    }
};

} // namespace

class TestRounds : public QObject
{
    Q_OBJECT
private slots:
    void aRoundBeginsWhileTheOneBeforeIsLookedAt()
    {
        Pairs pairs(4);
        pairs.rounds.begin();
        const auto first = *pairs.rounds.next(), second = *pairs.rounds.next(), third = *pairs.rounds.next(), fourth = *pairs.rounds.next();
        QCOMPARE(third.node().bound, 3.0);
        QVERIFY(!pairs.rounds.nextElsewhere()); // the next round hangs on the first
        pairs.rounds.finish(third, {});
        pairs.rounds.finish(fourth, {});
        pairs.rounds.finish(first, {});
        QVERIFY(pairs.takenIn.empty()); // in order
        QCOMPARE(pairs.last, 4.0);
        QCOMPARE(pairs.rounds.leastBound(), 1.0);
        pairs.rounds.finish(second, {});
        QCOMPARE(pairs.takenIn, (std::vector {1.0, 3.0}));
        QCOMPARE(pairs.rounds.next()->node().bound, 5.0);
        QCOMPARE(pairs.rounds.leastBound(), 5.0);
    }
    void whatIsGivenBackStaysHere()
    {
        Pairs pairs(1);
        pairs.rounds.begin();
        QVERIFY(pairs.rounds.waitForMore());
        const auto first = *pairs.rounds.nextElsewhere(), second = *pairs.rounds.nextElsewhere();
        pairs.rounds.giveBack(first);
        QVERIFY(!pairs.rounds.nextElsewhere());
        const auto again = *pairs.rounds.next();
        QCOMPARE(again.node().bound, 1.0);
        pairs.rounds.finish(second, {});
        pairs.rounds.finish(again, {});
        QCOMPARE(pairs.takenIn, std::vector {1.0});
        QVERIFY(pairs.rounds.isOver());
        QVERIFY(!pairs.rounds.waitForMore());
    }
    void whenItIsOverTheRestIsLeft()
    {
        Pairs pairs(4);
        pairs.until = 1;
        pairs.rounds.begin();
        const auto first = *pairs.rounds.next(), second = *pairs.rounds.next(), third = *pairs.rounds.next();
        pairs.rounds.finish(first, {});
        pairs.rounds.finish(second, {});
        QVERIFY(!pairs.rounds.next());
        pairs.rounds.finish(third, {});
        QCOMPARE(pairs.takenIn, std::vector {1.0});
        const auto rest = pairs.rounds.rest();
        QCOMPARE(rest.size(), std::size_t(1));
        QCOMPARE(rest.front()->nodes.size(), std::size_t(2));
        QVERIFY(pairs.rounds.isEmpty());
    }
};

CLUSTERLOOM_TEST(TestRounds)
#include "tst_rounds.moc"
