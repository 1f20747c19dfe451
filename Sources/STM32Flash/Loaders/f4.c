// The loader for the flash interface of STM32F2, F4 and F7.
//
// It runs in the target's RAM at whatever address it was put, needs no data of its own and never
// returns. The host gives it commands through a ring of slots: each slot ends with a command, the
// command's data lies right before it, and the last word of the command, its sequence number,
// is written last. So one memory write of the host passes a command together with its data, and
// while one slot is being programmed the next ones are filled. What was done is counted in
// `state`, which the host reads.
//
// Registers and bits: RM0385 3.7 (the same in RM0033 and RM0090 but for the sizes).

typedef unsigned int word;
typedef unsigned short halfword;
typedef unsigned char byte;

// Written by the host before the start, but for the first three, which are the loader's answer.
struct control {
    volatile word state;  // commands completed in bits 23:0, error in 31:24
    word fault_address;   // the word that did not take
    word fault_status;    // FLASH_SR then
    word interface;       // address of FLASH_ACR
    word ring;            // address of the first slot
    word slot_byte_count;
    word slot_count;
    word first_sequence;
    word parallelism;  // FLASH_CR.PSIZE: 0 byte, 1 halfword, 2 word
};

struct command {
    volatile word operation;
    word address;
    word byte_count;
    word argument;
    word result;
    word unused[2];
    volatile word sequence;
};

// One row of a checksum or sum command's data.
struct check {
    word address;
    word byte_count;
    word result;
};

enum {
    OPERATION_PROGRAM = 1,      // data at `address`; `byte_count` is a multiple of 4
    OPERATION_ERASE = 2,        // sector code in `argument`; result 1: it was blank already
    OPERATION_MASS_ERASE = 3,   // CR bits in `argument`
    OPERATION_CHECKSUM = 4,     // `argument` rows of struct check; `address`: 4 KiB for tables or 0
    OPERATION_SUM = 5,          // one row
    OPERATION_INVALIDATE = 6,   // cache lines of `address`, `byte_count`
};

enum { ERROR_NONE, ERROR_FLASH, ERROR_OPERATION };

enum { SR = 3, CR = 4 };  // word offsets from FLASH_ACR
#define SR_BUSY (1u << 16)
#define SR_ERRORS 0x1F2u  // OPERR, WRPERR, PGAERR, PGPERR, ERSERR/PGSERR, RDERR
#define CR_PG (1u << 0)
#define CR_SER (1u << 1)
#define CR_START (1u << 16)

#define POLYNOMIAL 0x04C11DB7u

static inline void barrier(void) { __asm volatile("dsb" ::: "memory"); }

static inline word finish(volatile word *flash) {
    word status;
    barrier();
    do status = flash[SR];
    while (status & SR_BUSY);
    return status & SR_ERRORS;
}

static inline word fail(struct control *control, word address, word status) {
    control->fault_address = address;
    control->fault_status = status;
    return ERROR_FLASH;
}

// Cells that are to stay erased are left alone.
static word program(struct control *control, const struct command *command) {
    volatile word *flash = (volatile word *)control->interface;
    word address = command->address;
    word end = address + command->byte_count;
    const word *source = (const word *)((word)command - command->byte_count);
    word parallelism = control->parallelism;
    word status = 0;
    flash[CR] = parallelism << 8 | CR_PG;
    for (; address < end && !status; address += 4) {
        word value = *source++;
        if (value == ~0u) continue;
        if (parallelism == 2) {
            *(volatile word *)address = value;
            status = finish(flash);
        } else if (parallelism == 1) {
            for (word i = 0; i < 4 && !status; i += 2, value >>= 16) {
                *(volatile halfword *)(address + i) = (halfword)value;
                status = finish(flash);
            }
        } else {
            for (word i = 0; i < 4 && !status; i += 1, value >>= 8) {
                *(volatile byte *)(address + i) = (byte)value;
                status = finish(flash);
            }
        }
    }
    flash[CR] = 0;
    return status ? fail(control, address - 4, status) : ERROR_NONE;
}

static word erase(struct control *control, struct command *command, word bits) {
    volatile word *flash = (volatile word *)control->interface;
    const word *cell = (const word *)command->address;
    const word *end = (const word *)(command->address + command->byte_count);
    while (cell < end && *cell == ~0u) cell++;
    command->result = cell == end;
    if (cell == end) return ERROR_NONE;
    flash[CR] = control->parallelism << 8 | bits;
    flash[CR] = control->parallelism << 8 | bits | CR_START;
    word status = finish(flash);
    flash[CR] = 0;
    return status ? fail(control, command->address, status) : ERROR_NONE;
}

// gdb's CRC-32, most significant bit first and all ones to begin with, in two ways: four bits at
// a time with a table of 16 words on the stack, and four bytes at a time with 4 KiB of tables that
// have to be saved and put back over the wire, which pays only for long regions.

static word shift_in(word value, word bit_count) {
    while (bit_count--) value = value & 1u << 31 ? value << 1 ^ POLYNOMIAL : value << 1;
    return value;
}

static void checksum_short(struct check *rows, word row_count) {
    word table[16];
    for (word i = 0; i < 16; i++) table[i] = shift_in(i << 28, 4);
    for (; row_count--; rows++) {
        const byte *cell = (const byte *)rows->address;
        const byte *end = cell + rows->byte_count;
        word value = ~0u;
        while (cell < end) {
            word next = *cell++;
            value = value << 4 ^ table[value >> 28 ^ next >> 4];
            value = value << 4 ^ table[value >> 28 ^ (next & 15)];
        }
        rows->result = value;
    }
}

// Everything is kept byte-reversed, so that words can be taken from memory as they are.
static void checksum_long(struct check *rows, word row_count, word *tables) {
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
#pragma clang loop unroll_count(2)
        for (; address + 4 <= end; address += 4) {
            value ^= *(const word *)address;
            value = tables[768 + (value & 0xFF)] ^ tables[512 + (value >> 8 & 0xFF)]
                ^ tables[256 + (value >> 16 & 0xFF)] ^ tables[value >> 24];
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

// Armv7-M ARM B2.2.7: DCIMVAC for every line, then ICIALLU.
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
    if (operation == OPERATION_ERASE)
        return erase(control, command, command->argument << 3 | CR_SER);
    if (operation == OPERATION_MASS_ERASE) return erase(control, command, command->argument);
    if (operation == OPERATION_CHECKSUM) {
        if (command->address) checksum_long(rows, command->argument, (word *)command->address);
        else checksum_short(rows, command->argument);
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
            while (command->sequence != sequence) {}
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
