// The loader for the flash interface of STM32WB0: address and data in registers, then a command.
//
// Registers and bits: RM0530 6.4.
// parameters[0]: address of the flash.

#include "loader.h"

enum { COMMAND = 0, IRQRAW = 4, ADDRESS = 6, DATA = 16 };  // word offsets

#define COMMAND_BURST_WRITE 0xCCu
#define RAW_DONE (1u << 0)
#define RAW_ERRORS 0x0Cu  // CMDERR, ILLCMD
#define RAW_ALL 0x3Fu

#define BURST_BYTE_COUNT 16u

static word run(
    const struct control *control, volatile word *flash, word address, word command) {
    word status;
    flash[IRQRAW] = RAW_ALL;
    flash[ADDRESS] = (address - control->parameters[0]) >> 2;
    flash[COMMAND] = command;
    do {
        feed(control);
        status = flash[IRQRAW];
    } while (!(status & (RAW_DONE | RAW_ERRORS)));
    return status & RAW_ERRORS;
}

// Words of all ones leave their cells alone, also those around a piece that is no whole burst.
static word program_run(
    struct control *control, const struct command *command, volatile word *flash, word *place) {
    word address = *place;
    word end = address + command->byte_count;
    const word *source = (const word *)((word)command - command->byte_count);
    word status = 0;
    while (address < end && !status) {
        word burst = address & ~(BURST_BYTE_COUNT - 1);
        word all = ~0u;
        *place = address;
        for (word i = 0; i < BURST_BYTE_COUNT / 4; i++) {
            word value = ~0u;
            if (burst + 4 * i == address && address < end) {
                value = *source++;
                address += 4;
            }
            all &= value;
            flash[DATA + i] = value;
        }
        if (all != ~0u) status = run(control, flash, burst, COMMAND_BURST_WRITE);
    }
    return status;
}

static word erase_sector(
    struct control *control, volatile word *flash, word address, word argument) {
    return run(control, flash, address, argument);
}
