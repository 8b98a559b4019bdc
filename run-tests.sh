#!/usr/bin/env bash
# Builds and runs the tests. Ends with ctest's summary; the exit code is 0 only if everything passed.
#   ./run-tests.sh          release with asserts, every test with small counts; address sanitizer on core, loader, undo
#   ./run-tests.sh --full   full counts, all sanitizers on everything, fuzzing, benchmarks. Under the sanitizers, which are slow,
#                           only the loader's and the undo's laws have their full counts
set -euo pipefail
cd "$(dirname "$0")"
. .ci/packages.sh

full=""
seconds=300 # for one test binary
case "${1:-}" in
"") ;;
--full) full=1 seconds=7200 ;;
*)
    echo "usage: $0 [--full]" >&2
    exit 2
    ;;
esac

# shellcheck disable=SC2086
need_packages $build_packages $test_packages ${full:+$full_packages}
export QT_QPA_PLATFORM=offscreen
export LSAN_OPTIONS="suppressions=$PWD/tests/support/lsan.supp print_suppressions=0"
# What runs under the address sanitizer in the quick suite: core, and the undo of the session.
sanitized="tst_base tst_documents tst_costs tst_network tst_simulate tst_search tst_results tst_ui_session"
sanitized_tests="^(base|documents|costs|network|simulate|search|results|ui_session)$"

run_ctest()
{
    say "testing ($1)"
    ctest --test-dir "build/$1" --output-on-failure -j 2 --timeout "$seconds" "${@:2}"
}

# The full suite goes on after a failure, to say all that fails; this remembers what.
failed=""
tried()
{
    "${@:2}" || failed="$failed $1"
}

if [ -n "$full" ]; then
    export QTEST_FUNCTION_TIMEOUT=$((seconds * 1000))
    build_preset dev-asan
    tried address-sanitizer run_ctest dev-asan -E "^(documents|ui_session)$"
    CLUSTERLOOM_FULL=1 tried address-sanitizer run_ctest dev-asan -R "^(documents|ui_session)$"
    build_preset dev-tsan
    export TSAN_OPTIONS="suppressions=$PWD/tests/support/tsan.supp history_size=4 die_after_fork=0"
    tried thread-sanitizer run_ctest dev-tsan
    export CLUSTERLOOM_FULL=1
    build_preset fuzz
    for target in build/fuzz/tests/fuzz/fuzz_*; do
        [ -x "$target" ] && [ -f "$target" ] || continue
        say "fuzzing ($(basename "$target"))"
        corpus=$(mktemp -d)
        tried "$(basename "$target")" "$target" -max_total_time="${FUZZ_SECONDS:-60}" -print_final_stats=1 -verbosity=0 "$corpus" "tests/fuzz/corpus/$(basename "$target" | sed s/fuzz_//)"
    done
    build_preset bench
    for bench in build/bench/tests/bench/bench_*; do
        [ -x "$bench" ] && [ -f "$bench" ] || continue
        say "measuring ($(basename "$bench"))"
        tried "$(basename "$bench")" "$bench" --benchmark_min_time=0.2
    done
else
    # shellcheck disable=SC2086
    build_preset dev-asan $sanitized
    run_ctest dev-asan -R "$sanitized_tests"
fi
build_preset release
if [ -n "$failed" ]; then
    say "failed before:$failed"
    run_ctest release || true
    exit 1
fi
run_ctest release
