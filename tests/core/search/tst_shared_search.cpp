#include "core/search/search.h"
#include "core/search/shared_search.h"
#include "tests/core/search/random_space.h"
#include "tests/support/law.h"

using namespace core;

namespace {

/// Helpers in this process, spoken to in bytes as if they were elsewhere; some of what they take is lost.
class HelpersHere : public RoundHelp
{
public:
    HelpersHere(const Project& project, const SearchOptions& options, int helpers, std::size_t losesEvery)
        : m_losesEvery(losesEvery)
    {
        for (int i = 0; i < helpers; ++i)
            m_helpers.push_back(SearchHelper::of(project, builtInCatalogue(), options).value());
    }

    void help(const RoundWork& work) override
    {
        while (const auto node = work.take()) {
            ++asked;
            const std::string answer = asked % m_losesEvery == 0 ? std::string() : m_helpers[asked % m_helpers.size()]->answer(work.question(*node));
            if (!work.answered(*node, answer))
                work.giveBack(*node);
        }
    }

    std::size_t asked = 0;

private:
    std::vector<std::unique_ptr<SearchHelper>> m_helpers;
    std::size_t m_losesEvery;
};

std::string countsOf(const Funnel& funnel)
{
    std::string counts;
    for (std::size_t v = 0; v < verdicts; ++v)
        counts += std::to_string(funnel.countOf(static_cast<Verdict>(v))) + " ";
    return counts;
}

} // namespace

class TestSharedSearch : public QObject
{
    Q_OBJECT
private slots:
    void theAnswerIsThatOfOneProcess()
    {
        QVERIFY(support::law("one, two or four processes, some answers lost: same plans, same counts", 10, 200, [] {
            support::SpaceLimits limits;
            limits.mostLayers = 4;
            limits.mostBatch = 8;
            const Project project = support::randomSpace(limits, "{ 'limits': { 'schedule': ['1f1b', 'gpipe'], 'recompute': ['none', 'full'], 'zero': [0, 1] } }");
            SearchOptions options;
            options.threads = 1;
            options.objective = Objective {};
            if (*rc::gen::arbitrary<bool>())
                options.others = {{ObjectiveKind::Memory, {}}};
            const auto alone = search(project, builtInCatalogue(), options);
            if (!alone)
                RC_DISCARD("nothing fits");
            HelpersHere help(project, options, *rc::gen::element(1, 3), *rc::gen::element<std::size_t>(3, 1000));
            options.help = &help;
            const auto shared = search(project, builtInCatalogue(), options);
            RC_ASSERT(shared.ok());
            RC_ASSERT(shared->proved);
            RC_ASSERT(shared->ranked.size() == alone->ranked.size());
            for (std::size_t i = 0; i < alone->ranked.size(); ++i) {
                RC_ASSERT(shared->ranked[i].candidate == alone->ranked[i].candidate);
                RC_ASSERT(shared->ranked[i].evaluation == alone->ranked[i].evaluation);
            }
            RC_ASSERT(shared->front.size() == alone->front.size());
            RC_ASSERT(countsOf(shared->funnel) == countsOf(alone->funnel));
        }));
    }
    void bytesThatAreNoAnswerAreRefused()
    {
        NodeOutcome outcome;
        outcome.decided.reject({Verdict::Memory, "a plan", "1 GiB too much", 0.5});
        outcome.open.push_back({2.5, {1, 2}, {1, 2, 3, 4}, NodeLevel::Partial, 5, nullptr});
        const std::string bytes = packed(outcome);
        const auto back = unpackedOutcome(bytes);
        QVERIFY(back.has_value());
        QCOMPARE(back->decided.nearest(), outcome.decided.nearest());
        QCOMPARE(back->decided.countOf(Verdict::Memory), std::int64_t(1));
        QCOMPARE(back->open.front().place, outcome.open.front().place);
        QCOMPARE(back->open.front().decided, 5);
        for (std::size_t length = 0; length < bytes.size(); ++length)
            QVERIFY(!unpackedOutcome(std::string_view(bytes).substr(0, length)));
        QVERIFY(!unpackedOutcome(bytes + "x"));
        QVERIFY(!unpackedOutcome(std::string(200, '\xff')));
    }
};

CLUSTERLOOM_TEST(TestSharedSearch)
#include "tst_shared_search.moc"
