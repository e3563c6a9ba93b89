# need PACKAGE…: installs the Debian packages that are missing, as root, or
# by `sudo -n`; else prints the one line to run and stops. With everything
# present it does nothing, offline. Sourced by sample/run and tests/run.
need() {
    missing=
    for package in "$@"; do
        status=$(dpkg-query -W -f '${db:Status-Status}' "$package" \
            2>/dev/null) || status=missing
        [ "$status" = installed ] || missing="$missing $package"
    done
    [ -n "$missing" ] || return 0
    as=
    if [ "$(id -u)" != 0 ]; then
        as="sudo -n"
        if ! sudo -n true 2>/dev/null; then
            echo "please run: sudo apt-get install -y --no-install-recommends$missing" >&2
            exit 4
        fi
    fi
    echo "installing:$missing" >&2
    export DEBIAN_FRONTEND=noninteractive
    $as apt-get update -qq </dev/null >&2 &&
        $as apt-get install -y -qq --no-install-recommends $missing \
            </dev/null >&2 || {
        echo "please run: sudo apt-get install -y --no-install-recommends$missing" >&2
        exit 4
    }
}

BUILD_PACKAGES="gcc libc6-dev meson ninja-build pkg-config python3
    libxlsxwriter-dev libhpdf-dev libcairo2-dev libpng-dev zlib1g-dev libcsv-dev libinih-dev
    libjansson-dev libutf8proc-dev uthash-dev libpango1.0-dev libarchive-dev
    libexpat1-dev libsqlite3-dev libcurl4-openssl-dev libmicrohttpd-dev
    ca-certificates libprotobuf-c-dev protobuf-c-compiler libonnx-dev
    nettle-dev libcmocka-dev fonts-roboto-unhinted
    fonts-noto-core fonts-droid-fallback fonts-nanum fonts-symbola"

# The newest meson of the machine may belong to another Python; Debian's will do.
MESON=/usr/bin/meson

# tests_setup FOLDER: the build of the tests, with sanitizers, where it is not
# set up yet. Lines for the stack of a report, and no more for a debugger; gold
# links the hundred programs in half the time. At a fixed address a program
# starts in four fifths of the time: nothing of what UBSan has to say of each
# line is moved before main().
tests_setup() {
    [ -f "$1/build.ninja" ] ||
        CC_LD=gold $MESON setup "$1" --buildtype=debugoptimized \
            -Db_sanitize=address,undefined -Db_lundef=false \
            -Dc_args='-g1 -fno-sanitize-recover=undefined' \
            -Dc_link_args=-no-pie
}
