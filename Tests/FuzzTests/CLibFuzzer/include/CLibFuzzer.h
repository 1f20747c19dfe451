// The entry of libFuzzer's runtime for programs with a main of their own (LLVM documentation,
// "libFuzzer", "Using libFuzzer as a library").
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerRunDriver(
    int *argc, char ***argv, int (*run)(const uint8_t *bytes, size_t byteCount));
