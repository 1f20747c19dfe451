#!/bin/bash
# A real gdb, the real server and libusb; only the board on the bus is virtual.
# Run by `make demo`, which has built everything.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
cd "$root"
products=$(swift build -c release --show-bin-path)
export PATH=$products:$PATH LC_ALL=C.UTF-8
export DEMO=$root/Tests/Demo FIRMWARE=$root/.build-firmware
export SCRATCH
SCRATCH=$(mktemp -d)
trap 'rm -rf "$SCRATCH"' EXIT

exec 3>&1
if stlink-sim --pace --stats "$SCRATCH/stats.json" -- bash "$DEMO/session.sh"; then
    python3 "$DEMO/counts.py" "$SCRATCH/stats.json"
else
    status=$?
    echo "The demo failed (exit status $status)." >&2
    exit "$status"
fi
