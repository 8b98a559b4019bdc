#!/usr/bin/env bash
# Writes the pictures of the manual: the real window under Xvfb, at most 200 kB each. A picture that has not visibly changed stays.
#   resources/manual/make-screenshots.sh [PROGRAM [FOLDER]]
# With a FOLDER, every state of the canvas is written there for a look: light and dark, on plain screens and on dense ones.
set -euo pipefail
cd "$(dirname "$0")/../.."
program=${1:-build/release/bin/clusterloom}
folder=${2:-resources/manual}
limit=204800
[ $# -gt 1 ] && limit=$((16 * limit)) # what is not kept may be large
seen=32 # levels of 255: what is less is not seen
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
unlike=examples/llama2-7b-a100-v100/project.loom
sites=examples/two-sites/project.loom
large=$work/large.loom
faulty=$work/faulty.loom
resources/manual/large-cluster.py > "$large"
sed -e 's/"V100-16G-SXM"/"V100-61G-SXM"/' -e '/"id": "a100-leaf"/s/100 Gbit/0 Gbit/' "$unlike" > "$faulty"

# picture NAME SCALE ARGUMENTS...
picture()
{
    local file=$folder/$1.png new=$work/$1.png size
    env -u WAYLAND_DISPLAY QT_QPA_PLATFORM=xcb QT_SCALE_FACTOR="$2" xvfb-run -a -s "-screen 0 3400x2200x24" \
        "$program" --screenshot "$new" --size 1600x1000 "${@:3}"
    pngquant --force --skip-if-larger --quality 60-95 --output "$new" "$new" || true
    if [ -e "$file" ] && [ "$(compare -metric AE -fuzz $((seen * 100 / 255))% "$file" "$new" null: 2>&1 || true)" = 0 ]; then
        return
    fi
    size=$(stat -c %s "$new")
    if [ "$size" -gt "$limit" ]; then
        echo "$file has $size bytes, more than $limit" >&2
        exit 1
    fi
    mv "$new" "$file"
    echo "$file: $size bytes"
}

if [ $# -gt 1 ]; then
    for scheme in light dark; do
        for scale in 1 2; do
            kind=$scheme-${scale}x
            picture "empty-$kind" $scale --scheme $scheme
            picture "small-$kind" $scale --scheme $scheme --plan uneven "$unlike"
            picture "large-$kind" $scale --scheme $scheme "$large"
            picture "selected-$kind" $scale --scheme $scheme --plan uneven --select a100 "$unlike"
            picture "erroneous-$kind" $scale --scheme $scheme --select v100 "$faulty"
            picture "playing-$kind" $scale --scheme $scheme --plan "pipeline over the WAN" --at "1 s" "$sites"
        done
    done
    exit
fi
picture empty-light 1 --scheme light
picture window-light 1 --scheme light --plan uneven "$unlike"
picture window-dark 1 --scheme dark --plan uneven "$unlike"
picture selected-light 1 --scheme light --plan uneven --select a100-leaf "$unlike"
picture problems-light 1 --scheme light --select v100 "$faulty"
picture large-dark 1 --scheme dark "$large"
picture plan-light 1 --scheme light --plan uneven --pane plan "$unlike"
picture scenario-light 1 --scheme light --plan uneven --pane scenario --at "25 s" "$unlike"
picture playing-dark 1 --scheme dark --plan "pipeline over the WAN" --at "1 s" "$sites"
picture groups-light 1 --scheme light --plan "pipeline over the WAN" "$sites"
