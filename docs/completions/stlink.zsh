#compdef stlink

__stlink_complete() {
    local -ar non_empty_completions=("${@:#(|:*)}")
    local -ar empty_completions=("${(M)@:#(|:*)}")
    _describe -V '' non_empty_completions -- empty_completions -P $'\'\''
}

__stlink_custom_complete() {
    local -a completions
    completions=("${(@f)"$("${command_name}" "${@}" "${command_line[@]}")"}")
    if [[ "${#completions[@]}" -gt 1 ]]; then
        __stlink_complete "${completions[@]:0:-1}"
    fi
}

__stlink_cursor_index_in_current_word() {
    if [[ -z "${QIPREFIX}${IPREFIX}${PREFIX}" ]]; then
        printf 0
    else
        printf %s "${#${(z)LBUFFER}[-1]}"
    fi
}

_stlink() {
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
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
        '(-): :->command'
        '(-)*:: :->arg'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0
    case "${state}" in
    command)
        local -ar subcommands=(
            'list:List the ST-Links on the USB bus; no target is touched.'
            'info:Show probe, supply, core, chip and protection; the target goes on running.'
            'doctor:Find out what is wrong between this machine, the probe and the chip.'
            'flash:Program firmware files into flash, verify them, and run the program.'
            'verify:Compare the flash with a firmware file; the target goes on running.'
            'erase:Erase the whole flash, or the sectors that a range touches.'
            'read:Read memory into a file, or show it; the target goes on running.'
            'write:Write values or a file'\''s bytes into RAM or registers; the target goes on running.'
            'reset:Reset the chip and let it run, or halt it.'
            'trace:Show what the program sends through SWO, until Ctrl-C.'
            'option-bytes:Show the option bytes by name, or write some of them.'
            'unlock:Take read and write protection off the chip.'
            'otp:Show the cells that can be programmed once, or program some of them.'
            'help:Show subcommand help information.'
        )
        _describe -V subcommand subcommands && ret=0
        ;;
    arg)
        case "${words[1]}" in
        list|info|doctor|flash|verify|erase|read|write|reset|trace|option-bytes|unlock|otp|help)
            "_stlink_${words[1]}" && ret=0
            ;;
        esac
        ;;
    esac

    return "${ret}"
}

_stlink_list() {
    local -i ret=1
    local -ar arg_specs=(
        '--json[Print the result as one JSON document.]'
        '(--verbose -v)'{--verbose,-v}'[Also print what is only of interest when something fails.]'
        '--record[Keep what is said over USB, with debuggers if there are any, and what is decided, in this file for a bug report; without the contents of memory. See docs/bug-reports.md.]:file:'
        '--record-firmware[With --record\: keep the contents of memory too, the firmware among them.]'
        '--record-limit[With --record\: the size at which recording stops, such as 64M. (default\: 16M)]:size:'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_stlink_info() {
    local -i ret=1
    local -ar arg_specs=(
        '--serial[The probe'\''s serial number or its first digits, as `stlink list` shows them.]:serial:'
        '--probe[The probe'\''s place\: its number in `stlink list`, BUS-PORTS such as 1-4.2, or BUS\:ADDRESS. STLINK_DEVICE=BUS\:ADDRESS in the environment does the same.]:place:'
        '(-F --freq)'{-F,--freq}'[The fastest clock to use\: 1800k, 4M; a bare number is in kHz; auto finds the fastest that proves reliable.]:clock:'
        '--interface[The wires to the target\: swd or jtag.]:wires:'
        '(-u --connect-under-reset)'{-u,--connect-under-reset}'[Hold the reset line low while connecting, for firmware that locks the pins.]'
        '(-n --hot-plug)'{-n,--hot-plug}'[Connect to the running target without a reset.]'
        '--flash-size[The size of the flash, such as 64k, for chips that do not tell it.]:size:'
        '--record[Keep what is said over USB, with debuggers if there are any, and what is decided, in this file for a bug report; without the contents of memory. See docs/bug-reports.md.]:file:'
        '--record-firmware[With --record\: keep the contents of memory too, the firmware among them.]'
        '--record-limit[With --record\: the size at which recording stops, such as 64M. (default\: 16M)]:size:'
        '--json[Print the result as one JSON document.]'
        '(--verbose -v)'{--verbose,-v}'[Also print what is only of interest when something fails.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_stlink_doctor() {
    local -i ret=1
    local -ar arg_specs=(
        '--serial[The probe'\''s serial number or its first digits, as `stlink list` shows them.]:serial:'
        '--probe[The probe'\''s place\: its number in `stlink list`, BUS-PORTS such as 1-4.2, or BUS\:ADDRESS. STLINK_DEVICE=BUS\:ADDRESS in the environment does the same.]:place:'
        '(-F --freq)'{-F,--freq}'[The fastest clock to use\: 1800k, 4M; a bare number is in kHz; auto finds the fastest that proves reliable.]:clock:'
        '--interface[The wires to the target\: swd or jtag.]:wires:'
        '(-u --connect-under-reset)'{-u,--connect-under-reset}'[Hold the reset line low while connecting, for firmware that locks the pins.]'
        '(-n --hot-plug)'{-n,--hot-plug}'[Connect to the running target without a reset.]'
        '--flash-size[The size of the flash, such as 64k, for chips that do not tell it.]:size:'
        '--record[Keep what is said over USB, with debuggers if there are any, and what is decided, in this file for a bug report; without the contents of memory. See docs/bug-reports.md.]:file:'
        '--record-firmware[With --record\: keep the contents of memory too, the firmware among them.]'
        '--record-limit[With --record\: the size at which recording stops, such as 64M. (default\: 16M)]:size:'
        '--json[Print the result as one JSON document.]'
        '(--verbose -v)'{--verbose,-v}'[Also print what is only of interest when something fails.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_stlink_flash() {
    local -i ret=1
    local -ar arg_specs=(
        '*:file\[@address\]:'
        '--address[Where a plain binary goes, such as 0x08000000.]:address:'
        '--verify[Compare the flash with the files afterwards.]'
        '--no-verify[Compare the flash with the files afterwards.]'
        '--preserve[Keep the bytes outside of the files that lie in a sector that must be erased.]'
        '--force[Program what does not look like a program for this chip.]'
        '*--loader[A flash loader for a memory beside the chip'\''s own flash\: a CMSIS .FLM or an ST .stldr. May be given several times.]:file:'
        '--halt[Leave the core halted at the first instruction of the new program.]'
        '--serial[The probe'\''s serial number or its first digits, as `stlink list` shows them.]:serial:'
        '--probe[The probe'\''s place\: its number in `stlink list`, BUS-PORTS such as 1-4.2, or BUS\:ADDRESS. STLINK_DEVICE=BUS\:ADDRESS in the environment does the same.]:place:'
        '(-F --freq)'{-F,--freq}'[The fastest clock to use\: 1800k, 4M; a bare number is in kHz; auto finds the fastest that proves reliable.]:clock:'
        '--interface[The wires to the target\: swd or jtag.]:wires:'
        '(-u --connect-under-reset)'{-u,--connect-under-reset}'[Hold the reset line low while connecting, for firmware that locks the pins.]'
        '(-n --hot-plug)'{-n,--hot-plug}'[Connect to the running target without a reset.]'
        '--flash-size[The size of the flash, such as 64k, for chips that do not tell it.]:size:'
        '--record[Keep what is said over USB, with debuggers if there are any, and what is decided, in this file for a bug report; without the contents of memory. See docs/bug-reports.md.]:file:'
        '--record-firmware[With --record\: keep the contents of memory too, the firmware among them.]'
        '--record-limit[With --record\: the size at which recording stops, such as 64M. (default\: 16M)]:size:'
        '--json[Print the result as one JSON document.]'
        '(--verbose -v)'{--verbose,-v}'[Also print what is only of interest when something fails.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_stlink_verify() {
    local -i ret=1
    local -ar arg_specs=(
        ':file:'
        '--address[Where a plain binary goes, such as 0x08000000.]:address:'
        '--serial[The probe'\''s serial number or its first digits, as `stlink list` shows them.]:serial:'
        '--probe[The probe'\''s place\: its number in `stlink list`, BUS-PORTS such as 1-4.2, or BUS\:ADDRESS. STLINK_DEVICE=BUS\:ADDRESS in the environment does the same.]:place:'
        '(-F --freq)'{-F,--freq}'[The fastest clock to use\: 1800k, 4M; a bare number is in kHz; auto finds the fastest that proves reliable.]:clock:'
        '--interface[The wires to the target\: swd or jtag.]:wires:'
        '(-u --connect-under-reset)'{-u,--connect-under-reset}'[Hold the reset line low while connecting, for firmware that locks the pins.]'
        '(-n --hot-plug)'{-n,--hot-plug}'[Connect to the running target without a reset.]'
        '--flash-size[The size of the flash, such as 64k, for chips that do not tell it.]:size:'
        '--record[Keep what is said over USB, with debuggers if there are any, and what is decided, in this file for a bug report; without the contents of memory. See docs/bug-reports.md.]:file:'
        '--record-firmware[With --record\: keep the contents of memory too, the firmware among them.]'
        '--record-limit[With --record\: the size at which recording stops, such as 64M. (default\: 16M)]:size:'
        '--json[Print the result as one JSON document.]'
        '(--verbose -v)'{--verbose,-v}'[Also print what is only of interest when something fails.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_stlink_erase() {
    local -i ret=1
    local -ar arg_specs=(
        '--address[The first address of a range.]:address:'
        '--count[How many bytes the range has.]:count:'
        '--serial[The probe'\''s serial number or its first digits, as `stlink list` shows them.]:serial:'
        '--probe[The probe'\''s place\: its number in `stlink list`, BUS-PORTS such as 1-4.2, or BUS\:ADDRESS. STLINK_DEVICE=BUS\:ADDRESS in the environment does the same.]:place:'
        '(-F --freq)'{-F,--freq}'[The fastest clock to use\: 1800k, 4M; a bare number is in kHz; auto finds the fastest that proves reliable.]:clock:'
        '--interface[The wires to the target\: swd or jtag.]:wires:'
        '(-u --connect-under-reset)'{-u,--connect-under-reset}'[Hold the reset line low while connecting, for firmware that locks the pins.]'
        '(-n --hot-plug)'{-n,--hot-plug}'[Connect to the running target without a reset.]'
        '--flash-size[The size of the flash, such as 64k, for chips that do not tell it.]:size:'
        '--record[Keep what is said over USB, with debuggers if there are any, and what is decided, in this file for a bug report; without the contents of memory. See docs/bug-reports.md.]:file:'
        '--record-firmware[With --record\: keep the contents of memory too, the firmware among them.]'
        '--record-limit[With --record\: the size at which recording stops, such as 64M. (default\: 16M)]:size:'
        '--json[Print the result as one JSON document.]'
        '(--verbose -v)'{--verbose,-v}'[Also print what is only of interest when something fails.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_stlink_read() {
    local -i ret=1
    local -ar arg_specs=(
        ':address:'
        ':count:'
        ':file:'
        '--width[Bits of each access\: 8, 16 or 32, and no other is made; for registers that care.]:bits:'
        '--serial[The probe'\''s serial number or its first digits, as `stlink list` shows them.]:serial:'
        '--probe[The probe'\''s place\: its number in `stlink list`, BUS-PORTS such as 1-4.2, or BUS\:ADDRESS. STLINK_DEVICE=BUS\:ADDRESS in the environment does the same.]:place:'
        '(-F --freq)'{-F,--freq}'[The fastest clock to use\: 1800k, 4M; a bare number is in kHz; auto finds the fastest that proves reliable.]:clock:'
        '--interface[The wires to the target\: swd or jtag.]:wires:'
        '(-u --connect-under-reset)'{-u,--connect-under-reset}'[Hold the reset line low while connecting, for firmware that locks the pins.]'
        '(-n --hot-plug)'{-n,--hot-plug}'[Connect to the running target without a reset.]'
        '--flash-size[The size of the flash, such as 64k, for chips that do not tell it.]:size:'
        '--record[Keep what is said over USB, with debuggers if there are any, and what is decided, in this file for a bug report; without the contents of memory. See docs/bug-reports.md.]:file:'
        '--record-firmware[With --record\: keep the contents of memory too, the firmware among them.]'
        '--record-limit[With --record\: the size at which recording stops, such as 64M. (default\: 16M)]:size:'
        '--json[Print the result as one JSON document.]'
        '(--verbose -v)'{--verbose,-v}'[Also print what is only of interest when something fails.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_stlink_write() {
    local -i ret=1
    local -ar arg_specs=(
        ':address:'
        '*:contents:'
        '--width[Bits of each access\: 8, 16 or 32, and no other is made; for registers that care.]:bits:'
        '--serial[The probe'\''s serial number or its first digits, as `stlink list` shows them.]:serial:'
        '--probe[The probe'\''s place\: its number in `stlink list`, BUS-PORTS such as 1-4.2, or BUS\:ADDRESS. STLINK_DEVICE=BUS\:ADDRESS in the environment does the same.]:place:'
        '(-F --freq)'{-F,--freq}'[The fastest clock to use\: 1800k, 4M; a bare number is in kHz; auto finds the fastest that proves reliable.]:clock:'
        '--interface[The wires to the target\: swd or jtag.]:wires:'
        '(-u --connect-under-reset)'{-u,--connect-under-reset}'[Hold the reset line low while connecting, for firmware that locks the pins.]'
        '(-n --hot-plug)'{-n,--hot-plug}'[Connect to the running target without a reset.]'
        '--flash-size[The size of the flash, such as 64k, for chips that do not tell it.]:size:'
        '--record[Keep what is said over USB, with debuggers if there are any, and what is decided, in this file for a bug report; without the contents of memory. See docs/bug-reports.md.]:file:'
        '--record-firmware[With --record\: keep the contents of memory too, the firmware among them.]'
        '--record-limit[With --record\: the size at which recording stops, such as 64M. (default\: 16M)]:size:'
        '--json[Print the result as one JSON document.]'
        '(--verbose -v)'{--verbose,-v}'[Also print what is only of interest when something fails.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_stlink_reset() {
    local -i ret=1
    local -ar arg_specs=(
        '--hard[Reset by the NRST pin only.]'
        '--soft[Reset by the core'\''s own request only (SYSRESETREQ).]'
        '--halt[Leave the core halted at its first instruction.]'
        '--serial[The probe'\''s serial number or its first digits, as `stlink list` shows them.]:serial:'
        '--probe[The probe'\''s place\: its number in `stlink list`, BUS-PORTS such as 1-4.2, or BUS\:ADDRESS. STLINK_DEVICE=BUS\:ADDRESS in the environment does the same.]:place:'
        '(-F --freq)'{-F,--freq}'[The fastest clock to use\: 1800k, 4M; a bare number is in kHz; auto finds the fastest that proves reliable.]:clock:'
        '--interface[The wires to the target\: swd or jtag.]:wires:'
        '(-u --connect-under-reset)'{-u,--connect-under-reset}'[Hold the reset line low while connecting, for firmware that locks the pins.]'
        '(-n --hot-plug)'{-n,--hot-plug}'[Connect to the running target without a reset.]'
        '--flash-size[The size of the flash, such as 64k, for chips that do not tell it.]:size:'
        '--record[Keep what is said over USB, with debuggers if there are any, and what is decided, in this file for a bug report; without the contents of memory. See docs/bug-reports.md.]:file:'
        '--record-firmware[With --record\: keep the contents of memory too, the firmware among them.]'
        '--record-limit[With --record\: the size at which recording stops, such as 64M. (default\: 16M)]:size:'
        '--json[Print the result as one JSON document.]'
        '(--verbose -v)'{--verbose,-v}'[Also print what is only of interest when something fails.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_stlink_trace() {
    local -i ret=1
    local -ar arg_specs=(
        '--cpu-clock[The clock of the trace units, mostly the core'\''s\: 168M, 64000k, 16000000.]:clock:'
        '--swo-clock[The fastest rate of SWO\: 2M, 500k, 115200.]:rate:'
        '--ports[Stimulus ports to listen to\: all, or such as 0,2,8-15.]:ports:'
        '--pc-samples[Sample where the core is, every 16384 cycles.]'
        '--exceptions[Tell of each exception and interrupt.]'
        '--timestamps[Have timestamps sent, in cycles.]'
        '*--watch[Tell of accesses to this address; the size is 1, 2 or 4 bytes (4). Up to four.]:address\[\:size\]:'
        '--raw[The bytes as they come out of SWO, undecoded.]'
        '--port[Send it to whoever connects to this TCP port of this machine; 0\: any free one, which is printed.]:port:'
        '--duration[End after so many seconds.]:seconds:'
        '--reset[Reset the target once all is set up, to see it start.]'
        '--serial[The probe'\''s serial number or its first digits, as `stlink list` shows them.]:serial:'
        '--probe[The probe'\''s place\: its number in `stlink list`, BUS-PORTS such as 1-4.2, or BUS\:ADDRESS. STLINK_DEVICE=BUS\:ADDRESS in the environment does the same.]:place:'
        '(-F --freq)'{-F,--freq}'[The fastest clock to use\: 1800k, 4M; a bare number is in kHz; auto finds the fastest that proves reliable.]:clock:'
        '--interface[The wires to the target\: swd or jtag.]:wires:'
        '(-u --connect-under-reset)'{-u,--connect-under-reset}'[Hold the reset line low while connecting, for firmware that locks the pins.]'
        '(-n --hot-plug)'{-n,--hot-plug}'[Connect to the running target without a reset.]'
        '--flash-size[The size of the flash, such as 64k, for chips that do not tell it.]:size:'
        '--record[Keep what is said over USB, with debuggers if there are any, and what is decided, in this file for a bug report; without the contents of memory. See docs/bug-reports.md.]:file:'
        '--record-firmware[With --record\: keep the contents of memory too, the firmware among them.]'
        '--record-limit[With --record\: the size at which recording stops, such as 64M. (default\: 16M)]:size:'
        '--json[Print the result as one JSON document.]'
        '(--verbose -v)'{--verbose,-v}'[Also print what is only of interest when something fails.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_stlink_option-bytes() {
    local -i ret=1
    local -ar arg_specs=(
        '*:changes:'
        '--dry-run[Show what would change and what that costs; write nothing.]'
        '--erase-the-whole-chip[Allow a change of the read protection that erases the whole chip.]'
        '--lock-this-chip-forever[Allow what no one can ever take back\: RDP level 2, product states, locks.]'
        '--serial[The probe'\''s serial number or its first digits, as `stlink list` shows them.]:serial:'
        '--probe[The probe'\''s place\: its number in `stlink list`, BUS-PORTS such as 1-4.2, or BUS\:ADDRESS. STLINK_DEVICE=BUS\:ADDRESS in the environment does the same.]:place:'
        '(-F --freq)'{-F,--freq}'[The fastest clock to use\: 1800k, 4M; a bare number is in kHz; auto finds the fastest that proves reliable.]:clock:'
        '--interface[The wires to the target\: swd or jtag.]:wires:'
        '(-u --connect-under-reset)'{-u,--connect-under-reset}'[Hold the reset line low while connecting, for firmware that locks the pins.]'
        '(-n --hot-plug)'{-n,--hot-plug}'[Connect to the running target without a reset.]'
        '--flash-size[The size of the flash, such as 64k, for chips that do not tell it.]:size:'
        '--record[Keep what is said over USB, with debuggers if there are any, and what is decided, in this file for a bug report; without the contents of memory. See docs/bug-reports.md.]:file:'
        '--record-firmware[With --record\: keep the contents of memory too, the firmware among them.]'
        '--record-limit[With --record\: the size at which recording stops, such as 64M. (default\: 16M)]:size:'
        '--json[Print the result as one JSON document.]'
        '(--verbose -v)'{--verbose,-v}'[Also print what is only of interest when something fails.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_stlink_unlock() {
    local -i ret=1
    local -ar arg_specs=(
        '--erase-the-whole-chip[Yes, erase it, where the chip is read protected.]'
        '--serial[The probe'\''s serial number or its first digits, as `stlink list` shows them.]:serial:'
        '--probe[The probe'\''s place\: its number in `stlink list`, BUS-PORTS such as 1-4.2, or BUS\:ADDRESS. STLINK_DEVICE=BUS\:ADDRESS in the environment does the same.]:place:'
        '(-F --freq)'{-F,--freq}'[The fastest clock to use\: 1800k, 4M; a bare number is in kHz; auto finds the fastest that proves reliable.]:clock:'
        '--interface[The wires to the target\: swd or jtag.]:wires:'
        '(-u --connect-under-reset)'{-u,--connect-under-reset}'[Hold the reset line low while connecting, for firmware that locks the pins.]'
        '(-n --hot-plug)'{-n,--hot-plug}'[Connect to the running target without a reset.]'
        '--flash-size[The size of the flash, such as 64k, for chips that do not tell it.]:size:'
        '--record[Keep what is said over USB, with debuggers if there are any, and what is decided, in this file for a bug report; without the contents of memory. See docs/bug-reports.md.]:file:'
        '--record-firmware[With --record\: keep the contents of memory too, the firmware among them.]'
        '--record-limit[With --record\: the size at which recording stops, such as 64M. (default\: 16M)]:size:'
        '--json[Print the result as one JSON document.]'
        '(--verbose -v)'{--verbose,-v}'[Also print what is only of interest when something fails.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_stlink_otp() {
    local -i ret=1
    local -ar arg_specs=(
        ':address:'
        ':file:'
        '--burn-forever[Yes, program cells that can never be changed again.]'
        '--serial[The probe'\''s serial number or its first digits, as `stlink list` shows them.]:serial:'
        '--probe[The probe'\''s place\: its number in `stlink list`, BUS-PORTS such as 1-4.2, or BUS\:ADDRESS. STLINK_DEVICE=BUS\:ADDRESS in the environment does the same.]:place:'
        '(-F --freq)'{-F,--freq}'[The fastest clock to use\: 1800k, 4M; a bare number is in kHz; auto finds the fastest that proves reliable.]:clock:'
        '--interface[The wires to the target\: swd or jtag.]:wires:'
        '(-u --connect-under-reset)'{-u,--connect-under-reset}'[Hold the reset line low while connecting, for firmware that locks the pins.]'
        '(-n --hot-plug)'{-n,--hot-plug}'[Connect to the running target without a reset.]'
        '--flash-size[The size of the flash, such as 64k, for chips that do not tell it.]:size:'
        '--record[Keep what is said over USB, with debuggers if there are any, and what is decided, in this file for a bug report; without the contents of memory. See docs/bug-reports.md.]:file:'
        '--record-firmware[With --record\: keep the contents of memory too, the firmware among them.]'
        '--record-limit[With --record\: the size at which recording stops, such as 64M. (default\: 16M)]:size:'
        '--json[Print the result as one JSON document.]'
        '(--verbose -v)'{--verbose,-v}'[Also print what is only of interest when something fails.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_stlink_help() {
    local -i ret=1
    local -ar arg_specs=(
        '*:subcommands:'
        '--version[Show the version.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

if [[ "${funcstack[1]}" = _stlink ]]; then
    _stlink "${@}"
else
    compdef _stlink stlink
fi
