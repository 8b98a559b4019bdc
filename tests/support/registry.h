#pragma once

#include <QObject>
#include <QTest>

#include <cstdlib>
#include <functional>
#include <memory>
#include <vector>

namespace support {

/// Test classes of a binary, in the order of their registration; `test_main.cpp` runs them all.
inline std::vector<std::function<std::unique_ptr<QObject>()>>& registry()
{
    static std::vector<std::function<std::unique_ptr<QObject>()>> classes;
    return classes;
}

template <typename Test>
struct Registered
{
    Registered()
    {
        registry().push_back([] { return std::make_unique<Test>(); });
    }
};

/// Whether this run is `./run-tests.sh --full`.
inline bool fullRun() { return std::getenv("CLUSTERLOOM_FULL") != nullptr; }

/// How many cases a loop or a law tries: few in the quick suite, all in the full one.
inline int count(int quick, int full) { return fullRun() ? full : quick; }

} // namespace support

/// Qt's five seconds can be too short under a sanitizer on a busy machine; a test must not depend on that.
#undef QTRY_VERIFY
#define QTRY_VERIFY(condition) QTRY_VERIFY_WITH_TIMEOUT(condition, 60'000)
#undef QTRY_COMPARE
#define QTRY_COMPARE(actual, expected) QTRY_COMPARE_WITH_TIMEOUT(actual, expected, 60'000)

/// At file scope, after the class: makes its binary run it.
#define CLUSTERLOOM_TEST(Class) static const support::Registered<Class> registered##Class;
