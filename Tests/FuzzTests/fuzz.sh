#!/bin/sh
# Coverage-guided fuzzing of what comes from strangers: `make fuzz`, see docs/reliability.md.
#   fuzz.sh run          every target (or TARGETS="a b") for FUZZ_SECONDS, two at a time
#   fuzz.sh keep         adds to the kept inputs what was found and covers more than they do
#   fuzz.sh one T FILE   runs one input of the target T
# Found inputs go to .build-fuzz/found, what breaks something to .build-fuzz/broken.
set -eu
cd "$(dirname "$0")/../.."
seconds=${FUZZ_SECONDS:-60}
seed=${FUZZ_SEED:-$(date +%s)}
build=.build-fuzz
corpus=Tests/FuzzTests/Corpus
fuzz=$build/release/fuzz

# libFuzzer comes with the compiler.
build_fuzz() {
    resources=$(swiftc -print-target-info \
        | sed -n 's/.*"runtimeResourcePath": *"\(.*\)".*/\1/p')
    machine=$(uname -m)
    runtime=
    for file in \
        "$resources/clang/lib/linux/libclang_rt.fuzzer_no_main-$machine.a" \
        "$resources/clang/lib/$machine"*-linux-gnu/libclang_rt.fuzzer_no_main.a; do
        [ -f "$file" ] && runtime=$(readlink -f "$file")
    done
    [ -n "$runtime" ] || {
        echo "fuzz: no libclang_rt.fuzzer_no_main below $resources/clang" >&2
        exit 69
    }
    FUZZ_RUNTIME=$runtime swift build -c release --scratch-path $build --product fuzz
}

mkdir -p $build/broken $build/logs
[ "${1:-run}" = target ] || build_fuzz
export SWIFT_BACKTRACE=enable=no
# With the same seed, hashes are the same as well.
export SWIFT_DETERMINISTIC_HASHING=1
export LSAN_OPTIONS=suppressions=Tests/FuzzTests/leaks.supp:print_suppressions=0
# Leaks are looked for with ptrace(2), which not every container allows.
if [ -z "${FUZZ_LEAKS:-}" ]; then
    FUZZ_LEAKS=1
    FUZZ_TARGET=paths ASAN_OPTIONS=detect_leaks=1 $fuzz -runs=1 \
        -artifact_prefix=$build/broken/paths- > $build/logs/leaks 2>&1 || true
    if grep -q 'LeakSanitizer has encountered a fatal error' $build/logs/leaks; then
        echo "fuzz: leaks cannot be looked for here" >&2
        FUZZ_LEAKS=0
    fi
fi
export FUZZ_LEAKS
export ASAN_OPTIONS=detect_leaks="$FUZZ_LEAKS":allocator_may_return_null=0

options() {
    $fuzz --list | while read -r name length timeout dictionary; do
        [ "$name" = "$1" ] || continue
        printf '%s\n' "-max_len=$length" "-timeout=$timeout" "-detect_leaks=$FUZZ_LEAKS"
        [ "$dictionary" = - ] || echo "-dict=Tests/FuzzTests/Dictionaries/$dictionary.dict"
    done
}

targets() { echo "${TARGETS:-$($fuzz --list | cut -d' ' -f1)}"; }

# One target; a line of figures at its end.
fuzz_one() {
    mkdir -p $build/found/"$1"
    log=$build/logs/$1
    status=0
    # shellcheck disable=SC2046
    FUZZ_TARGET=$1 nice $fuzz $(options "$1") -seed="$seed" -max_total_time="$seconds" \
        -rss_limit_mb=2048 -malloc_limit_mb=512 -print_final_stats=1 -reload=0 \
        -artifact_prefix=$build/broken/"$1"- $build/found/"$1" $corpus/"$1" \
        > "$log" 2>&1 || status=$?
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    edges=$(sed -n 's/.* cov: \([0-9]*\).*/\1/p' "$log" | tail -1)
    [ "${runs:-0}" -gt 0 ] || status=70
    printf '%-16s %10s runs %6s edges %5s kept %5s new  %s\n' "$1" "${runs:-?}" "${edges:-?}" \
        "$(find $corpus/"$1" -type f | wc -l)" "$(find $build/found/"$1" -type f | wc -l)" \
        "$([ $status = 0 ] && echo clean || echo "FAILED, see $log")"
    if [ $status != 0 ]; then grep -E 'Fatal error|ERROR|Test unit written' "$log" >&2; fi
    return $status
}

# What covers more than the kept inputs do: the smallest FUZZ_KEPT of it are added.
keep_one() {
    log=$build/logs/$1-merge
    merged=$build/merged/$1
    rm -rf "$merged"
    mkdir -p $build/found/"$1" "$merged"
    cp $corpus/"$1"/* "$merged"
    # shellcheck disable=SC2046
    FUZZ_TARGET=$1 $fuzz $(options "$1") -merge=1 "$merged" $build/found/"$1" > "$log" 2>&1 \
        || { echo "$1: the merge failed, see $log" >&2; return 1; }
    grep -q 'MERGE-OUTER: [0-9]* new files' "$log" || { cat "$log" >&2; return 1; }
    # Names are hashes.
    for input in $(ls -Sr "$merged"); do
        [ -e $corpus/"$1"/"$input" ] || echo "$input"
    done | head -n "${FUZZ_KEPT:-50}" | while read -r input; do
        cp "$merged"/"$input" $corpus/"$1"/
    done
    echo "$1: $(find $corpus/"$1" -type f | wc -l) kept"
}

case ${1:-run} in
one) FUZZ_TARGET=$2 exec $fuzz $(options "$2") "$3" ;;
target) fuzz_one "$2" ;;
keep) for target in $(targets); do keep_one "$target"; done ;;
run)
    echo "fuzz: $seconds s each, seed $seed"
    for target in $(targets); do echo "$target"; done \
        | FUZZ_SEED=$seed FUZZ_SECONDS=$seconds xargs -n 1 -P 2 Tests/FuzzTests/fuzz.sh target
    ;;
esac
