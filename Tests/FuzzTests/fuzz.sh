#!/bin/sh
# Coverage-guided fuzzing of what comes from strangers: `make fuzz`, see docs/reliability.md.
#   fuzz.sh run          every target (or TARGETS="a b") for FUZZ_SECONDS, two at a time
#   fuzz.sh keep         merges what was found into the kept inputs, as few as cover the same
#   fuzz.sh one T FILE   runs one input of the target T
# Found inputs go to .build-fuzz/found, what breaks something to .build-fuzz/broken.
set -eu
cd "$(dirname "$0")/../.."
seconds=${FUZZ_SECONDS:-60}
seed=${FUZZ_SEED:-$(date +%s)}
build=.build-fuzz
corpus=Tests/FuzzTests/Corpus

# libFuzzer comes with the compiler.
bin=$(dirname "$(readlink -f "$(command -v swift)")")
runtime=
for file in "$bin"/../lib/clang/*/lib/linux/libclang_rt.fuzzer_no_main-"$(uname -m)".a; do
    [ -f "$file" ] && runtime=$(readlink -f "$file")
done
[ -n "$runtime" ] || {
    echo "fuzz: no libclang_rt.fuzzer_no_main in the toolchain at $bin" >&2
    exit 69
}
[ "${1:-run}" = target ] \
    || FUZZ_RUNTIME=$runtime swift build -c release --scratch-path $build --product fuzz
fuzz=$build/release/fuzz
export SWIFT_BACKTRACE=enable=no
export LSAN_OPTIONS=suppressions=Tests/FuzzTests/leaks.supp:print_suppressions=0

# Leaks are looked for with ptrace(2), which not every container allows.
if [ "${1:-run}" = run ] && ! $fuzz paths -runs=1 > $build/leaks 2>&1; then
    if grep -q 'LeakSanitizer has encountered a fatal error' $build/leaks; then
        echo "fuzz: leaks cannot be looked for here" >&2
        export FUZZ_LEAKS=0
    fi
fi
export ASAN_OPTIONS=detect_leaks="${FUZZ_LEAKS:-1}":allocator_may_return_null=0

options() {
    $fuzz --list | while read -r name length timeout dictionary; do
        [ "$name" = "$1" ] || continue
        printf '%s\n' "-max_len=$length" "-timeout=$timeout"
        [ "$dictionary" = - ] || echo "-dict=Tests/FuzzTests/Dictionaries/$dictionary.dict"
    done
}

# One target; a line of figures at its end.
fuzz_one() {
    mkdir -p $build/found/"$1" $build/broken $build/logs
    log=$build/logs/$1
    status=0
    # shellcheck disable=SC2046
    nice $fuzz "$1" $(options "$1") -seed="$seed" -max_total_time="$seconds" \
        -rss_limit_mb=2048 -malloc_limit_mb=512 -print_final_stats=1 -reload=0 \
        -detect_leaks="${FUZZ_LEAKS:-1}" -artifact_prefix=$build/broken/"$1"- \
        $build/found/"$1" $corpus/"$1" \
        > "$log" 2>&1 || status=$?
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    edges=$(sed -n 's/.* cov: \([0-9]*\).*/\1/p' "$log" | tail -1)
    printf '%-16s %10s runs %6s edges %5s kept %5s new  %s\n' "$1" "${runs:-?}" "${edges:-?}" \
        "$(find $corpus/"$1" -type f | wc -l)" "$(find $build/found/"$1" -type f | wc -l)" \
        "$([ $status = 0 ] && echo clean || echo "FAILED, see $log")"
    return $status
}

case ${1:-run} in
one) exec $fuzz "$2" $(options "$2") "$3" ;;
target) fuzz_one "$2" ;;
keep)
    for target in ${TARGETS:-$($fuzz --list | cut -d' ' -f1)}; do
        mkdir -p $build/found/"$target" $build/merged/"$target"
        rm -f $build/merged/"$target"/*
        # shellcheck disable=SC2046
        $fuzz "$target" $(options "$target") -merge=1 $build/merged/"$target" \
            $corpus/"$target" $build/found/"$target" > $build/logs/"$target"-merge 2>&1
        # Small ones first; an input that once broke something stays.
        ls -Sr $build/merged/"$target" | head -n "${FUZZ_KEPT:-150}" | while read -r input; do
            cp $build/merged/"$target"/"$input" $corpus/"$target"/
        done
        echo "$target: $(find $corpus/"$target" -type f | wc -l) kept"
    done
    ;;
run)
    echo "fuzz: $seconds s each, seed $seed"
    for target in ${TARGETS:-$($fuzz --list | cut -d' ' -f1)}; do echo "$target"; done \
        | FUZZ_SEED=$seed FUZZ_SECONDS=$seconds xargs -n 1 -P 2 Tests/FuzzTests/fuzz.sh target
    ;;
esac
