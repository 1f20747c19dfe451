function __stlink_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __stlink_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __stlink_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __stlink_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __stlink_parse_tokens -S
    set -l unparsed_tokens (__stlink_tokens -pc)
    switch $unparsed_tokens[1]
    case 'stlink'
        __stlink_parse_subcommand 0 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'list'
            __stlink_parse_subcommand 0 'json' 'v/verbose' 'record=' 'record-firmware' 'record-limit=' 'version' 'h/help'
        case 'info'
            __stlink_parse_subcommand 0 'serial=' 'probe=' 'F/freq=' 'interface=' 'u/connect-under-reset' 'n/hot-plug' 'flash-size=' 'record=' 'record-firmware' 'record-limit=' 'json' 'v/verbose' 'version' 'h/help'
        case 'doctor'
            __stlink_parse_subcommand 0 'serial=' 'probe=' 'F/freq=' 'interface=' 'u/connect-under-reset' 'n/hot-plug' 'flash-size=' 'record=' 'record-firmware' 'record-limit=' 'json' 'v/verbose' 'version' 'h/help'
        case 'flash'
            __stlink_parse_subcommand -r 1 'address=' 'verify' 'no-verify' 'preserve' 'force' 'loader=+' 'halt' 'serial=' 'probe=' 'F/freq=' 'interface=' 'u/connect-under-reset' 'n/hot-plug' 'flash-size=' 'record=' 'record-firmware' 'record-limit=' 'json' 'v/verbose' 'version' 'h/help'
        case 'verify'
            __stlink_parse_subcommand 1 'address=' 'serial=' 'probe=' 'F/freq=' 'interface=' 'u/connect-under-reset' 'n/hot-plug' 'flash-size=' 'record=' 'record-firmware' 'record-limit=' 'json' 'v/verbose' 'version' 'h/help'
        case 'erase'
            __stlink_parse_subcommand 0 'address=' 'count=' 'serial=' 'probe=' 'F/freq=' 'interface=' 'u/connect-under-reset' 'n/hot-plug' 'flash-size=' 'record=' 'record-firmware' 'record-limit=' 'json' 'v/verbose' 'version' 'h/help'
        case 'read'
            __stlink_parse_subcommand 3 'width=' 'serial=' 'probe=' 'F/freq=' 'interface=' 'u/connect-under-reset' 'n/hot-plug' 'flash-size=' 'record=' 'record-firmware' 'record-limit=' 'json' 'v/verbose' 'version' 'h/help'
        case 'write'
            __stlink_parse_subcommand -r 2 'width=' 'serial=' 'probe=' 'F/freq=' 'interface=' 'u/connect-under-reset' 'n/hot-plug' 'flash-size=' 'record=' 'record-firmware' 'record-limit=' 'json' 'v/verbose' 'version' 'h/help'
        case 'reset'
            __stlink_parse_subcommand 0 'hard' 'soft' 'halt' 'serial=' 'probe=' 'F/freq=' 'interface=' 'u/connect-under-reset' 'n/hot-plug' 'flash-size=' 'record=' 'record-firmware' 'record-limit=' 'json' 'v/verbose' 'version' 'h/help'
        case 'trace'
            __stlink_parse_subcommand 0 'cpu-clock=' 'swo-clock=' 'ports=' 'pc-samples' 'exceptions' 'timestamps' 'watch=+' 'raw' 'port=' 'duration=' 'reset' 'serial=' 'probe=' 'F/freq=' 'interface=' 'u/connect-under-reset' 'n/hot-plug' 'flash-size=' 'record=' 'record-firmware' 'record-limit=' 'json' 'v/verbose' 'version' 'h/help'
        case 'option-bytes'
            __stlink_parse_subcommand -r 1 'dry-run' 'erase-the-whole-chip' 'lock-this-chip-forever' 'serial=' 'probe=' 'F/freq=' 'interface=' 'u/connect-under-reset' 'n/hot-plug' 'flash-size=' 'record=' 'record-firmware' 'record-limit=' 'json' 'v/verbose' 'version' 'h/help'
        case 'unlock'
            __stlink_parse_subcommand 0 'erase-the-whole-chip' 'serial=' 'probe=' 'F/freq=' 'interface=' 'u/connect-under-reset' 'n/hot-plug' 'flash-size=' 'record=' 'record-firmware' 'record-limit=' 'json' 'v/verbose' 'version' 'h/help'
        case 'otp'
            __stlink_parse_subcommand 2 'burn-forever' 'serial=' 'probe=' 'F/freq=' 'interface=' 'u/connect-under-reset' 'n/hot-plug' 'flash-size=' 'record=' 'record-firmware' 'record-limit=' 'json' 'v/verbose' 'version' 'h/help'
        case 'help'
            __stlink_parse_subcommand -r 1 'version'
        end
    end
end

function __stlink_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __stlink_parse_subcommand -S -a positional_count
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

function __stlink_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __stlink_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__stlink_tokens -p)
    if test -z "$(__stlink_tokens -t)"
        set -l index (count (__stlink_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'stlink' -f
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink" version' -l 'version' -d 'Show the version.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_positional "stlink" -eq 1' -fa 'list' -d 'List the ST-Links on the USB bus; no target is touched.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_positional "stlink" -eq 1' -fa 'info' -d 'Show probe, supply, core, chip and protection; the target goes on running.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_positional "stlink" -eq 1' -fa 'doctor' -d 'Find out what is wrong between this machine, the probe and the chip.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_positional "stlink" -eq 1' -fa 'flash' -d 'Program firmware files into flash, verify them, and run the program.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_positional "stlink" -eq 1' -fa 'verify' -d 'Compare the flash with a firmware file; the target goes on running.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_positional "stlink" -eq 1' -fa 'erase' -d 'Erase the whole flash, or the sectors that a range touches.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_positional "stlink" -eq 1' -fa 'read' -d 'Read memory into a file, or show it; the target goes on running.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_positional "stlink" -eq 1' -fa 'write' -d 'Write values or a file\'s bytes into RAM or registers; the target goes on running.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_positional "stlink" -eq 1' -fa 'reset' -d 'Reset the chip and let it run, or halt it.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_positional "stlink" -eq 1' -fa 'trace' -d 'Show what the program sends through SWO, until Ctrl-C.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_positional "stlink" -eq 1' -fa 'option-bytes' -d 'Show the option bytes by name, or write some of them.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_positional "stlink" -eq 1' -fa 'unlock' -d 'Take read and write protection off the chip.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_positional "stlink" -eq 1' -fa 'otp' -d 'Show the cells that can be programmed once, or program some of them.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_positional "stlink" -eq 1' -fa 'help' -d 'Show subcommand help information.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink list" json' -l 'json' -d 'Print the result as one JSON document.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink list" v verbose' -l 'verbose' -s 'v' -d 'Also print what is only of interest when something fails.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink list" record' -l 'record' -d 'Keep what is said over USB, with debuggers if there are any, and what is decided, in this file for a bug report; without the contents of memory. See docs/bug-reports.md.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink list" record-firmware' -l 'record-firmware' -d 'With --record: keep the contents of memory too, the firmware among them.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink list" record-limit' -l 'record-limit' -d 'With --record: the size at which recording stops, such as 64M. (default: 16M)' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink list" version' -l 'version' -d 'Show the version.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink list" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink info" serial' -l 'serial' -d 'The probe\'s serial number or its first digits, as `stlink list` shows them.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink info" probe' -l 'probe' -d 'The probe\'s place: its number in `stlink list`, BUS-PORTS such as 1-4.2, or BUS:ADDRESS. STLINK_DEVICE=BUS:ADDRESS in the environment does the same.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink info" F freq' -s 'F' -l 'freq' -d 'The fastest clock to use: 1800k, 4M; a bare number is in kHz; auto finds the fastest that proves reliable.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink info" interface' -l 'interface' -d 'The wires to the target: swd or jtag.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink info" connect-under-reset u' -s 'u' -l 'connect-under-reset' -d 'Hold the reset line low while connecting, for firmware that locks the pins.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink info" hot-plug n' -s 'n' -l 'hot-plug' -d 'Connect to the running target without a reset.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink info" flash-size' -l 'flash-size' -d 'The size of the flash, such as 64k, for chips that do not tell it.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink info" record' -l 'record' -d 'Keep what is said over USB, with debuggers if there are any, and what is decided, in this file for a bug report; without the contents of memory. See docs/bug-reports.md.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink info" record-firmware' -l 'record-firmware' -d 'With --record: keep the contents of memory too, the firmware among them.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink info" record-limit' -l 'record-limit' -d 'With --record: the size at which recording stops, such as 64M. (default: 16M)' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink info" json' -l 'json' -d 'Print the result as one JSON document.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink info" v verbose' -l 'verbose' -s 'v' -d 'Also print what is only of interest when something fails.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink info" version' -l 'version' -d 'Show the version.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink info" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink doctor" serial' -l 'serial' -d 'The probe\'s serial number or its first digits, as `stlink list` shows them.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink doctor" probe' -l 'probe' -d 'The probe\'s place: its number in `stlink list`, BUS-PORTS such as 1-4.2, or BUS:ADDRESS. STLINK_DEVICE=BUS:ADDRESS in the environment does the same.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink doctor" F freq' -s 'F' -l 'freq' -d 'The fastest clock to use: 1800k, 4M; a bare number is in kHz; auto finds the fastest that proves reliable.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink doctor" interface' -l 'interface' -d 'The wires to the target: swd or jtag.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink doctor" connect-under-reset u' -s 'u' -l 'connect-under-reset' -d 'Hold the reset line low while connecting, for firmware that locks the pins.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink doctor" hot-plug n' -s 'n' -l 'hot-plug' -d 'Connect to the running target without a reset.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink doctor" flash-size' -l 'flash-size' -d 'The size of the flash, such as 64k, for chips that do not tell it.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink doctor" record' -l 'record' -d 'Keep what is said over USB, with debuggers if there are any, and what is decided, in this file for a bug report; without the contents of memory. See docs/bug-reports.md.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink doctor" record-firmware' -l 'record-firmware' -d 'With --record: keep the contents of memory too, the firmware among them.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink doctor" record-limit' -l 'record-limit' -d 'With --record: the size at which recording stops, such as 64M. (default: 16M)' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink doctor" json' -l 'json' -d 'Print the result as one JSON document.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink doctor" v verbose' -l 'verbose' -s 'v' -d 'Also print what is only of interest when something fails.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink doctor" version' -l 'version' -d 'Show the version.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink doctor" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink flash" address' -l 'address' -d 'Where a plain binary goes, such as 0x08000000.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink flash" verify' -l 'verify' -d 'Compare the flash with the files afterwards.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink flash" no-verify' -l 'no-verify' -d 'Compare the flash with the files afterwards.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink flash" preserve' -l 'preserve' -d 'Keep the bytes outside of the files that lie in a sector that must be erased.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink flash" force' -l 'force' -d 'Program what does not look like a program for this chip.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink flash"' -l 'loader' -d 'A flash loader for a memory beside the chip\'s own flash: a CMSIS .FLM or an ST .stldr. May be given several times.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink flash" halt' -l 'halt' -d 'Leave the core halted at the first instruction of the new program.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink flash" serial' -l 'serial' -d 'The probe\'s serial number or its first digits, as `stlink list` shows them.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink flash" probe' -l 'probe' -d 'The probe\'s place: its number in `stlink list`, BUS-PORTS such as 1-4.2, or BUS:ADDRESS. STLINK_DEVICE=BUS:ADDRESS in the environment does the same.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink flash" F freq' -s 'F' -l 'freq' -d 'The fastest clock to use: 1800k, 4M; a bare number is in kHz; auto finds the fastest that proves reliable.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink flash" interface' -l 'interface' -d 'The wires to the target: swd or jtag.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink flash" connect-under-reset u' -s 'u' -l 'connect-under-reset' -d 'Hold the reset line low while connecting, for firmware that locks the pins.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink flash" hot-plug n' -s 'n' -l 'hot-plug' -d 'Connect to the running target without a reset.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink flash" flash-size' -l 'flash-size' -d 'The size of the flash, such as 64k, for chips that do not tell it.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink flash" record' -l 'record' -d 'Keep what is said over USB, with debuggers if there are any, and what is decided, in this file for a bug report; without the contents of memory. See docs/bug-reports.md.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink flash" record-firmware' -l 'record-firmware' -d 'With --record: keep the contents of memory too, the firmware among them.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink flash" record-limit' -l 'record-limit' -d 'With --record: the size at which recording stops, such as 64M. (default: 16M)' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink flash" json' -l 'json' -d 'Print the result as one JSON document.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink flash" v verbose' -l 'verbose' -s 'v' -d 'Also print what is only of interest when something fails.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink flash" version' -l 'version' -d 'Show the version.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink flash" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink verify" address' -l 'address' -d 'Where a plain binary goes, such as 0x08000000.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink verify" serial' -l 'serial' -d 'The probe\'s serial number or its first digits, as `stlink list` shows them.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink verify" probe' -l 'probe' -d 'The probe\'s place: its number in `stlink list`, BUS-PORTS such as 1-4.2, or BUS:ADDRESS. STLINK_DEVICE=BUS:ADDRESS in the environment does the same.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink verify" F freq' -s 'F' -l 'freq' -d 'The fastest clock to use: 1800k, 4M; a bare number is in kHz; auto finds the fastest that proves reliable.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink verify" interface' -l 'interface' -d 'The wires to the target: swd or jtag.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink verify" connect-under-reset u' -s 'u' -l 'connect-under-reset' -d 'Hold the reset line low while connecting, for firmware that locks the pins.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink verify" hot-plug n' -s 'n' -l 'hot-plug' -d 'Connect to the running target without a reset.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink verify" flash-size' -l 'flash-size' -d 'The size of the flash, such as 64k, for chips that do not tell it.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink verify" record' -l 'record' -d 'Keep what is said over USB, with debuggers if there are any, and what is decided, in this file for a bug report; without the contents of memory. See docs/bug-reports.md.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink verify" record-firmware' -l 'record-firmware' -d 'With --record: keep the contents of memory too, the firmware among them.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink verify" record-limit' -l 'record-limit' -d 'With --record: the size at which recording stops, such as 64M. (default: 16M)' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink verify" json' -l 'json' -d 'Print the result as one JSON document.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink verify" v verbose' -l 'verbose' -s 'v' -d 'Also print what is only of interest when something fails.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink verify" version' -l 'version' -d 'Show the version.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink verify" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink erase" address' -l 'address' -d 'The first address of a range.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink erase" count' -l 'count' -d 'How many bytes the range has.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink erase" serial' -l 'serial' -d 'The probe\'s serial number or its first digits, as `stlink list` shows them.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink erase" probe' -l 'probe' -d 'The probe\'s place: its number in `stlink list`, BUS-PORTS such as 1-4.2, or BUS:ADDRESS. STLINK_DEVICE=BUS:ADDRESS in the environment does the same.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink erase" F freq' -s 'F' -l 'freq' -d 'The fastest clock to use: 1800k, 4M; a bare number is in kHz; auto finds the fastest that proves reliable.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink erase" interface' -l 'interface' -d 'The wires to the target: swd or jtag.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink erase" connect-under-reset u' -s 'u' -l 'connect-under-reset' -d 'Hold the reset line low while connecting, for firmware that locks the pins.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink erase" hot-plug n' -s 'n' -l 'hot-plug' -d 'Connect to the running target without a reset.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink erase" flash-size' -l 'flash-size' -d 'The size of the flash, such as 64k, for chips that do not tell it.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink erase" record' -l 'record' -d 'Keep what is said over USB, with debuggers if there are any, and what is decided, in this file for a bug report; without the contents of memory. See docs/bug-reports.md.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink erase" record-firmware' -l 'record-firmware' -d 'With --record: keep the contents of memory too, the firmware among them.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink erase" record-limit' -l 'record-limit' -d 'With --record: the size at which recording stops, such as 64M. (default: 16M)' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink erase" json' -l 'json' -d 'Print the result as one JSON document.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink erase" v verbose' -l 'verbose' -s 'v' -d 'Also print what is only of interest when something fails.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink erase" version' -l 'version' -d 'Show the version.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink erase" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink read" width' -l 'width' -d 'Bits of each access: 8, 16 or 32, and no other is made; for registers that care.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink read" serial' -l 'serial' -d 'The probe\'s serial number or its first digits, as `stlink list` shows them.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink read" probe' -l 'probe' -d 'The probe\'s place: its number in `stlink list`, BUS-PORTS such as 1-4.2, or BUS:ADDRESS. STLINK_DEVICE=BUS:ADDRESS in the environment does the same.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink read" F freq' -s 'F' -l 'freq' -d 'The fastest clock to use: 1800k, 4M; a bare number is in kHz; auto finds the fastest that proves reliable.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink read" interface' -l 'interface' -d 'The wires to the target: swd or jtag.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink read" connect-under-reset u' -s 'u' -l 'connect-under-reset' -d 'Hold the reset line low while connecting, for firmware that locks the pins.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink read" hot-plug n' -s 'n' -l 'hot-plug' -d 'Connect to the running target without a reset.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink read" flash-size' -l 'flash-size' -d 'The size of the flash, such as 64k, for chips that do not tell it.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink read" record' -l 'record' -d 'Keep what is said over USB, with debuggers if there are any, and what is decided, in this file for a bug report; without the contents of memory. See docs/bug-reports.md.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink read" record-firmware' -l 'record-firmware' -d 'With --record: keep the contents of memory too, the firmware among them.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink read" record-limit' -l 'record-limit' -d 'With --record: the size at which recording stops, such as 64M. (default: 16M)' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink read" json' -l 'json' -d 'Print the result as one JSON document.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink read" v verbose' -l 'verbose' -s 'v' -d 'Also print what is only of interest when something fails.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink read" version' -l 'version' -d 'Show the version.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink read" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink write" width' -l 'width' -d 'Bits of each access: 8, 16 or 32, and no other is made; for registers that care.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink write" serial' -l 'serial' -d 'The probe\'s serial number or its first digits, as `stlink list` shows them.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink write" probe' -l 'probe' -d 'The probe\'s place: its number in `stlink list`, BUS-PORTS such as 1-4.2, or BUS:ADDRESS. STLINK_DEVICE=BUS:ADDRESS in the environment does the same.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink write" F freq' -s 'F' -l 'freq' -d 'The fastest clock to use: 1800k, 4M; a bare number is in kHz; auto finds the fastest that proves reliable.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink write" interface' -l 'interface' -d 'The wires to the target: swd or jtag.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink write" connect-under-reset u' -s 'u' -l 'connect-under-reset' -d 'Hold the reset line low while connecting, for firmware that locks the pins.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink write" hot-plug n' -s 'n' -l 'hot-plug' -d 'Connect to the running target without a reset.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink write" flash-size' -l 'flash-size' -d 'The size of the flash, such as 64k, for chips that do not tell it.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink write" record' -l 'record' -d 'Keep what is said over USB, with debuggers if there are any, and what is decided, in this file for a bug report; without the contents of memory. See docs/bug-reports.md.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink write" record-firmware' -l 'record-firmware' -d 'With --record: keep the contents of memory too, the firmware among them.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink write" record-limit' -l 'record-limit' -d 'With --record: the size at which recording stops, such as 64M. (default: 16M)' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink write" json' -l 'json' -d 'Print the result as one JSON document.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink write" v verbose' -l 'verbose' -s 'v' -d 'Also print what is only of interest when something fails.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink write" version' -l 'version' -d 'Show the version.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink write" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink reset" hard' -l 'hard' -d 'Reset by the NRST pin only.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink reset" soft' -l 'soft' -d 'Reset by the core\'s own request only (SYSRESETREQ).'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink reset" halt' -l 'halt' -d 'Leave the core halted at its first instruction.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink reset" serial' -l 'serial' -d 'The probe\'s serial number or its first digits, as `stlink list` shows them.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink reset" probe' -l 'probe' -d 'The probe\'s place: its number in `stlink list`, BUS-PORTS such as 1-4.2, or BUS:ADDRESS. STLINK_DEVICE=BUS:ADDRESS in the environment does the same.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink reset" F freq' -s 'F' -l 'freq' -d 'The fastest clock to use: 1800k, 4M; a bare number is in kHz; auto finds the fastest that proves reliable.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink reset" interface' -l 'interface' -d 'The wires to the target: swd or jtag.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink reset" connect-under-reset u' -s 'u' -l 'connect-under-reset' -d 'Hold the reset line low while connecting, for firmware that locks the pins.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink reset" hot-plug n' -s 'n' -l 'hot-plug' -d 'Connect to the running target without a reset.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink reset" flash-size' -l 'flash-size' -d 'The size of the flash, such as 64k, for chips that do not tell it.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink reset" record' -l 'record' -d 'Keep what is said over USB, with debuggers if there are any, and what is decided, in this file for a bug report; without the contents of memory. See docs/bug-reports.md.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink reset" record-firmware' -l 'record-firmware' -d 'With --record: keep the contents of memory too, the firmware among them.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink reset" record-limit' -l 'record-limit' -d 'With --record: the size at which recording stops, such as 64M. (default: 16M)' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink reset" json' -l 'json' -d 'Print the result as one JSON document.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink reset" v verbose' -l 'verbose' -s 'v' -d 'Also print what is only of interest when something fails.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink reset" version' -l 'version' -d 'Show the version.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink reset" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink trace" cpu-clock' -l 'cpu-clock' -d 'The clock of the trace units, mostly the core\'s: 168M, 64000k, 16000000.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink trace" swo-clock' -l 'swo-clock' -d 'The fastest rate of SWO: 2M, 500k, 115200.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink trace" ports' -l 'ports' -d 'Stimulus ports to listen to: all, or such as 0,2,8-15.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink trace" pc-samples' -l 'pc-samples' -d 'Sample where the core is, every 16384 cycles.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink trace" exceptions' -l 'exceptions' -d 'Tell of each exception and interrupt.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink trace" timestamps' -l 'timestamps' -d 'Have timestamps sent, in cycles.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink trace"' -l 'watch' -d 'Tell of accesses to this address; the size is 1, 2 or 4 bytes (4). Up to four.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink trace" raw' -l 'raw' -d 'The bytes as they come out of SWO, undecoded.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink trace" port' -l 'port' -d 'Send it to whoever connects to this TCP port of this machine; 0: any free one, which is printed.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink trace" duration' -l 'duration' -d 'End after so many seconds.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink trace" reset' -l 'reset' -d 'Reset the target once all is set up, to see it start.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink trace" serial' -l 'serial' -d 'The probe\'s serial number or its first digits, as `stlink list` shows them.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink trace" probe' -l 'probe' -d 'The probe\'s place: its number in `stlink list`, BUS-PORTS such as 1-4.2, or BUS:ADDRESS. STLINK_DEVICE=BUS:ADDRESS in the environment does the same.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink trace" F freq' -s 'F' -l 'freq' -d 'The fastest clock to use: 1800k, 4M; a bare number is in kHz; auto finds the fastest that proves reliable.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink trace" interface' -l 'interface' -d 'The wires to the target: swd or jtag.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink trace" connect-under-reset u' -s 'u' -l 'connect-under-reset' -d 'Hold the reset line low while connecting, for firmware that locks the pins.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink trace" hot-plug n' -s 'n' -l 'hot-plug' -d 'Connect to the running target without a reset.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink trace" flash-size' -l 'flash-size' -d 'The size of the flash, such as 64k, for chips that do not tell it.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink trace" record' -l 'record' -d 'Keep what is said over USB, with debuggers if there are any, and what is decided, in this file for a bug report; without the contents of memory. See docs/bug-reports.md.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink trace" record-firmware' -l 'record-firmware' -d 'With --record: keep the contents of memory too, the firmware among them.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink trace" record-limit' -l 'record-limit' -d 'With --record: the size at which recording stops, such as 64M. (default: 16M)' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink trace" json' -l 'json' -d 'Print the result as one JSON document.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink trace" v verbose' -l 'verbose' -s 'v' -d 'Also print what is only of interest when something fails.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink trace" version' -l 'version' -d 'Show the version.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink trace" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink option-bytes" dry-run' -l 'dry-run' -d 'Show what would change and what that costs; write nothing.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink option-bytes" erase-the-whole-chip' -l 'erase-the-whole-chip' -d 'Allow a change of the read protection that erases the whole chip.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink option-bytes" lock-this-chip-forever' -l 'lock-this-chip-forever' -d 'Allow what no one can ever take back: RDP level 2, product states, locks.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink option-bytes" serial' -l 'serial' -d 'The probe\'s serial number or its first digits, as `stlink list` shows them.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink option-bytes" probe' -l 'probe' -d 'The probe\'s place: its number in `stlink list`, BUS-PORTS such as 1-4.2, or BUS:ADDRESS. STLINK_DEVICE=BUS:ADDRESS in the environment does the same.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink option-bytes" F freq' -s 'F' -l 'freq' -d 'The fastest clock to use: 1800k, 4M; a bare number is in kHz; auto finds the fastest that proves reliable.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink option-bytes" interface' -l 'interface' -d 'The wires to the target: swd or jtag.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink option-bytes" connect-under-reset u' -s 'u' -l 'connect-under-reset' -d 'Hold the reset line low while connecting, for firmware that locks the pins.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink option-bytes" hot-plug n' -s 'n' -l 'hot-plug' -d 'Connect to the running target without a reset.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink option-bytes" flash-size' -l 'flash-size' -d 'The size of the flash, such as 64k, for chips that do not tell it.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink option-bytes" record' -l 'record' -d 'Keep what is said over USB, with debuggers if there are any, and what is decided, in this file for a bug report; without the contents of memory. See docs/bug-reports.md.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink option-bytes" record-firmware' -l 'record-firmware' -d 'With --record: keep the contents of memory too, the firmware among them.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink option-bytes" record-limit' -l 'record-limit' -d 'With --record: the size at which recording stops, such as 64M. (default: 16M)' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink option-bytes" json' -l 'json' -d 'Print the result as one JSON document.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink option-bytes" v verbose' -l 'verbose' -s 'v' -d 'Also print what is only of interest when something fails.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink option-bytes" version' -l 'version' -d 'Show the version.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink option-bytes" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink unlock" erase-the-whole-chip' -l 'erase-the-whole-chip' -d 'Yes, erase it, where the chip is read protected.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink unlock" serial' -l 'serial' -d 'The probe\'s serial number or its first digits, as `stlink list` shows them.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink unlock" probe' -l 'probe' -d 'The probe\'s place: its number in `stlink list`, BUS-PORTS such as 1-4.2, or BUS:ADDRESS. STLINK_DEVICE=BUS:ADDRESS in the environment does the same.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink unlock" F freq' -s 'F' -l 'freq' -d 'The fastest clock to use: 1800k, 4M; a bare number is in kHz; auto finds the fastest that proves reliable.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink unlock" interface' -l 'interface' -d 'The wires to the target: swd or jtag.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink unlock" connect-under-reset u' -s 'u' -l 'connect-under-reset' -d 'Hold the reset line low while connecting, for firmware that locks the pins.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink unlock" hot-plug n' -s 'n' -l 'hot-plug' -d 'Connect to the running target without a reset.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink unlock" flash-size' -l 'flash-size' -d 'The size of the flash, such as 64k, for chips that do not tell it.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink unlock" record' -l 'record' -d 'Keep what is said over USB, with debuggers if there are any, and what is decided, in this file for a bug report; without the contents of memory. See docs/bug-reports.md.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink unlock" record-firmware' -l 'record-firmware' -d 'With --record: keep the contents of memory too, the firmware among them.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink unlock" record-limit' -l 'record-limit' -d 'With --record: the size at which recording stops, such as 64M. (default: 16M)' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink unlock" json' -l 'json' -d 'Print the result as one JSON document.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink unlock" v verbose' -l 'verbose' -s 'v' -d 'Also print what is only of interest when something fails.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink unlock" version' -l 'version' -d 'Show the version.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink unlock" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink otp" burn-forever' -l 'burn-forever' -d 'Yes, program cells that can never be changed again.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink otp" serial' -l 'serial' -d 'The probe\'s serial number or its first digits, as `stlink list` shows them.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink otp" probe' -l 'probe' -d 'The probe\'s place: its number in `stlink list`, BUS-PORTS such as 1-4.2, or BUS:ADDRESS. STLINK_DEVICE=BUS:ADDRESS in the environment does the same.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink otp" F freq' -s 'F' -l 'freq' -d 'The fastest clock to use: 1800k, 4M; a bare number is in kHz; auto finds the fastest that proves reliable.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink otp" interface' -l 'interface' -d 'The wires to the target: swd or jtag.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink otp" connect-under-reset u' -s 'u' -l 'connect-under-reset' -d 'Hold the reset line low while connecting, for firmware that locks the pins.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink otp" hot-plug n' -s 'n' -l 'hot-plug' -d 'Connect to the running target without a reset.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink otp" flash-size' -l 'flash-size' -d 'The size of the flash, such as 64k, for chips that do not tell it.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink otp" record' -l 'record' -d 'Keep what is said over USB, with debuggers if there are any, and what is decided, in this file for a bug report; without the contents of memory. See docs/bug-reports.md.' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink otp" record-firmware' -l 'record-firmware' -d 'With --record: keep the contents of memory too, the firmware among them.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink otp" record-limit' -l 'record-limit' -d 'With --record: the size at which recording stops, such as 64M. (default: 16M)' -rfka ''
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink otp" json' -l 'json' -d 'Print the result as one JSON document.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink otp" v verbose' -l 'verbose' -s 'v' -d 'Also print what is only of interest when something fails.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink otp" version' -l 'version' -d 'Show the version.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink otp" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'stlink' -n '__stlink_should_offer_completions_for_flags_or_options "stlink help" version' -l 'version' -d 'Show the version.'
