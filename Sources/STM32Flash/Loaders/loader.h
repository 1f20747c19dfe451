// What every loader shares: the ring of commands, the checksums, the blank check, the watchdog.
//
// A loader runs in the target's RAM at whatever address it was put, needs no data of its own and
// never returns. The host gives it commands through a ring of slots: each slot ends with a command,
// the command's data lies right before it, and the last word of the command, its sequence number,
// is written last. So one memory write of the host passes a command together with its data, and
// while one slot is being programmed the next ones are filled. What was done is counted in
// `state`, which the host reads.
//
// The source that includes this file defines `program_run` and `erase_sector`. It is compiled for
// Armv6-M where the core may be a Cortex-M0: no unaligned access, no division.

typedef unsigned int word;
typedef unsigned short halfword;
typedef unsigned char byte;

// Written by the host before the start, but for the first three, which are the loader's answer.
struct control {
    volatile word state;  // commands completed in bits 23:0, error in 31:24
    word fault_address;   // the cells that did not take
    word fault_status;    // the status register then
    word interface;       // address of the flash interface
    word ring;            // address of the first slot
    word slot_byte_count;
    word slot_count;
    word first_sequence;
    word watchdog;        // address of IWDG_KR, or 0
    word erased;          // one word of erased cells
    word erase_step;      // from one sector's `argument` to the next one's
    word window;          // address of WWDG_CR, or 0
    word parameters[9];   // of the controller, see each source
};

struct command {
    volatile word operation;
    word address;
    word byte_count;
    word argument;
    word result;
    word registers;          // bytes from the interface's address to this bank's registers
    word sector_byte_count;  // of an erase
    volatile word sequence;
};

// One row of a checksum or sum command's data.
struct check {
    word address;
    word byte_count;
    word result;
};

enum {
    OPERATION_PROGRAM = 1,     // data at `address`; `byte_count` is a multiple of the unit
    OPERATION_ERASE = 2,       // `argument` for the first sector; result: how many were blank
    OPERATION_CHECKSUM = 4,    // `argument` rows of struct check; `address`: 4 KiB for tables or 0
    OPERATION_SUM = 5,         // one row
    OPERATION_INVALIDATE = 6,  // cache lines of `address`, `byte_count`
};

enum { ERROR_NONE, ERROR_FLASH, ERROR_OPERATION };

#define POLYNOMIAL 0x04C11DB7u
#define WATCHDOG_FEED 0xAAAAu  // IWDG_KR: reload the counter
#define WINDOW_COUNTER 0x7Fu   // T of WWDG_CR, W of WWDG_CFR
#define WINDOW_FEED 0xFFu      // WDGA and a full counter
// Bytes between two feedings. The shortest watchdog after a reset, a window watchdog at 64 MHz,
// takes four milliseconds.
#define FEED_BYTE_COUNT 1024u

static inline void barrier(void) { __asm volatile("dsb" ::: "memory"); }

static __attribute__((noinline)) void feed(const struct control *control) {
    word watchdog = control->watchdog;
    if (watchdog) *(volatile word *)watchdog = WATCHDOG_FEED;
    volatile word *window = (volatile word *)control->window;
    // Above W it must not be fed.
    if (window && (window[0] & WINDOW_COUNTER) <= (window[1] & WINDOW_COUNTER))
        window[0] = WINDOW_FEED;
}

// Both return the error bits of the status, 0 for success. `*address` starts at the first byte and
// ends at the cells concerned.
static word program_run(
    struct control *control, const struct command *command, volatile word *flash, word *address);
static word erase_sector(
    struct control *control, volatile word *flash, word address, word argument);

static inline word fail(struct control *control, word address, word status) {
    control->fault_address = address;
    control->fault_status = status;
    return ERROR_FLASH;
}

static inline volatile word *registers(
    const struct control *control, const struct command *command) {
    return (volatile word *)(control->interface + command->registers);
}

static word program(struct control *control, struct command *command) {
    word address = command->address;
    word status = program_run(control, command, registers(control, command), &address);
    return status ? fail(control, address, status) : ERROR_NONE;
}

static word is_blank(word address, word byte_count, word erased) {
    const word *cell = (const word *)address;
    const word *end = (const word *)(address + byte_count);
    while (cell < end && *cell == erased) cell++;
    return cell == end;
}

static word erase(struct control *control, struct command *command) {
    word address = command->address;
    word end = address + command->byte_count;
    word argument = command->argument;
    word blank = 0;
    for (; address < end; address += command->sector_byte_count) {
        feed(control);
        if (is_blank(address, command->sector_byte_count, control->erased)) {
            blank++;
        } else {
            word status = erase_sector(control, registers(control, command), address, argument);
            if (status) return fail(control, address, status);
        }
        argument += control->erase_step;
    }
    command->result = blank;
    return ERROR_NONE;
}

// gdb's CRC-32, most significant bit first and all ones to begin with, in two ways: four bits at
// a time with a table of 16 words on the stack, and four bytes at a time with 4 KiB of tables that
// have to be saved and put back over the wire, which pays only for long regions.

static word shift_in(word value, word bit_count) {
    while (bit_count--) value = value & 1u << 31 ? value << 1 ^ POLYNOMIAL : value << 1;
    return value;
}

static void checksum_short(const struct control *control, struct check *rows, word row_count) {
    word table[16];
    for (word i = 0; i < 16; i++) table[i] = shift_in(i << 28, 4);
    for (; row_count--; rows++) {
        const byte *cell = (const byte *)rows->address;
        const byte *end = cell + rows->byte_count;
        word value = ~0u;
        while (cell < end) {
            const byte *stop = (word)(end - cell) > FEED_BYTE_COUNT ? cell + FEED_BYTE_COUNT : end;
            feed(control);
            while (cell < stop) {
                word next = *cell++;
                value = value << 4 ^ table[value >> 28 ^ next >> 4];
                value = value << 4 ^ table[value >> 28 ^ (next & 15)];
            }
        }
        rows->result = value;
    }
}

// Everything is kept byte-reversed, so that words can be taken from memory as they are.
static void checksum_long(
    const struct control *control, struct check *rows, word row_count, word *tables) {
    for (word i = 0; i < 256; i++) tables[i] = __builtin_bswap32(shift_in(i << 24, 8));
    for (word i = 0; i < 768; i++) {
        word value = tables[i];
        tables[256 + i] = value >> 8 ^ tables[value & 0xFF];
    }
    for (; row_count--; rows++) {
        word value = ~0u;
        word address = rows->address;
        word end = address + rows->byte_count;
        while (address < end && address & 3)
            value = value >> 8 ^ tables[(value ^ *(const byte *)address++) & 0xFF];
        while (address + 4 <= end) {
            word stop = end - address > FEED_BYTE_COUNT ? address + FEED_BYTE_COUNT : end;
            feed(control);
#pragma clang loop unroll_count(2)
            for (; address + 4 <= stop; address += 4) {
                value ^= *(const word *)address;
                value = tables[768 + (value & 0xFF)] ^ tables[512 + (value >> 8 & 0xFF)]
                    ^ tables[256 + (value >> 16 & 0xFF)] ^ tables[value >> 24];
            }
        }
        while (address < end)
            value = value >> 8 ^ tables[(value ^ *(const byte *)address++) & 0xFF];
        rows->result = __builtin_bswap32(value);
    }
}

// Each word counted in after a turn of the sum by one bit: tells whether this very code arrived.
static word sum(word address, word byte_count) {
    word value = 0;
    for (word end = address + byte_count; address < end; address += 4)
        value = (value << 1 | value >> 31) + *(const word *)address;
    return value;
}

// Armv7-M ARM B2.2.7: DCIMVAC for every line, then ICIALLU. Only asked for where the core has them.
static void invalidate(word address, word byte_count) {
    for (word end = address + byte_count; address < end; address += 32)
        *(volatile word *)0xE000EF5Cu = address;
    barrier();
    *(volatile word *)0xE000EF50u = 0;
    barrier();
    __asm volatile("isb" ::: "memory");
}

static word execute(struct control *control, struct command *command) {
    struct check *rows = (struct check *)((word)command - command->argument * sizeof *rows);
    word operation = command->operation;
    if (operation == OPERATION_PROGRAM) return program(control, command);
    if (operation == OPERATION_ERASE) return erase(control, command);
    if (operation == OPERATION_CHECKSUM) {
        if (command->address)
            checksum_long(control, rows, command->argument, (word *)command->address);
        else checksum_short(control, rows, command->argument);
        return ERROR_NONE;
    }
    if (operation == OPERATION_SUM) {
        rows->result = sum(rows->address, rows->byte_count);
        return ERROR_NONE;
    }
    if (operation == OPERATION_INVALIDATE) {
        invalidate(command->address, command->byte_count);
        return ERROR_NONE;
    }
    return ERROR_OPERATION;
}

__attribute__((section(".entry"), used, noreturn)) void start(struct control *control) {
    word sequence = control->first_sequence;
    for (word done = 0;;) {
        word slot = control->ring + control->slot_byte_count;
        for (word i = 0; i < control->slot_count; i++, slot += control->slot_byte_count) {
            struct command *command = (struct command *)(slot - sizeof(struct command));
            while (command->sequence != sequence) feed(control);
            barrier();
            word error = execute(control, command);
            if (error) {
                control->state = error << 24 | done;
                for (;;) __asm volatile("bkpt #0");
            }
            sequence++;
            done++;
            barrier();
            control->state = done;
        }
    }
}
