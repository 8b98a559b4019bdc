#!/usr/bin/env bash
# Writes the pictures of the manual: the real window under Xvfb, at most 200 kB each.
#   resources/manual/make-screenshots.sh [PROGRAM]
set -euo pipefail
cd "$(dirname "$0")/../.."
program=${1:-build/release/bin/clusterloom}
folder=resources/manual
limit=204800
unlike=examples/llama2-7b-a100-v100/project.loom
sites=examples/two-sites/project.loom

# picture NAME ARGUMENTS...
picture()
{
    local file=$folder/$1.png
    env -u WAYLAND_DISPLAY QT_QPA_PLATFORM=xcb xvfb-run -a -s "-screen 0 1700x1100x24" \
        "$program" --screenshot "$file" --size 1600x1000 "${@:2}"
    pngquant --force --skip-if-larger --quality 70-95 --output "$file" "$file" || true
    local size
    size=$(stat -c %s "$file")
    if [ "$size" -gt "$limit" ]; then
        echo "$file has $size bytes, more than $limit" >&2
        exit 1
    fi
    echo "$file: $size bytes"
}

picture window-light --scheme light --plan uneven "$unlike"
picture window-dark --scheme dark --plan uneven "$unlike"
picture plan-light --scheme light --plan uneven --pane plan "$unlike"
picture scenario-light --scheme light --plan uneven --pane scenario --at "25 s" "$unlike"
picture playing-dark --scheme dark --plan "pipeline over the WAN" --at "1 s" "$sites"
picture groups-light --scheme light --plan "pipeline over the WAN" "$sites"
