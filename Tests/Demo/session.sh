#!/bin/bash
# What happens at the virtual desk: look, start the server, debug. Started by demo.sh.
set -euo pipefail
bold=$(tput bold 2>/dev/null || true) dim=$(tput dim 2>/dev/null || true)
plain=$(tput sgr0 2>/dev/null || true)
say() { printf '\n%s== %s%s\n' "$bold" "$1" "$plain"; }
show() {
    printf '%s$ %s%s\n' "$bold" "$*" "$plain"
    "$@" 2>&1 | sed "s/^/  /"
}

say "A virtual ST-Link/V2 with an STM32F756 is on this machine's USB bus."
show lsusb -d 0483:
show stlink info

say "The chip holds an older firmware."
show stlink flash "$FIRMWARE/second.elf"

say "The server opens it like any other probe."
port=${DEMO_PORT:-4242}
printf '%s$ stlink-gdbserver --port %s%s\n' "$bold" "$port" "$plain"
stlink-gdbserver --port "$port" > "$SCRATCH/server.log" 2>&1 &
server=$!
trap 'kill $server 2>/dev/null || true' EXIT
for _ in $(seq 200); do
    grep -q "Listening at" "$SCRATCH/server.log" && break
    kill -0 "$server" 2>/dev/null || { cat "$SCRATCH/server.log"; exit 1; }
    sleep 0.05
done
sed "s/^/  /" "$SCRATCH/server.log"

say "An ordinary gdb loads a Zephyr-shaped firmware into the flash and debugs it."
printf '%s$ gdb-multiarch zephyr.elf%s\n' "$bold" "$plain"
sed "s/:4242/:$port/" "$DEMO/demo.gdb" > "$SCRATCH/demo.gdb"
# Gdb echoes a command as "+command"; shown here as a person would have typed it.
cd "$DEMO/../.."
gdb-multiarch -nx -q -batch -x "$SCRATCH/demo.gdb" "$FIRMWARE/zephyr.elf" 2>&1 |
    sed -u -e "s/^+echo .*//;t skip" -e "s/^+\(shell\|python\) .*//;t skip" \
        -e "s/^+\(.*\)/$bold(gdb) \1$plain/" -e b -e ":skip" -e d

say "The server outlives gdb, and leaves the firmware running."
kill "$server"
wait "$server" || true
show stlink read 0x08000000 64
