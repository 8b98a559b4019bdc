#include "core/network/profile.h"
#include "tests/support/registry.h"

using core::BytesPerSecond;
using core::Nanoseconds;
using core::Profile;

namespace {

constexpr BytesPerSecond nominal(100);

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
