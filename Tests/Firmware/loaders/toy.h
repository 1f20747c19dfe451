// A memory that is RAM on the chip but behaves as serial NOR flash does: erasing sets bits,
// programming only clears them. It stands for what a real loader would reach over QUADSPI.
#pragma once

typedef unsigned int word;
typedef unsigned char byte;

enum { TOY_BASE = 0x2004C000, TOY_BYTES = 16 << 10, TOY_SECTOR = 2048, TOY_PAGE = 256 };

static volatile word erased_count;  // in zeroed memory, as a loader's state often is
static volatile word is_ready = 0x5EED;  // in initialised memory

static inline void toy_erase(word address) {
    volatile byte *cell = (volatile byte *)address;
    for (word i = 0; i < TOY_SECTOR; i++) cell[i] = 0xFF;
    erased_count++;
}

static inline void toy_program(word address, word count, const byte *source) {
    volatile byte *cell = (volatile byte *)address;
    for (word i = 0; i < count; i++) cell[i] &= source[i];
}
