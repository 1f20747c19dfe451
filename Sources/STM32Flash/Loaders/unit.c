// The loader for every flash interface that programs units of several words and erases by bits of
// its control register: STM32L4, G0, G4, C0, U0, WB, WL, L5, U3, U5, WBA, H5, H7 and H7RS.
//
// Where their registers and bits are differs, and comes as parameters:
// [0] offset of the status register, [1] of the control register, in bytes
// [2] status bits that are set while the interface is at work, [3] error bits
// [4] control register while programming, [5] the bit that starts an erase
// [6] bytes of a unit, [7] offset of the register with the error bits, [8] of the one that clears

#include "loader.h"

enum { STATUS, CONTROL, BUSY, ERRORS, PROGRAM, START, UNIT, FLAGS, CLEAR };

static inline volatile word *at(volatile word *flash, word offset) {
    return (volatile word *)((word)flash + offset);
}

static word finish(const struct control *control, volatile word *flash) {
    volatile word *place = at(flash, control->parameters[STATUS]);
    word busy = control->parameters[BUSY];
    barrier();
    do feed(control);
    while (*place & busy);
    return *at(flash, control->parameters[FLAGS]) & control->parameters[ERRORS];
}

// Units that are to stay erased are left alone: programming them would spend their checksum bits.
static word program_run(
    struct control *control, const struct command *command, volatile word *flash, word *place) {
    word address = *place;
    word end = address + command->byte_count;
    const word *source = (const word *)((word)command - command->byte_count);
    word unit = control->parameters[UNIT];
    word erased = control->erased;
    word status = 0;
    *at(flash, control->parameters[CONTROL]) = control->parameters[PROGRAM];
    while (address < end && !status) {
        word stop = address + unit;
        *place = address;
        if (is_blank((word)source, unit, erased)) {
            source = (const word *)((word)source + unit);
            address = stop;
            continue;
        }
        for (; address < stop; address += 4) *(volatile word *)address = *source++;
        status = finish(control, flash);
    }
    *at(flash, control->parameters[CONTROL]) = 0;
    return status;
}

static word erase_sector(
    struct control *control, volatile word *flash, word address, word argument) {
    volatile word *place = at(flash, control->parameters[CONTROL]);
    (void)address;
    // Looking for what is blank may have met cells that lost power half programmed.
    *at(flash, control->parameters[CLEAR]) = control->parameters[ERRORS];
    *place = argument;
    *place = argument | control->parameters[START];
    word status = finish(control, flash);
    *place = 0;
    return status;
}
