#include "core/network/profile.h"
#include "tests/support/law.h"

using core::BytesPerSecond;
using core::Nanoseconds;
using core::Profile;

namespace {

constexpr BytesPerSecond nominal(100);

/// Steps one to three nanoseconds apart, some of them standstills; perhaps again and again.
Profile anyProfile()
{
    std::vector<core::ProfileStep> steps;
    std::int64_t time = *rc::gen::inRange(0, 3);
    for (int count = *rc::gen::inRange(0, 80); count > 0; --count) {
        const double value = *rc::gen::inRange(0, 20);
        const bool absolute = *rc::gen::arbitrary<bool>();
        steps.push_back({Nanoseconds(time), absolute ? 1 : value / 10, absolute ? std::optional(BytesPerSecond(10 * value)) : std::nullopt, -1});
        time += *rc::gen::inRange(1, 4);
    }
    const bool repeats = *rc::gen::arbitrary<bool>();
    return Profile::fromSteps(std::move(steps), repeats ? std::optional(Nanoseconds(time + 1)) : std::nullopt).value();
}

double at(const Profile& profile, std::int64_t time) { return profile.at(Nanoseconds(time), nominal).value; }

} // namespace

class TestProfile : public QObject
{
    Q_OBJECT
private slots:
    void withoutStepsItIsNominalForEver()
    {
        QCOMPARE(at(Profile(), 7), 100.0);
        QVERIFY(Profile().nextChange(Nanoseconds(7)) == Nanoseconds::never());
    }
    void stepsHoldUntilTheNext()
    {
        const Profile profile = Profile::fromSteps({{Nanoseconds(10), 0.5, {}, 4}, {Nanoseconds(20), 2, BytesPerSecond(7), 5}}).value();
        QCOMPARE(at(profile, 9), 100.0);
        QCOMPARE(profile.eventAt(Nanoseconds(9)), -1);
        QCOMPARE(at(profile, 10), 50.0);
        QCOMPARE(at(profile, 19), 50.0);
        QCOMPARE(profile.eventAt(Nanoseconds(19)), 4);
        QCOMPARE(at(profile, 1000), 14.0);
        QCOMPARE(profile.nextChange(Nanoseconds(0)).count, 10);
        QCOMPARE(profile.nextChange(Nanoseconds(10)).count, 20);
        QVERIFY(profile.nextChange(Nanoseconds(20)) == Nanoseconds::never());
    }
    void aRepetitionGoesOnWithItsLastStep()
    {
        const Profile profile
            = Profile::fromSteps({{Nanoseconds(10), 0.5, {}, -1}, {Nanoseconds(20), 0, {}, -1}}, Nanoseconds(30)).value();
        QCOMPARE(at(profile, 5), 100.0);
        QCOMPARE(at(profile, 25), 0.0);
        QCOMPARE(at(profile, 35), 0.0);
        QCOMPARE(at(profile, 41), 50.0);
        QCOMPARE(profile.nextChange(Nanoseconds(25)).count, 40);
        QCOMPARE(profile.nextChange(Nanoseconds(30)).count, 40);
        QCOMPARE(profile.nextChange(Nanoseconds(40)).count, 50);
        QCOMPARE(profile.nextChange(Nanoseconds(50)).count, 70);
    }
    void theLeastOfSomeStepsIsNeverTooMuch()
    {
        QVERIFY(support::law("nothing before `until` is below the least", 100, 2000, [] {
            const Profile profile = anyProfile();
            std::size_t hint = 0;
            for (Nanoseconds now(0); now < Nanoseconds(400);) {
                const Profile::Stretch least = profile.leastFrom(now, nominal, hint);
                RC_ASSERT(least.until > now);
                const Nanoseconds end = std::min(least.until, Nanoseconds(400));
                double lowest = 1e9;
                for (Nanoseconds t = now; t < end; t += Nanoseconds(1))
                    lowest = std::min(lowest, at(profile, t.count));
                RC_ASSERT(least.bandwidth.value <= lowest);
                RC_ASSERT(profile.stretchAt(now, nominal, hint).bandwidth.value == at(profile, now.count));
                const bool wholly = *rc::gen::arbitrary<bool>();
                now = wholly ? end : now + Nanoseconds(1);
            }
        }));
    }
    void whatCannotBePlayedIsRefused()
    {
        const auto where = [](std::vector<core::ProfileStep> steps, std::optional<Nanoseconds> period = {}) {
            const auto result = Profile::fromSteps(std::move(steps), period);
            return result ? std::string("accepted") : result.error().where;
        };
        QCOMPARE(where({{Nanoseconds(10), 1, {}, -1}, {Nanoseconds(10), 1, {}, -1}}), std::string("step 2"));
        QCOMPARE(where({{Nanoseconds(-1), 1, {}, -1}}), std::string("step 1"));
        QCOMPARE(where({{Nanoseconds(1), -0.5, {}, -1}}), std::string("step 1"));
        QCOMPARE(where({{Nanoseconds(1), 1, BytesPerSecond(std::nan("")), -1}}), std::string("step 1"));
        QCOMPARE(where({{Nanoseconds(1), 1, {}, -1}, {Nanoseconds(30), 1, {}, -1}}, Nanoseconds(30)), std::string("step 2"));
        QCOMPARE(where({}, Nanoseconds(0)), std::string());
        QCOMPARE(where({{Nanoseconds(0), 1, {}, -1}}, Nanoseconds(1)), std::string("accepted"));
    }
};
CLUSTERLOOM_TEST(TestProfile)

#include "tst_profile.moc"
