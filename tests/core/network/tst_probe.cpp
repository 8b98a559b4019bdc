#include "core/documents/project_file.h"
#include "core/network/probe.h"
#include "tests/support/clusters.h"
#include "tests/support/json.h"
#include "tests/support/registry.h"

using namespace core;

namespace tst_probe {

/// Four one-device nodes under a switch, 1 GB/s and 10 us each; w has no links.
Project project(const std::string& events)
{
    const std::string text = "{'clusterloom':1,'cluster':{'nodes':[{'id':'n[0-3]','device':'A100-80G-SXM','count':1},{'id':'w','device':'A100-80G-SXM'}],"
                             "'switches':[{'id':'s'}],'links':[{'id':'up','ends':['n[0-3]','s'],'bandwidth':'1 GB/s','latency':'10 us'}]},"
                             "'scenario':{'horizon':'100 s','events':[" + events + "]}}";
    const LoadResult loaded = parseProject(support::json(text));
    return loaded.project.value_or(Project());
}

Probe probed(const std::string& events, std::vector<std::string> nodes, double atSeconds = 0)
{
    return probe(project(events), builtInCatalogue(), {std::move(nodes), Bytes(1e9), rounded(Seconds(atSeconds))}).value();
}

} // namespace tst_probe

using namespace tst_probe;

class TestProbe : public QObject
{
    Q_OBJECT
private slots:
    void aSendTakesLatencyAndBytes();
    void anAllReduceTakesTwiceTheBytes();
    void theScenarioCountsFromTheInstant();
    void whatStandsStillIsTold();
    void whatCannotBeProbedIsTold();
};

void TestProbe::aSendTakesLatencyAndBytes()
{
    const Probe told = probed("", {"n0", "n2"});
    QCOMPARE(told.links, (std::vector<std::string> {"up:n0", "up:n2"}));
    QVERIFY(support::near(told.nominal.send->latency, 20e-6));
    QVERIFY(std::abs(told.nominal.send->time.value - (1 + 20e-6)) < 2e-9); // 1 GB over 1 GB/s
    QCOMPARE(told.nominal.send->bandwidth.value, 1e9);
    QCOMPARE(told.nominal.send->bottleneck, std::string("up:n0 forward"));
    QVERIFY(!told.then);
}

void TestProbe::anAllReduceTakesTwiceTheBytes()
{
    const Probe told = probed("", {"n0", "n1", "n2", "n3"});
    QVERIFY(!told.nominal.send);
    QCOMPARE(told.devices, 4);
    // A ring of four moves 2 x 3/4 of the bytes over each link in each direction, in 6 steps of 20 us.
    QVERIFY2(std::abs(told.nominal.allReduce.time.value - (1.5 + 6 * 20e-6)) < 1e-8, qPrintable(QString::number(told.nominal.allReduce.time.value, 'g', 12)));
    QCOMPARE(told.nominal.allReduce.algorithm, Algorithm::Ring);
}

void TestProbe::theScenarioCountsFromTheInstant()
{
    const std::string events = "'at 10 s link up:n2 bandwidth *0.5 for 10 s','at 30 s link up:n0 latency 1 s'";
    QVERIFY(std::abs(probed(events, {"n0", "n2"}, 0).then->send->time.value - (1 + 20e-6)) < 2e-9);
    const Probe slow = probed(events, {"n0", "n2"}, 12);
    QVERIFY(std::abs(slow.then->send->time.value - (2 + 20e-6)) < 2e-9);
    QCOMPARE(slow.then->send->bottleneck, std::string("up:n2 backward"));
    QCOMPARE(slow.then->send->bandwidth.value, 0.5e9);
    QVERIFY(std::abs(probed(events, {"n0", "n2"}, 19).then->send->time.value - (1.5 + 10e-6)) < 1e-7); // 1 s at half, then the rest
    QVERIFY(std::abs(probed(events, {"n0", "n2"}, 31).then->send->time.value - (2 + 10e-6)) < 2e-9);
}

void TestProbe::whatStandsStillIsTold()
{
    QVERIFY(std::isinf(probed("'at 10 s link up:n0 down'", {"n0", "n2"}, 20).then->send->time.value));
    QVERIFY(std::abs(probed("'at 10 s link up:n0 down for 5 s'", {"n0", "n2"}, 11).then->send->time.value - (4 + 1)) < 1e-4);
}

void TestProbe::whatCannotBeProbedIsTold()
{
    const auto ask = [](std::vector<std::string> nodes) { return probe(project(""), builtInCatalogue(), {std::move(nodes), Bytes(1e9), {}}); };
    QVERIFY(!ask({"n0"}));
    QVERIFY(!ask({"n0", "nobody"}));
    const auto alone = ask({"n0", "w"});
    QVERIFY(!alone);
    QVERIFY2(alone.error().message.find("w") != std::string::npos, alone.error().message.c_str());
}

CLUSTERLOOM_TEST(TestProbe)
#include "tst_probe.moc"
