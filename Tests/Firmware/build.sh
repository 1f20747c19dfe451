#!/bin/sh
# Builds the test images with the Swift toolchain's clang and lld:
#   build.sh OUTDIR      writes zephyr.elf, second.elf (same shape, other content), large.elf
#
# Sizes come out exactly: linked once to see how much of a section is code, then again with
# pseudo-random bytes (never zeros) up to the size wanted.
set -eu

[ $# -eq 1 ] || { echo "usage: build.sh OUTDIR" >&2; exit 64; }
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
out=$(cd "$1" && pwd)

swift=$(command -v swift) || {
    echo "build.sh: no swift on PATH; install the toolchain" >&2
    exit 69
}
tools=${SWIFT_TOOLCHAIN_BIN:-$(dirname "$(swift -print-target-info 2>/dev/null |
    sed -n 's/.*"runtimeResourcePath" *: *"\(.*\)".*/\1/p')")/../bin}
[ -x "$tools/clang" ] || tools=$(dirname "$(readlink -f "$swift")")

text_size=$((0x36bc))
datas_size=$((0x140))
target="--target=armv7em-none-eabihf -mcpu=cortex-m7 -mfpu=fpv5-sp-d16 -mfloat-abi=hard -mthumb"
common="$target -ffreestanding -fno-exceptions -fno-unwind-tables -gdwarf-4 -std=gnu17
    -fno-common -fdebug-prefix-map=$here=Tests/Firmware -fdebug-compilation-dir=.
    -Wall -Wextra -Werror"

# filler SECTION BYTES SEED: that many pseudo-random bytes as assembly (Lehmer's generator).
filler() {
    awk -v section="$1" -v bytes="$2" -v state="$3" 'BEGIN {
        flags = section == "text" ? "ax" : section == "datas" ? "aw" : "a"
        printf ".section .filler.%s,\"%s\",%%progbits\n", section, flags
        for (i = 0; i < bytes; i++) {
            state = (state * 16807) % 2147483647
            printf ".byte %d\n", 1 + int(state / 8421505)
        }
    }'
}

# symbol ELF NAME: its address.
symbol() { printf '%d' "0x$("$tools/llvm-nm" "$1" | awk -v name="$2" '$3 == name { print $1 }')"; }

# section ELF NAME COLUMN: size (3) or address (4) as llvm-objdump prints them.
section() {
    printf '%d' "0x$("$tools/llvm-objdump" -h "$1" |
        awk -v name="$2" -v column="$3" '$2 == name { print $column }')"
}

link() { "$tools/ld.lld" -m armelf --build-id=none -T "$here/image.ld" -o "$@"; }

# image NAME SEED TAG TOTAL: one ELF of TOTAL loadable bytes.
image() {
    name=$1 seed=$2 tag=$3 total=$4
    work=$out/objects/$name
    mkdir -p "$work"
    objects=
    for source in boot kernel drivers library tables application; do
        # The application is for stepping through: one line, one place, every local in memory.
        level=-Og
        [ "$source" = application ] && level=-O0
        "$tools/clang" $common $level "-DIMAGE_NAME=\"$name image\"" "-DIMAGE_TAG=$tag" \
            -c "$here/$source.c" -o "$work/$source.o"
        objects="$objects $work/$source.o"
    done
    link "$work/bare.elf" $objects
    bare=$work/bare.elf
    text=$((text_size - $(symbol "$bare" text_real_end) + $(section "$bare" text 4)))
    datas=$((datas_size - $(symbol "$bare" datas_real_end) + $(section "$bare" datas 4)))
    others=0
    for each in rom_start .ARM.exidx initlevel device_area sw_isr_table gpio_driver_api_area \
        reset_driver_api_area clock_control_driver_api_area uart_driver_api_area rodata \
        device_states .last_section; do
        others=$((others + $(section "$bare" "$each" 3)))
    done
    rodata=$((total - others - text_size - datas_size))
    for each in text rodata datas; do
        eval "bytes=\$$each"
        [ "$bytes" -gt 0 ] || {
            echo "build.sh: $name: $each is too large by $((-bytes))" >&2
            exit 65
        }
        filler "$each" "$bytes" $((seed + bytes)) > "$work/filler-$each.s"
        "$tools/clang" $target -c "$work/filler-$each.s" -o "$work/filler-$each.o"
        objects="$objects $work/filler-$each.o"
    done
    link "$out/$name.elf" $objects
    "$tools/llvm-objcopy" -O binary "$out/$name.elf" "$out/$name.bin"
    "$tools/llvm-objcopy" -O ihex "$out/$name.elf" "$out/$name.hex"
}

image zephyr 7 0x5EED0001 18120
image second 11 0x5EED0002 18120
image large 13 0x5EED0003 262144

# loader NAME FILE FLAGS: a flash loader for a toy memory, as they come from outside.
loader() {
    name=$1 file=$2
    shift 2
    mkdir -p "$out/objects/loaders"
    "$tools/clang" --target=thumbv6m-none-eabi -Os -std=c11 -ffreestanding -fno-exceptions \
        -fno-unwind-tables -fno-common -Wall -Wextra -Werror "$@" \
        -c "$here/loaders/$name.c" -o "$out/objects/loaders/$name.o"
    "$tools/ld.lld" -m armelf --build-id=none -e Init -T "$here/loaders/$name.ld" \
        -o "$out/$file" "$out/objects/loaders/$name.o"
}

loader cmsis toy.FLM -fropi -frwpi
loader st toy.stldr

# single NAME [FLAGS]: a program of one file.
single() {
    name=$1
    shift
    "$tools/clang" --target=thumbv6m-none-eabi -Os "$@" -std=c11 -ffreestanding -fno-exceptions \
        -fno-unwind-tables -Wall -Wextra -Werror -c "$here/$name.c" -o "$out/objects/$name.o"
    "$tools/ld.lld" -m armelf --build-id=none -e run -T "$here/semihosting.ld" \
        -o "$out/$name.elf" "$out/objects/$name.o"
}

single semihosting
single tracing
single watching -O0 -gdwarf-4 "-fdebug-prefix-map=$here=Tests/Firmware" -fdebug-compilation-dir=.

# floating NAME: the same with the FPU, and lines to step through.
floating() {
    "$tools/clang" $common -Og -c "$here/$1.c" -o "$out/objects/$1.o"
    "$tools/ld.lld" -m armelf --build-id=none -e handle_reset -T "$here/$1.ld" \
        -o "$out/$1.elf" "$out/objects/$1.o"
}

floating nested

# A program on newlib, where that is installed: only the tests need it.
newlib=/usr/lib/arm-none-eabi/newlib/thumb/v7e-m+fp/hard
if [ -e "$newlib/librdimon_nano.a" ]; then
    "$tools/clang" $target -Os -std=gnu17 -nostdlibinc -isystem /usr/include/newlib \
        -Wall -Wextra -Werror -c "$here/rdimon.c" -o "$out/objects/rdimon.o"
    # Its data starts out in flash's image but is linked for RAM: gdb's load puts both in place.
    "$tools/ld.lld" -m armelf --build-id=none -e handle_reset -T "$here/rdimon.ld" \
        -o "$out/rdimon.elf" "$newlib/rdimon-crt0.o" "$out/objects/rdimon.o" \
        --start-group "$newlib/libc_nano.a" "$newlib/librdimon_nano.a" --end-group
fi
# Faults of each kind and nested interrupts: with an FPU, and every local in memory.
"$tools/clang" $common -O0 -c "$here/faults.c" -o "$out/objects/faults.o"
"$tools/ld.lld" -m armelf --build-id=none -e start -T "$here/faults.ld" -o "$out/faults.elf" \
    "$out/objects/faults.o"
