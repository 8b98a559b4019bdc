#include "tests/support/registry.h"

#ifdef CLUSTERLOOM_TEST_WIDGETS
#include <QApplication>
using Application = QApplication;
#else
#include <QCoreApplication>
using Application = QCoreApplication;
#endif

#include <cstdio>
#include <cstring>

/// Runs every registered class; `--class Name` only that one. All other arguments go to Qt Test.
int main(int argc, char** argv)
{
    const char* only = nullptr;
    std::vector<char*> arguments;
    for (int i = 0; i < argc; ++i) {
        if (std::strcmp(argv[i], "--class") == 0 && i + 1 < argc)
            only = argv[++i];
        else
            arguments.push_back(argv[i]);
    }
    static char noCrashHandler[] = "-nocrashhandler"; // its debugger can hang a machine for minutes
    arguments.push_back(noCrashHandler);
    int count = static_cast<int>(arguments.size());
    Application application(count, arguments.data());
    int failures = 0;
    int run = 0;
    for (const auto& make : support::registry()) {
        const auto test = make();
        if (only && std::strcmp(test->metaObject()->className(), only) != 0)
            continue;
        failures += QTest::qExec(test.get(), count, arguments.data());
        ++run;
    }
    if (run == 0) {
        std::fprintf(stderr, "no test class ran\n");
        return 1;
    }
    return failures == 0 ? 0 : 1;
}
