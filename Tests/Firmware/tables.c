/* Constant data of the kind that fills images: a sine table and the names of faults. */
#include <stdint.h>

__attribute__((used)) const char *const fault_names[] = {
    "reset", "non-maskable interrupt", "hard fault", "memory management fault",
    "bus fault", "usage fault",
};

/* One quarter of a sine wave, 1.15 fixed point. */
__attribute__((used)) const int16_t quarter_sine[] = {
    0,     804,   1608,  2410,  3212,  4011,  4808,  5602,  6393,  7179,  7962,
    8739,  9512,  10278, 11039, 11793, 12539, 13279, 14010, 14732, 15446, 16151,
    16846, 17530, 18204, 18868, 19519, 20159, 20787, 21403, 22005, 22594, 23170,
    23731, 24279, 24811, 25329, 25832, 26319, 26790, 27245, 27683, 28105, 28510,
    28898, 29268, 29621, 29956, 30273, 30571, 30852, 31113, 31356, 31580, 31785,
    31971, 32137, 32285, 32412, 32521, 32609, 32678, 32728, 32757,
};
