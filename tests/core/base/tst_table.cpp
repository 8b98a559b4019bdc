#include "core/base/table.h"
#include "tests/support/law.h"

#include <vector>

using core::Table;

class TestTable : public QObject
{
    Q_OBJECT
private slots:
    void behavesAsAVector()
    {
        QVERIFY(support::law("random edits of a table equal those of a vector", 100, 2000, [] {
            std::vector<int> vector = *rc::gen::container<std::vector<int>>(rc::gen::arbitrary<int>());
            Table<int> table(vector);
            const int edits = *rc::gen::inRange(0, 200);
            for (int i = 0; i < edits; ++i) {
                const int what = *rc::gen::inRange(0, 3);
                const auto size = static_cast<int>(vector.size());
                if (what == 0 || size == 0) {
                    const int at = *rc::gen::inRange(0, size + 1);
                    vector.insert(vector.begin() + at, i);
                    table.insert(static_cast<std::size_t>(at), i);
                } else {
                    const int at = *rc::gen::inRange(0, size);
                    if (what == 1) {
                        vector.erase(vector.begin() + at);
                        table.erase(static_cast<std::size_t>(at));
                    } else {
                        vector[static_cast<std::size_t>(at)] = -i;
                        table.set(static_cast<std::size_t>(at), -i);
                    }
                }
            }
            RC_ASSERT(table.size() == vector.size());
            RC_ASSERT(std::vector<int>(table.begin(), table.end()) == vector);
            for (std::size_t i = 0; i < vector.size(); ++i)
                RC_ASSERT(table[i] == vector[i]);
            RC_ASSERT(table == Table<int>(vector));
        }));
    }
    void aCopyIsIndependent()
    {
        Table<int> original {1, 2, 3};
        Table<int> copy = original;
        QVERIFY(copy.sharesAllWith(original));
        copy.set(1, 9);
        QCOMPARE(original[1], 2);
        QVERIFY(!(copy == original));
        copy.set(1, 2);
        QVERIFY(copy == original);
    }
    void anEmptyTableIsEmpty()
    {
        Table<int> table {7};
        table.erase(0);
        QVERIFY(table.empty());
        QVERIFY(table.begin() == table.end());
        QVERIFY(table == Table<int>());
    }
};
CLUSTERLOOM_TEST(TestTable)

#include "tst_table.moc"
