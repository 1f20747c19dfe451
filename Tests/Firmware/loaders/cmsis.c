// A CMSIS flash algorithm for the toy memory (CMSIS-Pack, "Flash programming"; FlashOS.h).
#include "toy.h"

struct sectors { word size, offset; };

struct FlashDevice {
    unsigned short version;
    char name[128];
    unsigned short type;
    word base, size, page, reserved;
    byte erased;
    word program_milliseconds, erase_milliseconds;
    struct sectors sectors[4];
};

__attribute__((section("DevDscr"), used)) const struct FlashDevice FlashDevice = {
    0x101, "toy memory", 1, TOY_BASE, TOY_BYTES, TOY_PAGE, 0, 0xFF, 100, 500,
    {{TOY_SECTOR, 0}, {~0u, ~0u}},
};

int Init(word address, word clock, word purpose) {
    (void)clock;
    return address != TOY_BASE || purpose < 1 || purpose > 3 || is_ready != 0x5EED;
}
int UnInit(word purpose) { return purpose < 1 || purpose > 3; }
int EraseSector(word address) {
    if (address % TOY_SECTOR) return 1;
    toy_erase(address);
    return 0;
}
int EraseChip(void) {
    for (word i = 0; i < TOY_BYTES; i += TOY_SECTOR) toy_erase(TOY_BASE + i);
    return 0;
}
int ProgramPage(word address, word count, const byte *source) {
    if (address % TOY_PAGE || count > TOY_PAGE) return 1;
    toy_program(address, count, source);
    return 0;
}
