# Two commands do everything on a Debian machine that has a Swift toolchain:
#   make demo    a real gdb session on a virtual board, printed as it goes
#   make test    everything: units, strangers' tools, gdb end to end
# Each installs what it needs, and only that (see Tests/Setup/install.sh).

BENCH_ROUNDS ?= 1
export LC_ALL ?= C.UTF-8

.PHONY: help demo test lint bench setup build release firmware clean

help:
	@sed -n 's/^## //p' Makefile

## make demo      build, plug in a virtual board, debug a firmware on it
demo: setup release firmware
	@Tests/Demo/demo.sh

## make test      run every test
test: setup build firmware
	swift test --skip-build --disable-xctest

## make lint      formatting and the rules of the tree
lint: setup
	swift format lint --strict --recursive Package.swift Sources Tests
	swift test --disable-xctest --filter TidyTests

## make bench     our load, step, read and attach against st-util, openocd and pyocd
bench: setup release firmware
	@.build-venv/bin/python Tests/Benchmarks/bench.py --rounds $(BENCH_ROUNDS)

## make setup     install the packages and Python tools that demo, test and bench need
setup:
	@Tests/Setup/install.sh

build:
	swift build --build-tests --explicit-target-dependency-import-check error

release:
	@swift build -c release --product stlink-gdbserver
	@swift build -c release --product stlink
	@swift build -c release --product stlink-sim

firmware:
	@Tests/Firmware/build.sh .build-firmware

clean:
	rm -rf .build .build-firmware
