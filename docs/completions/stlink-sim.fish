function __stlink-sim_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __stlink-sim_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __stlink-sim_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __stlink-sim_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __stlink-sim_parse_tokens -S
    set -l unparsed_tokens (__stlink-sim_tokens -pc)
    switch $unparsed_tokens[1]
    case 'stlink-sim'
        __stlink-sim_parse_subcommand -r 1 'board=' 'probe=+' 'firmware=' 'serial=' 'fault=+' 'pace' 'stats=' 'list' 'replay=' 'replay-contents=+' 'replay-ignoring-contents' 'replay-client=' 'client-port=' 'h/help'
        switch $unparsed_tokens[1]
        case 'help'
            __stlink-sim_parse_subcommand -r 1 
        end
    end
end

function __stlink-sim_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __stlink-sim_parse_subcommand -S -a positional_count
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

function __stlink-sim_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __stlink-sim_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__stlink-sim_tokens -p)
    if test -z "$(__stlink-sim_tokens -t)"
        set -l index (count (__stlink-sim_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'stlink-sim' -f
complete -c 'stlink-sim' -n '__stlink-sim_should_offer_completions_for_flags_or_options "stlink-sim" board' -l 'board' -d 'The board; --list names all.' -rfka ''
complete -c 'stlink-sim' -n '__stlink-sim_should_offer_completions_for_flags_or_options "stlink-sim"' -l 'probe' -d 'A probe, with what is particular to it; may be given several times. --list names all.' -rfka ''
complete -c 'stlink-sim' -n '__stlink-sim_should_offer_completions_for_flags_or_options "stlink-sim" firmware' -l 'firmware' -d 'The probe\'s firmware, like V2J29S7.' -rfka ''
complete -c 'stlink-sim' -n '__stlink-sim_should_offer_completions_for_flags_or_options "stlink-sim" serial' -l 'serial' -d 'The probe\'s serial number; after binary: the twelve bytes that early ones have.' -rfka ''
complete -c 'stlink-sim' -n '__stlink-sim_should_offer_completions_for_flags_or_options "stlink-sim"' -l 'fault' -d 'Something that goes wrong; may be given several times. An unknown one lists them all. N: before it means the Nth probe.' -rfka ''
complete -c 'stlink-sim' -n '__stlink-sim_should_offer_completions_for_flags_or_options "stlink-sim" pace' -l 'pace' -d 'Give every transfer, SWD word, flash operation and instruction its real time.'
complete -c 'stlink-sim' -n '__stlink-sim_should_offer_completions_for_flags_or_options "stlink-sim" stats' -l 'stats' -d 'Write counts as JSON to this file.' -rfka ''
complete -c 'stlink-sim' -n '__stlink-sim_should_offer_completions_for_flags_or_options "stlink-sim" list' -l 'list' -d 'List the boards and the probes.'
complete -c 'stlink-sim' -n '__stlink-sim_should_offer_completions_for_flags_or_options "stlink-sim" replay' -l 'replay' -d 'Play back the probe\'s side of what --record of stlink or stlink-gdbserver wrote.' -rfka ''
complete -c 'stlink-sim' -n '__stlink-sim_should_offer_completions_for_flags_or_options "stlink-sim"' -l 'replay-contents' -d 'With --replay: memory contents that the recording left out, a plain binary; believed only where it is what was recorded. May be given several times.' -rfka ''
complete -c 'stlink-sim' -n '__stlink-sim_should_offer_completions_for_flags_or_options "stlink-sim" replay-ignoring-contents' -l 'replay-ignoring-contents' -d 'With --replay: data need only be as long as it was.'
complete -c 'stlink-sim' -n '__stlink-sim_should_offer_completions_for_flags_or_options "stlink-sim" replay-client' -l 'replay-client' -d 'Play back the debugger\'s side of a recording to the server at --client-port, and compare its answers. No board is plugged in.' -rfka ''
complete -c 'stlink-sim' -n '__stlink-sim_should_offer_completions_for_flags_or_options "stlink-sim" client-port' -l 'client-port' -d 'The port of --replay-client.' -rfka ''
complete -c 'stlink-sim' -n '__stlink-sim_should_offer_completions_for_flags_or_options "stlink-sim" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'stlink-sim' -n '__stlink-sim_should_offer_completions_for_positional "stlink-sim" -eq 1' -fa 'help' -d 'Show subcommand help information.'
