#!/usr/bin/env bash
# Writes the pictures of the manual: the real window under Xvfb, light and dark, at most 200 kB each.
#   resources/manual/make-screenshots.sh [PROGRAM] [PROJECT]
set -euo pipefail
cd "$(dirname "$0")/../.."
program=${1:-build/release/bin/clusterloom}
project=${2:-examples/llama2-7b-a100-v100/project.loom}
folder=resources/manual
limit=204800

for scheme in light dark; do
    picture=$folder/window-$scheme.png
    env -u WAYLAND_DISPLAY QT_QPA_PLATFORM=xcb xvfb-run -a -s "-screen 0 1700x1100x24" \
        "$program" --screenshot "$picture" --scheme "$scheme" --size 1600x1000 "$project"
    pngquant --force --skip-if-larger --quality 70-95 --output "$picture" "$picture" || true
    size=$(stat -c %s "$picture")
    if [ "$size" -gt "$limit" ]; then
        echo "$picture has $size bytes, more than $limit" >&2
        exit 1
    fi
    echo "$picture: $size bytes"
done
