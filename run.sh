#!/usr/bin/env bash
# Builds Clusterloom and opens its window on an example. Without a display it simulates the example, prints the result
# and writes the Gantt as SVG, PNG and Chrome trace into out/.
#   ./run.sh [FILE.loom]
set -euo pipefail
cd "$(dirname "$0")"
. .ci/packages.sh

# shellcheck disable=SC2086
need_packages $build_packages
build_preset app clusterloom clusterloom-cli

project=${1:-examples/gpt-39b-512-a100/project.loom}
bin=build/app/bin
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    say "opening $project"
    exec "$bin/clusterloom" "$project"
fi

say "no display: simulating $project"
mkdir -p out
"$bin/clusterloom-cli" simulate "$project" --svg out/gantt.svg --trace out/trace.json
"$bin/clusterloom" --export out/gantt.png "$project"
say "written: out/gantt.svg, out/gantt.png, out/trace.json (open the trace in Perfetto)"
