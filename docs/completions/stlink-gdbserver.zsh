#compdef stlink-gdbserver

__stlink-gdbserver_complete() {
    local -ar non_empty_completions=("${@:#(|:*)}")
    local -ar empty_completions=("${(M)@:#(|:*)}")
    _describe -V '' non_empty_completions -- empty_completions -P $'\'\''
}

__stlink-gdbserver_custom_complete() {
    local -a completions
    completions=("${(@f)"$("${command_name}" "${@}" "${command_line[@]}")"}")
    if [[ "${#completions[@]}" -gt 1 ]]; then
        __stlink-gdbserver_complete "${completions[@]:0:-1}"
    fi
}

__stlink-gdbserver_cursor_index_in_current_word() {
    if [[ -z "${QIPREFIX}${IPREFIX}${PREFIX}" ]]; then
        printf 0
    else
        printf %s "${#${(z)LBUFFER}[-1]}"
    fi
}

_stlink-gdbserver() {
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
        '(-p --port)'{-p,--port}'[The TCP port; 0 finds a free one. Also\: --listen_port. (default\: 4242; in other servers'\'' stead theirs)]:port:'
        '--port-file[Write the port into this file once it is open.]:file:'
        '--once[End when the debugger leaves, as st-util does without --multi.]'
        '(--multi -m)'{--multi,-m}'[Go on when the debugger leaves. This is what happens anyway.]'
        '(-n --no-reset)'{-n,--no-reset}'[Attach to the running program without a reset. Also\: --hot-plug, --attach.]'
        '--attach-running[As --no-reset, and let the program run on when a debugger arrives; it shows where the program was, and continue waits for it.]'
        '(-u --connect-under-reset)'{-u,--connect-under-reset}'[Reset while connecting, for firmware that turns the debug pins off or sleeps.]'
        '(-F --freq)'{-F,--freq}'[The fastest clock to use\: 1800k, 4M; a bare number is in kHz; auto finds the fastest that proves reliable.]:clock:'
        '--interface[The wires to the target\: swd or jtag.]:wires:'
        '--serial[The probe'\''s serial number or its first digits (needed with several probes).]:serial:'
        '--probe[The probe'\''s place\: its number in `stlink list` from 1 on, BUS\:ADDRESS, or BUS-PORTS such as 1-4.2. STLINK_DEVICE=BUS\:ADDRESS in the environment does the same.]:place:'
        '--flash-size[The size of the flash, such as 64k, for chips that do not tell it.]:size:'
        '*--loader[A flash loader for a memory beside the chip'\''s own flash, a CMSIS .FLM or an ST .stldr\: `load` programs that memory, too. May be given several times.]:file:'
        '--preserve[`load` keeps bytes outside of the program that share a sector with it.]'
        '--personality[Whose manners `monitor` commands have\: st-util, openocd, pyocd or st-link; mainly whether `monitor reset` halts. By itself as the link'\''s name and the options suggest.]:name:'
        '--halt[`monitor reset` halts, whatever the personality.]'
        '--log-file[Write the log into this file, too.]:file:'
        '--list-probes[List the probes'\'' serial numbers and end.]'
        '*--listen[An address to listen at instead of this machine'\''s loopback; * is every address. May be given several times. There is no password\: whoever reaches the port has the target.]:address:'
        '*--allow[With --listen\: only these machines may connect, and this one; an address, 192.168.1.0/24, fd00\:\:/8 or a name. May be given several times.]:machines:'
        '*--rtt-port[Serve an RTT channel (0) on a TCP port; 0 finds a free one. May be given several times.]:port\[\:channel\]:'
        '--rtt-address[Where RTT'\''s control block is looked for, instead of all of the RAM.]:address\:size:'
        '--swo-port[Serve SWO'\''s bytes on a TCP port; 0 finds a free one.]:port:'
        '--swo-file[Save SWO'\''s bytes into a file of the folder of --semihosting-files.]:file:'
        '--cpu-clock[The clock of the trace units in Hz, mostly the core'\''s; measured where it is not given and the program runs.]:hertz:'
        '--swo-clock[The rate of SWO in Hz.]:hertz:'
        '--swo-clock-div[The same as a divisor of --cpu-clock.]:number:'
        '*--command[A `monitor` command to do when a debugger has arrived. May be given several times.]:command:'
        '--semihosting[Serve the program'\''s semihosting calls. `monitor semihosting` changes it later.]'
        '--semihosting-console[Where the program'\''s console is\: gdb, stdout, or a TCP port (0 finds a free one).]:place:'
        '--semihosting-files[The folder in which the program may open files, and nothing outside of it; or gdb, for files where gdb runs. Without it no file is opened.]:folder:'
        '--semihosting-arguments[What the program gets as its command line.]:text:'
        '--exit-on-semihosting[End with the program'\''s exit status when it exits (implies --semihosting); for CI.]'
        '--record[Keep what is said over USB, with debuggers if there are any, and what is decided, in this file for a bug report; without the contents of memory. See docs/bug-reports.md.]:file:'
        '--record-firmware[With --record\: keep the contents of memory too, the firmware among them.]'
        '--record-limit[With --record\: the size at which recording stops, such as 64M. (default\: 16M)]:size:'
        '(--verbose -v)'{--verbose,-v}'[How much to log, 0 to 99\: 50 is usual, -v alone means 75, 90 and more shows every packet.]:level:'
        '--version[Show the version.]'
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
            "_stlink-gdbserver_${words[1]}" && ret=0
            ;;
        esac
        ;;
    esac

    return "${ret}"
}

_stlink-gdbserver_help() {
    local -i ret=1
    local -ar arg_specs=(
        '*:subcommands:'
        '--version[Show the version.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

if [[ "${funcstack[1]}" = _stlink-gdbserver ]]; then
    _stlink-gdbserver "${@}"
else
    compdef _stlink-gdbserver stlink-gdbserver
fi
