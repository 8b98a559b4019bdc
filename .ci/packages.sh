# Sourced by run.sh and run-tests.sh: what the scripts need from Debian 12, and how they get it.

build_packages="g++ cmake ninja-build pkg-config git ca-certificates ccache mold qt6-base-dev libgl-dev libqcustomplot-dev
    libqscintilla2-qt6-dev nlohmann-json3-dev qt6-svg-dev libqt6svg6 qt6-qpa-plugins fonts-dejavu-core libcli11-dev libvalijson-dev libtbb-dev
    breeze-icon-theme graphviz"
test_packages="libopenmpi-dev openmpi-bin librapidcheck-dev libsimgrid-dev libbenchmark-dev xvfb xauth"
full_packages="clang libclang-rt-14-dev"

say() { printf '\n== %s\n' "$*"; }

# Installs the packages of its arguments that are missing, and says so. Quick when none is.
need_packages()
{
    local missing="" package
    for package in "$@"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
    done
    [ -z "$missing" ] && return 0
    say "installing$missing"
    local sudo=""
    [ "$(id -u)" = 0 ] || sudo="sudo"
    export DEBIAN_FRONTEND=noninteractive
    $sudo apt-get update -qq
    # shellcheck disable=SC2086
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
}

# Configures and builds a preset; further arguments are targets.
build_preset()
{
    local preset=$1
    shift
    say "building ($preset)"
    cmake --preset "$preset" >/dev/null
    cmake --build "build/$preset" ${1:+--target "$@"} -- -j "$(nproc)"
}

# Qt wants a private runtime folder; without one it complains on standard error.
if [ -z "${XDG_RUNTIME_DIR:-}" ] || [ ! -d "${XDG_RUNTIME_DIR:-}" ]; then
    XDG_RUNTIME_DIR=$(mktemp -d)
    chmod 700 "$XDG_RUNTIME_DIR"
    export XDG_RUNTIME_DIR
fi
