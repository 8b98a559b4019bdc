#include "core/results/statistics.h"

#include "core/results/robust_fit.h"
#include "tests/support/law.h"
#include "tests/support/registry.h"

#include <cmath>

using namespace core;

class TestStatistics : public QObject
{
    Q_OBJECT

    static bool near(double a, double b) { return std::abs(a - b) < 1e-9; }

private slots:
    void quantilesLieBetweenTheNearestRanks()
    {
        QVERIFY(!quantile({}, 0.5));
        QVERIFY(near(*quantile({7}, 0.9), 7));
        QVERIFY(near(*quantile({3, 1, 2}, 0.5), 2));
        QVERIFY(near(*quantile({4, 1, 2, 3}, 0.5), 2.5));
        // Eleven values 0 .. 10: the 90th percentile is rank 9. Of 1 .. 4 it is 70 % of the way from 3 to 4.
        QVERIFY(near(*quantile({10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0}, 0.9), 9));
        QVERIFY(near(*quantile({1, 2, 3, 4}, 0.9), 3.7));
        QVERIFY(near(*mean({1, 2, 6}), 3));
        QVERIFY(!mean({}));
    }
    void kendallsTauByHand()
    {
        QVERIFY(near(*kendallTau({1, 2, 3, 4}, {10, 20, 30, 40}), 1));
        QVERIFY(near(*kendallTau({1, 2, 3, 4}, {4, 3, 2, 1}), -1));
        // One of six pairs is swapped: (5 - 1) / 6.
        QVERIFY(near(*kendallTau({1, 2, 3, 4}, {1, 3, 2, 4}), 4.0 / 6));
        // Ties: pairs (a, b) tied in the first, five left there, six in the second; four agree, one does not.
        QVERIFY(near(*kendallTau({1, 1, 2, 3}, {1, 2, 4, 3}), 3 / std::sqrt(5.0 * 6)));
        QVERIFY(!kendallTau({1, 1, 1}, {1, 2, 3}));
        QVERIFY(!kendallTau({1}, {1}));
    }
    void regretIsWhatTheChosenPlanCosts()
    {
        QVERIFY(near(*regret({10, 12, 15}, {1, 2, 3}), 0));
        QVERIFY(near(*regret({10, 12, 15}, {3, 1, 2}), 0.2));
        // Predicted equally fast: the slower of them counts.
        QVERIFY(near(*regret({10, 12, 15}, {1, 2, 1}), 0.5));
        QVERIFY(!regret({}, {}));
    }
    void tauIsBlindToScaleAndOrder()
    {
        QVERIFY(support::law("tau and regret ignore the scale of predictions and the order of rows", 200, 2000, [] {
            const auto count = *rc::gen::inRange<std::size_t>(3, 12);
            std::vector<double> measured, predicted, scaled;
            for (std::size_t i = 0; i < count; ++i) {
                measured.push_back(*rc::gen::inRange(1, 20));
                predicted.push_back(*rc::gen::inRange(1, 20));
                scaled.push_back(predicted.back() * 3);
            }
            const auto tau = kendallTau(measured, predicted);
            RC_ASSERT(tau == kendallTau(measured, scaled));
            RC_ASSERT(regret(measured, predicted) == regret(measured, scaled));
            RC_ASSERT(!tau || std::abs(*tau) <= 1 + 1e-12);
            std::vector<double> reversedMeasured(measured.rbegin(), measured.rend());
            std::vector<double> reversedPredicted(predicted.rbegin(), predicted.rend());
            RC_ASSERT(tau == kendallTau(reversedMeasured, reversedPredicted));
        }));
    }
    void theRobustStepFindsTheConstantsBehindMostRows()
    {
        // Rows follow residual = -(0.3 a - 0.2 b) x slopes; one in five is far off.
        std::vector<Observation> rows;
        for (int i = 0; i < 25; ++i) {
            const double a = 0.1 * (i % 5), b = 0.2 * (i / 5);
            rows.push_back({-(0.3 * a - 0.2 * b) + (i % 5 == 3 && i / 5 == 2 ? 1.0 : 0.0), 1, {{0, a}, {1, b}}});
        }
        const auto step = robustStep(rows, {{0, 10}, {0, 10}}, 0.001);
        QVERIFY(std::abs(step[0] - 0.3) < 0.01);
        QVERIFY(std::abs(step[1] + 0.2) < 0.01);
    }
    /// Beside the belief 0 +- 0.1, n observations of 0.02 +- 0.1 mean 0.02 n / (n + 1): both parts are square so near.
    void fewRowsMoveAConstantLessThanMany()
    {
        for (const int n : {1, 2, 9}) {
            const std::vector<Observation> rows(static_cast<std::size_t>(n), {-0.02, 1, {{0, 1}}});
            QVERIFY(near(robustStep(rows, {{0, 0.1}}, 0.1)[0], 0.02 * n / (n + 1)));
        }
    }
    /// Ten observations of 1 +- 0.1 against a belief of 0 +- 0.1: there the belief pulls by 1 / 0.1, an observation at a distance
    /// d by d / 0.1^2, so that they meet at d = 0.1 / 10.
    void aBeliefThatManyRowsContradictGivesWay()
    {
        const std::vector<Observation> rows(10, {-1, 1, {{0, 1}}});
        QVERIFY(std::abs(robustStep(rows, {{0, 0.1}}, 0.1)[0] - 0.99) < 1e-6);
    }
    void withoutRowsTheBeliefDecides()
    {
        const auto step = robustStep({}, {{0.25, 0.1}, {-1, 5}}, 0.02);
        QVERIFY(near(step[0], 0.25));
        QVERIFY(near(step[1], -1));
    }
};

CLUSTERLOOM_TEST(TestStatistics)
#include "tst_statistics.moc"
