#include "core/search/kept_recently.h"
#include "tests/support/law.h"

#include <map>

using namespace core;

class TestKeptRecently : public QObject
{
    Q_OBJECT

private slots:
    void whatIsAskedForIsMadeOnceWhileItIsKept()
    {
        const KeptRecently<int, int> squares(4);
        int made = 0;
        const auto of = [&](int number) { return squares.of(number, [&] { return ++made, std::make_shared<const int>(number * number); }); };
        for (int round = 0; round < 3; ++round)
            for (const int number : {1, 2, 3, 4})
                QCOMPARE(*of(number), number * number);
        QCOMPARE(made, 4);
        const auto held = of(1); // asked for last: 2 and 3 are older than it and 4
        QCOMPARE(*of(5), 25);    // one too many
        QCOMPARE(made, 5);
        QCOMPARE(of(1), held);
        QCOMPARE(*of(5), 25);
        QCOMPARE(made, 5);
        QCOMPARE(*of(2), 4); // forgotten
        QCOMPARE(made, 6);
        QCOMPARE(*held, 1);
    }

    void itsSizeHasALimit()
    {
        QVERIFY(support::law("right, and no more than so many at once", 50, 1000, [] {
            const int most = *rc::gen::inRange(1, 9);
            const KeptRecently<int, int> doubles(static_cast<std::size_t>(most));
            std::map<int, std::weak_ptr<const int>> made;
            for (const int number : *rc::gen::container<std::vector<int>>(40, rc::gen::inRange(0, 12))) {
                const auto value = doubles.of(number, [&] {
                    auto fresh = std::make_shared<const int>(2 * number);
                    made[number] = fresh;
                    return fresh;
                });
                RC_ASSERT(*value == 2 * number);
                int alive = 0;
                for (const auto& [key, one] : made)
                    alive += one.expired() ? 0 : 1;
                RC_ASSERT(alive <= most + 1); // what is held beside
            }
        }));
    }
};

CLUSTERLOOM_TEST(TestKeptRecently)
#include "tst_kept_recently.moc"
