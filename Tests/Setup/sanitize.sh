#!/usr/bin/env bash
# Builds with a sanitizer into a folder of its own, and runs the tests, those that the further
# options choose or all, with the programs from there:
#   sanitize.sh thread|address [--filter NAME]...
# A report of the sanitizer is a failure, whichever process it is of; all are shown at the end.
set -u -o pipefail
cd "$(dirname "$0")/../.." || exit 66
kind=${1:-}
case $kind in
    thread | address) shift ;;
    *)
        echo "usage: sanitize.sh thread|address [--filter NAME]..." >&2
        exit 64
        ;;
esac

scratch=$PWD/.build-$kind
swift build --build-tests --sanitize "$kind" --scratch-path "$scratch" || exit

reports=$(mktemp -d) || exit 73
trap 'rm -rf "$reports"' EXIT
# Every process writes what is found of it to a file: tests look at the streams of many.
suppressed=$PWD/Tests/Setup/thread.supp
export TSAN_OPTIONS="log_path=$reports/report history_size=4 suppressions=$suppressed \
    ${TSAN_OPTIONS:-}"
# What is freed is held back for a while; tests of bounded memory count it.
asan="log_path=$reports/report detect_leaks=0 quarantine_size_mb=16"
export ASAN_OPTIONS="$asan ${ASAN_OPTIONS:-}"

"$scratch/debug/swift-stlinkPackageTests.xctest" --testing-library swift-testing "$@"
status=$?
count=0
for report in "$reports"/report*; do
    [ -e "$report" ] || continue
    count=$((count + 1))
    printf '\n======== %s ========\n' "$(basename "$report")"
    head -n 80 "$report"
done
echo "$count reports of the $kind sanitizer"
[ "$count" -eq 0 ] || exit 1
exit "$status"
