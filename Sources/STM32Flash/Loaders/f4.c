// The loader for the flash interface of STM32F2, F4 and F7.
//
// Registers and bits: RM0385 3.7 (the same in RM0033 and RM0090 but for the sizes).
// parameters[0]: FLASH_CR.PSIZE, 0 byte, 1 halfword, 2 word.

#include "loader.h"

enum { SR = 3, CR = 4 };  // word offsets from FLASH_ACR

#define SR_BUSY (1u << 16)
#define SR_ERRORS 0x1F2u  // OPERR, WRPERR, PGAERR, PGPERR, ERSERR/PGSERR, RDERR

#define CR_PG (1u << 0)
#define CR_START (1u << 16)

static inline word finish(const struct control *control, volatile word *flash) {
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
    const word *source = (const word *)((word)command - command->byte_count);
    word parallelism = control->parameters[0];
    word status = 0;
    flash[CR] = parallelism << 8 | CR_PG;
    for (; address < end && !status; address += 4) {
        word value = *source++;
        if (value == ~0u) continue;
        if (parallelism == 2) {
            *(volatile word *)address = value;
            status = finish(control, flash);
        } else if (parallelism == 1) {
            for (word i = 0; i < 4 && !status; i += 2, value >>= 16) {
                *(volatile halfword *)(address + i) = (halfword)value;
                status = finish(control, flash);
            }
        } else {
            for (word i = 0; i < 4 && !status; i += 1, value >>= 8) {
                *(volatile byte *)(address + i) = (byte)value;
                status = finish(control, flash);
            }
        }
    }
    flash[CR] = 0;
    *place = address - 4;
    return status;
}

static word erase_sector(
    struct control *control, volatile word *flash, word address, word argument) {
    word setup = control->parameters[0] << 8 | argument;
    (void)address;
    flash[CR] = setup;
    flash[CR] = setup | CR_START;
    word status = finish(control, flash);
    flash[CR] = 0;
    return status;
}
