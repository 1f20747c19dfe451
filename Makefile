# Two commands do everything on a Debian machine that has a Swift toolchain:
#   make demo    a real gdb session on a virtual board, printed as it goes
#   make test    everything: units, strangers' tools, gdb end to end
# Each installs what it needs, and only that (see Tests/Setup/install.sh).

BENCH_ROUNDS ?= 1
SOAK_MINUTES ?= 60
SANITIZER ?= thread
export LC_ALL ?= C.UTF-8

PREFIX ?= /usr/local
DESTDIR ?=
BUILD ?= .build/release
LINKS ?=
SHARE = $(DESTDIR)$(PREFIX)/share
TOOLS = stlink stlink-gdbserver

.PHONY: help demo test sanitize lint bench compare soak setup setup-tests build release firmware clean install install-files uninstall fuzz fuzz-keep

help:
	@sed -n 's/^## //p' Makefile

## make demo      build, plug in a virtual board, debug a firmware on it
demo: setup release firmware
	@Tests/Demo/demo.sh

## make test      run every test
test: setup-tests build firmware
	@Tests/Setup/test.sh

## make sanitize SANITIZER=thread|address: every test with a sanitizer, built into a folder of its own
sanitize: setup-tests firmware
	@Tests/Setup/sanitize.sh $(SANITIZER)

## make lint      formatting and the rules of the tree
lint: setup
	swift format lint --strict --recursive Package.swift Sources Tests
	swift test --disable-xctest --filter TidyTests

## make fuzz      FUZZ_SECONDS=60: feeds strangers' bytes to whatever takes them (docs/reliability.md)
fuzz: setup
	@Tests/FuzzTests/fuzz.sh run

## make fuzz-keep what it found becomes part of Tests/FuzzTests/Corpus
fuzz-keep:
	@Tests/FuzzTests/fuzz.sh keep

## make bench     our load, step, read and attach against st-util, openocd and pyocd
bench: setup release firmware
	@.build-venv/bin/python Tests/Benchmarks/bench.py --rounds $(BENCH_ROUNDS)

## make soak      SOAK_MINUTES=60 of mixed sessions on three boards at once; nothing may grow
soak: setup-tests release firmware
	@python3 Tests/Soak/soak.py --minutes $(SOAK_MINUTES) --folder .build-soak \
	    --tools .build/release

## make compare   the same faults against st-util, openocd and pyocd: who says what
compare: setup build
	@PATH="$(CURDIR)/.build/debug:$(CURDIR)/.build-venv/bin:$$PATH" \
		.build-venv/bin/python Tests/Comparison/compare.py --jobs 1

## make setup     install the packages and Python tools that demo, test and bench need
setup:
	@Tests/Setup/install.sh

setup-tests:
	@Tests/Setup/install.sh tests

build:
	swift build --build-tests --explicit-target-dependency-import-check error

release:
	@swift build -c release --product stlink-gdbserver
	@swift build -c release --product stlink
	@swift build -c release --product stlink-sim

firmware:
	@Tests/Firmware/build.sh .build-firmware

## make install   PREFIX=/usr/local: tools, manual pages, completions; LINKS="st-util ..." if wanted
install:
	swift build -c release --product stlink-gdbserver
	swift build -c release --product stlink
	@$(MAKE) --no-print-directory install-files

install-files:
	install -d $(DESTDIR)$(PREFIX)/bin $(SHARE)/man/man1 $(SHARE)/bash-completion/completions \
	    $(SHARE)/zsh/site-functions $(SHARE)/fish/vendor_completions.d
	for tool in $(TOOLS); do \
	    install -m 755 $(BUILD)/$$tool $(DESTDIR)$(PREFIX)/bin/ && \
	    install -m 644 docs/man/$$tool.1 $(SHARE)/man/man1/ && \
	    install -m 644 docs/completions/$$tool.bash $(SHARE)/bash-completion/completions/$$tool && \
	    install -m 644 docs/completions/$$tool.zsh $(SHARE)/zsh/site-functions/_$$tool && \
	    install -m 644 docs/completions/$$tool.fish $(SHARE)/fish/vendor_completions.d/ || exit 1; \
	done
	for link in $(LINKS); do \
	    ln -sf stlink-gdbserver $(DESTDIR)$(PREFIX)/bin/$$link || exit 1; \
	done

## make uninstall PREFIX=/usr/local: what `make install` put there
uninstall:
	for tool in $(TOOLS); do \
	    rm -f $(DESTDIR)$(PREFIX)/bin/$$tool $(SHARE)/man/man1/$$tool.1 \
	        $(SHARE)/bash-completion/completions/$$tool $(SHARE)/zsh/site-functions/_$$tool \
	        $(SHARE)/fish/vendor_completions.d/$$tool.fish; \
	done
	for link in st-util ST-LINK_gdbserver openocd pyocd; do \
	    if [ "$$(readlink $(DESTDIR)$(PREFIX)/bin/$$link)" = stlink-gdbserver ]; then \
	        rm -f $(DESTDIR)$(PREFIX)/bin/$$link; \
	    fi; \
	done

clean:
	rm -rf .build .build-firmware .build-fuzz
