#!/usr/bin/env bash
# Builds Clusterloom and opens its window on an example. Without a display it simulates the example, searches for a better
# plan, prints the results and writes the Gantt of the best as SVG and PNG, and a Chrome trace, into out/.
#   ./run.sh [FILE.loom]
set -euo pipefail
cd "$(dirname "$0")"
. .ci/packages.sh

# shellcheck disable=SC2086
need_packages $build_packages
build_preset app clusterloom clusterloom-cli

project=${1:-examples/llama2-7b-a100-v100/project.loom}
bin=build/app/bin
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    say "opening $project"
    exec "$bin/clusterloom" "$project"
fi

say "no display: simulating $project"
mkdir -p out
"$bin/clusterloom-cli" simulate "$project" --svg out/gantt.svg --trace out/trace.json
say "searching for the best plan, 20 s at most"
if "$bin/clusterloom-cli" search "$project" --time-limit 20 --save out/best.loom 2>/dev/null \
    && "$bin/clusterloom-cli" simulate out/best.loom --plan best --svg out/gantt.svg; then
    "$bin/clusterloom" --export out/gantt.png --plan best out/best.loom
else
    "$bin/clusterloom" --export out/gantt.png "$project"
fi
say "written: out/gantt.svg, out/gantt.png, out/trace.json (of the first plan; open it in Perfetto)"
