import Testing

extension Scenarios {
    /// Rows A20, B13 and B14: what a whole session shows, and what it survives.
    @Suite struct Sessions {
        static let scenarios = [
            Scenario(
                row: "A20", story: "progress in a file",
                command: """
                    stlink flash $ELF >shown 2>&1
                    sed -E -e 's/ in [0-9.]+ m?s \\([^)]*\\)/ in TIME/' \\
                        -e 's/running, .*/running/; s,^/.*/,,' shown >golden
                    cat -A golden; wc -l <golden
                    stlink flash --json $SECOND >json 2>other && [ ! -s other ] && echo quiet
                    python3 -c 'import json; print(json.load(open("json"))["sectorsErased"])'
                    """,
                says: [
                    """
                    comparing$
                    erasing$
                    programming$
                    verifying$
                    zephyr.elf (ELF): programmed 18120 bytes, 1 sector blank already, \
                    verified in TIME$
                    reset, running$
                    6
                    quiet
                    1

                    """
                ],
                erases: 1),
            Scenario(
                row: "B13", story: "50 debuggers come and go, every other without a word",
                command: """
                    stlink flash $ELF
                    serve
                    gdb "target extended-remote :$port" "detach"
                    wait_for server.log "GDB has left"
                    before=$(ls /proc/$server/fd | wc -l); answered=0
                    for n in $(seq 50); do
                        exec 3<>/dev/tcp/127.0.0.1/$port || break
                        printf '+$?#3f' >&3
                        IFS= read -r -t 60 -d '#' reply <&3
                        case $reply in *'$T'*) answered=$((answered + 1)) ;; esac
                        if [ $((n % 2)) = 0 ]; then
                            printf '+$D#44' >&3
                            IFS= read -r -t 60 -d K reply <&3
                        fi
                        exec 3>&-
                    done
                    echo "$answered were answered"
                    gdb "target extended-remote :$port" "p \\$pc != 0" "detach"
                    kill -0 $server && echo "server lives"
                    for _ in $(seq 6000); do
                        [ $(ls /proc/$server/fd | wc -l) -le $before ] && break; sleep 0.01
                    done
                    [ $(ls /proc/$server/fd | wc -l) -le $before ] && echo "no file is left open"
                    finish $server
                    """,
                says: [
                    "50 were answered", "$1 = 1", "server lives", "no file is left open",
                ], variants: [.plain, .onV3, .commaLocale]),
            Scenario(
                row: "B14", story: "unplugged while the program runs and gdb waits",
                command: """
                    stlink flash $ELF
                    serve
                    (until test -e goes; do sleep 0.01; done; sleep 0.5; pull) & puller=$!
                    gdb "target extended-remote :$port" "shell touch goes" "continue" \\
                        "x/4xw 0x20000000"
                    wait $puller; kill -0 $server && echo "server lives"
                    plug
                    gdb "target extended-remote :$port" "p \\$pc != 0" "detach"
                    finish $server
                    """,
                says: [
                    "the ST-Link is gone from the USB bus; plug it in again",
                    "Cannot access memory at address 0x20000000", "server lives", "$1 = 1",
                ],
                never: ["0x20000000:\t0x"]),
            Scenario(
                row: "B14", story: "unplugged while gdb loads, and plugged in again",
                faults: ["gone(WRITEMEM_32, 5)", "back(300 ms)"],
                command: """
                    serve
                    gdb "target extended-remote :$port" "load $LARGE" "echo load is over\\n"
                    kill -0 $server && echo "server lives"; cat server.log
                    until stlink list >list.txt 2>&1; do sleep 0.01; done
                    gdb "file $LARGE" "target extended-remote :$port" "load" \\
                        "compare-sections" "detach" | tail -14
                    finish $server
                    """,
                says: [
                    "Error finishing flash operation",
                    "the ST-Link is gone from the USB bus; plug it in again", "server lives",
                    "Section text, range 0x8000160 -- 0x800381c: matched.",
                ],
                never: ["MIS-MATCHED"], erases: nil,
                again: "stlink verify $LARGE"),
        ]

        @Test(arguments: ScenarioCase.all(scenarios))
        func isHeldTogether(_ run: ScenarioCase) async throws {
            try await ScenarioRun(run).check()
        }
    }
}
