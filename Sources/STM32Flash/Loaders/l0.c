// The loader for the flash interface of STM32L0 and L1: words and half pages, erased cells are 0.
//
// Registers and bits: RM0367 3.7, RM0038 3.9. Half pages are programmed from RAM, sixteen words
// (L0) or thirty-two (L1) in a row without any other access to the flash.
// parameters[0]: bytes of a half page.

#include "loader.h"

enum { PECR = 1, SR = 6 };  // word offsets from FLASH_ACR

#define SR_BUSY (1u << 0)
#define SR_EOP (1u << 1)
// WRPERR, PGAERR, SIZERR, OPTVERR, RDERR, NOTZEROERR, FWWERR
#define SR_ERRORS 0x32F00u

#define PECR_PROG (1u << 3)
#define PECR_ERASE (1u << 9)
#define PECR_FPRG (1u << 10)

static word finish(const struct control *control, volatile word *flash) {
    word status;
    barrier();
    do {
        feed(control);
        status = flash[SR];
    } while (status & SR_BUSY);
    flash[SR] = SR_EOP;
    return status & SR_ERRORS;
}

// Cells that are to stay erased are left alone.
static word program_run(
    struct control *control, const struct command *command, volatile word *flash, word *place) {
    word address = *place;
    word end = address + command->byte_count;
    const word *source = (const word *)((word)command - command->byte_count);
    word half_page = control->parameters[0];
    word status = 0;
    while (address < end && !status) {
        *place = address;
        if (!(address & (half_page - 1)) && end - address >= half_page) {
            word stop = address + half_page;
            if (is_blank((word)source, half_page, 0)) {
                source += half_page / 4;
                address = stop;
                continue;
            }
            flash[PECR] = PECR_FPRG | PECR_PROG;
            for (; address < stop; address += 4) *(volatile word *)address = *source++;
            status = finish(control, flash);
            flash[PECR] = 0;
        } else {
            word value = *source++;
            if (value) {
                *(volatile word *)address = value;
                status = finish(control, flash);
            }
            address += 4;
        }
    }
    return status;
}

static word erase_sector(
    struct control *control, volatile word *flash, word address, word argument) {
    (void)argument;
    flash[PECR] = PECR_ERASE | PECR_PROG;
    *(volatile word *)address = 0;
    word status = finish(control, flash);
    flash[PECR] = 0;
    return status;
}
