function __stlink-gdbserver_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __stlink-gdbserver_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __stlink-gdbserver_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __stlink-gdbserver_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __stlink-gdbserver_parse_tokens -S
    set -l unparsed_tokens (__stlink-gdbserver_tokens -pc)
    switch $unparsed_tokens[1]
    case 'stlink-gdbserver'
        __stlink-gdbserver_parse_subcommand 0 'p/port=' 'port-file=' 'once' 'm/multi' 'n/no-reset' 'attach-running' 'u/connect-under-reset' 'F/freq=' 'interface=' 'serial=' 'probe=' 'flash-size=' 'loader=+' 'preserve' 'personality=' 'halt' 'log-file=' 'list-probes' 'listen=+' 'allow=+' 'rtt-port=+' 'rtt-address=' 'swo-port=' 'swo-file=' 'cpu-clock=' 'swo-clock=' 'swo-clock-div=' 'command=+' 'semihosting' 'semihosting-console=' 'semihosting-files=' 'semihosting-arguments=' 'exit-on-semihosting' 'record=' 'record-firmware' 'record-limit=' 'v/verbose=' 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'help'
            __stlink-gdbserver_parse_subcommand -r 1 'version'
        end
    end
end

function __stlink-gdbserver_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __stlink-gdbserver_parse_subcommand -S -a positional_count
    argparse -s r -- $argv
    set -l option_specs $argv[2..]
    set -l is_repeating_positional $_flag_r
    set -el _flag_r
    set -a commands $unparsed_tokens[1]
    set positional_index 0
    while true
        set -e unparsed_tokens[1]
        argparse -sn "$commands" $option_specs -- $unparsed_tokens 2> /dev/null
        set unparsed_tokens $argv
        set positional_index (math $positional_index + 1)
        for non_repeating_flag_or_option in $non_repeating_flags_or_options
            if set -ql "_flag_$(string replace -a - _ -- $non_repeating_flag_or_option)"
                set non_repeating_flags_or_options_absent 1
                break
            end
        end
        test (count $unparsed_tokens) -eq 0 -o \( -z "$is_repeating_positional" -a "$positional_index" -gt "$positional_count" \) && break
    end
end

function __stlink-gdbserver_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __stlink-gdbserver_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__stlink-gdbserver_tokens -p)
    if test -z "$(__stlink-gdbserver_tokens -t)"
        set -l index (count (__stlink-gdbserver_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'stlink-gdbserver' -f
complete -c 'stlink-gdbserver' -n '__stlink-gdbserver_should_offer_completions_for_flags_or_options "stlink-gdbserver" p port' -s 'p' -l 'port' -d 'The TCP port; 0 finds a free one. Also: --listen_port. (default: 4242; in other servers\' stead theirs)' -rfka ''
complete -c 'stlink-gdbserver' -n '__stlink-gdbserver_should_offer_completions_for_flags_or_options "stlink-gdbserver" port-file' -l 'port-file' -d 'Write the port into this file once it is open.' -rfka ''
complete -c 'stlink-gdbserver' -n '__stlink-gdbserver_should_offer_completions_for_flags_or_options "stlink-gdbserver" once' -l 'once' -d 'End when the debugger leaves, as st-util does without --multi.'
complete -c 'stlink-gdbserver' -n '__stlink-gdbserver_should_offer_completions_for_flags_or_options "stlink-gdbserver" m multi' -l 'multi' -s 'm' -d 'Go on when the debugger leaves. This is what happens anyway.'
complete -c 'stlink-gdbserver' -n '__stlink-gdbserver_should_offer_completions_for_flags_or_options "stlink-gdbserver" n no-reset' -s 'n' -l 'no-reset' -d 'Attach to the running program without a reset. Also: --hot-plug, --attach.'
complete -c 'stlink-gdbserver' -n '__stlink-gdbserver_should_offer_completions_for_flags_or_options "stlink-gdbserver" attach-running' -l 'attach-running' -d 'As --no-reset, and let the program run on when a debugger arrives; it shows where the program was, and continue waits for it.'
complete -c 'stlink-gdbserver' -n '__stlink-gdbserver_should_offer_completions_for_flags_or_options "stlink-gdbserver" connect-under-reset u' -s 'u' -l 'connect-under-reset' -d 'Reset while connecting, for firmware that turns the debug pins off or sleeps.'
complete -c 'stlink-gdbserver' -n '__stlink-gdbserver_should_offer_completions_for_flags_or_options "stlink-gdbserver" F freq' -s 'F' -l 'freq' -d 'The fastest clock to use: 1800k, 4M; a bare number is in kHz; auto finds the fastest that proves reliable.' -rfka ''
complete -c 'stlink-gdbserver' -n '__stlink-gdbserver_should_offer_completions_for_flags_or_options "stlink-gdbserver" interface' -l 'interface' -d 'The wires to the target: swd or jtag.' -rfka ''
complete -c 'stlink-gdbserver' -n '__stlink-gdbserver_should_offer_completions_for_flags_or_options "stlink-gdbserver" serial' -l 'serial' -d 'The probe\'s serial number or its first digits (needed with several probes).' -rfka ''
complete -c 'stlink-gdbserver' -n '__stlink-gdbserver_should_offer_completions_for_flags_or_options "stlink-gdbserver" probe' -l 'probe' -d 'The probe\'s place: its number in `stlink list` from 1 on, BUS:ADDRESS, or BUS-PORTS such as 1-4.2. STLINK_DEVICE=BUS:ADDRESS in the environment does the same.' -rfka ''
complete -c 'stlink-gdbserver' -n '__stlink-gdbserver_should_offer_completions_for_flags_or_options "stlink-gdbserver" flash-size' -l 'flash-size' -d 'The size of the flash, such as 64k, for chips that do not tell it.' -rfka ''
complete -c 'stlink-gdbserver' -n '__stlink-gdbserver_should_offer_completions_for_flags_or_options "stlink-gdbserver"' -l 'loader' -d 'A flash loader for a memory beside the chip\'s own flash, a CMSIS .FLM or an ST .stldr: `load` programs that memory, too. May be given several times.' -rfka ''
complete -c 'stlink-gdbserver' -n '__stlink-gdbserver_should_offer_completions_for_flags_or_options "stlink-gdbserver" preserve' -l 'preserve' -d '`load` keeps bytes outside of the program that share a sector with it.'
complete -c 'stlink-gdbserver' -n '__stlink-gdbserver_should_offer_completions_for_flags_or_options "stlink-gdbserver" personality' -l 'personality' -d 'Whose manners `monitor` commands have: st-util, openocd, pyocd or st-link; mainly whether `monitor reset` halts. By itself as the link\'s name and the options suggest.' -rfka ''
complete -c 'stlink-gdbserver' -n '__stlink-gdbserver_should_offer_completions_for_flags_or_options "stlink-gdbserver" halt' -l 'halt' -d '`monitor reset` halts, whatever the personality.'
complete -c 'stlink-gdbserver' -n '__stlink-gdbserver_should_offer_completions_for_flags_or_options "stlink-gdbserver" log-file' -l 'log-file' -d 'Write the log into this file, too.' -rfka ''
complete -c 'stlink-gdbserver' -n '__stlink-gdbserver_should_offer_completions_for_flags_or_options "stlink-gdbserver" list-probes' -l 'list-probes' -d 'List the probes\' serial numbers and end.'
complete -c 'stlink-gdbserver' -n '__stlink-gdbserver_should_offer_completions_for_flags_or_options "stlink-gdbserver"' -l 'listen' -d 'An address to listen at instead of this machine\'s loopback; * is every address. May be given several times. There is no password: whoever reaches the port has the target.' -rfka ''
complete -c 'stlink-gdbserver' -n '__stlink-gdbserver_should_offer_completions_for_flags_or_options "stlink-gdbserver"' -l 'allow' -d 'With --listen: only these machines may connect, and this one; an address, 192.168.1.0/24, fd00::/8 or a name. May be given several times.' -rfka ''
complete -c 'stlink-gdbserver' -n '__stlink-gdbserver_should_offer_completions_for_flags_or_options "stlink-gdbserver"' -l 'rtt-port' -d 'Serve an RTT channel (0) on a TCP port; 0 finds a free one. May be given several times.' -rfka ''
complete -c 'stlink-gdbserver' -n '__stlink-gdbserver_should_offer_completions_for_flags_or_options "stlink-gdbserver" rtt-address' -l 'rtt-address' -d 'Where RTT\'s control block is looked for, instead of all of the RAM.' -rfka ''
complete -c 'stlink-gdbserver' -n '__stlink-gdbserver_should_offer_completions_for_flags_or_options "stlink-gdbserver" swo-port' -l 'swo-port' -d 'Serve SWO\'s bytes on a TCP port; 0 finds a free one.' -rfka ''
complete -c 'stlink-gdbserver' -n '__stlink-gdbserver_should_offer_completions_for_flags_or_options "stlink-gdbserver" swo-file' -l 'swo-file' -d 'Save SWO\'s bytes into a file of the folder of --semihosting-files.' -rfka ''
complete -c 'stlink-gdbserver' -n '__stlink-gdbserver_should_offer_completions_for_flags_or_options "stlink-gdbserver" cpu-clock' -l 'cpu-clock' -d 'The clock of the trace units in Hz, mostly the core\'s; measured where it is not given and the program runs.' -rfka ''
complete -c 'stlink-gdbserver' -n '__stlink-gdbserver_should_offer_completions_for_flags_or_options "stlink-gdbserver" swo-clock' -l 'swo-clock' -d 'The rate of SWO in Hz.' -rfka ''
complete -c 'stlink-gdbserver' -n '__stlink-gdbserver_should_offer_completions_for_flags_or_options "stlink-gdbserver" swo-clock-div' -l 'swo-clock-div' -d 'The same as a divisor of --cpu-clock.' -rfka ''
complete -c 'stlink-gdbserver' -n '__stlink-gdbserver_should_offer_completions_for_flags_or_options "stlink-gdbserver"' -l 'command' -d 'A `monitor` command to do when a debugger has arrived. May be given several times.' -rfka ''
complete -c 'stlink-gdbserver' -n '__stlink-gdbserver_should_offer_completions_for_flags_or_options "stlink-gdbserver" semihosting' -l 'semihosting' -d 'Serve the program\'s semihosting calls. `monitor semihosting` changes it later.'
complete -c 'stlink-gdbserver' -n '__stlink-gdbserver_should_offer_completions_for_flags_or_options "stlink-gdbserver" semihosting-console' -l 'semihosting-console' -d 'Where the program\'s console is: gdb, stdout, or a TCP port (0 finds a free one).' -rfka ''
complete -c 'stlink-gdbserver' -n '__stlink-gdbserver_should_offer_completions_for_flags_or_options "stlink-gdbserver" semihosting-files' -l 'semihosting-files' -d 'The folder in which the program may open files, and nothing outside of it; or gdb, for files where gdb runs. Without it no file is opened.' -rfka ''
complete -c 'stlink-gdbserver' -n '__stlink-gdbserver_should_offer_completions_for_flags_or_options "stlink-gdbserver" semihosting-arguments' -l 'semihosting-arguments' -d 'What the program gets as its command line.' -rfka ''
complete -c 'stlink-gdbserver' -n '__stlink-gdbserver_should_offer_completions_for_flags_or_options "stlink-gdbserver" exit-on-semihosting' -l 'exit-on-semihosting' -d 'End with the program\'s exit status when it exits (implies --semihosting); for CI.'
complete -c 'stlink-gdbserver' -n '__stlink-gdbserver_should_offer_completions_for_flags_or_options "stlink-gdbserver" record' -l 'record' -d 'Keep what is said over USB, with debuggers if there are any, and what is decided, in this file for a bug report; without the contents of memory. See docs/bug-reports.md.' -rfka ''
complete -c 'stlink-gdbserver' -n '__stlink-gdbserver_should_offer_completions_for_flags_or_options "stlink-gdbserver" record-firmware' -l 'record-firmware' -d 'With --record: keep the contents of memory too, the firmware among them.'
complete -c 'stlink-gdbserver' -n '__stlink-gdbserver_should_offer_completions_for_flags_or_options "stlink-gdbserver" record-limit' -l 'record-limit' -d 'With --record: the size at which recording stops, such as 64M. (default: 16M)' -rfka ''
complete -c 'stlink-gdbserver' -n '__stlink-gdbserver_should_offer_completions_for_flags_or_options "stlink-gdbserver" v verbose' -l 'verbose' -s 'v' -d 'How much to log, 0 to 99: 50 is usual, -v alone means 75, 90 and more shows every packet.' -rfka ''
complete -c 'stlink-gdbserver' -n '__stlink-gdbserver_should_offer_completions_for_flags_or_options "stlink-gdbserver" version' -l 'version' -d 'Show the version.'
complete -c 'stlink-gdbserver' -n '__stlink-gdbserver_should_offer_completions_for_flags_or_options "stlink-gdbserver" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'stlink-gdbserver' -n '__stlink-gdbserver_should_offer_completions_for_positional "stlink-gdbserver" -eq 1' -fa 'help' -d 'Show subcommand help information.'
complete -c 'stlink-gdbserver' -n '__stlink-gdbserver_should_offer_completions_for_flags_or_options "stlink-gdbserver help" version' -l 'version' -d 'Show the version.'
