// An ST external loader for the toy memory (UM2237, "Developing customized loaders"; Dev_Inf.h).
#include "toy.h"

struct sectors { word count, size; };

struct StorageInfo {
    char name[100];
    unsigned short type;
    word base, size, page;
    byte erased;
    struct sectors sectors[10];
};

__attribute__((section(".dev_info"), used)) const struct StorageInfo StorageInfo = {
    "toy memory", 3, TOY_BASE, TOY_BYTES, TOY_PAGE, 0xFF,
    {{TOY_BYTES / TOY_SECTOR, TOY_SECTOR}, {0, 0}},
};

int Init(void) { return is_ready == 0x5EED; }
int Write(word address, word count, const byte *source) {
    if (address % TOY_PAGE || count > TOY_PAGE) return 0;
    toy_program(address, count, source);
    return 1;
}
int SectorErase(word first, word last) {
    for (word address = first & ~(TOY_SECTOR - 1u); address <= last; address += TOY_SECTOR)
        toy_erase(address);
    return 1;
}
int MassErase(void) { return SectorErase(TOY_BASE, TOY_BASE + TOY_BYTES - 1); }
