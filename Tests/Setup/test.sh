#!/usr/bin/env bash
# Runs every test that is built, or those that the options choose; the output comes as it is made.
# Where a test fails, the end says which and why: of a long log people see the last lines only.
set -u -o pipefail
cd "$(dirname "$0")/../.." || exit 66

# gdb 13 may end by an assertion when its server is killed; its memory is nobody's business.
ulimit -c 0
# The same moments at each run; other seeds are for who looks for more.
export CHAOS_SEED=${CHAOS_SEED:-1}
log=$(mktemp) || exit 73
trap 'rm -f "$log"' EXIT
swift test --skip-build --disable-xctest "$@" 2>&1 | tee "$log"
status=${PIPESTATUS[0]}
[ "$status" -eq 0 ] && exit 0

# An event of the test library begins with one of its signs; what follows belongs to it.
LC_ALL=C awk -v lines_max=40 -v columns_max=600 '
    function keep(line) { return substr(line, 1, columns_max) }
    function name(line, verb) {
        sub(/^[^ ]+ +Test /, "", line)
        sub(verb ".*", "", line)
        sub(/ with [0-9]+ test cases?$/, "", line)
        return line
    }
    /^(◇|✔|✘|➜|⚠) / { left = 0 }
    /^✘ .* recorded an issue/ {
        left = lines_max
        issues[++issue_count] = keep($0)
        details[issue_count] = ""
        next
    }
    left > 0 {
        if (--left == 0) { $0 = "  ..." }
        details[issue_count] = details[issue_count] keep($0) "\n"
    }
    /^◇ Test .* started\.$/ && !/^◇ Test (run|case)/ { running[name($0, " started")] = 1 }
    /^(✔|✘|➜) Test .* (passed|failed|skipped)/ && !/Test (run|case)/ {
        delete running[name($0, " (passed after|failed after|skipped)")]
    }
    /^✘ (Test|Suite) .* failed after/ && !/^✘ Test run with/ { failed[++failed_count] = keep($0) }
    /^(✔|✘) Test run with/ { run_ended = keep($0) }
    /^error: |Fatal error|Sanitizer: |unexpected signal/ { errors[++error_count] = keep($0) }
    END {
        print "\n======== what failed ========"
        for (i = 1; i <= issue_count; i++) { print issues[i]; printf "%s", details[i] }
        if (!run_ended) {
            for (test in running) { print "not ended: " test }
        }
        print "\n======== in short ========"
        for (i = 1; i <= error_count; i++) { print errors[i] }
        for (i = 1; i <= issue_count; i++) { print issues[i] }
        for (i = 1; i <= failed_count; i++) { print failed[i] }
        print run_ended ? run_ended : "the run did not come to its end"
    }' "$log"
exit "$status"
