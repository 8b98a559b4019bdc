#include "core/network/routes.h"
#include "tests/support/clusters.h"
#include "tests/support/law.h"

#include <functional>
#include <map>
#include <thread>

using support::clusterFrom;

namespace {

using LinkList = std::vector<int>;

LinkList linksOf(const core::Network& network, int from, int to)
{
    LinkList links;
    for (const int id : network.route(from, to))
        if (network.capacity(id).kind == core::CapacityKind::Link)
            links.push_back(network.capacity(id).link);
    return links;
}

/// Every simple path, the contract's choice by brute force.
LinkList routeByEnumeration(const support::World& world, int from, int to)
{
    std::map<std::pair<std::size_t, double>, std::vector<LinkList>> paths; // by hops, then minus width
    LinkList path;
    std::vector<bool> visited(static_cast<std::size_t>(world.expanded.vertices()));
    const std::function<void(int, double)> walk = [&](int vertex, double width) {
        if (vertex == to) {
            paths[{path.size(), -width}].push_back(path);
            return;
        }
        visited[static_cast<std::size_t>(vertex)] = true;
        for (std::size_t i = 0; i < world.expanded.links.size(); ++i)
            for (const std::size_t side : {std::size_t{0}, std::size_t{1}}) {
                const int next = world.expanded.links[i].ends[1 - side];
                if (world.expanded.links[i].ends[side] != vertex || visited[static_cast<std::size_t>(next)])
                    continue;
                const core::Link& link = world.cluster.links[i];
                path.push_back(static_cast<int>(i));
                walk(next, std::min(width, (side == 0 ? link.bandwidth : link.bandwidthBack)->value.value));
                path.pop_back();
            }
        visited[static_cast<std::size_t>(vertex)] = false;
    };
    walk(from, std::numeric_limits<double>::infinity());
    if (paths.empty())
        return {};
    std::vector<LinkList>& best = paths.begin()->second;
    std::sort(best.begin(), best.end());
    return best[static_cast<std::size_t>(from + to) % best.size()];
}

support::World randomWorld()
{
    support::World world;
    const int hosts = *rc::gen::inRange(2, 5);
    const int switches = *rc::gen::inRange(0, 4);
    std::vector<std::string> names;
    for (int i = 0; i < hosts; ++i)
        world.addHost(names.emplace_back("h" + std::to_string(i)), 1);
    for (int i = 0; i < switches; ++i)
        world.addSwitch(names.emplace_back("s" + std::to_string(i)));
    const int links = *rc::gen::inRange(1, 11);
    for (int i = 0; i < links; ++i) {
        const auto a = *rc::gen::inRange<std::size_t>(0, names.size());
        const auto b = *rc::gen::inRange<std::size_t>(0, names.size());
        if (a != b)
            world.addLink(names[a], names[b], *rc::gen::inRange(1, 3), *rc::gen::inRange(1, 3));
    }
    return world;
}

/// Two layers: `leaves` switches of `hostsEach` hosts, every leaf joined to every spine.
support::World fatTree(int leaves, int hostsEach, int devices, int spines)
{
    support::World world;
    for (int i = 0; i < leaves * hostsEach; ++i)
        world.addHost("h" + std::to_string(i), devices);
    for (int i = 0; i < leaves; ++i)
        world.addSwitch("leaf" + std::to_string(i));
    for (int i = 0; i < spines; ++i)
        world.addSwitch("spine" + std::to_string(i));
    for (int i = 0; i < leaves * hostsEach; ++i)
        world.addLink("h" + std::to_string(i), "leaf" + std::to_string(i / hostsEach), 100);
    for (int i = 0; i < leaves; ++i)
        for (int j = 0; j < spines; ++j)
            world.addLink("leaf" + std::to_string(i), "spine" + std::to_string(j), 100);
    return world;
}

} // namespace

class TestRoutes : public QObject
{
    Q_OBJECT
private slots:
    void fewestHopsComeBeforeWidth()
    {
        const core::Network network = clusterFrom("A -1B/s- B ; A -9B/s- (s) -9B/s- B").network();
        QCOMPARE(linksOf(network, 0, 1), (LinkList {0}));
    }
    void amongEqualHopsTheWidestWins()
    {
        const core::Network network
            = clusterFrom("A -9B/s- (s) -3B/s- B ; A -5B/s- (t) -4B/s- B ; A -9B/s- (u) -2B/s- B").network();
        QCOMPARE(linksOf(network, 0, 1), (LinkList {2, 3}));
    }
    void theNarrowEndOfAHostMakesWidePathsEqual()
    {
        const core::Network network
            = clusterFrom("A -2B/s- (s) -9B/s- (t) -5B/s- (v) -9B/s- B ; (s) -5B/s- (u) -9B/s- (v)").network();
        QCOMPARE(linksOf(network, 0, 1), (LinkList {0, 4, 5, 3})); // (0 + 1) mod 2: the second
    }
    void equalPathsAreTakenInTurnByRanks()
    {
        const support::World world = fatTree(2, 1, 4, 2);
        const core::Network network = world.network();
        for (int from = 0; from < 4; ++from)
            for (int to = 4; to < 8; ++to) {
                const int spine = (from + to) % 2;
                QCOMPARE(linksOf(network, from, to), (LinkList {0, 2 + spine, 4 + spine, 1}));
            }
    }
    void unjoinedDevicesAreNamed()
    {
        const core::Network network = clusterFrom("A -1B/s- (s) ; B*2").network();
        const auto result = network.send(0, 2, core::Bytes(1));
        QVERIFY(!result);
        QCOMPARE(result.error().message, std::string("A:0 and B:1 are not joined"));
        QVERIFY(network.route(0, 2).empty());
    }
    void agreesWithTheEnumerationOfAllPaths()
    {
        QVERIFY(support::law("routes are those of brute force", 400, 4000, [] {
            const support::World world = randomWorld();
            const core::Network network = world.network();
            for (int from = 0; from < world.expanded.ranks(); ++from)
                for (int to = 0; to < world.expanded.ranks(); ++to)
                    if (from != to)
                        RC_ASSERT(linksOf(network, from, to) == routeByEnumeration(world, from, to));
        }));
    }
    void manyEqualPathsAreCountedNotListed()
    {
        support::World world;
        world.addHost("A", 1);
        world.addHost("B", 1);
        for (int layer = 0; layer < 20; ++layer)
            for (int i = 0; i < 8; ++i)
                world.addSwitch(std::to_string(layer) + "." + std::to_string(i));
        for (int i = 0; i < 8; ++i) {
            world.addLink("A", "0." + std::to_string(i), 1);
            world.addLink("19." + std::to_string(i), "B", 1);
            for (int layer = 0; layer < 19; ++layer)
                for (int j = 0; j < 8; ++j)
                    world.addLink(std::to_string(layer) + "." + std::to_string(i),
                        std::to_string(layer + 1) + "." + std::to_string(j), 1);
        }
        const core::Capacities capacities(world.cluster, world.expanded);
        const core::Routes routes(world.expanded, capacities);
        QCOMPARE(routes.pathCount(0, 1), std::uint64_t{1} << 40); // 8^20 paths: counting stops
        const auto first = routes.path(0, 1, 0);
        const auto second = routes.path(0, 1, 1);
        QCOMPARE(first->size(), std::size_t{21});
        QVERIFY(first->front().link < first->back().link);
        QCOMPARE((*first)[18].link, (*second)[18].link); // they part at the last choice
        QVERIFY((*first)[19].to != (*second)[19].to);
    }
    void answersDoNotDependOnTheOrderOfQuestionsOrOnThreads()
    {
        const support::World world = fatTree(8, 8, 2, 4);
        const core::Network asked = world.network();
        std::vector<std::vector<int>> forward;
        for (int from = 0; from < 128; from += 3)
            for (int to = 1; to < 128; to += 5)
                forward.push_back(asked.route(from, to));
        const core::Network fresh = world.network();
        std::vector<std::jthread> threads;
        std::vector<std::vector<std::vector<int>>> answers(4);
        for (auto& answer : answers)
            threads.emplace_back([&] {
                for (int from = 126; from >= 0; from -= 3)
                    for (int to = 126; to >= 0; to -= 5)
                        answer.push_back(fresh.route(from, to));
                std::reverse(answer.begin(), answer.end());
            });
        threads.clear();
        for (const auto& answer : answers)
            QVERIFY(answer == forward);
    }
    void tenThousandDevicesNeedNoMoreThanTheirLinks()
    {
        const support::World world = fatTree(40, 250, 1, 8);
        const core::Network network = world.network();
        for (int from = 0; from < 5000; ++from)
            QCOMPARE(linksOf(network, from, 9999 - from).size(), std::size_t{4});
    }
};
CLUSTERLOOM_TEST(TestRoutes)

#include "tst_routes.moc"
