// The loader for the flash interface of STM32F0, F1 and F3: half-words, pages by address.
//
// Registers and bits: PM0075 3, RM0091 3.5. The second bank of an XL-density F1 has registers of
// its own, 0x40 further on (PM0068 3).

#include "loader.h"

enum { SR = 3, CR = 4, AR = 5 };  // word offsets from FLASH_ACR

#define SR_BUSY (1u << 0)
#define SR_ERRORS 0x14u  // PGERR, WRPRTERR

#define CR_PG (1u << 0)
#define CR_START (1u << 6)

static word finish(const struct control *control, volatile word *flash) {
    word status;
    barrier();
    do {
        feed(control);
        status = flash[SR];
    } while (status & SR_BUSY);
    return status & SR_ERRORS;
}

// Cells that are to stay erased are left alone.
static word program_run(
    struct control *control, const struct command *command, volatile word *flash, word *place) {
    word address = *place;
    word end = address + command->byte_count;
    const halfword *source = (const halfword *)((word)command - command->byte_count);
    word status = 0;
    flash[CR] = CR_PG;
    for (; address < end && !status; address += 2) {
        halfword value = *source++;
        if (value == 0xFFFFu) continue;
        *(volatile halfword *)address = value;
        status = finish(control, flash);
    }
    flash[CR] = 0;
    *place = address - 2;
    return status;
}

static word erase_sector(
    struct control *control, volatile word *flash, word address, word argument) {
    flash[CR] = argument;
    flash[AR] = address;
    flash[CR] = argument | CR_START;
    word status = finish(control, flash);
    flash[CR] = 0;
    return status;
}
