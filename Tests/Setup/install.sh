#!/bin/sh
# Installs what tests, demo and bench need and the machine does not have: packages from Debian,
# pyocd and a second gdb from PyPI into .build-venv. Changes nothing when everything is there.
#   install.sh          what demo and bench need
#   install.sh tests    and what only the tests do: two LLDBs, newlib, a locale
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)

# Needed by the package itself, by the virtual board, and the strangers that prove it.
packages="pkg-config libusb-1.0-0-dev libunicorn-dev libumockdev-dev gdb-multiarch openocd
    stlink-tools usbutils python3-venv locales"
python_packages="pyocd==0.46.0 gdb-for-pwndbg==18.1.0.post1 openocd-esp32==0.12.0.post20260831"

# Front ends' debuggers and a C library for the target. Only one LLDB can be installed: the other
# one's programs are unpacked into .build-lldb.
unpacked="lldb-19 python3-lldb-19"
[ "${1:-}" = tests ] &&
    packages="$packages lldb-14 liblldb-19 libclang-cpp19 libnewlib-arm-none-eabi"

command -v swift > /dev/null || {
    echo "setup: no swift on PATH; install the toolchain from https://www.swift.org/install" >&2
    exit 69
}

missing=
for package in $packages; do
    state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2> /dev/null || true)
    # Debian 13 has pkgconf in place of pkg-config.
    [ "$package" = pkg-config ] && command -v pkg-config > /dev/null && state=installed
    [ "$state" = installed ] || missing="$missing $package"
done
if [ -n "$missing" ]; then
    command -v apt-get > /dev/null || {
        echo "setup: this is not Debian; please install by hand:$missing" >&2
        exit 69
    }
    echo "setup: installing$missing"
    as_root=
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo > /dev/null || {
            echo "setup: neither root nor sudo; run as root: apt-get install$missing" >&2
            exit 77
        }
        as_root="sudo"
    fi
    # The lists may be hours old: fetch them once, and only when something is to be installed.
    apt="$as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq"
    $apt update
    $apt -y --no-install-recommends install $missing
fi

# Debian's own Python, so that the environment does not depend on what PATH offers.
python=/usr/bin/python3
wanted=$(printf '%s\n' $python_packages)
if [ "$(cat "$root/.build-venv/installed.txt" 2> /dev/null || true)" != "$wanted" ]; then
    echo "setup: installing $python_packages into .build-venv"
    rm -rf "$root/.build-venv"
    "$python" -m venv "$root/.build-venv"
    pip="$root/.build-venv/bin/python -m pip --quiet --disable-pip-version-check"
    $pip install $python_packages
    printf '%s\n' "$wanted" > "$root/.build-venv/installed.txt"
fi

if [ "${1:-}" = tests ] && [ ! -x "$root/.build-lldb/usr/bin/lldb-19" ]; then
    echo "setup: unpacking $unpacked into .build-lldb"
    rm -rf "$root/.build-lldb"
    mkdir -p "$root/.build-lldb"
    (
        cd "$root/.build-lldb"
        apt-get -qq download $unpacked
        for package in *.deb; do dpkg -x "$package" .; done
        rm ./*.deb
    )
fi

# A locale with a decimal comma, in a folder of our own: nothing of the system's is changed.
comma="$root/.build-locale/de_DE.UTF-8"
if [ ! -e "$comma/LC_NUMERIC" ]; then
    mkdir -p "$root/.build-locale"
    localedef -i de_DE -f UTF-8 "$comma"
fi
