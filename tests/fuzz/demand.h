#pragma once

#include <cstdio>
#include <cstdlib>

/// Ends a fuzzer's run with what is broken.
inline void demand(bool holds, const char* what)
{
    if (holds)
        return;
    std::fprintf(stderr, "broken: %s\n", what);
    std::abort();
}
