#compdef stlink-sim

__stlink-sim_complete() {
    local -ar non_empty_completions=("${@:#(|:*)}")
    local -ar empty_completions=("${(M)@:#(|:*)}")
    _describe -V '' non_empty_completions -- empty_completions -P $'\'\''
}

__stlink-sim_custom_complete() {
    local -a completions
    completions=("${(@f)"$("${command_name}" "${@}" "${command_line[@]}")"}")
    if [[ "${#completions[@]}" -gt 1 ]]; then
        __stlink-sim_complete "${completions[@]:0:-1}"
    fi
}

__stlink-sim_cursor_index_in_current_word() {
    if [[ -z "${QIPREFIX}${IPREFIX}${PREFIX}" ]]; then
        printf 0
    else
        printf %s "${#${(z)LBUFFER}[-1]}"
    fi
}

_stlink-sim() {
    emulate -RL zsh -G
    setopt extendedglob nullglob numericglobsort
    unsetopt aliases banghist

    local -xr SAP_SHELL=zsh
    local -x SAP_SHELL_VERSION
    SAP_SHELL_VERSION="$(builtin emulate zsh -c 'printf %s "${ZSH_VERSION}"')"
    local -r SAP_SHELL_VERSION

    local context state state_descr line
    local -A opt_args

    local -r command_name="${words[1]}"
    local -ar command_line=("${words[@]}")
    local -ir current_word_index="$((CURRENT - 1))"

    local -i ret=1
    local -ar arg_specs=(
        '--board[The board; --list names all.]:name:'
        '*--probe[A probe, with what is particular to it; may be given several times. --list names all.]:model\[,firmware=...\]\[,serial=...\]\[,board=...\]:'
        '--firmware[The probe'\''s firmware, like V2J29S7.]:version:'
        '--serial[The probe'\''s serial number; after binary\: the twelve bytes that early ones have.]:text:'
        '*--fault[Something that goes wrong; may be given several times. An unknown one lists them all. N\: before it means the Nth probe.]:\[N\:\]spec:'
        '--pace[Give every transfer, SWD word, flash operation and instruction its real time.]'
        '--stats[Write counts as JSON to this file.]:file:'
        '--list[List the boards and the probes.]'
        '--replay[Play back the probe'\''s side of what --record of stlink or stlink-gdbserver wrote.]:file:'
        '*--replay-contents[With --replay\: memory contents that the recording left out, a plain binary; believed only where it is what was recorded. May be given several times.]:file@address:'
        '--replay-ignoring-contents[With --replay\: data need only be as long as it was.]'
        '--replay-client[Play back the debugger'\''s side of a recording to the server at --client-port, and compare its answers. No board is plugged in.]:file:'
        '--client-port[The port of --replay-client.]:port:'
        '*:command:'
        '(-h --help)'{-h,--help}'[Show help information.]'
        '(-): :->command'
        '(-)*:: :->arg'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0
    case "${state}" in
    command)
        local -ar subcommands=(
            'help:Show subcommand help information.'
        )
        _describe -V subcommand subcommands && ret=0
        ;;
    arg)
        case "${words[1]}" in
        help)
            "_stlink-sim_${words[1]}" && ret=0
            ;;
        esac
        ;;
    esac

    return "${ret}"
}

_stlink-sim_help() {
    local -i ret=1
    local -ar arg_specs=(
        '*:subcommands:'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

if [[ "${funcstack[1]}" = _stlink-sim ]]; then
    _stlink-sim "${@}"
else
    compdef _stlink-sim stlink-sim
fi
